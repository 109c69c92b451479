"""Promises out of what sellers delivered."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from msgspec import structs

from assistant.core.messages import Order, OrderLine
from assistant.core.money import Money
from assistant.store.delivery.kept_promises import Delivered, KeptPromises, deliveries_of
from assistant.store.delivery.promises import Delivery, Record
from assistant.store.goods.catalog import Seller

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
    return Delivered(event, order, PLACED + timedelta(days=days), PLACED)


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


def test_the_day_that_was_told_counts_and_not_when_it_was_told() -> None:
    told = delivered(1, 5, "fast")
    told = replace(told, order=structs.replace(told.order, came=date(2026, 11, 25)))
    assert list(deliveries_of(told, SELLERS.get, UTC)) == [Delivery("fast", 1)]


def test_what_has_not_come_after_all_says_nothing() -> None:
    told = delivered(1, 1, "fast")
    told = replace(told, order=structs.replace(told.order, state="shipped"))
    assert list(deliveries_of(told, SELLERS.get, UTC)) == []


def test_what_is_told_anew_of_an_order_takes_the_place_of_what_was_told() -> None:
    there = [delivered(1, 1, "fast"), delivered(2, 2, "fast")]
    promises = KeptPromises(lambda after: [e for e in there if e.event > after], SELLERS.get)
    assert list(promises.record(PLACED, UTC).lates("fast")) == [0, 1]
    again = delivered(1, 4, "fast")
    there.append(replace(again, event=3))
    assert list(promises.record(PLACED, UTC).lates("fast")) == [1, 3]
    fresh = Record([Delivery("fast", 1), Delivery("fast", 3)])
    assert promises.record(PLACED, UTC).lateness("fast") == fresh.lateness("fast")
    there.append(replace(again, event=4, order=structs.replace(again.order, state="shipped")))
    assert list(promises.record(PLACED, UTC).lates("fast")) == [1]


def test_the_same_told_again_is_no_newer_delivery() -> None:
    there = [delivered(1, 1, "fast"), delivered(2, 2, "fast")]
    promises = KeptPromises(lambda after: [e for e in there if e.event > after], SELLERS.get)
    promises.record(PLACED, UTC)
    there += [replace(there[0], event=3), delivered(4, 3, "fast")]
    assert list(promises.record(PLACED, UTC).lates("fast")) == [0, 1, 2]
    there.append(replace(delivered(4, 5, "fast"), event=5))  # the record is made anew
    assert list(promises.record(PLACED, UTC).lates("fast")) == [0, 1, 4]


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
    assert len(promises.record(PLACED + timedelta(minutes=4), UTC).lates("fast")) == 20
