"""Requests in, commit, answers out: nothing is acknowledged or answered before it is durable."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import get_args

import msgspec

from assistant.bus import topics
from assistant.bus.address import BrokerAddress
from assistant.bus.client import Client, Delivery, Rejected
from assistant.bus.codec import encode
from assistant.core.errors import MessageError, StorageError
from assistant.core.messages import (
    MAX_MESSAGE_BYTES,
    Answer,
    AnyRequest,
    ServiceState,
    utc_now,
)
from assistant.order_service import refusing
from assistant.order_service.announcer import Announcer
from assistant.order_service.counts import Counts
from assistant.order_service.foresight import Foresight
from assistant.order_service.waiting import Waiting
from assistant.store.orders.order_store import OrderStore, Shop

log = logging.getLogger("assistant.orders")

CLIENT_ID = "order-service"
SESSION_S = 7 * 24 * 3600
"""How long the broker keeps requests for a service that is away."""
LARGEST_BATCH = 500
IDLE_S = 0.3
REPORT_EVERY_S = 5.0
COURIER_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE_S = 5.0
_REQUESTS = get_args(AnyRequest)

OnAnswered = Callable[[AnyRequest, Answer], None]


class OrderService:
    """Answers the requests of all devices, out of one store, on the thread that calls `serve`.

    Args:
        address: the broker.
        open_store: opens the order store; called again after the store has failed.
        shop: decides.
        clock: tells the time in UTC.
        on_answered: told each request and its answer after both are safe, for the log.
        largest_batch: how many requests are committed together at most.
        worker: the name of one of several order services on one database, which share the
            requests; the only one has none.

    Attributes:
        counts: what was answered and refused, and messages that are no requests of their sender.
    """

    def __init__(
        self,
        address: BrokerAddress,
        open_store: Callable[[], OrderStore],
        shop: Shop,
        *,
        clock: Callable[[], datetime] = utc_now,
        on_answered: OnAnswered | None = None,
        largest_batch: int = LARGEST_BATCH,
        worker: str = "",
    ) -> None:
        self._largest_batch = largest_batch
        self._open_store = open_store
        self._shop = shop
        self._clock = clock
        self._on_answered = on_answered
        self._store: OrderStore
        self._waiting: Waiting[tuple[AnyRequest, Delivery]] = Waiting()
        self._courier_at: datetime | None = None
        self._foresight = Foresight(shop)
        self._counts = Counts()
        self._name = f"{CLIENT_ID}-{worker}" if worker else CLIENT_ID
        self._told_at = 0.0
        self._told: dict[str, int] | None = None
        self._client = Client(
            address,
            self._name,
            # A broker goes on handing a share to a worker that is away: so it forgets that one at
            # once, and what was on its way is asked again.
            session_expiry_s=0 if worker else SESSION_S,
            manual_ack=True,
            will=(topics.service_state(self._name), self._state(online=False)),
            on_rejected=self._reject,
        )
        self._announcer = Announcer(self._client)
        shared = f"$share/{CLIENT_ID}/" if worker else ""
        self._client.subscribe(shared + topics.ALL_REQUESTS, self._receive)

    @property
    def counts(self) -> dict[str, int]:
        """Answers by status, refusals by code, rejected messages by code."""
        return self._counts.all()

    @property
    def failures(self) -> int:
        """Mistakes of ours on the network thread; there should be none."""
        return self._client.failures

    def serve(self, stop: threading.Event, *, ready: Callable[[], None] | None = None) -> None:
        """Work until `stop` is set; `ready` is called once requests are taken.

        Raises:
            StorageError: the store cannot be opened at the start. Later its troubles are logged
                and tried again; until then requests stay unacknowledged and unanswered.
            BrokerError: the broker does not answer at the start.
        """
        self._store = self._open_store()
        try:
            self._client.start()
            if ready is not None:
                ready()
            while not stop.is_set():
                self._turn(stop)
        finally:
            self._client.publish(
                topics.service_state(self._name), self._state(online=False), retain=True
            )
            self._client.stop()
            self._last_words()

    def _turn(self, stop: threading.Event) -> None:
        batch = self._waiting.take(self._largest_batch, IDLE_S)
        if batch:
            answers = self._commit([request for request, _ in batch], stop)
            with self._client.gathered():
                for (request, delivery), answer in zip(batch, answers, strict=False):
                    self._publish(request, answer)
                    delivery.ack()
        self._report()
        try:
            self._courier()
            self._foresee()
            with self._client.gathered():
                self._announcer.announce(self._store)
        except StorageError as error:
            log.error("%s", error)  # noqa: TRY400 - the message says it all
            stop.wait(IDLE_S)

    def _commit(self, requests: Sequence[AnyRequest], stop: threading.Event) -> list[Answer]:
        """The answers once they are durable, however long it takes; none where we are stopped."""
        pause_s = 0.1
        problem = ""
        while not stop.is_set():
            try:
                answers = self._store.handle_batch(requests, self._shop.decide, self._clock())
            except StorageError as error:
                if str(error) != problem:
                    problem = str(error)
                    log.error("cannot keep orders, trying again: %s", error)  # noqa: TRY400
            else:
                if problem:
                    log.warning("orders are kept again")
                return answers
            stop.wait(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
            self._reopen()
        return []

    def _reopen(self) -> None:
        """A file that was replaced or a disk that was mounted anew needs a new connection."""
        try:
            fresh = self._open_store()
        except StorageError:
            return  # the next commit tells
        with suppress(StorageError):
            self._store.close()
        self._store = fresh

    def _last_words(self) -> None:
        try:
            self._announcer.mark(self._store)
            self._store.close()
        except StorageError as error:
            log.warning("%s", error)

    def _publish(self, request: AnyRequest, answer: Answer) -> None:
        self._counts.answered(answer)
        if self._on_answered is not None:
            self._on_answered(request, answer)
        while True:
            try:
                self._client.tell(topics.answers(request.device_id), answer)
            except MessageError as error:
                if not answer.orders:
                    log.error("no answer to %s: %s", request.request_id, error)  # noqa: TRY400
                    return
                fewer = answer.orders[: len(answer.orders) // 2]
                answer = msgspec.structs.replace(answer, orders=fewer)
            else:
                return

    def _state(self, *, online: bool) -> ServiceState:
        return ServiceState(service_id=self._name, online=online, counts=self._counts.all())

    def _report(self) -> None:
        """Show the counts where an owner can look, not too often."""
        now = time.monotonic()
        if now - self._told_at >= REPORT_EVERY_S or self._told is None:
            self._told_at, counts = now, self._counts.all()
            if counts != self._told:
                self._told = counts
                topic = topics.service_state(self._name)
                self._client.publish(topic, self._state(online=True), retain=True)

    def _courier(self) -> None:
        now = self._clock()
        if self._courier_at is None or abs(now - self._courier_at) >= COURIER_PAUSE:
            self._courier_at = now
            self._store.advance_due(self._shop.step, now)

    def _foresee(self) -> None:
        for request, answer in self._foresight.look(self._store, self._clock()):
            self._counts.answered(answer)
            if self._on_answered is not None:
                self._on_answered(request, answer)

    # On the network thread

    def _receive(self, delivery: Delivery) -> None:
        message = delivery.message
        if not isinstance(message, _REQUESTS):
            problem = f"{type(message).__struct_config__.tag} is no request"
            self._refuse(delivery.topic, encode(message), "no_request", problem)
        elif delivery.topic != topics.requests(message.device_id):
            problem = f"it speaks for {message.device_id}"
            self._refuse(delivery.topic, encode(message), "not_yours", problem)
        else:
            self._waiting.put((message, delivery))
            return
        delivery.ack()

    def _reject(self, rejected: Rejected) -> None:
        code = "too_large" if len(rejected.payload) > MAX_MESSAGE_BYTES else "not_understood"
        self._refuse(rejected.topic, rejected.payload, code, str(rejected.error))

    def _refuse(self, topic: str, payload: bytes, code: str, problem: str) -> None:
        self._counts.rejected(code, topic, problem)
        device_id, answer = refusing.sender(topic), refusing.refusal(payload, code, problem)
        if device_id is not None and answer is not None:
            self._client.tell(topics.answers(device_id), answer)
