"""Known sentences heard among others: how many are accepted, how many others are.

    python bench/hearing.py FOLDER [--splits 20] [--show]

FOLDER holds recordings and `said.jsonl` with a file and its text a line. In each split half of the
texts, drawn with the split's number as seed, are the sentences that the assistant knows; all
recordings go through end of speech and recogniser as the microphone's frames do. Tuning looks at
even splits only. Last, all recordings meet the built-in sentences, where none may be accepted.

Decoding without a grammar takes most of the time and does not depend on the sentences, so what was
once decoded so is remembered.
"""

import argparse
import hashlib
import json
import random
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml

from assistant.app import App
from assistant.app.hearing import HARMLESS
from assistant.core import settings
from assistant.core.settings import Language
from assistant.language.intent import Intent
from assistant.speech import vosk_recogniser
from assistant.speech.endpoint import SileroVoiceActivity
from assistant.speech.files import FileSource
from assistant.speech.frames import FRAME_BYTES
from assistant.speech.free_decoder import FreeDecoder
from assistant.speech.grammar import Phrases
from assistant.speech.listener import Listener, Utterance
from assistant.speech.models import choose_model, find_models
from assistant.speech.vosk_model import VoskModel
from assistant.speech.vosk_recogniser import VoskRecogniser
from assistant.speech.vosk_verdict import Meaning

LANGUAGE: Language = "ko"
GOAL_WAITED_MS = 400
QUIET = 300
"""Amplitude, of 32,768, below which a sample is silence."""


class Said(NamedTuple):
    """A recording and what is said in it."""

    file: Path
    text: str


class Remembering:
    """A free recogniser that decodes each piece of audio once."""

    known: dict[bytes, str] = {}  # noqa: RUF012 - shared by all on purpose

    def __init__(self, recogniser: Any) -> None:
        self._recogniser = recogniser
        self._audio = bytearray()
        self._taken = 0
        self._segments: list[str] = []

    def Reset(self) -> None:  # noqa: N802 - as Vosk calls it
        """Begin a command."""
        self._audio.clear()
        self._taken = 0

    def AcceptWaveform(self, audio: bytes) -> bool:  # noqa: N802
        """Take audio; it is decoded when the result is asked for."""
        self._audio += audio
        return False

    def FinalResult(self) -> str:  # noqa: N802
        """The text of everything taken."""
        key = hashlib.sha256(without_silence(self._audio)).digest()
        if key not in self.known:
            words = self._decoded()
            last = json.loads(self._recogniser.FinalResult()).get("text", "")
            self.known[key] = " ".join((*words, last))
            self._taken = 0
        return json.dumps({"text": self.known[key]}, ensure_ascii=False)

    def _decoded(self) -> list[str]:
        """The segments that are over, after what is new has been decoded."""
        if not self._taken:
            self._recogniser.Reset()
            self._segments.clear()
        while self._taken < len(self._audio):
            part = bytes(self._audio[self._taken : self._taken + FRAME_BYTES])
            self._taken += len(part)
            if self._recogniser.AcceptWaveform(part):
                self._segments.append(json.loads(self._recogniser.Result()).get("text", ""))
        return self._segments


def without_silence(audio: bytes | bytearray) -> bytes:
    """Audio without the silence behind it, however long that was waited for."""
    loud = np.flatnonzero(np.abs(np.frombuffer(audio, "<i2").astype(int)) > QUIET)
    return bytes(audio[: 2 * (int(loud[-1]) + 1)]) if len(loud) else b""


class RememberingRecogniser(VoskRecogniser):
    """The product's recogniser, which decodes without a grammar only what it has not yet."""

    def __init__(self, model: VoskModel, phrases: Phrases, meaning: Meaning) -> None:
        super().__init__(model, phrases, meaning, harmless=[name for name, _ in HARMLESS])
        self.free = FreeDecoder(lambda: Remembering(model.free()))


def sentence_folder(texts: Sequence[str], folder: Path) -> None:
    """Write sentences as intents of their own, S0, S1, ..."""
    intents = {
        f"S{number}": {"data": [{"sentences": [plain(text)]}]} for number, text in enumerate(texts)
    }
    content = {"language": LANGUAGE, "intents": intents}
    (folder / "said.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")


def plain(text: str) -> str:
    """A text without what has a meaning in sentence templates."""
    return " ".join("".join(c if c.isalnum() else " " for c in text).split())


def name_of(intent: Intent | None) -> str | None:
    """An intent's name, which here is all its meaning."""
    return intent.name if intent else None


class Hearing:
    """Hears recordings with a recogniser that is loaded once."""

    def __init__(self, app: App) -> None:
        chosen = choose_model(find_models(app.settings), LANGUAGE, "vosk")
        if chosen is None or chosen.path is None:
            raise SystemExit("there is no Vosk model for Korean; `assistant models` says where")
        self._settings = app.settings
        self._path = chosen.path
        self._recogniser = self._made(app)
        self._activity = SileroVoiceActivity()
        self.waited_ms: list[float] = []
        self.whole_waited_ms: list[float] = []
        """Of those that are a sentence it knows."""
        self.latency_ms: list[float] = []

    def _made(self, app: App) -> VoskRecogniser:
        understand = app.matcher(LANGUAGE).understand
        return RememberingRecogniser(
            VoskModel(self._path, LANGUAGE),
            app.hearing.expected.phrases(LANGUAGE),
            meaning=lambda text: name_of(understand(text).intent),
        )

    def among(self, app: App) -> None:
        """Know the sentences of `app` from now on."""
        understand = app.matcher(LANGUAGE).understand
        self._recogniser.expect(
            app.hearing.expected.phrases(LANGUAGE), lambda text: name_of(understand(text).intent)
        )

    def accepted(self, app: App, said: Said) -> tuple[str | None, str]:
        """The intent that a recording is accepted as, None for none, and the transcript."""
        listener = Listener(
            wake=None,
            voice_activity=self._activity,
            recogniser=self._recogniser,
            endpoint=self._settings.endpoint,
        )
        listener.listen_now()
        with FileSource(said.file, tail_s=2.0) as source:
            for frame in source:
                for event in listener.feed(frame):
                    if isinstance(event, Utterance):
                        transcript = event.transcript
                        self.waited_ms.append(event.endpoint_ms)
                        self.latency_ms.append(event.latency_ms)
                        heard = f"{transcript.text} / {transcript.free_text} {transcript.score}"
                        if not transcript.accepted:
                            return None, heard
                        intent = app.matcher(LANGUAGE).understand(transcript.text).intent
                        return (intent.name if intent else None), heard
        return None, ""


def split(recordings: Sequence[Said], seed: int) -> tuple[list[Said], list[Said]]:
    """Half of the recordings, and the other half; the same text is never in both."""
    texts = sorted({plain(said.text) for said in recordings})
    random.Random(seed).shuffle(texts)
    known = set(texts[: len(texts) // 2])
    ours = [said for said in recordings if plain(said.text) in known]
    return ours, [said for said in recordings if plain(said.text) not in known]


def one_split(
    hearing: Hearing, recordings: Sequence[Said], seed: int, *, show: bool
) -> tuple[int, int, int, int]:
    """Right and all of the known ones, accepted and all of the others."""
    ours, others = split(recordings, seed)
    texts = list(dict.fromkeys(plain(said.text) for said in ours))
    right = false = 0
    with tempfile.TemporaryDirectory() as folder:
        sentence_folder(texts, Path(folder))
        app = App(
            settings.load(overrides=[f"household.language={LANGUAGE}"]), intents_dir=Path(folder)
        )
        hearing.among(app)
        for said in ours:
            name, heard = hearing.accepted(app, said)
            good = name == f"S{texts.index(plain(said.text))}"
            right += good
            if good:
                hearing.whole_waited_ms.append(hearing.waited_ms[-1])
            if show and not good:
                print(f"  {said.file.stem} missed: {said.text} | {name} {heard}")
        for said in others:
            name, heard = hearing.accepted(app, said)
            false += name is not None
            if show and name is not None:
                print(f"  {said.file.stem} accepted: {said.text} | {name} {heard}")
    return right, len(ours), false, len(others)


def recordings_in(folder: Path) -> Iterator[Said]:
    """What is said in a folder."""
    for line in (folder / "said.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        yield Said(folder / row["file"], row["text"])


def main() -> None:
    """Print the table."""
    # Nobody speaks here in real time: what is decoded late, because it was not yet remembered, is
    # waited for, as it would have been decoded while it was spoken.
    vosk_recogniser._OUTLOOK_S = 60.0  # noqa: SLF001
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--splits", type=int, default=20)
    parser.add_argument("--show", action="store_true", help="show the misses of even splits")
    options = parser.parse_args()
    recordings = list(recordings_in(options.folder))
    built_in = App(settings.load(overrides=[f"household.language={LANGUAGE}"]))
    hearing = Hearing(built_in)
    taken = [(said, *hearing.accepted(built_in, said)) for said in recordings]
    wrong = [each for each in taken if each[1] is not None]
    print(f"built-in sentences: {len(wrong)} of {len(taken)} accepted (goal 0)")
    for said, name, heard in wrong:
        print(f"  {said.file.stem}: {said.text} | {name} {heard}")
    tallies: dict[bool, list[tuple[int, int, int, int]]] = {True: [], False: []}
    for seed in range(options.splits):
        even = seed % 2 == 0
        tallies[even].append(one_split(hearing, recordings, seed, show=options.show and even))
    for even, name in ((True, "tuned on"), (False, "kept aside")):
        if not tallies[even]:
            continue
        right, ours, false, others = (sum(column) for column in zip(*tallies[even], strict=True))
        print(
            f"{name}: {right} of {ours} accepted right = {right / ours:.3f} (goal 0.98); "
            f"{false} of {others} others accepted = {false / others:.4f} (goal 0.001)"
        )
    for name, waited_ms in (
        ("known sentences", hearing.whole_waited_ms),
        ("anything", hearing.waited_ms),
    ):
        waited = statistics.quantiles(waited_ms, n=20)
        within = sum(each <= GOAL_WAITED_MS for each in waited_ms) / len(waited_ms)
        print(
            f"silence waited for after {name}: p50 {waited[9]:.0f}, p95 {waited[18]:.0f} ms, "
            f"{within:.0%} within {GOAL_WAITED_MS} (goal)"
        )


if __name__ == "__main__":
    main()
