"""Kaldi recognisers of all words, one after the other, each warmed before it is needed.

A recogniser composes its graph while it decodes, and keeps every path that it ever took. So a new one
needs 0.75 s of a core for the first piece of any audio, three times what all the rest of a short command
costs; and an old one grows by 5 MB a command, from 570 MB resident to 800 after 40 of them.
"""

import ctypes
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np

from assistant.speech.frames import SAMPLE_RATE

WORN_AFTER = 5
"""Commands that one recogniser decodes. Over twelve long sentences at most 830 MB were resident; with a
new one for each, 780."""
_NOISE_AMPLITUDE = 30


class FreeDecoder:
    """Makes its recognisers with `make`, in a thread of its own.

    There is none, of 25 MB, before the first command or `prepare`.
    """

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._maker = ThreadPoolExecutor(1, thread_name_prefix="vosk-free")
        self._next: Future[Any] | None = None
        self._now: Any = None
        self._left = 0

    def prepare(self) -> None:
        """Begin to make the next recogniser."""
        if self._next is None:
            self._next = self._maker.submit(self._made)

    def take(self) -> Any:
        """The recogniser for the next command; waits only where there is none yet."""
        if self._now is None:
            self.prepare()
        if self._next is not None and (self._now is None or self._next.done()):
            made, self._next = self._next, None
            self._now = made.result()
            self._left = WORN_AFTER
            self._maker.submit(give_memory_back)
        self._left -= 1
        if self._left <= 0:
            self.prepare()
        return self._now

    def _made(self) -> Any:
        """A recogniser that knows the paths from silence to every word."""
        recogniser = self._make()
        noise = np.random.default_rng(0).normal(0, _NOISE_AMPLITUDE, SAMPLE_RATE)
        recogniser.AcceptWaveform(noise.astype("<i2").tobytes())
        recogniser.FinalResult()
        recogniser.Reset()
        return recogniser


def give_memory_back() -> None:
    """Return freed memory to the system (70 MB here); glibc keeps it otherwise."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
