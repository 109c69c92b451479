"""How long what a household uses lasts, out of its books."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assistant.store.household.replenish import Slot
from assistant.store.household.run_out import LOOKED_BACK, Lasts, Level, Purchases, estimate


class SupplyBooks(Protocol):
    """What has to be known of a household to tell how long things last."""

    def slots(self) -> tuple[Slot, ...]:
        """All slots of all devices."""

    def levels(self, device_id: str, slot: str, since: datetime) -> tuple[Level, ...]:
        """The levels a slot had, oldest first."""

    def purchase_log(self, product_id: str) -> Purchases:
        """When a product was bought and how many, oldest first."""


@dataclass(frozen=True, slots=True)
class Supply:
    """A slot, what its device told last, and how long that lasts."""

    slot: Slot
    level: Level | None
    lasts: Lasts | None
    """None where too little is known."""


def levels_of(books: SupplyBooks, slot: Slot, now: datetime) -> tuple[Level, ...]:
    """The levels of a slot that say something about how long it lasts."""
    return books.levels(slot.device_id, slot.slot, now - LOOKED_BACK)


def of_slot(books: SupplyBooks, slot: Slot, now: datetime) -> Supply:
    """How long the rest in a slot lasts from `now` (UTC) on."""
    levels = levels_of(books, slot, now)
    lasts = estimate(levels, books.purchase_log(slot.product_id), now)
    return Supply(slot, levels[-1] if levels else None, lasts)


def of_product(books: SupplyBooks, product_id: str, now: datetime) -> Lasts | None:
    """How long a product lasts: what the devices that use it tell comes first.

    Where several slots use it, the one that runs out first counts.
    """
    slots = [slot for slot in books.slots() if slot.product_id == product_id]
    found = [lasts for slot in slots if (lasts := of_slot(books, slot, now).lasts) is not None]
    by_level = [lasts for lasts in found if lasts.source == "levels"]
    if by_level:
        return min(by_level, key=lambda lasts: lasts.days)
    return estimate((), books.purchase_log(product_id), now)
