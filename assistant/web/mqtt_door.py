"""Offers that sellers publish over MQTT: each only its own, each answered."""

import logging
import threading
from collections.abc import Sequence
from queue import Empty, SimpleQueue

from assistant.bus import topics
from assistant.bus.client import Client
from assistant.bus.delivery import Delivery
from assistant.bus.inbox import Rejected, log_rejected, matches
from assistant.bus.quiet_log import QuietLog
from assistant.core.errors import StorageError
from assistant.core.messages import OffersTaken, OfferTaken, PublishOffers
from assistant.web.seller_desk import SellerDesk

log = logging.getLogger("assistant.sellers")
quiet_log = QuietLog(log)

IDLE_S = 0.5


def refuse(client: Client, rejected: Rejected) -> None:
    """Tell a seller that what it published cannot be understood, and why; a few of them are logged."""
    log_rejected(rejected)
    if matches(topics.ALL_SELLER_OFFERS, rejected.topic):
        _answer(client, _seller(rejected.topic), (_refused(str(rejected.error)),))


def _seller(topic: str) -> str:
    """Whose topic of offers it is."""
    return topic.split("/")[-2]


def _refused(reason: str) -> OfferTaken:
    """What becomes of all that a message holds."""
    return OfferTaken(offer_id="", status="refused", reason=reason)


def _answer(client: Client, seller_id: str, results: tuple[OfferTaken, ...]) -> None:
    answer = OffersTaken(seller_id=seller_id, results=results)
    client.tell(topics.offers_taken(seller_id), answer)


class MqttDoor:
    """Listens to all sellers; the work is done on a thread of its own, then acknowledged."""

    def __init__(self, client: Client, desk: SellerDesk) -> None:
        self._client = client
        self._desk = desk
        self._waiting: SimpleQueue[tuple[PublishOffers, Delivery]] = SimpleQueue()
        client.subscribe(topics.ALL_SELLER_OFFERS, self._receive)

    def serve(self, stop: threading.Event) -> None:
        """Work until `stop` is set; what was not taken by then the broker hands out again."""
        while not stop.is_set():
            try:
                message, delivery = self._waiting.get(timeout=IDLE_S)
            except Empty:
                continue
            results = self._taken(message, delivery, stop)
            if results is not None:
                _answer(self._client, message.seller_id, tuple(results))
                delivery.ack()

    def _taken(
        self, message: PublishOffers, delivery: Delivery, stop: threading.Event
    ) -> Sequence[OfferTaken] | None:
        """What became of the offers; None where `stop` is set before the file takes them.

        Those that came later wait: an old price must not come to lie over a newer one.
        """
        told = False
        while True:
            try:
                results = self._desk.take_published(
                    message.seller_id, message.offers, stored=delivery.retained
                )
            except StorageError as error:
                if not told:
                    log.error("cannot keep offers, trying again until it works: %s", error)  # noqa: TRY400
                told = True
                if stop.wait(IDLE_S):
                    return None
                continue
            if told:
                log.warning("offers can be kept again")
            return results

    def _receive(self, delivery: Delivery) -> None:
        message = delivery.message
        if isinstance(message, PublishOffers):
            if delivery.topic == topics.seller_offers(message.seller_id):
                self._waiting.put((message, delivery))
                return
            reason = f"not_yours: it is {message.seller_id}'s"
        else:
            reason = "not_understood: a seller publishes `publish_offers` here"
        quiet_log.ignored(delivery.topic, reason)
        _answer(self._client, _seller(delivery.topic), (_refused(reason),))
        delivery.ack()
