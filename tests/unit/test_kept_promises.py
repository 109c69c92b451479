"""Promises out of what sellers delivered."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from assistant.core.messages import Order, OrderLine
from assistant.core.money import Money
from assistant.store.catalog import Seller
from assistant.store.kept_promises import Delivered, KeptPromises, deliveries_of
from assistant.store.promises import Delivery

PLACED = datetime(2026, 11, 23, 9, tzinfo=UTC)
SELLERS = {
    "slow": Seller(id="slow", names={}, delivery_days=4, cutoff=time(18), works_weekends=True),
    "fast": Seller(id="fast", names={}, delivery_days=1, cutoff=time(18), works_weekends=True),
}


def delivered(event: int, days: float, *sellers: str) -> Delivered:
    lines = tuple(
        OrderLine(
            product_id="p", names={}, quantity=1, unit_price=Money(100, "USD"), seller_id=seller
        )
        for seller in sellers
    )
    order = Order(
        order_id=f"A{event}",
        state="delivered",
        origin="voice",
        device_id="chat",
        lines=lines,
        total=Money(100, "USD"),
        placed_at=PLACED,
        cancel_until=PLACED,
        delivery=date(2026, 11, 24),
    )
    return Delivered(event, order, PLACED + timedelta(days=days))


def said(*args: object) -> list[Delivery]:
    return list(deliveries_of(delivered(*args), SELLERS.get, UTC))  # type: ignore[arg-type]


def test_a_delivery_counts_for_its_seller_from_the_day_it_quoted() -> None:
    assert said(1, 1, "fast") == [Delivery("fast", 0)]
    assert said(1, 3, "fast") == [Delivery("fast", 2)]


def test_of_several_sellers_the_one_that_quoted_last_is_late() -> None:
    assert said(1, 6, "fast", "slow") == [Delivery("slow", 2)]
    assert said(1, 1, "fast", "slow") == [Delivery("fast", 0), Delivery("slow", 0)]


def test_a_seller_that_is_not_known_any_more_says_nothing() -> None:
    assert said(1, 1, "gone") == []


def test_promises_follow_what_was_delivered_and_read_each_delivery_once() -> None:
    asked: list[int] = []
    there: list[Delivered] = []

    def read(after: int) -> Sequence[Delivered]:
        asked.append(after)
        return [each for each in there if each.event > after]

    promises = KeptPromises(read, SELLERS.get)
    assert promises(SELLERS["fast"], PLACED, UTC).probability is None
    there += [delivered(number, 3, "fast") for number in range(1, 21)]
    again = promises(SELLERS["fast"], PLACED + timedelta(seconds=5), UTC)
    assert again.probability is None
    later = promises(SELLERS["fast"], PLACED + timedelta(minutes=2), UTC)
    assert later.day == date(2026, 11, 26)
    assert later.probability is not None
    assert later.probability >= 0.9
    promises(SELLERS["fast"], PLACED + timedelta(minutes=4), UTC)
    assert asked == [0, 0, 20]
    assert promises.record.deliveries("fast") == 20
