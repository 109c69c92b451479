"""Ending on SIGTERM and Ctrl-C, whichever thread of the process the system hands the signal to.

Libraries start threads while they are imported (numpy's linear algebra does), before anything here
could hold signals back from them. So the signals are caught, in whichever thread, and what catches
them writes a byte that the main thread waits for (`signal.set_wakeup_fd`).
"""

import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from assistant.core.errors import AssistantError
from assistant.core.parent import end_with_parent

ENDING = frozenset({signal.SIGTERM, signal.SIGINT})


@contextmanager
def ending() -> Iterator[Callable[[], None]]:
    """From here on the process ends when it wants to: a function that waits until it is told to.

    A signal that comes before the waiting ends it at once.
    """
    told, tell = socket.socketpair()
    with told, tell:
        tell.setblocking(False)
        fd_before = signal.set_wakeup_fd(tell.fileno())
        before = {number: signal.signal(number, lambda *_: None) for number in ENDING}
        try:
            yield lambda: _read(told)
        finally:
            signal.set_wakeup_fd(fd_before)
            for number, handler in before.items():
                signal.signal(number, handler)


def _read(told: socket.socket) -> None:
    told.recv(1)


class Running(Protocol):
    """What runs until it is told to end."""

    def start(self) -> None:
        """Begin; `AssistantError` where that fails."""

    def stop(self) -> None:
        """End; nothing is lost."""


def run_until_ended(
    name: str,
    make: Callable[[], Running],
    *,
    with_parent: int | None,
    log_level: int = logging.WARNING,
) -> int:
    """Make and start what a process is for, and stop it on SIGTERM or Ctrl-C; the exit code."""
    end_with_parent(with_parent)
    logging.basicConfig(level=log_level, format=f"{name}: %(message)s")
    with ending() as wait:
        try:
            running = make()
            running.start()
        except AssistantError as error:
            sys.stderr.write(f"{name}: {error}\n")
            return error.exit_code
        wait()
        running.stop()
    return 0
