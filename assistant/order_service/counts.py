"""What the order service has done and refused: counted, and told without flooding the log."""

import logging
import threading
import time
from collections import Counter

from assistant.core.messages import Answer

log = logging.getLogger("assistant.orders")

MOST_LINES = 20
LINES_PER_S = 60.0


class Counts:
    """Answers by status, refusals by the code of their reason, rejected messages. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._lines = 0
        self._silent = 0
        self._since = time.monotonic()

    def answered(self, answer: Answer) -> None:
        """An answer is durable and on its way."""
        code = (answer.reason or "").partition(":")[0]
        name = f"refused:{code}" if answer.status == "refused" else answer.status
        with self._lock:
            self._counts[name] += 1

    def rejected(self, code: str, topic: str, problem: str) -> None:
        """A message was no request of its sender; logged unless there are very many."""
        with self._lock:
            self._counts[f"rejected:{code}"] += 1
            if time.monotonic() - self._since > LINES_PER_S:
                self._since, self._lines, silent = time.monotonic(), 0, self._silent
                self._silent = 0
                if silent:
                    log.warning("ignored %d more messages", silent)
            self._lines += 1
            quiet = self._lines > MOST_LINES
            self._silent += quiet
        if not quiet:
            log.warning("ignored a message on %s: %s", topic, problem)

    def all(self) -> dict[str, int]:
        """Every count so far, by name."""
        with self._lock:
            return dict(sorted(self._counts.items()))
