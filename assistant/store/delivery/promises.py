"""What a seller's word is worth: the day that is promised, and how likely it is kept.

A seller quotes a day out of its delivery days, cut-off and weekends (`delivery.promise`). What
happened is kept as lateness: how many of its working days after the quoted day the goods came. The
predicted lateness of a seller is its own record, shrunk to the record of all sellers, and that to
what a beginner may expect:

    P(k) = (s · A(k) + n(k)) / (s + n)

with n(k) of its n deliveries k days late and A the share over all sellers: a Dirichlet-multinomial,
in which s deliveries of all sellers count as much as its own. How much s is, and how soon old
deliveries are forgotten, is not set: every pair out of a few is an expert, and each expert counts as
much as it foretold of this seller's deliveries. Shares are mixed a little after each (Herbster and
Warmuth, Tracking the best expert, 1998), so that a seller that gets worse is soon believed to be so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

import numpy as np
import numpy.typing as npt

from assistant.store.delivery.days import Promise, promise, working_days_after
from assistant.store.goods.catalog import Seller

SURE = 0.9
"""The first day that is kept with this probability is promised."""
LATEST = 10
"""Working days; what is later counts as so late."""
BEGINNER = (0.9, *(0.1 * 0.5**day for day in range(1, LATEST)), 0.1 * 0.5 ** (LATEST - 1))
"""The lateness to expect where nothing is known: nine of ten on the day, then half of the rest."""
BEGINNER_COUNTS = 5.0
FORGOTTEN = (4.0, 12.0, 40.0, 150.0)
"""After so many deliveries of a seller an older one counts half."""
SHRUNK = (1.5, 6.0, 20.0)
"""As many deliveries as its own record is shrunk by."""
ALL_FORGOTTEN = 500.0
SHARED = 0.02
"""The part of their say that experts give up for all after each delivery."""

Shares = npt.NDArray[np.float64]
_KEPT = np.array([0.5 ** (1 / half) for half in FORGOTTEN])
_STRENGTH = np.array(SHRUNK)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a seller quoted, and when it came."""

    seller_id: str
    late: int
    """Working days of the seller after the day it quoted; 0 where it came in time."""


@dataclass(slots=True)
class _Own:
    """One seller's record: by how soon it forgets, and what each expert's word is worth."""

    counts: Shares = field(default_factory=lambda: np.zeros((len(FORGOTTEN), LATEST + 1)))
    say: Shares = field(
        default_factory=lambda: np.full(
            (len(FORGOTTEN), len(SHRUNK)), 1 / (len(FORGOTTEN) * len(SHRUNK))
        )
    )
    lates: list[int] = field(default_factory=list)
    """How late each delivery was, the latest last."""


class Record:
    """What is known of all sellers' deliveries."""

    def __init__(self, deliveries: Iterable[Delivery] = ()) -> None:
        self._all = np.zeros(LATEST + 1)
        self._own: dict[str, _Own] = {}
        for each in deliveries:
            self.learn(each)

    def learn(self, delivery: Delivery) -> None:
        """One more delivery has come; the later ones after the earlier."""
        late = min(max(delivery.late, 0), LATEST)
        own = self._own.setdefault(delivery.seller_id, _Own())
        said = self._experts(own)[:, :, late]
        own.say = own.say * said
        own.say = (1 - SHARED) * own.say / own.say.sum() + SHARED / own.say.size
        own.counts *= _KEPT[:, None]
        own.counts[:, late] += 1
        own.lates.append(late)
        self._all *= 0.5 ** (1 / ALL_FORGOTTEN)
        self._all[late] += 1

    def lates(self, seller_id: str) -> Sequence[int]:
        """How many working days late each known delivery of a seller was, the latest last."""
        own = self._own.get(seller_id)
        return () if own is None else own.lates

    def lateness(self, seller_id: str) -> tuple[float, ...] | None:
        """How likely a seller is 0, 1, 2, … days late; None where nothing is known of anybody."""
        if not self._own:
            return None
        own = self._own.get(seller_id) or _Own()
        mixed = (own.say[:, :, None] * self._experts(own)).sum(axis=(0, 1))
        return tuple(mixed.tolist())

    def promise(self, seller: Seller, placed_at: datetime, zone: tzinfo | None) -> Promise:
        """The day that what is ordered at `placed_at` is promised for; a `Promiser`."""
        return self.at(promise(placed_at, seller, zone), seller)

    def at(self, quoted: date, seller: Seller, sure: float = SURE) -> Promise:
        """The first day that is kept with probability `sure`, given the day the seller quotes."""
        lateness = self.lateness(seller.id)
        if lateness is None:
            return Promise(quoted)
        return _surely(lateness, quoted, seller, sure)

    def overdue(self, quoted: date, today: date, seller: Seller) -> Promise | None:
        """When comes what was quoted for a day and has not come before today; None: nobody knows."""
        lateness = self.lateness(seller.id)
        if lateness is None:
            return None
        passed = lateness_of(quoted, today, seller)
        left = [0.0 if late < passed else chance for late, chance in enumerate(lateness)]
        if passed >= LATEST or not (whole := sum(left)):
            return None
        return _surely([chance / whole for chance in left], quoted, seller, SURE)

    def keeps(self, quoted: date, by: date, seller: Seller) -> float | None:
        """How likely what is quoted for a day is here by another; None where nothing is known."""
        lateness = self.lateness(seller.id)
        if lateness is None:
            return None
        if by < quoted:
            return 0.0
        days = lateness_of(quoted, by + timedelta(days=1), seller)
        return min(1.0, sum(lateness[:days]))

    def _experts(self, own: _Own) -> Shares:
        """What each expert foretells: by how soon it forgets, how much it shrinks, lateness."""
        everybody = self._all + BEGINNER_COUNTS * np.array(BEGINNER)
        everybody /= everybody.sum()
        weight = own.counts.sum(axis=1)[:, None, None] + _STRENGTH[None, :, None]
        shrunk: Shares = own.counts[:, None, :] + _STRENGTH[None, :, None] * everybody
        foretold: Shares = shrunk / weight
        return foretold


def _surely(lateness: Sequence[float], quoted: date, seller: Seller, sure: float) -> Promise:
    """The first day by which it comes with probability `sure`."""
    kept = 0.0
    for late, chance in enumerate(lateness[:-1]):
        kept += chance
        if kept >= sure:
            return Promise(working_days_after(quoted, late, seller), min(1.0, kept))
    return Promise(working_days_after(quoted, LATEST, seller), min(1.0, kept))


def lateness_of(quoted: date, came: date, seller: Seller) -> int:
    """How many of a seller's working days after the day it quoted goods came; at most `LATEST`."""
    for late in range(LATEST):
        if came <= working_days_after(quoted, late, seller):
            return late
    return LATEST
