"""Is that a good price? Answered from what it cost before, weighted by how long it cost that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from assistant.core.money import Money
from assistant.store.market.offers import PricePoint

SPAN = timedelta(days=90)
KNOWN_FROM = timedelta(days=7)
"""What is known for less time than this says nothing of a usual price."""
GOOD, BAD = 0.25, 0.75
"""Up to this share of the time it was as cheap: a good price; from there on a bad one."""
ABOUT = 0.02
"""Prices that differ by less of a share are the same to a customer."""

Opinion = Literal["lowest", "good", "usual", "high", "highest", "unknown"]


@dataclass(frozen=True, slots=True)
class PriceOpinion:
    """What the last 90 days say about a price."""

    opinion: Opinion
    price: Money
    lowest: Money
    median: Money
    highest: Money
    percentile: float
    """Share of the time in which it was cheaper, 0 to 1."""
    days: int
    """How many days are known."""


def opinion(price: Money, points: Iterable[PricePoint], now: datetime) -> PriceOpinion:
    """Compare a price with the cheapest that was asked at each moment of the last 90 days."""
    spells = _spells(sorted(points, key=lambda point: point.at), now)
    known = sum((length for _, length in spells), timedelta())
    minors = sorted(spells) or [(price.minor, timedelta())]
    lowest, highest = minors[0][0], minors[-1][0]
    cheaper = sum((length for minor, length in minors if minor < price.minor), timedelta())
    percentile = cheaper / known if known else 0.0

    def money(minor: int) -> Money:
        return Money(minor, price.currency)

    return PriceOpinion(
        _opinion(price.minor, minors, percentile, known),
        price,
        money(lowest),
        money(_median(minors, known)),
        money(highest),
        percentile,
        known.days,
    )


def _opinion(
    minor: int, spells: Sequence[tuple[int, timedelta]], percentile: float, known: timedelta
) -> Opinion:
    lowest, highest = spells[0][0], spells[-1][0]
    if known < KNOWN_FROM:
        return "unknown"
    if highest - lowest <= ABOUT * highest and lowest <= minor <= highest:
        return "usual"
    if minor <= lowest:
        return "lowest"
    middle = _median(spells, known)
    if abs(minor - middle) <= ABOUT * middle:
        return "usual"
    if minor >= highest:
        return "highest"
    if percentile <= GOOD:
        return "good"
    return "high" if percentile >= BAD else "usual"


def _median(spells: Sequence[tuple[int, timedelta]], known: timedelta) -> int:
    passed = timedelta()
    for minor, length in spells:
        passed += length
        if passed * 2 >= known:
            return minor
    return spells[-1][0]


def _spells(points: Sequence[PricePoint], now: datetime) -> list[tuple[int, timedelta]]:
    """How long the cheapest offer cost what, within the span."""
    begin = now - SPAN
    asked: dict[str, int] = {}
    spells = []
    for place, point in enumerate(points):
        if point.unit_price is None or point.stock == 0:
            asked.pop(point.offer_id, None)
        else:
            asked[point.offer_id] = point.unit_price.minor
        until = points[place + 1].at if place + 1 < len(points) else now
        length = min(until, now) - max(point.at, begin)
        if asked and length > timedelta():
            spells.append((min(asked.values()), length))
    return spells
