"""Ordering ahead: which slot is estimated to run out so soon that an order is due."""

from datetime import datetime
from hashlib import blake2b
from itertools import pairwise
from typing import Protocol

from assistant.core.messages import Order, RunOut
from assistant.store.delivery.fulfilment import OPEN, long_overdue
from assistant.store.household.replenish import Slot, runs_out_soon
from assistant.store.household.run_out import Level
from assistant.store.household.supplies import SupplyBooks, levels_of, of_slot

SERVICE = "order-service"
"""Who asks for what was foreseen."""


class SlotBooks(SupplyBooks, Protocol):
    """What has to be known of a slot to order ahead."""

    def last_order(self, device_id: str, slot: str) -> Order | None:
        """The latest order for a slot, whatever became of it."""


def foresee(books: SlotBooks, slot: Slot, now: datetime) -> RunOut | None:
    """What is to be asked for a slot at `now` (UTC); None where nothing is.

    One order is asked for until the slot was filled up again: what has been delivered and not yet
    filled in is in the house, and who cancels what was foreseen does not want it now. What is long
    overdue counts for nothing. Asked again on the same day, it has the same id.
    """
    if slot.ahead_days <= 0:
        return None
    last = books.last_order(slot.device_id, slot.slot)
    if last is not None and long_overdue(last, now.date()):
        last = None  # whether it is given up is decided in the household's own zone
    if last is not None and last.state in OPEN:
        return None
    lasts = of_slot(books, slot, now).lasts
    if lasts is None or not runs_out_soon(slot, lasts.days):
        return None
    levels = levels_of(books, slot, now)
    if last is not None and lasts.source == "levels" and not _filled_since(levels, last.placed_at):
        return None
    if last is not None and lasts.source == "purchases" and last.state == "cancelled":
        return None
    name = blake2b(f"{slot.device_id}/{slot.slot}".encode(), digest_size=8).hexdigest()
    return RunOut(
        request_id=f"run-out-{name}-{now.date().isoformat()}",
        device_id=SERVICE,
        at=now,
        subject=slot.device_id,
        slot=slot.slot,
        days=round(lasts.days, 2),
        least=round(lasts.least, 2),
        most=round(lasts.most, 2),
    )


def _filled_since(levels: tuple[Level, ...], moment: datetime) -> bool:
    return any(
        after.at > moment and after.remaining > before.remaining
        for before, after in pairwise(levels)
    )
