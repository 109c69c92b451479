"""All benchmarks, or some: `python -m bench [NAME ...] [--recordings F] [--data F] [--audio F]`.

How well people are understood: `python -m bench understand hearing coffee languages --data F --audio F`;
how well the store serves them: `python -m bench store_catalog store_discover store_baskets
store_choices store_promises --data F`.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

BENCH = Path(__file__).parent
BY_THEMSELVES = (
    ("end_to_end",),
    ("latency",),
    ("orders",),
    ("press_to_status",),
    ("simulate",),
    ("store_baskets", "--solver"),
    ("store_choices",),
    ("store_promises",),
    ("faults", "--all"),
    ("buyers",),
    ("run_out",),
    ("over_questions",),
    ("fuzz",),
    ("fuzz_dialects",),
    ("button_traces",),
    ("scale",),
)
"""Benchmarks that bring what they measure on."""


def main() -> int:
    """Run each in a process of its own, whatever becomes of the others; 1 where one failed."""
    options = _options()
    runs = {name: arguments for name, *arguments in [*BY_THEMSELVES, *_with_folders(options)]}
    if unknown := set(options.names) - set(runs):
        print(
            f"not here, or its folder is not given: {', '.join(sorted(unknown))}", file=sys.stderr
        )
        return 2
    failed = []
    for name in options.names or runs:
        print(f"\n{name}", flush=True)
        command = [sys.executable, "-m", f"bench.{name}", *runs[name]]
        if subprocess.run(command, check=False, cwd=BENCH.parent).returncode:
            failed.append(name)
    if not (options.names or (options.recordings and options.data and options.audio)):
        print("\nskipped: what needs --recordings, --data or --audio and has no folder")
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _options() -> argparse.Namespace:
    anywhere = argparse.Namespace(recordings=".", data=".", audio=".")
    names = [name for name, *_ in (*BY_THEMSELVES, *_with_folders(anywhere))]
    parser = argparse.ArgumentParser(
        description="All benchmarks, or those that are named.",
        epilog=f"There are: {', '.join(names)}. Some need a folder to measure on.",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="one of those below; none: all")
    parser.add_argument(
        "--recordings", help="folder with one folder of recordings for each wake word"
    )
    parser.add_argument("--data", help="folder with public data of sentences and their meaning")
    parser.add_argument(
        "--audio", help="folder with `coffee`, `korean` and `noise`: recorded speech"
    )
    return parser.parse_args()


def _with_folders(options: argparse.Namespace) -> Iterator[tuple[str, ...]]:
    """Those that measure on data or recordings, where their folder is given."""
    if options.recordings:
        yield "wake", options.recordings
        sentences = ("--korean", str(Path(options.audio) / "korean")) if options.audio else ()
        yield "wake_phrase", options.recordings, *sentences
    if options.data:
        data = Path(options.data)
        yield "understand", "--data", str(data)
        yield "store_catalog", str(data / "product_names.txt")
        yield "store_discover", str(data / "groceries.csv"), "--million"
    if options.audio:
        audio = Path(options.audio)
        coffee, korean = str(audio / "coffee"), str(audio / "korean")
        yield "coffee", coffee, "--noise", str(audio / "noise" / "kitchen.wav")
        yield "hearing", korean
        yield "languages", "--en", coffee, "--ko", korean
        yield "echo", str(audio), "--most", "60"


if __name__ == "__main__":
    sys.exit(main())
