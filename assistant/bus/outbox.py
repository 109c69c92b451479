"""What is on its way to the broker and what still waits for a connection.

Messages that lose their connection are sent again by us and not by paho, for paho would send them
after the newer ones: an old retained state would replace a new one.
"""

import logging
import threading
from collections import deque
from dataclasses import dataclass, field

log = logging.getLogger("assistant.bus")

MAX_WAITING = 10_000
"""Messages kept while there is no connection; MQTT itself can number 65,535."""


@dataclass
class Publication:
    """One message given to `Client.publish`."""

    topic: str
    payload: bytes = field(repr=False)
    retain: bool
    acknowledged: bool = False
    """The broker has it. Until then the client itself sends it again after a reconnect."""


class Outbox:
    """Bookkeeping of publications by MQTT message id. Thread-safe; calls nothing of others."""

    # The lock is a leaf: nothing that takes another lock is called under it. paho reports
    # acknowledgements under its own outgoing lock, which it also takes in publish().

    def __init__(self, max_waiting: int = MAX_WAITING) -> None:
        self._changed = threading.Condition()
        self._max_waiting = max_waiting
        self._waiting: deque[Publication] = deque()
        self._flying: dict[int, Publication] = {}
        self._early: set[int] = set()

    def wait(self, publication: Publication) -> None:
        """Keep for the next connection; of a retained topic only the newest, the oldest go first."""
        with self._changed:
            if publication.retain:
                self._drop_older_state(publication.topic)
            if len(self._waiting) >= self._max_waiting:
                dropped = self._waiting.popleft()
                log.warning("more than %d messages wait for the broker, dropped the oldest (%s)",
                            self._max_waiting, dropped.topic)  # fmt: skip
            self._waiting.append(publication)

    def _drop_older_state(self, topic: str) -> None:
        if any(p.retain and p.topic == topic for p in self._waiting):
            self._waiting = deque(p for p in self._waiting if not (p.retain and p.topic == topic))

    def flying(self, mid: int, publication: Publication) -> None:
        """It was handed to paho as message `mid`."""
        with self._changed:
            if mid in self._early:  # the acknowledgement was faster than we
                self._early.discard(mid)
                publication.acknowledged = True
            else:
                self._flying[mid] = publication
            self._changed.notify_all()

    def acknowledge(self, mid: int) -> Publication | None:
        """The broker acknowledged `mid`."""
        with self._changed:
            publication = self._flying.pop(mid, None)
            if publication is None:
                self._early.add(mid)
            else:
                publication.acknowledged = True
            self._changed.notify_all()
            return publication

    def take_all(self) -> list[Publication]:
        """Everything unacknowledged in the order it was published, for a new connection."""
        with self._changed:
            unsent = [*self._flying.values(), *self._waiting]
            self._flying.clear()
            self._waiting.clear()
            self._early.clear()
            return unsent

    def wait_until_empty(self, timeout_s: float) -> bool:
        """Whether the broker has acknowledged everything within the time."""
        with self._changed:
            return self._changed.wait_for(lambda: not (self._flying or self._waiting), timeout_s)
