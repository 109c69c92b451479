"""Offers that sellers publish over MQTT: each only its own, each answered."""

import logging
import threading
from queue import Empty, SimpleQueue

from assistant.bus import topics
from assistant.bus.client import Client
from assistant.bus.delivery import Delivery
from assistant.core.errors import StorageError
from assistant.core.messages import OffersTaken, OfferTaken, PublishOffers
from assistant.web.seller_desk import SellerDesk

log = logging.getLogger("assistant.sellers")

IDLE_S = 0.5


class MqttDoor:
    """Listens to all sellers; the work is done on a thread of its own, then acknowledged."""

    def __init__(self, client: Client, desk: SellerDesk) -> None:
        self._client = client
        self._desk = desk
        self._waiting: SimpleQueue[tuple[PublishOffers, Delivery]] = SimpleQueue()
        client.subscribe(topics.ALL_SELLER_OFFERS, self._receive)

    def serve(self, stop: threading.Event) -> None:
        """Work until `stop` is set; what the file cannot take now is tried again."""
        while not stop.is_set():
            try:
                message, delivery = self._waiting.get(timeout=IDLE_S)
            except Empty:
                continue
            try:
                results = self._desk.take(
                    message.seller_id, message.offers, stored=delivery.retained
                )
            except StorageError as error:
                log.error("cannot keep offers, trying again: %s", error)  # noqa: TRY400
                self._waiting.put((message, delivery))
                stop.wait(IDLE_S)
                continue
            self._answer(message.seller_id, tuple(results))
            delivery.ack()

    def _receive(self, delivery: Delivery) -> None:
        message = delivery.message
        if not isinstance(message, PublishOffers):
            log.warning("%s: no offers", delivery.topic)
        elif delivery.topic != topics.seller_offers(message.seller_id):
            log.warning("%s: it speaks for %s", delivery.topic, message.seller_id)
            refused = OfferTaken(
                offer_id="", status="refused", reason=f"not_yours: it is {message.seller_id}'s"
            )
            self._answer(delivery.topic.split("/")[-2], (refused,))
        else:
            self._waiting.put((message, delivery))
            return
        delivery.ack()

    def _answer(self, seller_id: str, results: tuple[OfferTaken, ...]) -> None:
        answer = OffersTaken(seller_id=seller_id, results=results)
        self._client.tell(topics.offers_taken(seller_id), answer)
