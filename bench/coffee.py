"""Orders in a coffee shop, heard with the sentences of a Rhino context: whether every slot is right.

    python bench/coffee.py FOLDER [--noise FILE] [--paced 20] [--show]

FOLDER holds recordings, `context.yaml` in Rhino's format and `label.json` with the slots of each
recording. The context is converted to sentence files of ours; every recording goes through end of
speech, Whisper (told of the words that the sentences hold) and matcher as the microphone's frames
do: as recorded, and with noise mixed in 24 and 6 dB below the speech. Every second recording is kept
aside when something is tuned, and reported by itself. Last, some are heard at the speed at which they
were spoken, to time the answer: decoding begins in the silence.
"""

import argparse
import json
import re
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import soundfile
import yaml

from assistant.app import App
from assistant.core import settings
from assistant.language.intent import Intent
from assistant.speech.files import FileSource
from assistant.speech.frames import FRAME_S, SAMPLE_RATE, FloatSamples
from assistant.speech.listener import NothingSaid, Utterance
from assistant.speech.recogniser import Recogniser

CONDITIONS: Mapping[str, float | None] = {"as recorded": None, "24 dB": 24.0, "6 dB": 6.0}
"""Decibels that the speech is louder than the noise."""
GOALS = {"as recorded": 0.98, "24 dB": 0.98, "6 dB": 0.93}
TAIL_S = 2.0

_CHOICE = re.compile(r"\[([^\[\]()]*)\]")
_OPTION = re.compile(r"\(([^\[\]()]*)\)")
_SLOT = re.compile(r"\$([\w.]+)(?::(\w+))?")
_MACRO = re.compile(r"@(\w+)")


def template(expression: str) -> str:
    """A Rhino expression as a sentence template: `[a, b]` is `(a|b)` there, `(a)` is `[a]`."""
    expression = _MACRO.sub(r"<\1>", expression)
    expression = _SLOT.sub(lambda m: f"{{{m[1]}:{m[2] or m[1]}}}", expression)
    marked = _CHOICE.sub(lambda m: f"\0{_either(m[1])}\1", expression)
    marked = _OPTION.sub(lambda m: f"[{_either(m[1])}]", marked)
    return marked.replace("\0", "(").replace("\1", ")")


def _either(choices: str) -> str:
    return "|".join(choice.strip() for choice in choices.split(","))


def sentence_file(context: Mapping[str, Any]) -> dict[str, Any]:
    """A sentence file of ours with what a Rhino context says."""
    content = context["context"]
    return {
        "language": "en",
        "intents": {
            intent: {"data": [{"sentences": [template(each) for each in expressions]}]}
            for intent, expressions in content["expressions"].items()
        },
        "lists": {name: {"values": values} for name, values in content.get("slots", {}).items()},
        "expansion_rules": {
            name: f"({'|'.join(template(each) for each in expressions)})"
            for name, expressions in content.get("macros", {}).items()
        },
    }


class Labelled(NamedTuple):
    """A recording and what it orders."""

    file: Path
    intent: str
    slots: Mapping[str, str]

    def is_right(self, intent: Intent | None) -> bool:
        """Whether an intent is this one with exactly these slots."""
        if intent is None or intent.name != self.intent:
            return False
        return {name: str(slot.value) for name, slot in intent.slots.items()} == self.slots


def labelled(folder: Path) -> Iterator[Labelled]:
    """The recordings of a folder, sorted."""
    labels = json.loads((folder / "label.json").read_text("utf-8"))
    for file, label in sorted(labels.items()):
        slots = {name: " ".join(value.split()) for name, value in label["slots"].items()}
        yield Labelled(folder / file, label["intent"], slots)


def with_noise(speech: FloatSamples, noise: FloatSamples, db: float, seed: int) -> FloatSamples:
    """Speech with a piece of the noise that is `db` decibels below it, drawn with `seed`."""
    noise = np.tile(noise, 1 + len(speech) // len(noise))
    start = int(np.random.default_rng(seed).integers(0, len(noise) - len(speech) + 1))
    piece = noise[start : start + len(speech)]
    gain = np.sqrt(np.mean(speech**2) / (np.mean(piece**2) * 10 ** (db / 10)))
    mixed = np.asarray(speech + gain * piece, np.float32)
    return np.asarray(mixed / max(1.0, float(np.abs(mixed).max())), np.float32)


class Hearing(NamedTuple):
    """What became of one recording."""

    right: bool
    heard: str
    waited_ms: float
    latency_ms: float


def hear(
    app: App, recogniser: Recogniser, order: Labelled, file: Path, *, paced: bool = False
) -> Hearing:
    """One recording through the microphone's path; only its first command counts."""
    listener = app.hearing.listener(recogniser, wake=False)
    listener.listen_now()
    due = time.monotonic()
    with FileSource(file, tail_s=TAIL_S) as source:
        for frame in source:
            if paced:
                due += FRAME_S
                time.sleep(max(0.0, due - time.monotonic()))
            for event in listener.feed(frame):
                if isinstance(event, NothingSaid):
                    listener.listen_now()
                elif isinstance(event, Utterance):
                    return _heard(app, order, event)
    return Hearing(right=False, heard="", waited_ms=0.0, latency_ms=0.0)


def _heard(app: App, order: Labelled, command: Utterance) -> Hearing:
    transcript = command.transcript
    understood = app.matcher("en").understand(transcript.text)
    intent = understood.intent if transcript.accepted else None
    latency_ms = command.latency_ms + understood.ms
    return Hearing(order.is_right(intent), transcript.text, command.endpoint_ms, latency_ms)


def one_condition(
    app: App, recogniser: Recogniser, orders: list[Labelled], noise: FloatSamples, db: float | None
) -> list[Hearing]:
    """All recordings with noise of one loudness."""
    heard = []
    with tempfile.TemporaryDirectory() as folder:
        for seed, order in enumerate(orders):
            file = order.file
            if db is not None:
                speech, rate = soundfile.read(file, dtype="float32")
                if rate != SAMPLE_RATE:
                    raise SystemExit(f"{file}: {rate} Hz; recordings to add noise to need 16,000")
                file = Path(folder) / "noisy.wav"
                soundfile.write(file, with_noise(speech, noise, db, seed), rate)
            heard.append(hear(app, recogniser, order, file))
    return heard


def report(name: str, orders: list[Labelled], heard: list[Hearing], *, show: bool) -> None:
    """One line of the table; with `show`, the misses among those that are tuned on."""
    tuned, aside = heard[::2], heard[1::2]
    shares = [sum(h.right for h in part) / len(part) for part in (heard, tuned, aside)]
    print(
        f"{name}: all slots right {shares[0]:.3f} (goal {GOALS[name]}); tuned on {shares[1]:.3f}, "
        f"kept aside {shares[2]:.3f} of {len(aside)}",
        flush=True,
    )
    if show:
        for order, each in list(zip(orders, heard, strict=True))[::2]:
            if not each.right:
                print(f"  {order.file.stem[:8]} {each.heard!r} for {dict(order.slots)}")


def percentiles(name: str, values: list[float]) -> str:
    """The 50th and 95th percentile of milliseconds."""
    cut = statistics.quantiles(values, n=20)
    return f"{name}: p50 {cut[9]:.0f}, p95 {cut[18]:.0f} ms"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--noise", type=Path, help="a recording of noise, 16 kHz; without it none")
    parser.add_argument("--paced", type=int, default=20, help="recordings that are timed")
    parser.add_argument("--show", action="store_true", help="show misses that are tuned on")
    options = parser.parse_args()
    orders = list(labelled(options.folder))
    context = yaml.safe_load((options.folder / "context.yaml").read_text("utf-8"))
    noise = np.ones(SAMPLE_RATE, np.float32)
    if options.noise:
        noise, _ = soundfile.read(options.noise, dtype="float32")
    with tempfile.TemporaryDirectory() as folder:
        text = yaml.safe_dump(sentence_file(context), sort_keys=False)
        (Path(folder) / "context.yaml").write_text(text, "utf-8")
        chosen = settings.load(overrides=["recognition.engine=whisper"])
        app = App(chosen, intents_dir=Path(folder))
        recogniser = app.hearing.recogniser("en")
        for name, db in CONDITIONS.items():
            if db is None or options.noise:
                heard = one_condition(app, recogniser, orders, noise, db)
                report(name, orders, heard, show=options.show)
        paced = [hear(app, recogniser, o, o.file, paced=True) for o in orders[: options.paced]]
    if len(paced) > 1:
        print(f"{len(paced)} recordings at the speed at which they were spoken:")
        print(percentiles("decision to intent", [h.latency_ms for h in paced]))
        print(percentiles("silence waited for", [h.waited_ms for h in paced]))


if __name__ == "__main__":
    main()
