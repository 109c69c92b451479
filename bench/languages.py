"""Two languages listened for at once: what of each is taken for a command of either.

    python -m bench.languages --en FOLDER --ko FOLDER [--most 120]

The folders hold recordings of people who do not talk to the assistant, in one language each, so that
every command that is heard is a false one; then the demo's own commands are heard, where each has to
be taken in its own language.
"""

import argparse
from collections import Counter
from pathlib import Path

from assistant.app import App, open_ears
from assistant.app.ears import Ears
from assistant.core import settings
from assistant.core.settings import LANGUAGES, PROJECT
from bench.wake import recordings


def taken(ears: Ears, files: list[Path], *, wake: bool) -> Counter[str]:
    """How many were taken for a command, by its language and intent."""
    counts: Counter[str] = Counter()
    for file in files:
        heard = ears.hear(str(file), wake=wake)
        intent = heard.understood.intent if heard.accepted and heard.understood else None
        counts["none" if intent is None else f"{intent.language} {intent.name}"] += 1
    return counts


def main() -> None:
    """Print what was taken for what."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for language in LANGUAGES:
        parser.add_argument(f"--{language}", type=Path, help=f"recordings in {language}")
    parser.add_argument("--most", type=int, default=120)
    options = parser.parse_args()
    app = App(settings.load(overrides=["household.language=auto"]))
    with open_ears(app, act=False) as ears:
        for language in LANGUAGES:
            folder = getattr(options, language)
            if folder is not None:
                counts = taken(ears, recordings(folder)[: options.most], wake=False)
                print(f"{language}, not meant for it: {dict(counts)}")
            demo = recordings(PROJECT / "config" / "demo" / language)
            called = [path for path in demo if "alexa" in path.name]
            print(f"{language}, the demo's commands: {dict(taken(ears, called, wake=True))}")


if __name__ == "__main__":
    main()
