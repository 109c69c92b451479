"""Ending on SIGTERM and Ctrl-C, whichever thread of the process the system hands the signal to.

A Python signal handler runs only once the main thread wakes up, which a signal that went to
another thread does not make it do; so the signals are held back for all threads and waited for.
"""

import logging
import signal
import sys
from collections.abc import Callable
from typing import Protocol

from assistant.core.errors import AssistantError
from assistant.core.parent import end_with_parent

ENDING = frozenset({signal.SIGTERM, signal.SIGINT})


def _hold_ending() -> None:
    """Keep the signals for `_wait_for_ending`; call it before any thread is started."""
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)


def _wait_for_ending() -> None:
    """Return once this process has been told to end."""
    signal.sigwait(ENDING)


class Running(Protocol):
    """What runs until it is told to end."""

    def start(self) -> None:
        """Begin; `AssistantError` where that fails."""

    def stop(self) -> None:
        """End; nothing is lost."""


def run_until_ended(
    name: str, make: Callable[[], Running], *, with_parent: bool, log_level: int = logging.WARNING
) -> int:
    """Make and start what a process is for, and stop it on SIGTERM or Ctrl-C; the exit code."""
    if with_parent:
        end_with_parent()
    logging.basicConfig(level=log_level, format=f"{name}: %(message)s")
    _hold_ending()
    try:
        running = make()
        running.start()
    except AssistantError as error:
        sys.stderr.write(f"{name}: {error}\n")
        return error.exit_code
    _wait_for_ending()
    running.stop()
    return 0
