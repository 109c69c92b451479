"""What becomes of a request: a pure decision out of what is known of the shop and the household.

`survey` collects what a decision needs, `decide` takes it. Neither reads a clock nor makes up an
id: both are handed in. A refusal's reason is `code: explanation`; the codes are stable.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol, assert_never

from assistant.core.messages import (
    Answer,
    AnyRequest,
    CancelOrder,
    LineRequest,
    ListOrders,
    Order,
    OrderLine,
    Origin,
    PlaceOrder,
    PressSlot,
    ReportLevel,
)
from assistant.core.money import Money
from assistant.store.delivery import promise
from assistant.store.fulfilment import Change, Ids, advance, opened
from assistant.store.offers import Offer, Offers
from assistant.store.replenish import Enough, Needed, OnItsWay, Slot, is_latest, need

OLDEST_REQUEST = timedelta(days=7)
"""What a device asked longer ago is not bought any more."""
FUTURE_TOLERANCE = timedelta(minutes=10)
"""How far ahead a device's clock may be."""


class Books(Protocol):
    """What the store knows of the household, as of one moment."""

    def slot(self, device_id: str, slot: str) -> Slot | None:
        """A device's slot."""

    def running_order(self, device_id: str, slot: str) -> Order | None:
        """The slot's order that has neither come nor been cancelled."""

    def order(self, order_id: str) -> Order | None:
        """An order by its id."""

    def orders(self, limit: int, *, open_only: bool = False) -> tuple[Order, ...]:
        """The latest orders, newest first."""


@dataclass(frozen=True, slots=True)
class HouseholdRules:
    """Where the household is and what rules it buys by."""

    zone: tzinfo | None
    """None is the machine's own time zone."""
    cancel_window: timedelta


@dataclass(frozen=True, slots=True)
class _Till:
    """Where and when an order is written down."""

    rules: HouseholdRules
    now: datetime
    ids: Ids


@dataclass(frozen=True, slots=True)
class Situation:
    """What one decision needs to know."""

    offers: Mapping[str, Offer] = field(default_factory=dict)
    slot: Slot | None = None
    running: Order | None = None
    order: Order | None = None
    """The order that is to be cancelled."""
    orders: tuple[Order, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer, and what has to be kept in the same transaction."""

    answer: Answer
    changes: tuple[Change, ...] = ()
    level: ReportLevel | None = None
    """The slot's new latest level."""


def survey(request: AnyRequest, books: Books, offers: Offers) -> Situation:
    """Look up what deciding about `request` needs."""
    match request:
        case PlaceOrder():
            wanted = {line.product_id for line in request.lines}
            return Situation(offers=_offers(wanted, offers))
        case PressSlot() | ReportLevel():
            slot = books.slot(request.device_id, request.slot)
            if slot is None:
                return Situation()
            running = books.running_order(request.device_id, request.slot)
            return Situation(_offers({slot.product_id}, offers), slot, running)
        case CancelOrder(order_id=str() as order_id):
            return Situation(order=books.order(order_id))
        case CancelOrder():
            return Situation(order=next(iter(books.orders(1, open_only=True)), None))
        case ListOrders():
            return Situation(orders=books.orders(request.limit, open_only=request.open_only))
    assert_never(request)


def _offers(product_ids: set[str], offers: Offers) -> dict[str, Offer]:
    found = {product_id: offers.offer(product_id) for product_id in product_ids}
    return {product_id: offer for product_id, offer in found.items() if offer is not None}


def decide(
    request: AnyRequest, situation: Situation, rules: HouseholdRules, now: datetime, ids: Ids
) -> Decision:
    """What becomes of `request` at `now` (UTC)."""
    if (untimely := _untimely(request, now)) is not None:
        return _refused(request, untimely)
    till = _Till(rules, now, ids)
    match request:
        case PlaceOrder():
            return _place(request, request.lines, situation, till)
        case PressSlot() | ReportLevel():
            return _replenish(request, situation, till)
        case CancelOrder():
            return _cancel(request, situation.order, till)
        case ListOrders():
            answer = Answer(request_id=request.request_id, status="orders", orders=situation.orders)
            return Decision(answer)
    assert_never(request)


def refuse(request: AnyRequest, reason: str) -> Answer:
    """The answer that declines a request."""
    return Answer(request_id=request.request_id, status="refused", reason=reason)


def _refused(request: AnyRequest, reason: str) -> Decision:
    return Decision(refuse(request, reason))


def _untimely(request: AnyRequest, now: datetime) -> str | None:
    if now - request.at > OLDEST_REQUEST:
        return f"too_old: it was asked on {request.at.astimezone(UTC):%Y-%m-%d}; ask again"
    if request.at - now > FUTURE_TOLERANCE:
        return "from_the_future: set the clock of the device that asked"
    return None


def _replenish(
    request: PressSlot | ReportLevel,
    situation: Situation,
    till: _Till,
) -> Decision:
    slot = situation.slot
    if slot is None:
        return _refused(request, f"unknown_slot: {request.device_id} has no slot {request.slot}")
    level = request if isinstance(request, ReportLevel) and is_latest(slot, request) else None
    answer_id = request.request_id
    match need(slot, request, situation.running):
        case Enough():
            return Decision(Answer(request_id=answer_id, status="noted"), level=level)
        case OnItsWay(order):
            answer = Answer(request_id=answer_id, status="in_progress", order=order)
            return Decision(answer, level=level)
        case Needed(line, ceiling):
            offer = situation.offers.get(line.product_id)
            if offer is not None and ceiling is not None and _above(offer.unit_price, ceiling):
                reason = f"above_ceiling: it costs {offer.unit_price}, the slot allows {ceiling}"
                return Decision(refuse(request, reason), level=level)
            placed = _place(request, (line,), situation, till)
            return Decision(placed.answer, placed.changes, level)


def _above(price: Money, ceiling: Money) -> bool:
    """A ceiling in another currency cannot be compared, so nothing is bought under it."""
    return price.currency != ceiling.currency or ceiling < price


def _place(
    request: PlaceOrder | PressSlot | ReportLevel,
    lines: tuple[LineRequest, ...],
    situation: Situation,
    till: _Till,
) -> Decision:
    for line in lines:
        if (objection := _objection(line, situation.offers.get(line.product_id))) is not None:
            return _refused(request, objection)
    bought = tuple(_bought(line, situation.offers[line.product_id]) for line in lines)
    order = Order(
        order_id=till.ids.order(),
        state="placed",
        origin=_origin(request),
        device_id=request.device_id,
        lines=bought,
        total=total(bought),
        placed_at=till.now,
        cancel_until=till.now + till.rules.cancel_window,
        delivery=max(
            promise(till.now, situation.offers[line.product_id].seller, till.rules.zone)
            for line in lines
        ),
        slot=None if isinstance(request, PlaceOrder) else request.slot,
    )
    change = opened(order, till.rules.zone, till.ids.event())
    return Decision(Answer(request_id=request.request_id, status="placed", order=order), (change,))


def _origin(request: PlaceOrder | PressSlot | ReportLevel) -> Origin:
    match request:
        case PlaceOrder():
            return request.origin
        case PressSlot():
            return "press"
        case ReportLevel():
            return "level"
    assert_never(request)


def _objection(line: LineRequest, offer: Offer | None) -> str | None:
    if offer is None:
        return f"unknown_product: {line.product_id} is not sold"
    told = line.told_unit_price
    if told is None:
        return None
    if told.currency != offer.unit_price.currency:
        return f"other_currency: {line.product_id} costs {offer.unit_price}, not {told}"
    if told < offer.unit_price:
        return f"price_changed: {line.product_id} now costs {offer.unit_price}, not {told}"
    return None


def _bought(line: LineRequest, offer: Offer) -> OrderLine:
    return OrderLine(
        product_id=line.product_id,
        names=offer.names,
        quantity=line.quantity,
        unit_price=offer.unit_price,
    )


def total(lines: tuple[OrderLine, ...]) -> Money:
    """What the lines, at least one and all in one currency, cost together."""
    first, *others = (line.unit_price * line.quantity for line in lines)
    return sum(others, start=first)


def _cancel(request: CancelOrder, order: Order | None, till: _Till) -> Decision:
    answer_id = request.request_id
    if order is None or order.state == "cancelled":
        return Decision(Answer(request_id=answer_id, status="nothing_to_cancel", order=order))
    if order.state != "placed" or till.now > order.cancel_until:
        return Decision(Answer(request_id=answer_id, status="too_late", order=order))
    change = advance(order, "OrderCancelled", till.rules.zone, till.now, till.ids.event())
    answer = Answer(request_id=answer_id, status="cancelled", order=change.event.order)
    return Decision(answer, (change,))
