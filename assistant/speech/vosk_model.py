"""A Vosk model, and what decodes with it: against a grammar, or freely.

Vosk ends the process when it is given a bad directory, so the directory is checked first.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import msgspec

from assistant.core.errors import ModelMissingError
from assistant.core.settings import Language
from assistant.speech.frames import SAMPLE_RATE
from assistant.speech.grammar import mean

_ALTERNATIVES = (
    ("am/final.mdl", "final.mdl"),
    ("conf/mfcc.conf", "mfcc.conf"),
    ("graph/HCLr.fst", "HCLr.fst"),
    ("graph/Gr.fst", "Gr.fst"),
)
"""What a model needs for grammars at run time, in the new and the old layout of directories."""


def missing_files(directory: Path) -> list[str]:
    """The files that keep a directory from being a Vosk model with run-time grammars."""
    return [
        names[0]
        for names in _ALTERNATIVES
        if not any((directory / name).is_file() for name in names)
    ]


class SpeechModel(Protocol):
    """What hearing needs of a `VoskModel`."""

    language: Language

    def find_word(self, word: str) -> int:
        """A word's number in the vocabulary, negative where it has none."""
        ...

    def bound(self, phrases: Sequence[str]) -> Any:
        """A Kaldi recogniser that hears these phrases only."""
        ...

    def free(self) -> Any:
        """A Kaldi recogniser that hears all words."""
        ...


class VoskModel:
    """A model out of a directory; several decodings may use it at once.

    Raises `ModelMissingError` where files are missing.
    """

    def __init__(self, directory: Path, language: Language) -> None:
        missing = missing_files(directory)
        if missing:
            raise ModelMissingError(
                f"Vosk model for {language}",
                [str(directory)],
                f"{', '.join(missing)} missing there; `assistant models` lists what is needed",
            )
        import vosk  # noqa: PLC0415  (loads Kaldi)

        vosk.SetLogLevel(-1)
        self.language: Language = language
        self._vosk: Any = vosk
        self._model: Any = vosk.Model(str(directory))

    def find_word(self, word: str) -> int:
        """A word's number in the vocabulary, negative where it has none."""
        return int(self._model.vosk_model_find_word(word))

    def bound(self, phrases: Sequence[str]) -> Any:
        """A Kaldi recogniser that hears these phrases only, in words that the model knows."""
        grammar = json.dumps(phrases, ensure_ascii=False)
        recogniser = self._vosk.KaldiRecognizer(self._model, SAMPLE_RATE, grammar)
        recogniser.SetWords(True)
        return recogniser

    def free(self) -> Any:
        """A Kaldi recogniser that hears all words of the language."""
        return self._vosk.KaldiRecognizer(self._model, SAMPLE_RATE)


class Heard(msgspec.Struct):
    """What a Kaldi recogniser made of one command."""

    text: str
    confidence: float
    """The mean over the words, 0 to 1."""


class Segments:
    """One Kaldi recogniser over one command; it cuts at pauses, which are put together again."""

    def __init__(self, recogniser: Any) -> None:
        self._recogniser = recogniser
        self.begin()

    def begin(self) -> None:
        """Forget what was heard."""
        self._words: list[str] = []
        self._confidences: list[float] = []
        self._recogniser.Reset()

    def feed(self, audio: bytes) -> None:
        """Take the next audio of the command."""
        if self._recogniser.AcceptWaveform(audio):
            self._add(self._recogniser.Result())

    @property
    def so_far(self) -> str:
        """What is heard until now.

        The best path runs ahead: where a grammar leaves but one word to follow, it stands there in
        the silence before it is said.
        """
        partial = json.loads(self._recogniser.PartialResult()).get("partial", "")
        return " ".join((*self._words, *partial.split()))

    def finish(self) -> Heard:
        """What was heard in all; no more audio comes."""
        self._add(self._recogniser.FinalResult())
        return Heard(" ".join(self._words), mean(self._confidences))

    def _add(self, result: str) -> None:
        heard = json.loads(result)
        self._words += heard.get("text", "").split()
        self._confidences += [word["conf"] for word in heard.get("result", ())]
