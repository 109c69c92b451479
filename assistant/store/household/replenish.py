"""Slots: what a button or a level stands for, and whether it asks for an order now."""

from dataclasses import dataclass
from datetime import datetime

from assistant.core.messages import LineRequest, Names, Order, PressSlot, ReportLevel, RunOut
from assistant.core.money import Money


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the household last agreed to buy for a slot; anything else is asked about."""

    names: Names
    unit_price: Money
    seller_id: str
    shipping: Money | None = None
    """What sending it costs; None where it costs nothing."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One product that a device uses up, and how it is replenished."""

    device_id: str
    slot: str
    product_id: str
    quantity: int = 1
    threshold_fraction: float = 0
    """At or below this part of its capacity a level asks for an order; 0: only a press does."""
    ceiling: Money | None = None
    """The most that one unit of the product may cost when nobody is asked."""
    agreed: Agreed | None = None
    """None until the first order, which is then bought as it is offered."""
    ahead_days: float = 0
    """Ordered so long before it is estimated to run out; 0: the estimate orders nothing."""
    level_at: datetime | None = None
    """When the latest known level was measured."""


@dataclass(frozen=True, slots=True)
class OnItsWay:
    """The slot's earlier order has not come yet."""

    order: Order


@dataclass(frozen=True, slots=True)
class Enough:
    """The level is high enough, or older than what is known: nothing to do."""


Need = LineRequest | OnItsWay | Enough


def need(slot: Slot, request: PressSlot | ReportLevel | RunOut, running: Order | None) -> Need:
    """What a press, level or estimate of this slot asks for; `running` is the slot's open order."""
    if isinstance(request, ReportLevel) and not is_low(slot, request):
        return Enough()
    if isinstance(request, RunOut) and not runs_out_soon(slot, request.days):
        return Enough()
    if running is not None:
        return OnItsWay(running)
    return LineRequest(product_id=slot.product_id, quantity=slot.quantity)


def runs_out_soon(slot: Slot, days: float) -> bool:
    """Whether what lasts so many days is to be ordered now."""
    return slot.ahead_days > 0 and days <= slot.ahead_days


def is_latest(slot: Slot, report: ReportLevel) -> bool:
    """Whether no later level of this slot is known; a report that was late tells nothing new."""
    return slot.level_at is None or report.at >= slot.level_at


def is_low(slot: Slot, report: ReportLevel) -> bool:
    """Whether a level asks for an order: the latest one, at or below the slot's threshold."""
    return (
        is_latest(slot, report)
        and slot.threshold_fraction > 0
        and report.remaining <= slot.threshold_fraction * report.capacity
    )
