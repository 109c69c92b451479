"""Is that a good price? Answered from how long it cost what."""

from datetime import UTC, datetime, timedelta

import pytest

from assistant.core.money import Money
from assistant.store.market.offers import PricePoint
from assistant.store.market.price_record import opinion

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def point(
    days_ago: float, minor: int | None, offer: str = "a", stock: int | None = None
) -> PricePoint:
    price = None if minor is None else Money(minor, "USD")
    return PricePoint(offer, offer, NOW - timedelta(days=days_ago), price, stock)


HISTORY = [point(200, 1000), point(60, 1200), point(40, 800), point(20, 1000), point(1, 900)]


@pytest.mark.parametrize(
    ("minor", "said"),
    [(700, "lowest"), (800, "lowest"), (900, "good"), (1000, "usual"), (1100, "high"), (1200, "highest"), (1500, "highest")],
)  # fmt: skip
def test_a_price_is_compared_with_the_last_ninety_days(minor: int, said: str) -> None:
    found = opinion(Money(minor, "USD"), HISTORY, NOW)
    assert found.opinion == said
    assert (found.lowest, found.highest) == (Money(800, "USD"), Money(1200, "USD"))
    assert found.median == Money(1000, "USD")
    assert found.days == 90


def test_what_is_known_for_a_few_days_only_says_nothing() -> None:
    assert opinion(Money(5, "USD"), [point(3, 900)], NOW).opinion == "unknown"
    assert opinion(Money(5, "USD"), [], NOW).opinion == "unknown"


def test_a_price_that_never_moved_is_the_usual_one() -> None:
    assert opinion(Money(900, "USD"), [point(300, 900)], NOW).opinion == "usual"


def test_a_price_that_is_mostly_asked_is_usual_even_where_it_was_never_higher() -> None:
    sometimes_cheaper = [point(200, 1000), point(40, 850), point(20, 1000)]
    assert opinion(Money(1000, "USD"), sometimes_cheaper, NOW).opinion == "usual"
    assert opinion(Money(1100, "USD"), sometimes_cheaper, NOW).opinion == "highest"


def test_the_cheapest_of_several_sellers_counts_while_it_has_any() -> None:
    points = [
        point(90, 1000, "a"),
        point(90, 700, "b"),
        point(60, 700, "b", stock=0),
        point(30, 650, "b", stock=9),
        point(10, None, "b"),
    ]
    found = opinion(Money(1000, "USD"), points, NOW)
    assert (found.lowest, found.highest) == (Money(650, "USD"), Money(1000, "USD"))
    assert found.percentile == pytest.approx(50 / 90)
