"""English speech to text with Whisper (faster-whisper), decoding on the silence before the end.

The encoder's 30 s window is kept although a command lasts three: with a shorter one (12 to 24 s)
encoding takes half as long, but the model repeats itself and mishears one short command in five
that it hears right with the whole window. The time is hidden instead: decoding begins as soon as
the speaker falls silent, not when the silence has lasted long enough.
"""

import copy
import os
import zlib
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from assistant.core.errors import ModelMissingError
from assistant.core.settings import Language
from assistant.speech.frames import SAMPLE_RATE, FloatSamples, to_float
from assistant.speech.recogniser import Decoding, Outlook, Transcript

MODEL_FILES = ("model.bin", "config.json", "tokenizer.json")
"""What a directory needs to be a Whisper model for CTranslate2."""

_WINDOW_S = 30.0
_COLUMNS = 3000
"""Of the spectrogram of the whole window."""
_SHORTEST_S = 0.15
_TOKENS_AT_ONCE = 12
_TOKENS_A_SECOND = 7
"""More tokens than nobody speaks: fast speech has five a second. A loop is cut off there."""
_DOUBTFUL_LOGPROB = -0.75
"""Doubtful below this where the model also thinks that nobody speaks; good commands reach -0.5."""
_REJECT_LOGPROB = -1.0
_REJECT_NO_SPEECH = 0.6
_REJECT_COMPRESSION = 2.4
"""The three thresholds that OpenAI's own `transcribe` uses for "no speech here"."""
_PHANTOMS = frozenset(
    {"", "you", "thank you", "thanks", "thanks for watching", "thank you for watching", "bye"}
    | {"okay", "so", "oh", "uh", "ah", "mm", "hmm", "huh", "i m sorry", "the end"}
)
"""What Whisper writes for silence and noise; believed only when it is sure that there is speech."""
_PHANTOM_NO_SPEECH = 0.15
_OUTLOOK_S = 5.0
"""A decoding takes a third of a second, so that it is about done when a whole command may end. It is
waited for then, because there is no text before it however the silence is ended; this long at most."""

_UNFINISHED = frozenset(
    {"a", "an", "and", "my", "of", "on", "or", "some", "the", "to", "two", "with"}
)
"""Words after which something follows."""

MOST_HOTWORD_TOKENS = 190
"""More would be cut in the middle of a word by the model's limit of 223, and then the rest of that
word ("ongshim" for Nongshim) is heard everywhere."""


class Guess(msgspec.Struct, frozen=True):
    """One decoding of one piece of audio."""

    text: str
    logprob: float
    """Mean natural log probability of a token."""
    no_speech: float
    """Probability that nobody speaks, 0 to 1."""
    looping: bool = False
    """Whether it repeats itself, as Whisper does when it has lost the thread."""

    @property
    def believable(self) -> bool:
        """Whether this is speech rather than what Whisper makes of silence and noise."""
        plain = " ".join("".join(c if c.isalnum() else " " for c in self.text.lower()).split())
        if plain in _PHANTOMS and self.no_speech > _PHANTOM_NO_SPEECH:
            return False
        if self.no_speech > _REJECT_NO_SPEECH and self.logprob < _DOUBTFUL_LOGPROB:
            return False
        return bool(plain) and not self.looping and self.logprob >= _REJECT_LOGPROB

    def transcript(self) -> Transcript:
        """The same as a recogniser's result; the score is the mean probability of a token."""
        return Transcript(
            text=self.text,
            score=round(float(np.exp(self.logprob)), 3),
            accepted=self.believable,
            engine="whisper",
            free_text=self.text,
        )


_NOTHING = Guess("", -9.0, 1.0)


def _compression(text: str) -> float:
    data = text.encode()
    return len(data) / len(zlib.compress(data)) if data else 0.0


class WhisperRecogniser:
    """A Whisper model out of a directory. Raises `ModelMissingError` where files are missing.

    `hotwords` are words of the household (products, artists) that it should expect; a few hundred
    fit, the first ones count most. They may be replaced at any time. `is_complete` tells which
    commands leave nothing to be said.
    """

    language: Language = "en"
    engine = "whisper"

    def __init__(
        self,
        directory: Path,
        hotwords: Iterable[str] = (),
        threads: int = 2,
        is_complete: Callable[[str], bool] | None = None,
    ) -> None:
        missing = [name for name in MODEL_FILES if not (directory / name).is_file()]
        if missing:
            raise ModelMissingError(
                "Whisper model",
                [str(directory)],
                f"{', '.join(missing)} missing there; set recognition.whisper_model",
            )
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from faster_whisper import WhisperModel  # noqa: PLC0415  (a third of a second)
        from faster_whisper.tokenizer import Tokenizer  # noqa: PLC0415

        self._model: Any = WhisperModel(
            str(directory), device="cpu", compute_type="int8", cpu_threads=threads
        )
        self._tokenizer: Any = Tokenizer(
            self._model.hf_tokenizer,
            self._model.model.is_multilingual,
            task="transcribe",
            language="en",
        )
        self.is_complete = is_complete
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="whisper")
        self._prompt: list[int] = []
        self.hotwords: tuple[str, ...] = ()
        self.expect(hotwords)
        self.decode(np.zeros(SAMPLE_RATE, np.float32))  # the first decode is slow: not the user's

    def expect(self, hotwords: Iterable[str]) -> None:
        """Replace the words that it should expect; those that do not fit are left out."""
        self.hotwords = tuple(hotwords)
        fitting: list[str] = []
        left = MOST_HOTWORD_TOKENS
        for word in self.hotwords:
            left -= len(self._tokenizer.encode(f", {word}"))
            if left < 0:
                break
            fitting.append(word)
        self._prompt = self._model.get_prompt(
            self._tokenizer, [], without_timestamps=True, hotwords=", ".join(fitting) or None
        )

    def narrowed(
        self, hotwords: Iterable[str], is_complete: Callable[[str], bool] | None = None
    ) -> "WhisperRecogniser":
        """The same model, expecting only these words; `is_complete` stays where none is given."""
        other = copy.copy(self)
        other.expect(hotwords)
        other.is_complete = is_complete or self.is_complete
        return other

    def start(self, preroll: bytes = b"") -> Decoding:
        """Begin a command; `preroll` is audio from before the decision to listen."""
        return _WhisperDecoding(self, preroll)

    def submit(self, audio: bytes) -> "Future[Guess]":
        """Decode in the worker thread."""
        return self._worker.submit(self.decode, to_float(audio))

    def decode(self, samples: FloatSamples) -> Guess:
        """What is said in up to 30 s of samples in -1 to 1."""
        window = np.zeros(int(_WINDOW_S * SAMPLE_RATE), np.float32)
        samples = samples[: len(window)]
        if len(samples) < _SHORTEST_S * SAMPLE_RATE:
            return _NOTHING
        window[: len(samples)] = samples
        features = self._model.feature_extractor(window, padding=0)[:, :_COLUMNS]
        limit = int(_TOKENS_AT_ONCE + _TOKENS_A_SECOND * len(samples) / SAMPLE_RATE)
        result = self._model.model.generate(
            self._model.encode(features),
            [self._prompt],
            beam_size=1,
            max_length=len(self._prompt) + limit,
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        tokens = result.sequences_ids[0]
        logprob = result.scores[0] * len(tokens) / (len(tokens) + 1)
        text = self._tokenizer.decode(tokens).strip()
        looping = len(tokens) >= limit or _compression(text) > _REJECT_COMPRESSION
        return Guess(text, logprob, result.no_speech_prob, looping)

    def outlook(self, guess: Guess) -> Outlook:
        """What a command looks like that has paused after these words."""
        if not guess.believable:
            return Outlook.OPEN
        if self.is_complete is not None and self.is_complete(guess.text):
            return Outlook.COMPLETE
        last = guess.text.lower().split()[-1:]
        return Outlook.UNFINISHED if _UNFINISHED.issuperset(last) and last else Outlook.OPEN

    def close(self) -> None:
        """Let the worker thread end."""
        self._worker.shutdown(wait=False, cancel_futures=True)


class _WhisperDecoding:
    def __init__(self, recogniser: WhisperRecogniser, preroll: bytes) -> None:
        self._recogniser = recogniser
        self._audio = bytearray(preroll)
        self._early: Future[Guess] | None = None
        self._outlook: Outlook | None = None

    def feed(self, frame: bytes) -> None:
        self._audio += frame

    def pause(self) -> None:
        self._early = self._recogniser.submit(bytes(self._audio))
        self._outlook = None

    def resume(self) -> None:
        self.cancel()

    def outlook(self) -> Outlook:
        """Wait for what `pause` began: whoever hears it in time need not wait out the silence."""
        if self._early is None:
            return Outlook.OPEN
        if self._outlook is None:
            try:
                self._outlook = self._recogniser.outlook(self._early.result(_OUTLOOK_S))
            except TimeoutError:
                self._outlook = Outlook.OPEN
        return self._outlook

    def finish(self) -> Transcript:
        early = self._early or self._recogniser.submit(bytes(self._audio))
        return early.result().transcript()

    def cancel(self) -> None:
        if self._early is not None:
            self._early.cancel()
        self._early = None
