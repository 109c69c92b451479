"""How long things last, from levels and from purchases."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.store.household.replenish import Slot
from assistant.store.household.run_out import COVERED, Lasts, Level, Purchases, estimate
from assistant.store.household.supplies import of_product, of_slot

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
DAY = timedelta(days=1)


def steady(per_day: float, days: int, left: float, capacity: float = 100) -> list[Level]:
    """A level a day until now, always going down by the same, filled up when it is empty."""
    levels = []
    for age in range(days):
        back = (left + per_day * age) % capacity
        levels.append(Level(NOW - age * DAY, back, capacity, "pods"))
    return levels[::-1]


def bought(*days_ago: float, quantity: int = 1) -> list[tuple[datetime, int]]:
    return [(NOW - each * DAY, quantity) for each in days_ago]


def sure(levels: Sequence[Level], purchases: Purchases = ()) -> Lasts:
    lasts = estimate(levels, purchases, NOW)
    assert lasts is not None
    return lasts


def test_what_is_used_evenly_lasts_for_the_rest_at_that_rate() -> None:
    lasts = sure(steady(2, 60, left=18))
    assert lasts.days == pytest.approx(9, rel=0.05)
    assert lasts.least < 9 < lasts.most
    assert lasts.most - lasts.least < 7
    assert lasts.source == "levels"


def test_filling_up_is_no_use() -> None:
    assert sure(steady(5, 90, left=50)).days == pytest.approx(10, rel=0.06)


def test_the_last_weeks_count_most() -> None:
    slow = [Level(NOW - (60 + age) * DAY, 100 - 0.2 * (60 - age), 100, "%") for age in range(60)]
    quick = [Level(NOW - age * DAY, 10 + 2 * age % 90, 100, "%") for age in range(40)]
    lasts = sure(sorted(slow + quick, key=lambda level: level.at))
    assert lasts.days < 10 / 1.0


def test_what_is_empty_has_run_out() -> None:
    assert sure(steady(2, 60, left=0)).days == 0


@pytest.mark.parametrize(
    "levels",
    [
        [],
        steady(2, 1, left=50),
        steady(2, 3, left=50),
        [Level(NOW - age * DAY, 50, 100, "%") for age in range(30, 0, -1)],
        [Level(NOW - (100 - n) * DAY, 90 - n, 100, "%") for n in range(40)],
    ],
    ids=["no level", "one level", "two days", "never used", "long silent"],
)
def test_too_little_is_known(levels: list[Level]) -> None:
    assert estimate(levels, (), NOW) is None


def test_a_new_device_says_what_the_purchases_say() -> None:
    lasts = sure(steady(2, 2, left=50), bought(95, 65, 35, 5))
    assert lasts.source == "purchases"
    assert lasts.days == pytest.approx(25, rel=0.15)


def test_each_purchase_lasted_until_the_next() -> None:
    monthly = sure([], bought(100, 70, 40, 10))
    assert monthly.days == pytest.approx(20, rel=0.15)
    assert monthly.least < 20 < monthly.most
    assert sure([], bought(100, 70, 40, 10, quantity=2)).days == pytest.approx(20, rel=0.15)
    doubled = [*bought(100, 70, 40), (NOW - 10 * DAY, 2)]
    assert sure([], doubled).days == pytest.approx(50, rel=0.15)


def test_what_has_lasted_longer_than_usual_may_go_on_a_little() -> None:
    late = sure([], bought(150, 120, 90, 60, 33))
    assert 0 < late.least < late.days < 15


def test_two_purchases_say_nothing() -> None:
    assert estimate((), bought(40, 10), NOW) is None
    assert estimate((), bought(10, 10, 10), NOW) is None


def test_what_comes_after_now_is_not_looked_at() -> None:
    levels, purchases = steady(2, 60, left=18), bought(90, 60, 30)
    later = [Level(NOW + DAY, 100, 100, "pods")]
    assert estimate([*levels, *later], purchases, NOW) == estimate(levels, purchases, NOW)


@given(
    st.floats(0.2, 20),
    st.floats(1, 99),
    st.integers(0, 2**32),
)
def test_the_interval_is_in_order_and_says_something(
    per_day: float, left: float, seed: int
) -> None:
    chance = random.Random(seed)
    levels, rest = [], left
    for age in range(50):
        levels.append(Level(NOW - age * DAY, rest, 100, "ml"))
        rest += per_day * chance.expovariate(1)
        rest = rest if rest <= 100 else chance.uniform(0, 5)
    lasts = estimate(levels[::-1], (), NOW)
    if lasts is not None:
        assert 0 <= lasts.least <= lasts.days <= lasts.most < 1e6


def test_the_interval_covers_what_it_says_it_does() -> None:
    """Uses by pure chance, at a rate that is not known: the hardest honest case."""
    chance, right, count = random.Random(1), 0, 400
    for _ in range(count):
        rate = chance.lognormvariate(0, 0.5)
        at, rest, levels = NOW - 60 * DAY, 100.0, []
        while at <= NOW:
            levels.append(Level(at, rest, 100, "pods"))
            at += chance.expovariate(rate) * DAY
            rest = rest - 1 if rest > 1 else 100
        rest = levels[-1].remaining - 1
        while rest > 0:
            at += chance.expovariate(rate) * DAY
            rest -= 1
        lasts = estimate(levels, (), NOW)
        truth = (at - NOW) / DAY
        right += lasts is not None and lasts.least <= truth <= lasts.most
    assert COVERED - 0.06 < right / count < COVERED + 0.13


class Books:
    """A washing machine with levels, a button without, and what was bought."""

    def slots(self) -> tuple[Slot, ...]:
        """See `SupplyBooks`."""
        return (
            Slot("washer", "detergent", "tide"),
            Slot("second_washer", "detergent", "tide"),
            Slot("dash", "coffee", "beans"),
        )

    def levels(self, device_id: str, slot: str, since: datetime) -> tuple[Level, ...]:  # noqa: ARG002
        """See `SupplyBooks`."""
        left = {"washer": 18.0, "second_washer": 80.0}.get(device_id)
        levels = () if left is None else steady(2, 60, left=left)
        return tuple(level for level in levels if level.at >= since)

    def purchase_log(self, product_id: str) -> Purchases:
        """See `SupplyBooks`."""
        return bought(100, 70, 40, 10) if product_id != "soap" else []


def test_a_product_lasts_as_long_as_the_device_that_empties_first() -> None:
    lasts = of_product(Books(), "tide", NOW)
    assert lasts is not None
    assert (lasts.source, round(lasts.days)) == ("levels", 9)
    coffee = of_product(Books(), "beans", NOW)
    assert coffee is not None
    assert coffee.source == "purchases"
    assert of_product(Books(), "soap", NOW) is None


def test_a_slot_has_its_level_and_what_is_not_known_is_not_said() -> None:
    supply = of_slot(Books(), Slot("washer", "detergent", "tide"), NOW)
    assert supply.level == Level(NOW, 18, 100, "pods")
    button = of_slot(Books(), Slot("dash", "soap", "soap"), NOW)
    assert (button.level, button.lasts) == (None, None)
