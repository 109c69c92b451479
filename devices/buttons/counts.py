"""What became of every message of a button, counted and shown."""

import threading
import time

from assistant.bus import topics
from assistant.bus.client import Client
from assistant.core.messages import ServiceState
from devices.buttons.names import BRIDGE_ID

REPORT_EVERY_S = 5.0


class Counts:
    """Presses, answers, and messages that were none, by reason. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[str, int] = {}
        self._told: dict[str, int] | None = None
        self._told_at = 0.0

    def add(self, what: str) -> None:
        """One more."""
        with self._lock:
            self._counts[what] = self._counts.get(what, 0) + 1

    def all(self) -> dict[str, int]:
        """All of them until now."""
        with self._lock:
            return dict(self._counts)

    def state(self, *, online: bool) -> ServiceState:
        """As the wire shows them."""
        return ServiceState(service_id=BRIDGE_ID, online=online, counts=self.all())

    def report(self, client: Client, *, anyway: bool = False) -> None:
        """Show them where an owner can look, not too often."""
        now, counts = time.monotonic(), self.all()
        if anyway or (counts != self._told and now - self._told_at >= REPORT_EVERY_S):
            self._told, self._told_at = counts, now
            client.publish(topics.service_state(BRIDGE_ID), self.state(online=True), retain=True)
