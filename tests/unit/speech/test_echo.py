"""The echo canceller: finds the echo, follows it, and leaves the speaker as he was."""

from collections.abc import Iterator
from typing import Self

import numpy as np
import pytest

from assistant.core.settings import PROJECT
from assistant.speech.cancelled_source import EchoCancelledSource
from assistant.speech.echo import EchoCanceller, find_echo
from assistant.speech.files import FileSource
from assistant.speech.frames import FRAME_BYTES, FRAME_SAMPLES, SAMPLE_RATE, Samples

SPEECH = PROJECT / "config/demo/en/01-alexa-reorder-detergent.flac"


def music(seconds: float, seed: int = 1) -> Samples:
    """Noise whose colour changes, as loud as music in a room."""
    count = int(seconds * SAMPLE_RATE)
    white = np.random.default_rng(seed).normal(0, 1, count)
    swell = 1 + 0.5 * np.sin(np.arange(count) / SAMPLE_RATE * 5)
    smooth = np.convolve(white, np.ones(4) / 4, "same") * swell
    return (2000 * smooth).astype(np.int16)


def in_the_room(played: Samples, lag: int, seed: int = 2) -> Samples:
    """What a microphone hears of it: later, softer, and with the walls' answer."""
    rng = np.random.default_rng(seed)
    room = rng.normal(0, 0.02, 1200) * np.exp(-np.arange(1200) / 400)
    room[0] = 0.6
    echo = np.convolve(played, room)[: len(played)]
    return np.concatenate([np.zeros(lag), echo])[: len(played)].astype(np.int16)


def frames(samples: Samples) -> list[bytes]:
    data = samples.astype("<i2").tobytes()
    return [data[i : i + FRAME_BYTES] for i in range(0, len(data) - FRAME_BYTES + 1, FRAME_BYTES)]


def cancelled(canceller: EchoCanceller, heard: Samples, played: Samples) -> Samples:
    pairs = zip(frames(heard), frames(played), strict=True)
    return np.frombuffer(b"".join(canceller.feed(*pair) for pair in pairs), "<i2")


def loudness(samples: Samples) -> float:
    return float(np.sqrt(np.mean(samples.astype(float) ** 2)))


@pytest.mark.parametrize("lag_s", [0.02, 0.15, 0.8])
def test_an_echo_is_found_and_taken_out(lag_s: float) -> None:
    played = music(6)
    heard = in_the_room(played, int(lag_s * SAMPLE_RATE))
    canceller = EchoCanceller()
    rest = cancelled(canceller, heard, played)
    assert canceller.lag_s == pytest.approx(lag_s, abs=0.001)
    assert loudness(rest[-SAMPLE_RATE:]) < loudness(heard[-SAMPLE_RATE:]) / 10


def test_an_echo_that_moves_is_followed() -> None:
    played = music(12)
    half = len(played) // 2
    heard = np.concatenate([in_the_room(played, 800)[:half], in_the_room(played, 4000)[half:]])
    canceller = EchoCanceller()
    rest = cancelled(canceller, heard, played)
    assert canceller.lag_s == pytest.approx(0.25, abs=0.001)
    assert loudness(rest[-SAMPLE_RATE:]) < loudness(heard[-SAMPLE_RATE:]) / 10


def test_where_nothing_is_played_every_sample_stays() -> None:
    heard = music(2)
    assert np.array_equal(
        cancelled(EchoCanceller(), heard, np.zeros_like(heard)), heard[: len(heard) // 512 * 512]
    )


def test_what_is_not_in_the_room_changes_nothing() -> None:
    """Headphones: something is played, and no echo of it is heard."""
    heard, played = music(4, seed=3), music(4, seed=4)
    canceller = EchoCanceller()
    rest = cancelled(canceller, heard, played)
    assert canceller.lag_s is None
    assert np.array_equal(rest, heard[: len(rest)])


def test_a_speaker_over_the_echo_is_left() -> None:
    with FileSource(SPEECH) as source:
        said = np.frombuffer(b"".join(source), "<i2")
    played = music(4 + len(said) / SAMPLE_RATE)
    heard = in_the_room(played, 1000).astype(np.int32)
    heard[-len(said) :] += said
    rest = cancelled(EchoCanceller(), np.clip(heard, -32768, 32767).astype(np.int16), played)
    part, original = (
        rest[-len(said) :].astype(float),
        said[-len(rest[-len(said) :]) :].astype(float),
    )
    likeness = np.corrcoef(part[: len(original)], original[: len(part)])
    assert likeness[0, 1] > 0.8


def test_silence_and_beginnings_hold_no_echo() -> None:
    empty = np.zeros(3 * SAMPLE_RATE, np.int16)
    found, known = find_echo(empty[: 2 * SAMPLE_RATE], empty, 100)
    assert found.stands_out == pytest.approx(0, abs=1e-6)
    assert known == pytest.approx(0, abs=1e-6)


class FakeMonitor:
    """Hears what is played `late` frames after the microphone has heard it."""

    def __init__(self, played: list[bytes], late: int) -> None:
        self._coming = [bytes(FRAME_BYTES)] * late + played
        self.open = False

    def __enter__(self) -> Self:
        self.open = True
        return self

    def __exit__(self, *_: object) -> None:
        self.open = False

    def take(self) -> bytes:
        return self._coming.pop(0) if self._coming else bytes(FRAME_BYTES)


class FakeMicrophone:
    name = "fake"

    def __init__(self, heard: list[bytes]) -> None:
        self._heard = heard

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._heard)


def test_a_microphone_waits_for_a_monitor_that_is_late() -> None:
    played = music(8)
    heard = in_the_room(played, 200)
    monitor = FakeMonitor(frames(played), late=3)
    with EchoCancelledSource(FakeMicrophone(frames(heard)), monitor) as source:
        assert monitor.open
        out = list(source)
    assert not monitor.open
    assert len(out) == len(heard) // FRAME_SAMPLES
    rest = np.frombuffer(b"".join(out), "<i2")
    assert loudness(rest[-2 * SAMPLE_RATE : -SAMPLE_RATE]) < loudness(heard[-SAMPLE_RATE:]) / 10
