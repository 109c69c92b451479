"""What was bought and when: the periods that people name, and what was ordered in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from assistant.core.money import Money

DAYS_OF_WEEK, DECEMBER = 7, 12
ROLLING = {"past_week": 7, "past_month": 30, "past_year": 365}
"""So many days before today, where no calendar is meant."""


@dataclass(frozen=True, slots=True)
class PastLine:
    """Something that was bought."""

    product_id: str
    quantity: int
    unit_price: Money


@dataclass(frozen=True, slots=True)
class PastOrder:
    """Things that were bought at once, and what was paid for them."""

    at: datetime
    lines: tuple[PastLine, ...]
    total: Money
    """With what sending cost, where that is known."""
    order_id: str = ""
    """Empty for what was bought before the order store began."""


@dataclass(frozen=True, slots=True)
class Habit:
    """How often something is bought."""

    times: int
    units: int
    first: datetime
    last: datetime

    @property
    def every_days(self) -> int | None:
        """Days from one time to the next, on average; None after a single time."""
        return round((self.last - self.first).days / (self.times - 1)) if self.times > 1 else None


def days_of(period: str, today: date) -> tuple[date, date]:
    """The first day of a period and the day behind its last; weeks begin on Monday.

    Args:
        period: `today`, `yesterday`, `this_week`, `last_week`, `this_month`, `last_month`,
            `this_year`, `last_year`, one of `ROLLING`, or `month_1` to `month_12`: the latest of
            that name.
        today: where the household is.
    """
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    if period in ROLLING:
        return today - timedelta(days=ROLLING[period]), today + timedelta(days=1)
    if period.startswith("month_"):
        month = int(period.removeprefix("month_"))
        begin = first.replace(month=month, year=today.year - (month > today.month))
        return begin, _next_month(begin)
    periods = {
        "today": (today, today + timedelta(days=1)),
        "yesterday": (today - timedelta(days=1), today),
        "this_week": (monday, monday + timedelta(days=DAYS_OF_WEEK)),
        "last_week": (monday - timedelta(days=DAYS_OF_WEEK), monday),
        "this_month": (first, _next_month(first)),
        "last_month": ((first - timedelta(days=1)).replace(day=1), first),
        "this_year": (first.replace(month=1), first.replace(month=1, year=today.year + 1)),
        "last_year": (first.replace(month=1, year=today.year - 1), first.replace(month=1)),
    }
    return periods[period]


def _next_month(first: date) -> date:
    over = first.month == DECEMBER
    return first.replace(month=1 if over else first.month + 1, year=first.year + over)


def ordered_in(
    past: Sequence[PastOrder], period: str, now: datetime, zone: tzinfo
) -> list[PastOrder]:
    """What was bought in a period, the latest first."""
    begin, end = days_of(period, now.astimezone(zone).date())
    found = [each for each in past if begin <= each.at.astimezone(zone).date() < end]
    return sorted(found, key=lambda each: each.at, reverse=True)


def so_far_last_month(last: Sequence[PastOrder], now: datetime, zone: tzinfo) -> list[PastOrder]:
    """Of last month's orders those up to the same day of the month as today."""
    day = now.astimezone(zone).day
    return [each for each in last if each.at.astimezone(zone).day <= day]


def sent_for(order: PastOrder) -> Money:
    """What sending an order cost, as far as that is known."""
    zero = Money(0, order.total.currency)
    goods = sum((line.unit_price * line.quantity for line in order.lines), zero)
    return Money(order.total.minor - goods.minor, zero.currency)


def only(past: Sequence[PastOrder], product_ids: set[str]) -> list[PastOrder]:
    """Of every order only some products, at their own price; nothing of orders without them."""
    found = []
    for order in past:
        lines = tuple(line for line in order.lines if line.product_id in product_ids)
        if lines:
            zero = Money(0, order.total.currency)
            goods = sum((line.unit_price * line.quantity for line in lines), zero)
            found.append(PastOrder(order.at, lines, goods))
    return found


def habit(past: Sequence[PastOrder]) -> Habit | None:
    """How often something was bought; None where it never was."""
    if not past:
        return None
    units = sum(line.quantity for order in past for line in order.lines)
    days = [order.at for order in past]
    return Habit(len(past), units, min(days), max(days))
