"""When in the day and in the week something is used."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

SATURDAY = 5
HOUR = timedelta(hours=1)
Hours = Mapping[int, float]
"""Relative frequency by hour of the day, 0 to 23; other hours have none."""


@dataclass(frozen=True)
class Rhythm:
    """How the uses of one day spread over its hours.

    Time runs faster in busy hours: uses are a renewal process on that inner clock, after
    Brown et al., "The Time-Rescaling Theorem", Neural Computation 14 (2002).
    """

    weekday: Hours
    weekend: Hours
    weekend_uses: float = 1.0
    """Uses of a Saturday or Sunday for one use of a weekday."""
    regularity: float = 1.0
    """Shape of the gamma distribution between uses: 1 is pure chance, 30 nearly clockwork."""
    _share: dict[bool, tuple[float, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        shares = {
            False: _normalised(self.weekday, 1.0),
            True: _normalised(self.weekend, self.weekend_uses),
        }
        object.__setattr__(self, "_share", shares)

    def next_use(self, now: datetime, per_day: float, rng: random.Random) -> datetime:
        """The next use after `now` at `per_day` uses on a mean day of the week.

        Args:
            now: in the household's local time, which the hours are meant in.
            per_day: more than 0.
            rng: the household's own chance.
        """
        per_weekday = per_day * 7 / (5 + 2 * self.weekend_uses)
        left = rng.gammavariate(self.regularity, 1 / self.regularity) / per_weekday
        moment = now
        while True:
            share = self._share[moment.weekday() >= SATURDAY][moment.hour]
            end = moment.replace(minute=0, second=0, microsecond=0) + HOUR
            part = (end - moment) / HOUR
            if share * part > left:
                return moment + HOUR * (left / share)
            left -= share * part
            moment = end


def _normalised(hours: Hours, total: float) -> tuple[float, ...]:
    whole = sum(hours.values())
    return tuple(total * hours.get(hour, 0.0) / whole for hour in range(24))
