"""Warnings about what others send: told, but never so many that they fill a disk."""

import logging
import threading
import time

MOST_LINES = 20
IN_S = 60.0


class QuietLog:
    """At most so many lines a minute, then only how many more there were. Thread-safe."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._lock = threading.Lock()
        self._since = time.monotonic()
        self._lines = 0

    def ignored(self, topic: str, problem: object) -> None:
        """A message was ignored."""
        with self._lock:
            if time.monotonic() - self._since > IN_S:
                more = self._lines - MOST_LINES
                self._since, self._lines = time.monotonic(), 0
                if more > 0:
                    self._log.warning("ignored %d more messages", more)
            self._lines += 1
            quiet = self._lines > MOST_LINES
        if not quiet:
            self._log.warning("ignored a message on %s: %s", topic[:200], problem)
