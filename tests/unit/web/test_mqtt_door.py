"""The sellers' MQTT door without a network: a full disk, and a flood of what nobody understands."""

import logging
import threading
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.bus import inbox, topics
from assistant.bus.address import BrokerAddress
from assistant.bus.client import Client
from assistant.bus.delivery import Delivery
from assistant.bus.inbox import Handler, Rejected
from assistant.bus.quiet_log import IN_S, MOST_LINES, QuietLog
from assistant.core.errors import MessageError, StorageError
from assistant.core.messages import Message, OffersTaken, OfferTaken, OfferTold, PublishOffers
from assistant.core.money import Money
from assistant.core.settings import PROJECT
from assistant.storage.catalog.household_catalog import (
    HouseholdCatalog,
    HouseholdMarket,
    open_household,
)
from assistant.web import mqtt_door
from assistant.web.mqtt_door import MqttDoor, refuse
from assistant.web.seller_desk import SellerDesk

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
PODS = "tide-pods-81-count"
TOPIC = topics.seller_offers("pet")
FLOOD = 500


class Wire(Client):
    """A client that is connected to nothing: what is told is kept."""

    def __init__(self) -> None:
        super().__init__(BrokerAddress("127.0.0.1", 1), "sellers")
        self.told: list[tuple[str, OffersTaken]] = []
        self.acked: list[int] = []
        self._handlers: list[Handler] = []

    def subscribe(self, topic: str, handler: Handler) -> None:
        assert topic == topics.ALL_SELLER_OFFERS
        self._handlers.append(handler)

    def tell(self, topic: str, message: Message) -> None:
        assert isinstance(message, OffersTaken)
        self.told.append((topic, message))

    def brings(
        self, number: int, minor: int, seller: str = "pet", *, retained: bool = False
    ) -> None:
        """A message with one offer comes in."""
        offer = OfferTold(product_id=PODS, unit_price=Money(minor, "USD"), stock=4)
        message = PublishOffers(seller_id=seller, offers=(offer,))
        for handler in self._handlers:
            handler(Delivery(TOPIC, message, retained, False, lambda: self.acked.append(number)))


class FullDisk(SellerDesk):
    """Cannot keep anything so many times."""

    def __init__(self, catalog: HouseholdCatalog, fails: int) -> None:
        super().__init__(catalog, lambda: NOW)
        self.fails = fails

    def take_published(
        self, seller_id: str, offers: Iterable[OfferTold], *, stored: bool
    ) -> Sequence[OfferTaken]:
        if self.fails:
            self.fails -= 1
            raise StorageError("market.db: the disk is full")
        return super().take_published(seller_id, offers, stored=stored)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[HouseholdCatalog]:
    household = open_household(PROJECT / "catalog.db", tmp_path / "market.db")
    yield household
    household.market.close()


@pytest.fixture(autouse=True)
def _fresh_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (inbox, mqtt_door):
        monkeypatch.setattr(module, "quiet_log", QuietLog(module.log))
    monkeypatch.setattr(mqtt_door, "IDLE_S", 0.01)


def test_while_the_disk_is_full_offers_wait_in_their_order(
    catalog: HouseholdCatalog, caplog: pytest.LogCaptureFixture
) -> None:
    wire, stop = Wire(), threading.Event()
    door = MqttDoor(wire, FullDisk(catalog, fails=5))
    wire.brings(1, 1850)
    wire.brings(2, 1750)
    with caplog.at_level(logging.WARNING):
        serving = threading.Thread(target=door.serve, args=(stop,))
        serving.start()
        while len(wire.acked) < 2:
            stop.wait(0.01)
        stop.set()
        serving.join()
    assert wire.acked == [1, 2]
    assert [e.unit_price for e in catalog.offers_of(PODS) if e.seller_id == "pet"] == [
        Money(1750, "USD")
    ]
    assert [record.message.partition(":")[0] for record in caplog.records] == [
        "cannot keep offers, trying again until it works",
        "offers can be kept again",
    ]


def test_what_a_broker_hands_out_once_more_is_no_news(catalog: HouseholdCatalog) -> None:
    """What the seller told since in another way counts, until it publishes something else."""
    hours = iter(range(100))
    desk = SellerDesk(catalog, lambda: NOW + timedelta(hours=next(hours)))
    market = HouseholdMarket(catalog, "USD")

    def offer(minor: int, stock: int = 4, *, withdrawn: bool = False) -> list[OfferTold]:
        price = Money(minor, "USD")
        return [OfferTold(product_id=PODS, unit_price=price, stock=stock, withdrawn=withdrawn)]

    def told() -> list[tuple[Money | None, int | None]]:
        points = market.price_history(f"pet:{PODS}", NOW, NOW + timedelta(days=9))
        return [(point.unit_price, point.stock) for point in points]

    kept, newer = (Money(1850, "USD"), 4), (Money(1750, "USD"), 2)
    desk.take_published("pet", offer(1850), stored=False)
    desk.take("pet", offer(1750, 2))
    again = desk.take_published("pet", offer(1850), stored=True)
    assert ([each.status for each in again], told()) == (["same"], [kept, newer])
    desk.take_published("pet", offer(1900), stored=True)  # published while the door was closed
    assert told() == [kept, newer, (Money(1900, "USD"), 4)]
    desk.take("pet", offer(1900, withdrawn=True))
    desk.take_published("pet", offer(1900), stored=True)
    assert told()[3:] == [(None, 4)]
    desk.take_published("pet", offer(1900), stored=False)  # told anew it is
    assert told()[4:] == [(Money(1900, "USD"), 4)]


def test_what_was_not_kept_when_the_door_closes_is_not_acknowledged(
    catalog: HouseholdCatalog,
) -> None:
    wire, stop = Wire(), threading.Event()
    desk = FullDisk(catalog, fails=1_000_000)
    door = MqttDoor(wire, desk)
    wire.brings(1, 1850)
    serving = threading.Thread(target=door.serve, args=(stop,))
    serving.start()
    while desk.fails == 1_000_000:
        stop.wait(0.01)
    stop.set()
    serving.join(10)
    assert (serving.is_alive(), wire.acked, wire.told) == (False, [], [])


def test_a_flood_of_bad_messages_is_answered_and_logged_by_the_first_few(
    catalog: HouseholdCatalog, caplog: pytest.LogCaptureFixture
) -> None:
    wire = Wire()
    MqttDoor(wire, SellerDesk(catalog, lambda: NOW))
    with caplog.at_level(logging.WARNING):
        for number in range(FLOOD):
            refuse(wire, Rejected(TOPIC, b"{", MessageError("message not understood")))
            wire.brings(number, 1, seller="home")
    assert [topic for topic, _ in wire.told] == [topics.offers_taken("pet")] * 2 * FLOOD
    assert {told.results[0].status for _, told in wire.told} == {"refused"}
    assert wire.acked == list(range(FLOOD))
    assert len(caplog.records) == 2 * MOST_LINES


def test_after_a_minute_it_is_said_how_many_more_there_were(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock = [0.0]
    monkeypatch.setattr("assistant.bus.quiet_log.time", SimpleNamespace(monotonic=lambda: clock[0]))
    log = QuietLog(logging.getLogger("flooded"))
    with caplog.at_level(logging.WARNING):
        for _ in range(MOST_LINES + 7):
            log.ignored(TOPIC, "nonsense")
        assert len(caplog.records) == MOST_LINES
        clock[0] = IN_S + 1
        log.ignored(TOPIC, "nonsense")
        assert [record.message for record in caplog.records[MOST_LINES:]] == [
            "ignored 7 more messages",
            f"ignored a message on {TOPIC}: nonsense",
        ]
        clock[0] = 2 * IN_S + 2
        log.ignored(TOPIC, "nonsense")
        assert len(caplog.records) == MOST_LINES + 3


def test_a_stock_that_the_broker_hands_out_once_more_is_no_news(
    catalog: HouseholdCatalog,
) -> None:
    wire, stop = Wire(), threading.Event()
    clock = [NOW]
    door = MqttDoor(wire, SellerDesk(catalog, lambda: clock[0]))
    serving = threading.Thread(target=door.serve, args=(stop,))
    serving.start()

    def told_at(number: int, *, retained: bool) -> datetime | None:
        clock[0] += timedelta(hours=1)
        wire.brings(number, 1850, retained=retained)
        while len(wire.acked) < number:
            stop.wait(0.01)
        (kept,) = (each for each in catalog.offers_of(PODS) if each.seller_id == "pet")
        return kept.stock_at

    first = told_at(1, retained=False)
    assert told_at(2, retained=True) == first
    assert told_at(3, retained=False) == clock[0]
    stop.set()
    serving.join(10)
