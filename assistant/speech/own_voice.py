"""The assistant's own voice must not wake it, even where it says the wake word.

What it is about to say is known, so the wake word's model hears it first. Where that is reminded of
the word, the microphone's detections are not believed for a moment. This needs no echo canceller.
"""

import time
from collections.abc import Callable

import numpy as np
import soxr

from assistant.speech.frames import FRAME_BYTES, FRAME_S, SAMPLE_RATE
from assistant.speech.speak import Pcm
from assistant.speech.wake import WakeWord

BEFORE_S, AFTER_S = 0.3, 1.0
"""How long around a word of its own it is deaf: a loudspeaker and a microphone buffer up to 0.5 s."""
_LEAD_S = 0.5


class OwnVoice:
    """Knows when what is being said sounds like the wake word.

    `wake` is a detector of its own, easily reminded. One thread announces what is said, any other
    may ask.
    """

    def __init__(self, wake: WakeWord, clock: Callable[[], float] = time.monotonic) -> None:
        self._wake = wake
        self._clock = clock
        self._deaf: tuple[tuple[float, float], ...] = ()

    def moments(self, speech: Pcm) -> tuple[float, ...]:
        """The seconds at which speech that is going to be said sounds like the wake word."""
        sound = speech.samples.astype(np.float32)
        if speech.rate != SAMPLE_RATE:
            sound = soxr.resample(sound, speech.rate, SAMPLE_RATE)
        lead = np.zeros(int(_LEAD_S * SAMPLE_RATE), np.float32)
        data = np.clip(np.concatenate([lead, sound, lead]), -32_768, 32_767).astype("<i2").tobytes()
        found = []
        for number, start in enumerate(range(0, len(data) - FRAME_BYTES + 1, FRAME_BYTES)):
            ago = self._wake.feed(data[start : start + FRAME_BYTES])
            if ago is not None:
                found.append((number + 1 - ago) * FRAME_S - _LEAD_S)
        return tuple(found)

    def begins(self, moments: tuple[float, ...]) -> None:
        """It begins to be said now."""
        now = self._clock()
        self._deaf = tuple((now + at - BEFORE_S, now + at + AFTER_S) for at in moments)

    def broken_off(self) -> None:
        """What was to come is not said."""
        now = self._clock()
        self._deaf = tuple(each for each in self._deaf if each[0] <= now)

    @property
    def says_it(self) -> bool:
        """Whether something like the wake word is just being said."""
        now = self._clock()
        return any(begin <= now <= end for begin, end in self._deaf)


class DeafToItself:
    """A wake word that its own voice does not say."""

    def __init__(self, wake: WakeWord, own_voice: OwnVoice) -> None:
        self._wake = wake
        self._own_voice = own_voice

    def feed(self, frame: bytes) -> int | None:
        """See `WakeWord`."""
        ago = self._wake.feed(frame)
        return None if ago is None or self._own_voice.says_it else ago
