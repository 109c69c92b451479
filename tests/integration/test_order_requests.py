"""Everything that may be asked of the order service, over a real broker, and what it announces."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest

from assistant.bus import topics
from assistant.bus.broker import RunningBroker
from assistant.bus.client import Client, Delivery
from assistant.bus.requester import Requester
from assistant.core.messages import (
    Answer,
    AnyRequest,
    CancelOrder,
    CancelTests,
    ConfirmOrder,
    DeregisterDevice,
    DeviceEvent,
    LineRequest,
    ListOrders,
    MoveOrder,
    Order,
    OrderEvent,
    PlaceOrder,
    PressSlot,
    RegisterDevice,
    ReportLevel,
    ReturnOrder,
    SetLock,
    SetSlot,
    SetStock,
    utc_now,
)
from assistant.core.money import Money
from assistant.core.settings import PROJECT
from assistant.storage.orders.sqlite_store import ORDERS_FILE, open_orders

Connect = Callable[..., Client]
PATIENCE_S = 30.0
TIDE = "tide-pods-81-count"


class Household:
    """Everybody who asks, each with a connection of its own, and what is announced to all."""

    def __init__(self, connect: Connect, folder: Path) -> None:
        self._connect, self._folder = connect, folder
        self._requesters: dict[str, Requester] = {}
        self._number = 0
        self._events: SimpleQueue[Delivery] = SimpleQueue()
        topics_heard = (topics.ORDER_EVENTS, topics.DEVICE_EVENTS)
        connect("listener", dict.fromkeys(topics_heard, self._events.put))

    def ask(self, kind: type[AnyRequest], device_id: str = "owner", **fields: object) -> Answer:
        """Send and wait for the answer."""
        if device_id not in self._requesters:
            client = self._connect(device_id)
            self._requesters[device_id] = Requester(client, device_id, self._folder / device_id)
        self._number += 1
        request = kind(
            request_id=f"q{self._number}",
            device_id=device_id,
            at=utc_now(),
            **fields,  # type: ignore[arg-type]
        )
        answer = self._requesters[device_id].ask(request, PATIENCE_S)
        assert answer is not None
        return answer

    def happened(self) -> tuple[str, str]:
        """The next event, and what it happened to."""
        event = self._events.get(timeout=PATIENCE_S).message
        assert isinstance(event, OrderEvent | DeviceEvent)
        return event.event, event.order.order_id if isinstance(event, OrderEvent) else (
            f"{event.device_id}/{event.slot}" if event.slot else event.device_id
        )

    def close(self) -> None:
        """Stop asking."""
        for requester in self._requesters.values():
            requester.stop()


@pytest.fixture
def serve(broker: RunningBroker, data_dir: Path) -> Iterator[Callable[..., None]]:
    """`serve("section.key=value", ...)`: an order service with the sample shop."""
    running: list[subprocess.Popen[str]] = []

    def start(*settings: str) -> None:
        program = [sys.executable, "-m", "assistant.order_service", "--broker", str(broker.address)]
        catalog = ["--data", str(data_dir), "--catalog", str(PROJECT / "catalog.db")]
        chosen = [word for setting in settings for word in ("--set", setting)]
        process = subprocess.Popen(
            [*program, *catalog, *chosen], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        running.append(process)
        assert process.stdout is not None
        line = process.stdout.readline()
        if line != "ready\n":
            process.kill()
            pytest.fail(f"{line!r}: {process.communicate()[1]}")

    yield start
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture
def house(connect: Connect, tmp_path: Path) -> Iterator[Household]:
    """A household that asks and listens."""
    household = Household(connect, tmp_path / "requests")
    yield household
    household.close()


@pytest.fixture
def books_are_right(data_dir: Path) -> Iterator[None]:
    """At the end, the audit finds nothing."""
    yield
    reader = open_orders(data_dir / ORDERS_FILE, read_only=True)
    assert reader.audit() == ()
    reader.close()


def order_of(answer: Answer) -> Order:
    assert answer.order is not None
    return answer.order


@pytest.mark.usefixtures("books_are_right")
def test_what_a_press_may_not_buy_waits_for_a_word(
    serve: Callable[..., None], house: Household
) -> None:
    serve()
    cheap = Money(100, "USD")
    changed = house.ask(SetSlot, subject="washer", slot="detergent", product_id=TIDE, ceiling=cheap)
    assert changed.status == "done"
    assert house.happened() == ("SubscriptionChanged", "washer/detergent")

    held = house.ask(PressSlot, "washer", slot="detergent")
    assert (held.status, (held.reason or "").partition(":")[0]) == ("held", "above_ceiling")
    assert house.happened() == ("OrderHeld", order_of(held).order_id)
    assert house.ask(PressSlot, "washer", slot="detergent").status == "in_progress"

    assert house.ask(ConfirmOrder, "assistant").status == "placed"
    assert house.happened() == ("OrderPlaced", order_of(held).order_id)
    assert house.ask(CancelOrder, "assistant").status == "cancelled"
    assert house.happened() == ("OrderCancelled", order_of(held).order_id)


@pytest.mark.usefixtures("books_are_right")
def test_a_test_order_shows_every_notification(
    serve: Callable[..., None], house: Household
) -> None:
    serve()
    test = house.ask(PressSlot, "washer", slot="detergent", test=True)
    assert test.status == "test_placed"
    assert house.happened() == ("OrderPlaced", order_of(test).order_id)
    level = {"remaining": 1, "capacity": 40, "unit": "pods"}
    assert house.ask(ReportLevel, "washer", slot="detergent", **level).status == "placed"
    assert house.happened()[0] == "OrderPlaced"
    assert house.ask(CancelTests, "washer").status == "cancelled"
    assert house.happened() == ("OrderCancelled", order_of(test).order_id)
    listed = house.ask(ListOrders, "chat")
    assert [order.test for order in listed.orders] == [False]


@pytest.mark.usefixtures("books_are_right")
def test_a_seller_counts_its_stock_and_brings_the_order(
    serve: Callable[..., None], house: Household
) -> None:
    serve("buying.cancel_window_min=0")
    assert house.ask(RegisterDevice, subject="home", role="seller").status == "done"
    assert house.happened() == ("DeviceRegistered", "home")
    assert house.ask(SetStock, "home", product_id=TIDE, available=3).status == "done"
    lines = (LineRequest(product_id=TIDE, quantity=2, seller_id="home"),)
    bought = order_of(house.ask(PlaceOrder, "chat", lines=lines))
    short = house.ask(PlaceOrder, "chat", lines=lines)
    assert (short.reason or "").startswith("out_of_stock: ")
    assert house.happened() == ("OrderPlaced", bought.order_id)
    assert house.happened() == ("OrderConfirmed", bought.order_id)  # the window is over at once

    def move(event: str, **fields: object) -> Answer:
        return house.ask(MoveOrder, "home", order_id=bought.order_id, event=event, **fields)

    assert move("OrderPacked").status == "done"
    assert order_of(move("ItemShipped", shipped={TIDE: 1})).state == "packed"
    assert order_of(move("ItemShipped")).state == "shipped"
    assert order_of(move("Delivered")).state == "delivered"
    assert (move("Delivered").reason or "").startswith("not_possible: ")
    assert house.ask(ReturnOrder, "chat", order_id=bought.order_id).status == "returned"
    assert order_of(move("OrderRefunded")).state == "refunded"
    seen = [house.happened()[0] for _ in range(6)]
    assert seen == [
        "OrderPacked",
        "ItemShipped",
        "ItemShipped",
        "Delivered",
        "OrderReturned",
        "OrderRefunded",
    ]


def test_who_may_not_ask_is_told_so(serve: Callable[..., None], house: Household) -> None:
    serve()
    answers = [
        house.ask(SetSlot, "washer", subject="washer", slot="detergent", product_id=TIDE),
        house.ask(RegisterDevice, "chat", subject="chat", role="owner"),
        house.ask(MoveOrder, "washer", order_id="A1001", event="Delivered"),
    ]
    reasons = [(answer.reason or "").partition(":")[0] for answer in answers]
    assert reasons == ["not_allowed"] * 3
    assert house.ask(SetLock, "chat", on=True).status == "done"
    assert house.ask(PressSlot, "washer", slot="detergent").status == "held"
    assert house.happened()[0] == "OrderHeld"
    assert house.ask(DeregisterDevice, subject="washer").status == "done"
    assert house.happened() == ("DeviceDeregistered", "washer")
    gone = house.ask(PressSlot, "washer", slot="detergent")
    assert (gone.reason or "").startswith("unknown_slot")
