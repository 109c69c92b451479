"""Moves of orders handed on to the order service, each as its seller's own request."""

import threading
from pathlib import Path

from assistant.bus.client import Client
from assistant.bus.requester import Requester
from assistant.core.messages import Answer, MoveOrder

ANSWER_S = 3.0


class OrdersDoor:
    """A requester for each seller that has moved an order; what is unanswered is kept and sent."""

    def __init__(self, client: Client, keep_in: Path) -> None:
        self._client = client
        self._keep_in = keep_in
        self._lock = threading.Lock()
        self._requesters: dict[str, Requester] = {}
        for folder in sorted(keep_in.glob("*")):
            if folder.is_dir():
                self._requester(folder.name)

    def move(self, request: MoveOrder) -> Answer | None:
        """The order service's answer, or None where it does not come in time."""
        return self._requester(request.device_id).ask(request, ANSWER_S)

    def _requester(self, seller_id: str) -> Requester:
        with self._lock:
            if seller_id not in self._requesters:
                self._requesters[seller_id] = Requester(
                    self._client, seller_id, self._keep_in / seller_id
                )
            return self._requesters[seller_id]

    def close(self) -> None:
        """Stop sending; what waits is sent by the next process."""
        for requester in self._requesters.values():
            requester.stop()
