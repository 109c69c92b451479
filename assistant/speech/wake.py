"""The wake word, by microWakeWord's models: about a thousandth of a core while nothing is said."""

from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np

from assistant.core.errors import BadInputError
from assistant.speech.frames import FRAME_S, SAMPLE_RATE

WAKE_WORDS = {
    "alexa": "Alexa",
    "hey_jarvis": "Hey Jarvis",
    "okay_nabu": "Okay Nabu",
    "hey_mycroft": "Hey Mycroft",
}
"""Models in the package, and how their words are spoken."""

_PRIME_S = 1.0
"""A cold model needs about this much sound before the word (measured on 315 recordings)."""
_PRIME_AMPLITUDE = 8
"""Room noise rather than digital silence, which the feature extractor's gain control overrates."""


BATCH_FRAMES = 4
"""128 ms."""


class WakeWord(Protocol):
    """Hears one phrase in a stream."""

    def feed(self, frame: bytes) -> int | None:
        """Take the next frame; where the phrase has been said, how many frames ago it was complete.

        0 is this frame.
        """
        ...


class MicroWakeWord:
    """One of `WAKE_WORDS`, streaming. Raises `BadInputError` for an unknown name.

    Frames are looked at `batch` at a time: on an idle machine every awakening costs far more (0.54 ms
    measured, caches cold) than a further frame (0.07 ms). Nothing is heard worse, only up to
    `batch - 1` frames later. `refractory_s` is how long after a detection the next one is ignored, so that one "Alexa" wakes
    once. `cutoff` is the probability from which the word counts as said; the model's own by default.
    """

    def __init__(
        self,
        word: str = "alexa",
        refractory_s: float = 1.0,
        batch: int = BATCH_FRAMES,
        *,
        cutoff: float | None = None,
    ) -> None:
        if word not in WAKE_WORDS:
            known = ", ".join(WAKE_WORDS)
            raise BadInputError(f"no wake word {word!r}; set wake.word to one of {known}")
        import pymicro_wakeword as pmw  # noqa: PLC0415  (loads TensorFlow Lite)

        self.word = word
        self._model: Any = pmw.MicroWakeWord.from_builtin(pmw.Model(word))
        self._features: Any = pmw.MicroWakeWordFeatures()
        self._cutoff: float = self._model.probability_cutoff if cutoff is None else cutoff
        self._refractory_s = refractory_s
        self._batch = batch
        self._waiting: list[bytes] = []
        self._seconds = 0.0
        self._deaf_until = 0.0
        self._prime()

    def _prime(self) -> None:
        """Let the model hear a quiet room, so that a recording may begin with the word."""
        noise = np.random.default_rng(0).normal(0, _PRIME_AMPLITUDE, int(_PRIME_S * SAMPLE_RATE))
        for _ in self._probabilities(noise.astype("<i2").tobytes()):
            pass

    def _probabilities(self, audio: bytes) -> Iterator[float]:
        for features in self._features.process_streaming(audio):
            yield self._model.process_streaming_prob(features) or 0.0

    def reset(self) -> None:
        """Forget everything heard: a new stream begins at 0 s."""
        self._model.reset()
        self._features.reset()
        self._waiting.clear()
        self._seconds = self._deaf_until = 0.0
        self._prime()

    def feed(self, frame: bytes) -> int | None:
        """Take the next frame; see `WakeWord`."""
        self._waiting.append(frame)
        if len(self._waiting) < self._batch:
            return None
        frames, self._waiting = self._waiting, []
        ago = None
        for place, each in enumerate(frames):
            if self._completes(each) and ago is None:
                ago = len(frames) - 1 - place
        return ago

    def _completes(self, frame: bytes) -> bool:
        self._seconds += FRAME_S
        # All of them are taken: a model that skipped one would lose its place.
        heard = max(self._probabilities(frame), default=0.0) > self._cutoff
        if not heard or self._seconds < self._deaf_until:
            return False
        self._deaf_until = self._seconds + self._refractory_s
        return True
