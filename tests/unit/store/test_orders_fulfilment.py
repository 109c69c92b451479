from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest

from assistant.core.messages import Order, OrderEventName, OrderLine, OrderState
from assistant.core.money import Money
from assistant.store.delivery.fulfilment import TRANSITIONS, Ids, advance, due_at, step

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
EVENING = datetime(2026, 1, 7, 18, tzinfo=UTC)


def ids() -> Ids:
    numbers = count(1)
    return Ids(lambda: f"A{next(numbers)}", lambda: f"E{next(numbers)}")


def line(product_id: str, quantity: int, seller_id: str, shipped: int = 0) -> OrderLine:
    return OrderLine(
        product_id=product_id,
        names={},
        quantity=quantity,
        unit_price=Money(1999, "USD"),
        seller_id=seller_id,
        shipped=shipped,
    )


def order(
    state: OrderState = "placed", *lines: OrderLine, test: bool = False, day: int = 7
) -> Order:
    lines = lines or (line("tide", 1, "near"),)
    return Order(
        order_id="A1001",
        state=state,
        origin="voice",
        device_id="kitchen",
        lines=lines,
        total=Money(1999 * sum(each.quantity for each in lines), "USD"),
        placed_at=NOW,
        cancel_until=NOW + timedelta(minutes=30),
        delivery=date(2026, 1, day),
        test=test,
    )


@pytest.mark.parametrize(("state", "event"), list(TRANSITIONS))
def test_an_order_moves_on(state: OrderState, event: OrderEventName) -> None:
    change = advance(order(state), event, UTC, NOW, "E1")
    assert change.event.order.state == TRANSITIONS[state, event]
    assert change.before == order(state)


@pytest.mark.parametrize(
    ("state", "event"),
    [
        ("shipped", "OrderCancelled"),
        ("delivered", "ItemShipped"),
        ("cancelled", "Delivered"),
        ("placed", "Delivered"),
        ("placed", "ItemShipped"),
        ("held", "OrderConfirmed"),
        ("refunded", "OrderRefunded"),
    ],
)
def test_what_cannot_happen_does_not(state: OrderState, event: OrderEventName) -> None:
    with pytest.raises(ValueError, match=f"{event} cannot happen to order A1001: it is {state}"):
        advance(order(state), event, UTC, NOW, "E1")


def walked(placed: Order) -> list[tuple[datetime, OrderEventName]]:
    """Everything the courier does with an order, each as soon as it is due."""
    now, moving, seen = due_at(placed, UTC, NOW), placed, []
    while now is not None and (change := step(moving, UTC, now, ids())) is not None:
        seen.append((now, change.event.event))
        moving, now = change.event.order, change.due_at
    return seen


def test_the_courier_packs_ships_and_delivers() -> None:
    minutes = [30, 90, 210]
    assert walked(order()) == [
        *zip(
            (NOW + timedelta(minutes=after) for after in minutes),
            ("OrderConfirmed", "OrderPacked", "ItemShipped"),
            strict=True,
        ),
        (EVENING, "Delivered"),
    ]


def test_what_is_due_the_same_day_still_comes_that_evening() -> None:
    late = order("confirmed", day=5)
    assert due_at(late, UTC, EVENING - timedelta(days=2, minutes=5)) == EVENING - timedelta(days=2)


def test_two_sellers_send_two_parcels() -> None:
    both = order("packed", line("tide", 2, "near"), line("rice", 1, "far"))
    first = step(both, UTC, NOW, ids())
    assert first is not None
    assert first.event.order.state == "packed"
    assert [each.shipped for each in first.event.order.lines] == [2, 0]
    second = step(first.event.order, UTC, NOW, ids())
    assert second is not None
    assert second.event.order.state == "shipped"
    assert [each.shipped for each in second.event.order.lines] == [2, 1]


def test_a_parcel_holds_a_part_of_a_line() -> None:
    three = order("packed", line("tide", 3, "near"))
    change = advance(three, "ItemShipped", UTC, NOW, "E1", parcel={"tide": 1})
    assert change.event.order.state == "packed"
    assert change.event.order.lines[0].shipped == 1


@pytest.mark.parametrize("parcel", [{"tide": 4}, {"gold": 1}])
def test_a_parcel_holds_no_more_than_is_left(parcel: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="has not so much of"):
        advance(
            order("packed", line("tide", 3, "near")), "ItemShipped", UTC, NOW, "E1", parcel=parcel
        )


def test_nobody_waits_for_a_held_order_for_ever() -> None:
    assert walked(order("held")) == [(NOW + timedelta(days=7), "OrderCancelled")]


def test_what_came_back_is_refunded_the_next_day() -> None:
    assert walked(order("returned")) == [(NOW + timedelta(days=1), "OrderRefunded")]


def test_a_test_order_goes_its_way_while_one_watches() -> None:
    steps = walked(order(test=True))
    assert [event for _, event in steps] == [
        "OrderConfirmed",
        "OrderPacked",
        "ItemShipped",
        "Delivered",
    ]
    assert steps[-1][0] <= NOW + timedelta(minutes=1)


def test_a_test_order_can_be_cancelled_however_far_it_is() -> None:
    change = advance(order("shipped", test=True), "OrderCancelled", UTC, NOW, "E1")
    assert change.event.order.state == "cancelled"


@pytest.mark.parametrize("state", ["delivered", "cancelled", "refunded"])
def test_what_has_ended_stays(state: OrderState) -> None:
    assert due_at(order(state), UTC, NOW) is None
    assert step(order(state), UTC, NOW + timedelta(days=99), ids()) is None
