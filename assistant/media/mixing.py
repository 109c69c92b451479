"""Adds up everything that sounds at once, block by block, without clicks.

A block is what an audio device asks for at a time, some hundredths of a second. Every change of
loudness, silence included, is a straight ramp over one block, so that a stop is heard within one
block and is still no click.
"""

import logging
import threading
from collections.abc import Callable
from typing import Protocol

import numpy as np
import soxr
from numpy.typing import NDArray

_LOG = logging.getLogger(__name__)

RATE = 44_100
"""Frames a second of everything that is mixed."""
CHANNELS = 2

Samples = NDArray[np.int16]
"""One channel: shape (n,)."""
Block = NDArray[np.int16]
"""Frames for the device: shape (n, 2)."""
_Mix = NDArray[np.float32]


class Source(Protocol):
    """Something that sounds."""

    def read(self, frames: int) -> Block | None:
        """The next at most `frames` frames; fewer while more is being fetched, None at the end.

        It is called on the audio thread and must not wait.
        """

    def close(self) -> None:
        """No more will be read."""


class PcmSource:
    """Sound that is in memory."""

    def __init__(self, block: Block) -> None:
        self._rest = block

    def read(self, frames: int) -> Block | None:
        """See `Source`."""
        if not len(self._rest):
            return None
        block, self._rest = self._rest[:frames], self._rest[frames:]
        return block

    def close(self) -> None:
        """See `Source`."""


def mono_block(samples: Samples, rate: int) -> Block:
    """One channel of 16-bit samples at any rate as frames for the mixer."""
    if rate != RATE:
        resampled = soxr.resample(samples.astype(np.float32), rate, RATE)
        samples = np.clip(resampled, -32_768, 32_767).astype(np.int16)
    return np.repeat(samples[:, np.newaxis], CHANNELS, axis=1)


class Playing:
    """One source while it sounds. Every method may be called from any thread."""

    def __init__(
        self, source: Source, gain: float, on_done: Callable[[], None], wake: Callable[[], None]
    ) -> None:
        self._source = source
        self._gain = gain
        self._target = self._gain
        self._held = False
        self._stopping = False
        self._on_done = on_done
        self._wake = wake
        self._done = threading.Event()

    @property
    def done(self) -> bool:
        """Whether it has ended or was stopped."""
        return self._done.is_set()

    def stop(self) -> None:
        """End it; silence follows within one block."""
        self._stopping = True
        self._wake()

    def hold(self) -> None:
        """Pause."""
        self._held = True

    def go_on(self) -> None:
        """Continue after `hold`."""
        self._held = False
        self._wake()

    def set_gain(self, gain: float) -> None:
        """Make it louder or quieter: a factor, 0 to 1."""
        self._target = gain

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it is done, at most `timeout` seconds; whether it is."""
        return self._done.wait(timeout)

    @property
    def resting(self) -> bool:
        """Whether it is paused and silent. For the mixer."""
        return self._held and self._gain == 0.0 and not self._stopping

    def mix_into(self, mix: _Mix) -> bool:
        """Add the next block to `mix`; False when this was the last. For the mixer."""
        target = 0.0 if self._stopping or self._held else self._target
        if target == 0.0 and self._gain == 0.0:
            return not self._stopping
        block = self._source.read(len(mix))
        if block is None:
            return False
        ramp = np.linspace(self._gain, target, len(mix), dtype=np.float32)[: len(block), np.newaxis]
        mix[: len(block)] += block * ramp
        self._gain = target
        return not self._stopping

    def finish(self) -> None:
        """It is over. For the mixer."""
        self._source.close()
        self._done.set()
        self._on_done()


class Mixer:
    """Everything that sounds now; the audio thread calls `pull`, any thread `add`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._voices: list[Playing] = []

    @property
    def idle(self) -> bool:
        """Whether nothing sounds; what is paused does not."""
        with self._lock:
            return all(playing.resting for playing in self._voices)

    def add(
        self, source: Source, gain: float, on_done: Callable[[], None], wake: Callable[[], None]
    ) -> Playing:
        """Let a source sound from the next block on; `wake` is called when it may need blocks."""
        playing = Playing(source, gain, on_done, wake)
        with self._lock:
            self._voices.append(playing)
        return playing

    def pull(self, frames: int) -> Block:
        """The next block, shape (`frames`, 2); a source that fails is ended and logged."""
        mix = np.zeros((frames, CHANNELS), dtype=np.float32)
        with self._lock:
            voices = tuple(self._voices)
        for playing in voices:
            if not self._sounds_on(playing, mix):
                with self._lock:
                    self._voices.remove(playing)
                playing.finish()
        return np.clip(mix, -32_768, 32_767).astype(np.int16)

    @staticmethod
    def _sounds_on(playing: Playing, mix: _Mix) -> bool:
        try:
            return playing.mix_into(mix)
        except Exception:  # noqa: BLE001 - one sound that fails must not end the others
            _LOG.exception("a sound failed")
            return False

    def end_all(self) -> None:
        """Nothing will pull any more: end every sound."""
        with self._lock:
            voices, self._voices = self._voices, []
        for playing in voices:
            playing.finish()
