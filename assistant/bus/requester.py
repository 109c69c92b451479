"""Asking the order service so that no request is lost and none is carried out twice.

A request is on disk before it is sent and stays there until its answer has come, through lost
connections, killed brokers and a killed self. Every repetition carries the same request id.
"""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.bus import topics
from assistant.bus.client import Client
from assistant.bus.delivery import Delivery
from assistant.bus.kept import KeptRequests
from assistant.bus.resending import Resending
from assistant.core.messages import Answer, AnyRequest

log = logging.getLogger("assistant.bus")

OnAnswer = Callable[[AnyRequest, Answer], None]


class Requester:
    """The requests of one device. Thread-safe.

    What an earlier process left unanswered is sent as soon as the client connects. One requester
    per folder and per client and device id.

    Args:
        client: started before or after; the requester does not stop it.
        device_id: whose requests and answers.
        keep_in: the folder for unanswered requests.

    Raises:
        StorageError: the folder cannot be used.
    """

    def __init__(self, client: Client, device_id: str, keep_in: Path) -> None:
        self._client = client
        self._device_id = device_id
        self._kept = KeptRequests(keep_in)
        self._callbacks: list[OnAnswer] = []
        self._changed = threading.Condition()
        self._resending = Resending()
        self._requests: dict[str, AnyRequest] = {}
        self._asked: dict[str, Answer | None] = {}
        self._closing = False
        for request in self._kept.load():
            self._add(request)
        client.subscribe(topics.answers(device_id), self._take)
        client.on_connect(self._reconnected)
        self._thread = threading.Thread(target=self._run, name=f"requests {device_id}", daemon=True)
        self._thread.start()

    def send(self, request: AnyRequest) -> None:
        """Keep the request and send it until it is answered; returns once it is on disk.

        Sending one that still waits does nothing.

        Raises:
            StorageError: it could not be kept; then it was not sent either.
            MessageError: it is too large.
        """
        with self._changed:
            if request.request_id in self._resending:
                return
            self._kept.keep(request)
            self._add(request)
            self._changed.notify_all()

    def ask(self, request: AnyRequest, timeout_s: float) -> Answer | None:
        """Send and wait for the answer; not on the network thread.

        Returns:
            The answer, or none where it did not come in time: the request is still kept and sent,
            and its answer goes to the `on_answer` callbacks.

        Raises:
            StorageError, MessageError: as `send`.
        """
        with self._changed:
            self._asked[request.request_id] = None
        try:
            self.send(request)
            with self._changed:
                self._changed.wait_for(lambda: self._asked[request.request_id], timeout_s)
                return self._asked[request.request_id]
        finally:
            with self._changed:
                self._asked.pop(request.request_id, None)

    def on_answer(self, callback: OnAnswer) -> None:
        """Call with each request and its answer, once, on the network thread."""
        self._callbacks.append(callback)

    @property
    def waiting(self) -> int:
        """Requests kept until they are answered."""
        return len(self._resending)

    @property
    def unanswered(self) -> list[AnyRequest]:
        """Those requests, oldest first."""
        with self._changed:
            return list(self._requests.values())

    def stop(self) -> None:
        """Send nothing more; what is unanswered stays kept. Before the client is stopped."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _add(self, request: AnyRequest) -> None:
        self._requests[request.request_id] = request
        self._resending.add(request.request_id, time.monotonic())

    def _reconnected(self) -> None:
        with self._changed:
            self._resending.reconnected(time.monotonic())
            self._changed.notify_all()

    def _take(self, delivery: Delivery) -> None:
        answer = delivery.message
        if not isinstance(answer, Answer):
            return
        with self._changed:
            request = self._requests.pop(answer.request_id, None)
            if request is None:  # repeated, or not ours
                return
            self._resending.answered(answer.request_id)
            if answer.request_id in self._asked:
                self._asked[answer.request_id] = answer
            self._changed.notify_all()
        # Forgotten last: killed before the callbacks are done, we ask again and hear the same.
        try:
            for callback in self._callbacks:
                callback(request, answer)
        finally:
            self._kept.forget(answer.request_id)

    def _run(self) -> None:
        while True:
            with self._changed:
                if self._closing:
                    return
                now = time.monotonic()
                ready = [self._requests[request_id] for request_id in self._resending.due(now)]
                if not ready:
                    next_due = self._resending.next_due()
                    self._changed.wait(None if next_due is None else max(0.0, next_due - now))
                    continue
            for request in ready:
                self._publish(request)

    def _publish(self, request: AnyRequest) -> None:
        # Not under our lock: an answer may come in on the network thread meanwhile.
        publication = self._client.publish(topics.requests(self._device_id), request)
        with self._changed:
            self._resending.sent(
                request.request_id, time.monotonic(), lambda: publication.acknowledged
            )
