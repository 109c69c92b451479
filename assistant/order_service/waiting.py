"""Requests between the network thread and the one that commits them, taken in groups."""

from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

T = TypeVar("T")


class Waiting(Generic[T]):
    """What has come and is not yet worked on. Thread-safe.

    Nothing ever waits to put something in: the network thread must not. What bounds it is that the
    client stops reading when too much is unacknowledged.
    """

    def __init__(self) -> None:
        self._queue: SimpleQueue[T] = SimpleQueue()

    def put(self, request: T) -> None:
        """Append."""
        self._queue.put(request)

    def take(self, most: int, timeout_s: float) -> list[T]:
        """All that wait, at most so many; nothing where none comes in time."""
        taken: list[T] = []
        with suppress(Empty):
            taken.append(self._queue.get(timeout=timeout_s))
            while len(taken) < most:
                taken.append(self._queue.get_nowait())
        return taken
