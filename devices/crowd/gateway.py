"""Carries the requests of many devices over a few connections, each kept until it is answered.

Each device has its own topics, as if it were alone. The answers to all come in over one connection.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from zlib import crc32

from assistant.bus import topics
from assistant.bus.address import BrokerAddress
from assistant.bus.client import Client, Delivery
from assistant.bus.resending import Resending
from assistant.core.messages import Answer, OrderEvent, PressSlot, ReportLevel

Asked = PressSlot | ReportLevel
OnAnswer = Callable[[Asked, Answer, float], None]
"""The request, its answer, and the seconds between."""


@dataclass
class _Lane:
    """One sending connection and what waits on it."""

    client: Client
    resending: Resending = field(default_factory=Resending)


class Gateway:
    """Sends, sends again, and hears the answers; `on_answer` and `on_event` on a network thread.

    Args:
        address: the broker.
        name: begins the ids of its connections.
        lanes: connections that send.
    """

    def __init__(
        self,
        address: BrokerAddress,
        name: str,
        lanes: int,
        *,
        on_answer: OnAnswer,
        on_event: Callable[[OrderEvent], None],
    ) -> None:
        self.sent = 0
        """Messages, those that were sent again included."""
        self.repeated_answers = 0
        self._on_answer, self._on_event = on_answer, on_event
        self._lanes = [_Lane(Client(address, f"{name}-{number}")) for number in range(lanes)]
        self._waiting: dict[str, tuple[Asked, float]] = {}
        self._changing = threading.Lock()
        self._answers = Client(address, f"{name}-answers")
        self._answers.subscribe(topics.answers("+"), self._answered)
        self._answers.subscribe(topics.ORDER_EVENTS, self._happened)
        self._answers.on_connect(self._reconnected)

    @property
    def connections(self) -> int:
        """How many it has."""
        return len(self._lanes) + 1

    @property
    def waiting(self) -> int:
        """Requests that are not answered yet."""
        return len(self._waiting)

    @property
    def failures(self) -> int:
        """Mistakes of ours on the network threads; there should be none."""
        clients = [self._answers, *(lane.client for lane in self._lanes)]
        return sum(client.failures for client in clients)

    def start(self) -> None:
        """Connect; `BrokerError` where that fails."""
        self._answers.start()
        for lane in self._lanes:
            lane.client.start()

    def stop(self) -> None:
        """Disconnect."""
        for lane in self._lanes:
            lane.client.stop()
        self._answers.stop()

    def keep(self, request: Asked) -> None:
        """Keep a request until it is answered; `flush` sends it."""
        with self._changing:
            self._waiting[request.request_id] = request, time.perf_counter()
            self._lane(request.device_id).resending.add(request.request_id, time.monotonic())

    def flush(self) -> None:
        """Send what is due, for the first time or again. On the thread of the simulation only."""
        for lane in self._lanes:
            with self._changing:
                due = lane.resending.due(time.monotonic())
                requests = [self._waiting[each][0] for each in due if each in self._waiting]
            if requests:
                with lane.client.gathered():
                    for request in requests:
                        self._send(lane, request)

    def _send(self, lane: _Lane, request: Asked) -> None:
        publication = lane.client.publish(topics.requests(request.device_id), request)
        self.sent += 1
        with self._changing:
            lane.resending.sent(
                request.request_id, time.monotonic(), lambda: publication.acknowledged
            )

    def _lane(self, device_id: str) -> _Lane:
        """Always the same for a device, so that its requests arrive in order."""
        return self._lanes[crc32(device_id.encode()) % len(self._lanes)]

    def _answered(self, delivery: Delivery) -> None:
        answer = delivery.message
        if not isinstance(answer, Answer):
            return
        with self._changing:
            kept = self._waiting.pop(answer.request_id, None)
            if kept is not None:
                self._lane(kept[0].device_id).resending.answered(answer.request_id)
        if kept is None:
            self.repeated_answers += 1
        else:
            self._on_answer(kept[0], answer, time.perf_counter() - kept[1])

    def _happened(self, delivery: Delivery) -> None:
        if isinstance(delivery.message, OrderEvent) and not delivery.retained:
            self._on_event(delivery.message)

    def _reconnected(self) -> None:
        with self._changing:
            for lane in self._lanes:
                lane.resending.reconnected(time.monotonic())
