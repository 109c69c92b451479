"""When an order comes: the seller's days, cut-off and weekend rule in the household's time zone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assistant.core.errors import SettingsError
from assistant.store.goods.catalog import Seller

ARRIVES_BY = time(18)
"""Local time by which a parcel is counted as delivered on its day."""
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Promise:
    """The day a seller promises, and how likely it keeps it."""

    day: date
    probability: float | None = None
    """From 0 to 1; None where there is no record of the seller yet."""


Promiser = Callable[[Seller, datetime, tzinfo | None], Promise]
"""Promises what is ordered of a seller at a moment (UTC), in the household's time zone."""


def household_zone(name: str) -> tzinfo | None:
    """The time zone called `name`; None is the machine's own (`local`). Raises `SettingsError`."""
    if name == "local":
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        problem = f"{name!r} is no time zone; write one such as Asia/Seoul, or local"
        raise SettingsError("household.time_zone", problem) from error


def promise(placed_at: datetime, seller: Seller, zone: tzinfo | None) -> date:
    """The day on which what is ordered at `placed_at` comes.

    What is ordered after the seller's cut-off counts for the next day. Sellers who do not work at
    weekends neither hand over nor deliver on Saturday and Sunday. Public holidays are not known.
    """
    local = placed_at.astimezone(zone)
    day = local.date()
    if local.time() > seller.cutoff:
        day += timedelta(days=1)
    day = _working_day(day, seller)
    return working_days_after(day, seller.delivery_days, seller)


def working_days_after(day: date, days: int, seller: Seller) -> date:
    """The day that is so many days later on which the seller works."""
    for _ in range(days):
        day = _working_day(day + timedelta(days=1), seller)
    return day


def promised_days(seller: Seller, placed_at: datetime, zone: tzinfo | None) -> Promise:
    """What the seller says of itself, with no record of how often it is true."""
    return Promise(promise(placed_at, seller, zone))


def arrival(day: date, zone: tzinfo | None) -> datetime:
    """The moment (UTC) from which what was promised for `day` counts as delivered."""
    return datetime.combine(day, ARRIVES_BY, tzinfo=zone).astimezone(UTC)


def _working_day(day: date, seller: Seller) -> date:
    while not seller.works_weekends and day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return day
