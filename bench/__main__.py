"""All benchmarks: `make bench`, or `python -m bench [--recordings F] [--data F] [--audio F]`."""

import argparse
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

BENCH = Path(__file__).parent
BY_THEMSELVES = (
    ("end_to_end",),
    ("orders",),
    ("press_to_status",),
    ("simulate",),
    ("store_baskets", "--solver"),
    ("store_choices",),
    ("store_promises",),
    ("faults", "--all"),
    ("buyers",),
    ("run_out",),
    ("fuzz",),
    ("fuzz_dialects",),
    ("button_traces",),
    ("scale",),
)
"""Benchmarks that bring what they measure on."""


def main() -> int:
    """Run each in a process of its own, whatever becomes of the others; 1 where one failed."""
    failed = []
    for name, *arguments in [*BY_THEMSELVES, *_with_folders(_options())]:
        print(f"\n{name}", flush=True)
        command = [sys.executable, "-m", f"bench.{name}", *arguments]
        if subprocess.run(command, check=False, cwd=BENCH.parent).returncode:
            failed.append(name)
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="All benchmarks.")
    parser.add_argument(
        "--recordings", help="folder with one folder of recordings for each wake word"
    )
    parser.add_argument("--data", help="folder with public data of sentences and their meaning")
    parser.add_argument(
        "--audio", help="folder with `coffee`, `korean` and `noise`: recorded speech"
    )
    return parser.parse_args()


def _with_folders(options: argparse.Namespace) -> Iterator[tuple[str, ...]]:
    """Those that measure on data or recordings; one whose folder is not given says so."""
    if options.recordings:
        yield "wake", options.recordings
    else:
        print("wake word: skipped; --recordings FOLDER measures it")
    if options.data:
        data = Path(options.data)
        yield "understand", "--data", str(data)
        yield "store_catalog", str(data / "product_names.txt")
        yield "store_discover", str(data / "groceries.csv"), "--million"
    else:
        print("understanding: skipped; --data FOLDER measures it")
    if options.audio:
        audio = Path(options.audio)
        coffee, korean = str(audio / "coffee"), str(audio / "korean")
        yield "coffee", coffee, "--noise", str(audio / "noise" / "kitchen.wav")
        yield "hearing", korean
        yield "languages", "--en", coffee, "--ko", korean
        yield "echo", str(audio), "--most", "60"
    else:
        print("hearing: skipped; --audio FOLDER measures it")


if __name__ == "__main__":
    sys.exit(main())
