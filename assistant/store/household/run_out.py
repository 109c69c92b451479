"""When something runs out: estimated from what a household has used up and bought, and how surely.

Where a device tells its level, what is used up on a day is averaged, the last weeks counting most.
The time until the rest is used up is the first passage of a random walk with drift: its mean is
`rest / rate`, its variance `rest * variance / rate ** 3` (Chhikara and Folks, "The Inverse Gaussian
Distribution", 1989). To that comes how well the rate is known. Without levels, each purchase has
lasted until the next, and the last one has lasted for so long already. Both are said as a median
with an interval. Too little history says nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import NormalDist
from typing import Literal

LOOKED_BACK = timedelta(days=180)
"""How much history counts."""
HALF_LIFE_DAYS = 45.0
"""A day so long ago counts half as much as today."""
FEWEST_DROPS, FEWEST_DAYS = 3, 3.0
"""With less of a level's history nothing is said."""
FEWEST_PURCHASES = 3
SILENT_DAYS = 45.0
"""A level that was told longer ago says nothing of today."""
COVERED = 0.8
"""Of all intervals, so many contain the day on which it does run out."""
_USUAL_SPREAD, _FEW_PURCHASES = 0.3, 2.0
"""By how much the time that purchases last differs; believed like so many of the household's own."""
_FEW_WEEKS = 5.0
"""That uses come by chance is believed as much as so many weeks of the household's own."""
_FEW_DROPS = 3.0
"""By so many uses more, a rate from few of them is unsure."""
_CHANGE = 0.1
"""Habits change: how much, as a part of the rate."""
_WEEK = 7
_Z = NormalDist().inv_cdf((1 + COVERED) / 2)


@dataclass(frozen=True, slots=True)
class Level:
    """How much was left in a slot at a moment, in the device's own unit."""

    at: datetime
    remaining: float
    capacity: float
    unit: str


@dataclass(frozen=True, slots=True)
class Lasts:
    """How many more days something lasts."""

    days: float
    """As likely more as less."""
    least: float
    most: float
    """Between the two with a chance of `COVERED`."""
    source: Literal["levels", "purchases"]
    seen: int
    """How many uses or purchases it is estimated from."""


Purchases = Sequence[tuple[datetime, int]]
"""When something was bought and how many, oldest first."""


def estimate(levels: Sequence[Level], purchases: Purchases, now: datetime) -> Lasts | None:
    """How long it lasts from `now` (UTC) on; None where too little is known.

    Args:
        levels: what a device told of its slot, oldest first; empty where it tells nothing.
        purchases: of the product, oldest first.
        now: the moment that is asked about; what is later is not looked at.
    """
    begin = now - LOOKED_BACK
    told = [level for level in levels if begin <= level.at <= now]
    by_level = _from_levels(told, now) if told else None
    if by_level is not None:
        return by_level
    return _from_purchases([each for each in purchases if begin <= each[0] <= now], now)


def _from_levels(levels: Sequence[Level], now: datetime) -> Lasts | None:
    last = levels[-1]
    if _days(now - last.at) > SILENT_DAYS:
        return None
    if last.remaining <= 0:
        return Lasts(0, 0, 0, "levels", len(levels))
    drops = [
        (after.at, before.remaining - after.remaining)
        for before, after in pairwise(levels)
        if after.remaining < before.remaining and after.unit == before.unit
    ]
    watched = _days(now - levels[0].at)
    if len(drops) < FEWEST_DROPS or watched < FEWEST_DAYS:
        return None
    rate, variance, known = _daily(drops, now, watched)
    passage = variance / (rate * last.remaining)
    unsure = variance / (rate**2 * known) * (1 + _FEW_DROPS / len(drops)) + _CHANGE**2
    days, least, most = _interval(last.remaining / rate, passage, unsure)
    return Lasts(days, least, most, "levels", len(drops))


def _daily(
    drops: Sequence[tuple[datetime, float]], now: datetime, watched: float
) -> tuple[float, float, float]:
    """What is used a day, its variance, and how many days' worth of evidence there is.

    The variance is that of weeks, as far as there are some, since weekends are not like other days;
    otherwise that of uses which come by chance.
    """
    used = [0.0] * max(1, math.ceil(watched))
    for at, amount in drops:
        used[min(len(used) - 1, int(_days(now - at)))] += amount
    parts = [1.0] * (len(used) - 1) + [watched - (len(used) - 1)]  # the first day began late
    weights = [0.5 ** (age / HALF_LIFE_DAYS) * part for age, part in enumerate(parts)]
    whole = sum(weights)
    counted = zip(weights, used, parts, strict=True)
    rate = sum(weight * amount / part for weight, amount, part in counted if part) / whole
    known = whole**2 / sum(weight**2 for weight in weights)
    by_chance = rate * sum(amount**2 for _, amount in drops) / sum(amount for _, amount in drops)
    weeks = [sum(used[start : start + _WEEK]) for start in range(0, len(used) - _WEEK + 1, _WEEK)]
    seen = sum((week - rate * _WEEK) ** 2 / _WEEK for week in weeks)
    return rate, (seen + _FEW_WEEKS * by_chance) / (len(weeks) + _FEW_WEEKS), known


def _from_purchases(purchases: Purchases, now: datetime) -> Lasts | None:
    """The last purchase lasts as long as those before it have, and has lasted for a while already."""
    lasted = [
        _days(after - before) / quantity for (before, quantity), (after, _) in pairwise(purchases)
    ]
    lasted = [days for days in lasted if days > 0]
    if len(purchases) < FEWEST_PURCHASES or not lasted:
        return None
    fading = 0.5 ** (sum(lasted) / len(lasted) / (4 * HALF_LIFE_DAYS))  # from one to the next
    weights = [fading**age for age in range(len(lasted) - 1, -1, -1)]
    whole = sum(weights)
    mean = sum(weight * days for weight, days in zip(weights, lasted, strict=True)) / whole
    own = sum(w * (days / mean - 1) ** 2 for w, days in zip(weights, lasted, strict=True))
    spread = (own + _FEW_PURCHASES * _USUAL_SPREAD**2) / (whole + _FEW_PURCHASES)
    bought_at, quantity = purchases[-1]
    logarithm = _log_normal(mean * quantity, spread * (1 / quantity + 1 / whole))
    days, least, most = _rest(logarithm, _days(now - bought_at))
    return Lasts(days, least, most, "purchases", len(lasted))


def _rest(logarithm: NormalDist, elapsed: float) -> tuple[float, ...]:
    """The middle and the ends of what is left of a time that has lasted for so many days."""
    gone = logarithm.cdf(math.log(elapsed)) if elapsed > 0 else 0.0
    tail = (1 - COVERED) / 2

    def quantile(part: float) -> float:
        place = min(gone + part * (1 - gone), 1 - 1e-9)
        return max(0.0, math.exp(logarithm.inv_cdf(place)) - elapsed)

    return tuple(quantile(part) for part in (0.5, tail, 1 - tail))


def _log_normal(mean: float, spread: float) -> NormalDist:
    """The logarithm of a log-normal; `spread` is its variance in parts of the squared mean."""
    scale = math.sqrt(math.log1p(spread))
    return NormalDist(math.log(mean) - scale**2 / 2, scale)


def _interval(mean: float, passage: float, unsure: float) -> tuple[float, float, float]:
    """The middle and the ends of the interval, in days.

    Args:
        mean: how long it takes at the known rate.
        passage: the variance of that by chance, in parts of the squared mean: a gamma distribution.
        unsure: the variance of the rate, in parts of its square: a log-normal factor.

    The ends of the two are put together as if they were deviations of independent normals.
    """
    rest = math.sqrt(math.log1p(unsure))

    def end(z: float) -> float:
        by_chance = math.log(_gamma(passage, z) / _gamma(passage, 0))
        return math.exp(math.copysign(math.hypot(by_chance, z * rest), z))

    middle = mean * _gamma(passage, 0)
    return middle, middle * end(-_Z), middle * end(_Z)


def _gamma(spread: float, z: float) -> float:
    """A quantile of the gamma distribution of mean 1 (Wilson and Hilferty, PNAS 17, 1931)."""
    return max(1e-3, 1 - spread / 9 + z * math.sqrt(spread) / 3) ** 3


def _days(span: timedelta) -> float:
    return span / timedelta(days=1)
