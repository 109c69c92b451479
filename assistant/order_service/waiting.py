"""Requests between the network thread and the one that commits them: bounded, taken in groups."""

import threading
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")


class Waiting(Generic[T]):
    """A queue that makes its producer wait when it is full. Thread-safe.

    The bound is what keeps memory small: a broker may send far more than MQTT's receive maximum.
    It holds from the first `take` on. Before, nobody makes room: after a crash the broker may
    repeat more than fits ahead of granting the subscription that the start waits for.
    """

    def __init__(self, limit: int = 1000) -> None:
        self._limit = limit
        self._changed = threading.Condition()
        self._requests: deque[T] = deque()
        self._closed = False
        self._taking = False

    def put(self, request: T) -> None:
        """Append, as soon as there is room; drops it (unacknowledged) once closed."""
        with self._changed:
            self._changed.wait_for(self._has_room)
            if not self._closed:
                self._requests.append(request)
                self._changed.notify_all()

    def take(self, most: int, timeout_s: float) -> list[T]:
        """All that wait, at most so many; nothing where none comes in time."""
        with self._changed:
            self._taking = True
            self._changed.wait_for(lambda: self._closed or self._requests, timeout_s)
            count = min(most, len(self._requests))
            taken = [self._requests.popleft() for _ in range(count)]
            self._changed.notify_all()
            return taken

    def close(self) -> None:
        """Let nobody wait any longer."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _has_room(self) -> bool:
        return self._closed or not self._taking or len(self._requests) < self._limit
