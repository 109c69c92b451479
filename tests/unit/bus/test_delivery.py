from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.core.errors import SettingsError
from assistant.store.delivery.days import arrival, household_zone, promise
from assistant.store.goods.catalog import Seller

NEW_YORK = ZoneInfo("America/New_York")
SEOUL = ZoneInfo("Asia/Seoul")
FRIDAY_NOON = datetime(2026, 1, 9, 17, 0, tzinfo=UTC)  # 12:00 in New York


def seller(*, days: int = 1, cutoff: time = time(15), weekends: bool = True) -> Seller:
    return Seller(
        id="s", names={"en": "S"}, delivery_days=days, cutoff=cutoff, works_weekends=weekends
    )


def test_before_the_cutoff_the_day_counts() -> None:
    assert promise(FRIDAY_NOON, seller(days=2), NEW_YORK) == date(2026, 1, 11)


def test_after_the_cutoff_it_is_handed_over_the_next_day() -> None:
    late = FRIDAY_NOON + timedelta(hours=4)
    assert promise(late, seller(days=2), NEW_YORK) == date(2026, 1, 12)


def test_the_cutoff_itself_still_counts() -> None:
    on_time = FRIDAY_NOON + timedelta(hours=3)
    assert promise(on_time, seller(days=0), NEW_YORK) == date(2026, 1, 9)


def test_the_cutoff_is_in_the_households_time() -> None:
    # The same moment is already Saturday, 02:00, in Seoul.
    assert promise(FRIDAY_NOON, seller(days=0), SEOUL) == date(2026, 1, 10)


def test_a_seller_who_rests_at_weekends_skips_them() -> None:
    resting = seller(days=1, weekends=False)
    assert promise(FRIDAY_NOON, resting, NEW_YORK) == date(2026, 1, 12)
    late = FRIDAY_NOON + timedelta(hours=4)
    assert promise(late, resting, NEW_YORK) == date(2026, 1, 13)


@given(
    hours=st.integers(0, 50_000),
    days=st.integers(0, 30),
    weekends=st.booleans(),
)
def test_a_promise_is_never_in_the_past_nor_sooner_than_the_days(
    hours: int, days: int, *, weekends: bool
) -> None:
    placed = FRIDAY_NOON + timedelta(hours=hours)
    promised = promise(placed, seller(days=days, weekends=weekends), SEOUL)
    assert promised >= placed.astimezone(SEOUL).date() + timedelta(days=days)
    assert weekends or promised.weekday() < 5


def test_arrival_is_in_the_evening_of_the_household() -> None:
    assert arrival(date(2026, 1, 12), SEOUL) == datetime(2026, 1, 12, 9, tzinfo=UTC)
    assert arrival(date(2026, 7, 1), NEW_YORK) == datetime(2026, 7, 1, 22, tzinfo=UTC)


def test_the_machines_own_zone_works_too() -> None:
    assert household_zone("local") is None
    assert promise(FRIDAY_NOON, seller(days=0, cutoff=time.max), None) == (
        FRIDAY_NOON.astimezone().date()
    )


def test_an_unknown_zone_is_named() -> None:
    assert household_zone("Asia/Seoul") == SEOUL
    with pytest.raises(SettingsError, match=r"household\.time_zone.*Mars/Base"):
        household_zone("Mars/Base")
