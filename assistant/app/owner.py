"""The owner's own line to the order service, for what nobody else may decide."""

import secrets
import threading
import time
from types import TracebackType
from typing import Self

from assistant.bus import access, topics
from assistant.bus.client import Client
from assistant.bus.delivery import Delivery
from assistant.bus.running import reach
from assistant.core.errors import AssistantError
from assistant.core.messages import Answer, AnyRequest
from assistant.core.settings import Settings

OWNER_ID = access.OWNER
"""The device id under which the owner's commands ask; it is one from the first day on."""
ANSWER_S = 6.0
REPEAT_S = 1.5
"""After so long without an answer the same request is sent again."""


class OwnerLine:
    """Asks as the owner and waits for the answer; a context manager.

    Nothing is kept on disk, since a request may hold the household's code: what was not answered is
    for the owner to ask again.

    Raises:
        BrokerError: no broker is running or configured.
    """

    def __init__(self, settings: Settings) -> None:
        address = reach(settings.broker, settings.data_dir, access.OWNER)
        self._client = Client(address, f"{OWNER_ID}-{secrets.token_hex(4)}")
        self._answers: dict[str, Answer] = {}
        self._came = threading.Condition()
        self._client.subscribe(topics.answers(OWNER_ID), self._take)

    def __enter__(self) -> Self:
        self._client.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.stop()

    def ask(self, request: AnyRequest) -> Answer:
        """The order service's answer; `AssistantError` where none comes in time."""
        deadline = time.monotonic() + ANSWER_S
        while (left := deadline - time.monotonic()) > 0:
            self._client.tell(topics.requests(OWNER_ID), request)
            with self._came:
                self._came.wait_for(
                    lambda: request.request_id in self._answers, min(left, REPEAT_S)
                )
                if request.request_id in self._answers:
                    return self._answers[request.request_id]
        raise AssistantError(
            "the order service does not answer, so nothing may have changed; is `assistant run` "
            "running? Then try again"
        )

    def _take(self, delivery: Delivery) -> None:
        if isinstance(delivery.message, Answer):
            with self._came:
                self._answers[delivery.message.request_id] = delivery.message
                self._came.notify_all()


def request_id(what: str) -> str:
    """An id for something the owner asks."""
    return f"{OWNER_ID}-{what}-{secrets.token_hex(6)}"
