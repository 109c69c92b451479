"""What is on its way to the broker and what still waits: for a connection, or for its turn.

The broker says how many messages it takes before it acknowledges the first (MQTT 5's Receive
Maximum); the others wait here. What loses its connection is sent again before what came later, else
an old retained state would replace a new one.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

log = logging.getLogger("assistant.bus")

MAX_WAITING = 10_000
"""Messages kept while there is no connection."""
LAST_ID = 60_000
"""Of MQTT's 65,535 packet ids; the rest are for subscriptions."""


@dataclass(eq=False)
class Publication:
    """One message given to `Client.publish`."""

    topic: str
    payload: bytes = field(repr=False)
    retain: bool
    acknowledged: bool = False
    """The broker has it. Until then the client itself sends it again after a reconnect."""


class Outbox:
    """Bookkeeping of publications by MQTT packet id. Thread-safe; calls nothing of others."""

    def __init__(self, max_waiting: int = MAX_WAITING) -> None:
        self._changed = threading.Condition()
        self._max_waiting = max_waiting
        self._waiting: deque[Publication] = deque()
        self._flying: dict[int, Publication] = {}
        self._last_id = 0
        self._window = 0

    def put(self, publication: Publication) -> None:
        """Keep until it may be sent.

        Of a retained topic only the newest waits for a connection; where too many wait for one,
        the oldest go.
        """
        with self._changed:
            if not self._window:
                self._make_room(publication)
            self._waiting.append(publication)

    def next(self) -> tuple[int, Publication] | None:
        """What to send now and its packet id; none where all is sent or must wait."""
        with self._changed:
            if not self._waiting or len(self._flying) >= self._window:
                return None
            publication = self._waiting.popleft()
            packet_id = self._unused_id()
            self._flying[packet_id] = publication
            return packet_id, publication

    def acknowledge(self, packet_id: int) -> Publication | None:
        """The broker acknowledged it."""
        with self._changed:
            publication = self._flying.pop(packet_id, None)
            if publication is not None:
                publication.acknowledged = True
                self._changed.notify_all()
            return publication

    def connected(self, window: int) -> None:
        """A new connection, whose broker takes `window` messages at once."""
        with self._changed:
            self._window = min(window, LAST_ID)

    def disconnected(self) -> None:
        """What was under way has to be sent again, before all others."""
        with self._changed:
            self._waiting.extendleft(reversed(self._flying.values()))
            self._flying.clear()
            self._window = 0
            self._changed.notify_all()

    @property
    def full(self) -> bool:
        """Whether publishers wait for a broker that does not keep up."""
        return len(self._waiting) >= self._max_waiting

    def wait_for_room(self, closing: Callable[[], bool]) -> None:
        """Until the broker keeps up again; at once where there is no connection."""
        with self._changed:
            while self.full and self._window and not closing():
                self._changed.wait(0.5)

    def wait_until_empty(self, timeout_s: float) -> bool:
        """Whether the broker has acknowledged everything within the time."""
        with self._changed:
            return self._changed.wait_for(lambda: not (self._flying or self._waiting), timeout_s)

    def _unused_id(self) -> int:
        while True:
            self._last_id = self._last_id % LAST_ID + 1
            if self._last_id not in self._flying:
                return self._last_id

    def _make_room(self, publication: Publication) -> None:
        if publication.retain and any(
            p.retain and p.topic == publication.topic for p in self._waiting
        ):
            self._waiting = deque(
                p for p in self._waiting if not (p.retain and p.topic == publication.topic)
            )
        if len(self._waiting) >= self._max_waiting:
            dropped = self._waiting.popleft()
            log.warning("more than %d messages wait for the broker, dropped the oldest (%s)",
                        self._max_waiting, dropped.topic)  # fmt: skip
