"""The people and animals who use an appliance, and when they are away."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

PEOPLE_SHARES = {1: 29, 2: 34, 3: 15, 4: 13, 5: 6, 6: 3}
"""Households by size, in percent: about what the censuses of rich countries count."""
PETS_SHARES = {1: 62, 2: 27, 3: 11}
TRIPS_A_YEAR = 2.2
MEDIAN_TRIP_DAYS, TRIP_SPREAD = 4.5, 0.7
DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class Absence:
    """Nobody is at home."""

    begin: datetime
    end: datetime


@dataclass(frozen=True)
class Family:
    """One household."""

    people: int
    pets: int
    habit: float
    """How much it uses against others of its size: 1 is the median."""
    absences: tuple[Absence, ...] = ()
    """In order, not overlapping."""

    @classmethod
    def drawn(cls, rng: random.Random, since: datetime, years: float = 2.0) -> Self:
        """A household as it may live next door, with its trips of the years from `since`."""
        return cls(
            people=_one_of(rng, PEOPLE_SHARES),
            pets=_one_of(rng, PETS_SHARES),
            habit=rng.lognormvariate(0, 0.35),
            absences=tuple(_trips(rng, since, since + timedelta(days=DAYS_A_YEAR * years))),
        )

    def back_from(self, moment: datetime) -> datetime | None:
        """When they are back, where they are away at this moment."""
        for absence in self.absences:
            if absence.begin <= moment < absence.end:
                return absence.end
        return None


def _one_of(rng: random.Random, shares: dict[int, int]) -> int:
    return rng.choices(list(shares), list(shares.values()))[0]


def _trips(rng: random.Random, since: datetime, until: datetime) -> list[Absence]:
    trips: list[Absence] = []
    moment = since
    while True:
        moment += timedelta(days=rng.expovariate(TRIPS_A_YEAR / DAYS_A_YEAR))
        if moment >= until:
            return trips
        back = moment + timedelta(days=MEDIAN_TRIP_DAYS * rng.lognormvariate(0, TRIP_SPREAD))
        trips.append(Absence(moment, back))
        moment = back
