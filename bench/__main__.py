"""All benchmarks: `make bench`, or `python -m bench [--recordings F] [--data F] [--audio F]`."""

import argparse
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parent


def main() -> None:
    """Run each in a process of its own; the wake word only where recordings are given."""
    parser = argparse.ArgumentParser(description="All benchmarks.")
    parser.add_argument(
        "--recordings", help="folder with one folder of recordings for each wake word"
    )
    parser.add_argument("--data", help="folder with public data of sentences and their meaning")
    parser.add_argument(
        "--audio", help="folder with `coffee`, `korean` and `noise`: recorded speech"
    )
    options = parser.parse_args()
    runs = [
        ["end_to_end.py"],
        ["orders"],
        ["press_to_status"],
        ["simulate"],
        ["store_baskets", "--solver"],
        ["store_choices"],
        ["store_promises"],
        ["faults", "--all"],
        ["buyers"],
        ["run_out"],
        ["fuzz"],
        ["fuzz_dialects"],
        ["button_traces"],
        ["scale"],
    ]
    if options.recordings:
        runs.append(["wake.py", options.recordings])
    else:
        print("wake word: skipped; --recordings FOLDER measures it")
    if options.data:
        runs.append(["understand.py", "--data", options.data])
        runs.append(["store_catalog.py", str(Path(options.data) / "product_names.txt")])
        runs.append(["store_discover.py", str(Path(options.data) / "groceries.csv"), "--million"])
    else:
        print("understanding: skipped; --data FOLDER measures it")
    if options.audio:
        audio = Path(options.audio)
        noise = str(audio / "noise/kitchen.wav")
        runs.append(["coffee.py", str(audio / "coffee"), "--noise", noise])
        runs.append(["hearing.py", str(audio / "korean")])
        both = ["--en", str(audio / "coffee"), "--ko", str(audio / "korean")]
        runs.append(["languages.py", *both])
        runs.append(["echo.py", str(audio), "--most", "60"])
    else:
        print("hearing: skipped; --audio FOLDER measures it")
    for script, *arguments in runs:
        print(f"\n{script}", flush=True)
        # Those about orders share parts with each other, so they are modules.
        program = [str(BENCH / script)] if script.endswith(".py") else ["-m", f"bench.{script}"]
        subprocess.run([sys.executable, *program, *arguments], check=True, cwd=BENCH.parent)


if __name__ == "__main__":
    main()
