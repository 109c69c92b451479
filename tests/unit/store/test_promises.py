"""A seller's word, weighed by its record."""

import random
from datetime import UTC, date, datetime, time

import pytest

from assistant.store.delivery.promises import LATEST, SURE, Delivery, Record, lateness_of
from assistant.store.goods.catalog import Seller

WEDNESDAY = date(2026, 11, 25)
FRIDAY, SATURDAY, MONDAY, TUESDAY = (
    date(2026, 11, 27),
    date(2026, 11, 28),
    date(2026, 11, 30),
    date(2026, 12, 1),
)


def seller(name: str = "a", *, weekends: bool = False) -> Seller:
    return Seller(id=name, names={}, delivery_days=2, cutoff=time(18), works_weekends=weekends)


def test_without_any_record_the_seller_is_taken_at_its_word() -> None:
    promised = Record().promise(seller(), datetime(2026, 11, 25, 9, tzinfo=UTC), UTC)
    assert promised.day == FRIDAY
    assert promised.probability is None
    assert Record().keeps(FRIDAY, FRIDAY, seller()) is None


def test_a_punctual_seller_is_believed_the_more_the_longer_it_is() -> None:
    few, many = Record([Delivery("a", 0)] * 3), Record([Delivery("a", 0)] * 50)
    one, other = few.at(FRIDAY, seller()), many.at(FRIDAY, seller())
    assert one.day == other.day == FRIDAY
    assert one.probability is not None
    assert other.probability is not None
    assert SURE <= one.probability < other.probability < 1


def test_a_late_seller_gets_a_later_day_on_which_it_works() -> None:
    record = Record([Delivery("a", 1)] * 30)
    assert record.at(FRIDAY, seller()).day == MONDAY
    assert record.at(FRIDAY, seller(weekends=True)).day == SATURDAY


def test_a_new_seller_is_judged_by_the_others_and_soon_by_itself() -> None:
    record = Record([Delivery("a", 1)] * 40)
    stranger = record.at(FRIDAY, seller("b"))
    assert stranger.day == MONDAY
    for _ in range(15):
        record.learn(Delivery("b", 0))
    assert record.at(FRIDAY, seller("b")).day == FRIDAY


def test_a_seller_that_gets_worse_is_soon_believed_to_be() -> None:
    record = Record([Delivery("a", 0)] * 200)
    assert record.at(FRIDAY, seller()).day == FRIDAY
    for _ in range(6):
        record.learn(Delivery("a", 2))
    assert record.at(FRIDAY, seller()).day >= MONDAY


def test_how_likely_another_day_is_kept() -> None:
    record = Record([Delivery("a", 0)] * 9 + [Delivery("a", 1)] * 9)
    assert record.keeps(FRIDAY, WEDNESDAY, seller()) == 0
    on_the_day = record.keeps(FRIDAY, FRIDAY, seller())
    later = record.keeps(FRIDAY, MONDAY, seller())
    assert on_the_day is not None
    assert later is not None
    assert 0.2 < on_the_day < 0.7 < later < 1


@pytest.mark.parametrize(
    ("came", "late"),
    [(WEDNESDAY, 0), (FRIDAY, 0), (SATURDAY, 1), (MONDAY, 1), (TUESDAY, 2), (date.max, LATEST)],
)
def test_lateness_counts_the_days_on_which_the_seller_works(came: date, late: int) -> None:
    assert lateness_of(FRIDAY, came, seller()) == late


def test_lateness_is_a_probability_and_never_certain() -> None:
    record = Record([Delivery("a", 0)] * 500 + [Delivery("b", -3), Delivery("b", 99)])
    for name in "abc":
        lateness = record.lateness(name)
        assert lateness is not None
        assert sum(lateness) == pytest.approx(1)
        assert min(lateness) > 0


def test_promises_of_nine_in_ten_are_kept_so_often() -> None:
    chance, record = random.Random(3), Record([Delivery("z", 0)])
    habits = {str(n): chance.betavariate(9, 1.5) for n in range(80)}
    kept: list[bool] = []
    said: list[float] = []
    for name in chance.choices(sorted(habits), k=16_000):
        promised = record.at(WEDNESDAY, seller(name, weekends=True))
        late = 0
        while late < LATEST and chance.random() >= habits[name]:
            late += 1
        kept.append(late <= (promised.day - WEDNESDAY).days)
        said.append(promised.probability or 0)
        record.learn(Delivery(name, late))
    near = [each for each, told in zip(kept, said, strict=True) if abs(told - 0.9) <= 0.02]
    assert 0.88 <= sum(near) / len(near) <= 0.92
    assert abs(sum(kept) / len(kept) - sum(said) / len(said)) < 0.01


def test_what_is_overdue_is_expected_by_how_late_the_late_ones_were() -> None:
    record = Record([Delivery("a", 0), Delivery("a", 0), Delivery("a", 2)] * 20)
    promised = record.at(FRIDAY, seller())
    assert promised.day == TUESDAY
    assert Record().overdue(FRIDAY, MONDAY, seller()) is None
    monday = record.overdue(FRIDAY, MONDAY, seller())
    assert monday is not None
    assert monday.day == TUESDAY
    assert monday.probability is not None
    assert monday.probability >= SURE
    tuesday = record.overdue(FRIDAY, TUESDAY, seller())
    assert tuesday is not None
    assert tuesday.day == TUESDAY


def test_what_is_late_beyond_all_record_is_foretold_no_more() -> None:
    record = Record([Delivery("a", 0)] * 5)
    assert record.overdue(FRIDAY, date(2027, 1, 30), seller()) is None


def test_how_late_each_delivery_was_can_be_looked_up() -> None:
    record = Record([Delivery("a", 0), Delivery("b", 3), Delivery("a", 99)])
    assert list(record.lates("a")) == [0, LATEST]
    assert list(record.lates("c")) == []
