"""How orders stand: which are told of, and by when a late one may be expected."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import cast

from msgspec import structs

from assistant.core.messages import Answer, ListOrders, Order, OrderLine
from assistant.core.money import Money
from assistant.dialog.steps import AskStore, Say
from assistant.language.intent import Intent, Slot
from assistant.skills.orders.overdue import lateness_row
from assistant.skills.orders.status import order_status
from assistant.skills.orders.trouble import trouble
from assistant.skills.scene import Scene
from assistant.store.delivery.promises import Delivery, Record
from assistant.store.goods.catalog import Seller
from assistant.store.market.offers import Market
from tests.unit.scenes import bare_scene

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
"""A Friday."""
SELLER = Seller(id="s", names={}, delivery_days=1, cutoff=time(18), works_weekends=True)
HERE = Order(
    order_id="A1001",
    state="delivered",
    origin="voice",
    device_id="d",
    lines=(
        OrderLine(
            product_id="p", names={}, quantity=1, unit_price=Money(100, "USD"), seller_id="s"
        ),
    ),
    total=Money(100, "USD"),
    placed_at=NOW - timedelta(days=2),
    cancel_until=NOW - timedelta(days=2),
    delivery=date(2026, 11, 26),
)


class OneSeller:
    """A market of one seller."""

    def seller(self, id_: str) -> Seller | None:
        """It, by its id."""
        return SELLER if id_ == SELLER.id else None


def answer(*orders: Order) -> Answer:
    return Answer(request_id="r", status="orders", orders=orders)


def asked(**slots: str) -> Intent:
    return Intent(name="OrderStatus", slots={k: Slot(v, v) for k, v in slots.items()})


def test_what_came_before_days_were_kept_came_on_its_day() -> None:
    step = order_status(asked(came_day="yesterday"), bare_scene(NOW))
    assert isinstance(step, AskStore)
    told = step.then(answer(HERE))
    assert isinstance(told, Say)
    assert (told.key, told.data["count"]) == ("order_status", 1)


def test_open_orders_are_asked_for_by_themselves_before_all() -> None:
    step = order_status(asked(), bare_scene(NOW))
    assert isinstance(step, AskStore)
    assert cast("ListOrders", step.request).open_only
    told = step.then(answer(structs.replace(HERE, state="shipped")))
    assert isinstance(told, Say)
    every = step.then(answer())
    assert isinstance(every, AskStore)
    assert not cast("ListOrders", every.request).open_only
    assert every.request.request_id != step.request.request_id


def test_a_complaint_that_is_nearly_understood_takes_no_arrival_back() -> None:
    intent = Intent(name="OrderTrouble", slots={"trouble": Slot("lost", "lost")})
    step = trouble(intent, bare_scene(NOW))
    assert isinstance(step, AskStore)
    assert isinstance(step.then(answer(HERE)), AskStore)
    unsure = trouble(structs.replace(intent, score=0.9), bare_scene(NOW))
    assert isinstance(unsure, AskStore)
    told = unsure.then(answer(HERE))
    assert isinstance(told, Say)
    assert told.key == "trouble_lost"


def test_what_was_held_is_expected_by_what_was_quoted_when_it_was_confirmed() -> None:
    record = Record(Delivery("s", late) for late in [1, 2, 3, 4] * 10)
    around: Scene = replace(
        bare_scene(NOW), market=cast("Market", OneSeller()), record=lambda: record, zone=UTC
    )
    late = structs.replace(HERE, state="shipped")
    held = structs.replace(
        late, placed_at=NOW - timedelta(days=9), held_because="price_rise: it is dearer"
    )
    expected = lateness_row(late, around)["expected"]
    assert expected is not None
    assert lateness_row(held, around)["expected"] == expected
