"""How a script reaches the order service: called directly, or over a real broker."""

import contextlib
import queue
import secrets
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from assistant.bus import topics
from assistant.bus.broker import start_broker
from assistant.bus.client import Client
from assistant.bus.delivery import Delivery
from assistant.bus.requester import Requester
from assistant.core.errors import AssistantError
from assistant.core.messages import Answer, AnyRequest, OrderEvent
from assistant.core.settings import Settings
from assistant.order_service import OrderService
from assistant.order_service.start import furnished
from assistant.scripting.clock import ScriptClock
from assistant.store.orders.order_store import OrderStore, Shop

MOST_STEPS = 100
"""How many steps orders take at most while time passes once."""
ANSWER_S = 10.0
QUIET_S = 0.7
"""Nothing more comes over the broker after such a silence: the service looks around twice in it."""


class Counter(Protocol):
    """Where requests are handed in."""

    def ask(self, request: AnyRequest) -> Answer | None:
        """The answer, once it is durable; None where none comes."""

    def settle(self) -> tuple[OrderEvent, ...]:
        """Let everything happen that is due, and tell what has happened since the last time."""


class DirectCounter:
    """The order store and the shop's rules, without a broker between."""

    def __init__(self, store: OrderStore, shop: Shop, clock: ScriptClock) -> None:
        self._store, self._shop, self._clock = store, shop, clock
        self._told = ""

    def ask(self, request: AnyRequest) -> Answer | None:
        """The answer, once it is durable."""
        return self._store.handle_batch([request], self._shop.decide, self._clock())[0]

    def settle(self) -> tuple[OrderEvent, ...]:
        """Let the courier go round until nothing is due."""
        for _ in range(MOST_STEPS):
            if not self._store.advance_due(self._shop.step, self._clock()):
                break
        events = self._store.unpublished()
        self._store.mark_published(event.event_id for event in events)
        return tuple(event for event in events if isinstance(event, OrderEvent))


class BrokerCounter:
    """A real order service on a real broker, with the script's clock."""

    def __init__(self, client: Client, keep_in: Path) -> None:
        self._client = client
        self._keep_in = keep_in
        self._requesters: dict[str, Requester] = {}
        self._events: queue.SimpleQueue[OrderEvent] = queue.SimpleQueue()
        client.subscribe(topics.ORDER_EVENTS, self._take)

    def ask(self, request: AnyRequest) -> Answer | None:
        """Send as the request's device, and wait for the answer."""
        device = request.device_id
        if device not in self._requesters:
            self._requesters[device] = Requester(self._client, device, self._keep_in / device)
        return self._requesters[device].ask(request, ANSWER_S)

    def settle(self) -> tuple[OrderEvent, ...]:
        """Wait until the service has been quiet for a moment."""
        events = []
        deadline = time.monotonic() + ANSWER_S
        with contextlib.suppress(queue.Empty):
            while time.monotonic() < deadline:
                events.append(self._events.get(timeout=QUIET_S))
        return tuple(events)

    def close(self) -> None:
        """End all requesters."""
        for requester in self._requesters.values():
            requester.stop()

    def _take(self, delivery: Delivery) -> None:
        if isinstance(delivery.message, OrderEvent) and not delivery.retained:
            self._events.put(delivery.message)


@contextlib.contextmanager
def direct_counter(settings: Settings, clock: ScriptClock) -> Iterator[DirectCounter]:
    """The order store of the settings' data folder, furnished like the sample household's."""
    open_store, shop = furnished(settings, clock)
    with contextlib.closing(open_store()) as store:
        yield DirectCounter(store, shop, clock)


@contextlib.contextmanager
def broker_counter(settings: Settings, clock: ScriptClock) -> Iterator[BrokerCounter]:
    """The same store behind a private broker and an order service on a thread."""
    open_store, shop = furnished(settings, clock)
    with start_broker(settings.broker, settings.data_dir) as broker:
        service = OrderService(broker.address, open_store, shop, clock=clock)
        stop, ready = threading.Event(), threading.Event()
        failed: list[AssistantError] = []

        def serve() -> None:
            try:
                service.serve(stop, ready=ready.set)
            except AssistantError as error:
                failed.append(error)
                ready.set()

        thread = threading.Thread(target=serve, name="order service")
        thread.start()
        try:
            ready.wait()
            if failed:
                raise failed[0]
            client = Client(broker.address, f"script-{secrets.token_hex(4)}")
            counter = BrokerCounter(client, settings.data_dir / "requests")
            with client, contextlib.closing(counter):
                yield counter
        finally:
            stop.set()
            thread.join()
