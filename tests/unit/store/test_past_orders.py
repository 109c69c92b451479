"""Periods as people name them, and what was bought in them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.core.money import Money
from assistant.store.household.past_orders import (
    PastLine,
    PastOrder,
    days_of,
    habit,
    only,
    ordered_in,
    sent_for,
    so_far_last_month,
)

TODAY = date(2026, 1, 7)
"""A Wednesday."""
NOW = datetime(2026, 1, 7, 12, tzinfo=UTC)


def bought(days_ago: int, *lines: tuple[str, int], shipping: int = 0) -> PastOrder:
    """An order at a dollar for each, so many days ago."""
    kept = tuple(PastLine(product_id, count, Money(100, "USD")) for product_id, count in lines)
    total = Money(sum(100 * count for _, count in lines) + shipping, "USD")
    return PastOrder(NOW - timedelta(days=days_ago), kept, total)


@pytest.mark.parametrize(
    ("period", "first", "end"),
    [
        ("yesterday", date(2026, 1, 6), date(2026, 1, 7)),
        ("this_week", date(2026, 1, 5), date(2026, 1, 12)),
        ("last_week", date(2025, 12, 29), date(2026, 1, 5)),
        ("this_month", date(2026, 1, 1), date(2026, 2, 1)),
        ("last_month", date(2025, 12, 1), date(2026, 1, 1)),
        ("this_year", date(2026, 1, 1), date(2027, 1, 1)),
        ("last_year", date(2025, 1, 1), date(2026, 1, 1)),
        ("past_week", date(2025, 12, 31), date(2026, 1, 8)),
        ("month_1", date(2026, 1, 1), date(2026, 2, 1)),
        ("month_12", date(2025, 12, 1), date(2026, 1, 1)),
    ],
)
def test_a_period_has_a_first_day_and_an_end(period: str, first: date, end: date) -> None:
    assert days_of(period, TODAY) == (first, end)


def test_what_was_bought_in_a_period_is_told_latest_first() -> None:
    past = [bought(9, ("milk", 1)), bought(3, ("eggs", 1)), bought(5, ("milk", 2))]
    assert ordered_in(past, "last_week", NOW, UTC) == [past[1], past[2], past[0]]
    assert ordered_in(past, "this_week", NOW, UTC) == []


def test_one_thing_of_an_order_counts_at_its_own_price() -> None:
    past = [bought(1, ("milk", 2), ("eggs", 1), shipping=299), bought(2, ("eggs", 1))]
    (found,) = only(past, {"milk"})
    assert found.total == Money(200, "USD")
    assert [line.product_id for line in found.lines] == ["milk"]


def test_last_month_is_compared_by_the_same_day() -> None:
    last = [bought(31, ("milk", 1)), bought(32, ("eggs", 1)), bought(17, ("tea", 1))]
    assert so_far_last_month(last, NOW, UTC) == [last[0], last[1]]


def test_what_sending_cost_is_what_is_paid_beside_the_goods() -> None:
    assert sent_for(bought(1, ("milk", 2), shipping=299)) == Money(299, "USD")
    assert sent_for(bought(1, ("milk", 2))) == Money(0, "USD")


def test_a_habit_is_so_many_times_so_many_days_apart() -> None:
    assert habit([]) is None
    once = habit([bought(4, ("milk", 2))])
    assert once is not None
    assert (once.times, once.units, once.every_days) == (1, 2, None)
    often = habit([bought(0, ("milk", 1)), bought(14, ("milk", 1)), bought(7, ("milk", 2))])
    assert often is not None
    assert (often.times, often.units, often.every_days) == (3, 4, 7)
