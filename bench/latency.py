"""From the end of speech to the intent, in real time: silence waited for, and what comes after it.

    python -m bench.latency [--times 3]

The demo's commands are heard at the speed they were spoken, in each language alone and with both
listened for. Commands are those that the assistant understands.
"""

import argparse
from pathlib import Path

from assistant.app import App, HeardFile, open_ears
from assistant.core import settings
from assistant.core.settings import LANGUAGES, PROJECT

GOAL_WAITED_MS = 400
GOAL_MS = {"vosk": 150, "whisper": 600, "both": 600}


def at(share: float, values: list[float]) -> float:
    """The value below which `share` of the values lie."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def commands(language: str) -> list[Path]:
    """The demo's commands that begin with the wake word."""
    return sorted((PROJECT / "config" / "demo" / language).glob("*alexa*.flac"))


def report(household: str, engine: str, heard: list[HeardFile]) -> bool:
    """Print how long was waited; whether the goals are reached."""
    waited = [each.endpoint_ms for each in heard]
    latency = [each.latency_ms for each in heard]
    print(
        f"{household:5} {engine:8} {len(heard):3} commands: silence p50 {at(0.5, waited):.0f}, "
        f"p95 {at(0.95, waited):.0f} ms (goal {GOAL_WAITED_MS}); from then to the intent p50 "
        f"{at(0.5, latency):.0f}, p95 {at(0.95, latency):.0f} ms (goal {GOAL_MS[engine]})"
    )
    return at(0.95, waited) <= GOAL_WAITED_MS and at(0.95, latency) <= GOAL_MS[engine]


def main() -> int:
    """Print the table; fails when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    good = True
    for household in (*LANGUAGES, "auto"):
        app = App(settings.load(overrides=[f"household.language={household}"]))
        spoken = LANGUAGES if household == "auto" else (household,)
        files = [file for language in spoken for file in commands(language)] * options.times
        with open_ears(app, act=False) as ears:
            heard = [ears.hear(str(file), realtime=True) for file in files]
        good &= report(household, ears.engine, [each for each in heard if each.accepted])
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
