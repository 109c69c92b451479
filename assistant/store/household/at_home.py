"""What is left of a product at home: what somebody said, what a device measured, what is likely."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from assistant.store.household.notes import HouseholdNotes
from assistant.store.household.run_out import Lasts

SAID_FOR_DAYS = 60
"""What somebody said longer ago is no longer believed."""
LIKELY_DAYS = 1.0
"""Estimated to last less than that, something may as well be gone."""


@dataclass(frozen=True, slots=True)
class Supply:
    """What the books tell of a product."""

    product_id: str
    fraction: float | None = None
    """How full the device that uses it up was at `measured_at`."""
    measured_at: datetime | None = None
    bought_at: datetime | None = None
    """When it was last bought."""
    coming: bool = False
    """Whether an order of it has not come yet."""
    lasts: Lasts | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """Whether there is something left, and how that is known."""

    there: Literal["yes", "no", "perhaps", "unknown"]
    by: Literal["said", "level", "estimate", "bought", "nothing"]
    supply: Supply
    at: datetime | None = None
    """When that was known."""


def left(supply: Supply, notes: HouseholdNotes, now: datetime) -> Left:
    """Whether a product is at home: the latest of what was said, measured and bought counts."""
    said = _said(supply.product_id, notes, now)
    if said is not None and not _later(supply.measured_at, said[1]):
        there, at = said
        if not there and _later(supply.bought_at, at) and not supply.coming:
            return Left("yes", "bought", supply, supply.bought_at)
        return Left("yes" if there else "no", "said", supply, at)
    if supply.fraction is not None:
        return Left("yes" if supply.fraction > 0 else "no", "level", supply, supply.measured_at)
    if supply.lasts is not None:
        there_yet = supply.lasts.days >= LIKELY_DAYS
        return Left("yes" if there_yet else "perhaps", "estimate", supply, supply.bought_at)
    if supply.bought_at is not None:
        return Left("perhaps", "bought", supply, supply.bought_at)
    return Left("unknown", "nothing", supply)


def _said(product_id: str, notes: HouseholdNotes, now: datetime) -> tuple[bool, datetime] | None:
    gone, there = notes.gone_since(product_id), notes.there_since(product_id)
    at = gone or there
    if at is None or (now - at).days > SAID_FOR_DAYS:
        return None
    return gone is None, at


def _later(one: datetime | None, other: datetime) -> bool:
    return one is not None and one > other
