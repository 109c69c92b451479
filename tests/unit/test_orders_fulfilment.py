from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest

from assistant.core.messages import Order, OrderLine, OrderState
from assistant.core.money import Money
from assistant.store.fulfilment import EventName, Ids, advance, due_at, step

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
EVENING = datetime(2026, 1, 7, 18, tzinfo=UTC)


def ids() -> Ids:
    numbers = count(1)
    return Ids(lambda: f"A{next(numbers)}", lambda: f"E{next(numbers)}")


def order(state: OrderState = "placed") -> Order:
    line = OrderLine(product_id="tide", names={}, quantity=1, unit_price=Money(1999, "USD"))
    return Order(
        order_id="A1001",
        state=state,
        origin="voice",
        device_id="kitchen",
        lines=(line,),
        total=Money(1999, "USD"),
        placed_at=NOW,
        cancel_until=NOW + timedelta(minutes=30),
        delivery=date(2026, 1, 7),
    )


@pytest.mark.parametrize(
    ("state", "event", "result"),
    [
        ("placed", "OrderCancelled", "cancelled"),
        ("placed", "ItemShipped", "shipped"),
        ("shipped", "Delivered", "delivered"),
    ],
)
def test_an_order_moves_on(state: OrderState, event: EventName, result: OrderState) -> None:
    change = advance(order(state), event, UTC, NOW, "E1")
    assert change.event.order.state == result


@pytest.mark.parametrize(
    ("state", "event"),
    [
        ("shipped", "OrderCancelled"),
        ("delivered", "ItemShipped"),
        ("cancelled", "Delivered"),
        ("placed", "Delivered"),
    ],
)
def test_what_cannot_happen_does_not(state: OrderState, event: EventName) -> None:
    with pytest.raises(ValueError, match=f"{event} cannot happen to order A1001: it is {state}"):
        advance(order(state), event, UTC, NOW, "E1")


def test_it_ships_when_it_can_no_longer_be_cancelled() -> None:
    placed = order()
    assert step(placed, UTC, NOW + timedelta(minutes=30), ids()) is None
    change = step(placed, UTC, NOW + timedelta(minutes=31), ids())
    assert change is not None
    assert change.event.event == "ItemShipped"
    assert change.due_at == EVENING


def test_it_is_delivered_in_the_evening_of_its_day() -> None:
    shipped = order("shipped")
    assert step(shipped, UTC, EVENING, ids()) is None
    change = step(shipped, UTC, EVENING + timedelta(seconds=1), ids())
    assert change is not None
    assert change.event.event == "Delivered"
    assert change.due_at is None


@pytest.mark.parametrize("state", ["delivered", "cancelled"])
def test_what_has_ended_stays(state: OrderState) -> None:
    assert due_at(order(state), UTC) is None
    assert step(order(state), UTC, NOW + timedelta(days=99), ids()) is None
