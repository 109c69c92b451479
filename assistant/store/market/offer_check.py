"""Whether a seller's new offer can be believed: a pure decision.

What cannot be an offer is refused. What may be one, but has a price that looks like a slip (a comma
lost, a price per gram, another currency's number), is held until the owner has said a word.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from assistant.core.money import Money
from assistant.store.goods.catalog import SellerOffer

JUMP = 10.0
"""A price that becomes so many times higher or lower is asked about."""
STRANGE = 20.0
"""So is a first price that is so far from what the others ask."""
LATELY = timedelta(days=30)
"""A price that becomes so many times higher or lower step by step within this time is asked about too."""
_SLIPS = "; a comma lost, another unit, another currency?"
DEAREST = 10**10
"""In minor units."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The offer counts from now on."""


@dataclass(frozen=True, slots=True)
class Held:
    """The owner is asked; until then what counted before counts."""

    reason: str


class HeldOffer(NamedTuple):
    """An offer that waits for the owner's word."""

    number: int
    offer: SellerOffer
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Refused:
    """It cannot be an offer."""

    reason: str


Verdict = Accepted | Held | Refused


def judge(
    offer: SellerOffer,
    before: SellerOffer | None,
    others: Sequence[SellerOffer],
    currencies: Collection[str],
    now: datetime | None = None,
    *,
    lately: Sequence[Money] = (),
) -> Verdict:
    """Whether an offer counts.

    Args:
        offer: the new one.
        before: the one it replaces, of the same id and currency.
        others: what other sellers offer of the product in that currency, new ones only.
        currencies: what is paid in here.
        now: what ended before is refused; None: whenever it holds.
        lately: what the offer cost within `LATELY`, since the owner last said that a jump is right.
    """
    price = offer.unit_price
    if now is not None and offer.valid_until is not None and offer.valid_until <= now:
        return Refused(f"it ended on {offer.valid_until:%Y-%m-%d}; withdraw an offer to end it")
    if (wrong := _wrong(offer, currencies)) is not None:
        return Refused(wrong)
    if before is not None:
        jump = None if price == before.unit_price else _jump(price, before.unit_price, lately)
        return Accepted() if jump is None else Held(jump)
    usual = [each.unit_price.minor for each in others if each.condition == "new"]
    if usual and offer.condition == "new":
        times = price.minor / median(usual)
        if not 1 / STRANGE < times < STRANGE:
            return Held(f"{price} is {_times(times)} what others ask for it")
    return Accepted()


def _jump(price: Money, before: Money, lately: Sequence[Money]) -> str | None:
    """From what to what a price goes that goes too far, at once or in steps; None where it does not."""
    within = f" within {LATELY.days} days"
    for old, when in ((before, ""), *((each, within) for each in lately)):
        times = price.minor / old.minor
        if not 1 / JUMP < times < JUMP:
            return f"the price goes from {old} to {price}{when}, {_times(times)}{_SLIPS}"
    return None


def together(doubts: Iterable[str]) -> str:
    """Why one offer is held in several currencies, with what is common to them said once."""
    each = tuple(dict.fromkeys(doubts))
    ending = _SLIPS if any(doubt.endswith(_SLIPS) for doubt in each) else ""
    return ", and ".join(doubt.removesuffix(_SLIPS) for doubt in each) + ending


def _wrong(offer: SellerOffer, currencies: Collection[str]) -> str | None:
    price = offer.unit_price
    if not 0 < price.minor <= DEAREST:
        return f"{price} is no price"
    if price.currency not in currencies:
        return f"{price} is not in {' or '.join(sorted(currencies))}"
    if offer.valid_from and offer.valid_until and offer.valid_until <= offer.valid_from:
        return "it ends before it begins"
    steps = [(1, price), *((each.quantity, each.unit_price) for each in offer.breaks)]
    for (fewer, dearer), (more, cheaper) in pairwise(steps):
        if cheaper.currency != price.currency:
            return f"its prices are in {price.currency} and {cheaper.currency}"
        if more <= fewer or not 0 < cheaper.minor < dearer.minor:
            return "more has to cost less each, the smallest quantity first"
    return None


def _times(ratio: float) -> str:
    return f"{ratio:.3g} times" if ratio >= 1 else f"1/{1 / ratio:.3g} of"
