"""Publishes committed events, at least once: an event leaves the outbox when the broker has it."""

import time
from collections import deque

from assistant.bus import topics
from assistant.bus.client import Client, Publication
from assistant.core.messages import OrderEvent
from assistant.store.orders.order_store import OrderStore

MOST_IN_FLIGHT = 500
"""So that a broker that is away finds us holding a bounded number; the rest stays in the outbox."""
MARK_EVERY_S = 0.5
"""Marking costs a synced commit of its own."""
BEGIN_AGAIN_S = 10.0


class Announcer:
    """From the outbox to the topic of order events."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._flying: deque[tuple[str, Publication]] = deque()
        self._last = ""
        self._marked_at = self._began_at = time.monotonic()

    def announce(self, store: OrderStore) -> None:
        """Publish what is new, and mark what has arrived. Raises `StorageError`."""
        if not self._flying and time.monotonic() - self._began_at >= BEGIN_AGAIN_S:
            # A store that was restored counts from an earlier event on.
            self._last, self._began_at = "", time.monotonic()
        room = MOST_IN_FLIGHT - len(self._flying)
        if room > 0:
            for event in store.unpublished(after=self._last, limit=room):
                topic = (
                    topics.ORDER_EVENTS if isinstance(event, OrderEvent) else topics.DEVICE_EVENTS
                )
                publication = self._client.publish(topic, event)
                self._flying.append((event.event_id, publication))
                self._last = event.event_id
        waited_s = time.monotonic() - self._marked_at
        if self._flying and (room <= 0 or waited_s >= MARK_EVERY_S):
            self.mark(store)

    def mark(self, store: OrderStore) -> None:
        """Take what the broker has out of the outbox. Raises `StorageError`."""
        self._marked_at = time.monotonic()
        arrived = [event_id for event_id, publication in self._flying if publication.acknowledged]
        if arrived:
            store.mark_published(arrived)
            self._flying = deque(entry for entry in self._flying if not entry[1].acknowledged)
