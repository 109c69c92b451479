"""A microphone without the echo of what the machine itself plays."""

import logging
from collections import deque
from collections.abc import Iterator
from types import TracebackType
from typing import Protocol, Self

from assistant.speech.echo import EchoCanceller
from assistant.speech.frames import FRAME_SAMPLES, AudioSource

log = logging.getLogger(__name__)

MOST_HELD = 8
"""Frames by which the microphone is delayed at most (a quarter of a second)."""


class Monitor(Protocol):
    """What is being played; a context manager."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def take(self) -> bytes:
        """The next frame; silence where nothing has come."""
        ...


class EchoCancelledSource:
    """Another source's frames, with the echo of what a monitor hears taken out.

    Where the monitor hears a sound later than the microphone hears its echo, the microphone is held
    back by as many frames as that takes, once.
    """

    def __init__(self, source: AudioSource, monitor: Monitor) -> None:
        self._source = source
        self._monitor = monitor
        self.canceller = EchoCanceller()
        self._held: deque[bytes] = deque()
        self._hold = 0

    @property
    def name(self) -> str:
        """The other source's."""
        return self._source.name

    def __enter__(self) -> Self:
        self._monitor.__enter__()
        self._source.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._source.__exit__(kind, error, trace)
        self._monitor.__exit__(kind, error, trace)

    def __iter__(self) -> Iterator[bytes]:
        """Yield frames for as long as the other source does."""
        for frame in self._source:
            self._held.append(frame)
            if len(self._held) <= self._hold:
                self._monitor.take()
                continue
            yield self.canceller.feed(self._held.popleft(), self._monitor.take())
            self._wait_for_the_monitor()
        yield from self._held

    def _wait_for_the_monitor(self) -> None:
        early = self.canceller.early
        if early and self._hold < MOST_HELD:
            more = min(-(-early // FRAME_SAMPLES), MOST_HELD - self._hold)
            self._hold += more
            self.canceller.later(more * FRAME_SAMPLES)
            log.info("the microphone waits %d frames for the loudspeaker's monitor", self._hold)
