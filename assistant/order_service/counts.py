"""What the order service has done and refused: counted, and told without flooding the log."""

import logging
import threading
from collections import Counter

from assistant.bus.quiet_log import QuietLog
from assistant.core.messages import Answer


class Counts:
    """Answers by status, refusals by the code of their reason, rejected messages. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._quiet_log = QuietLog(logging.getLogger("assistant.orders"))

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
        self._quiet_log.ignored(topic, problem)

    def all(self) -> dict[str, int]:
        """Every count so far, by name."""
        with self._lock:
            return dict(sorted(self._counts.items()))
