"""What the assistant says itself does not wake it."""

import numpy as np
import pytest

from assistant.speech.frames import FRAME_BYTES
from assistant.speech.own_voice import AFTER_S, BEFORE_S, DeafToItself, OwnVoice
from assistant.speech.speak import Pcm


class FakeWake:
    """Fires on loud frames."""

    def feed(self, frame: bytes) -> int | None:
        return 0 if np.frombuffer(frame, "<i2").max() > 1000 else None


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


QUIET, LOUD = bytes(FRAME_BYTES), np.full(512, 5000, "<i2").tobytes()


def speech(seconds: float, loud_at_s: float | None, rate: int = 16_000) -> Pcm:
    samples = np.zeros(int(seconds * rate), np.int16)
    if loud_at_s is not None:
        samples[int(loud_at_s * rate) : int((loud_at_s + 0.03) * rate)] = 5000
    return Pcm(samples, rate)


@pytest.mark.parametrize("rate", [16_000, 22_050])
def test_the_moment_at_which_it_says_the_word_is_found(rate: int) -> None:
    (first, *_) = OwnVoice(FakeWake()).moments(speech(3, 1.5, rate))
    assert first == pytest.approx(1.5, abs=0.07)


def test_it_is_deaf_only_around_that_moment() -> None:
    clock = Clock()
    own = OwnVoice(FakeWake(), clock)
    wake = DeafToItself(FakeWake(), own)
    assert wake.feed(LOUD) == 0
    own.begins((2.0,))
    assert wake.feed(LOUD) == 0  # somebody calls at the beginning of the reply
    clock.now += 2.0 - BEFORE_S / 2
    assert wake.feed(LOUD) is None
    assert wake.feed(QUIET) is None
    clock.now += AFTER_S + BEFORE_S
    assert wake.feed(LOUD) == 0


def test_what_was_broken_off_is_not_waited_for() -> None:
    clock = Clock()
    own = OwnVoice(FakeWake(), clock)
    own.begins((0.0, 5.0))
    own.broken_off()
    assert own.says_it  # what was just said is still in the room
    clock.now += 5.0
    assert not own.says_it


def test_speech_without_the_word_leaves_no_moment() -> None:
    assert OwnVoice(FakeWake()).moments(speech(2, None)) == ()
    assert OwnVoice(FakeWake()).moments(Pcm(np.zeros(0, np.int16), 22_050)) == ()
