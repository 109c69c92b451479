"""Placing an order, or holding it until the household has said a word: pure decisions."""

from dataclasses import replace
from datetime import date
from typing import assert_never

import msgspec

from assistant.core.messages import (
    ConfirmOrder,
    LineRequest,
    Order,
    OrderLine,
    Origin,
    PlaceOrder,
    PressSlot,
    ReportLevel,
)
from assistant.core.money import Money
from assistant.store import holding, household_code
from assistant.store.decision import (
    CODE,
    GUESSES,
    Decision,
    Effect,
    RuleKept,
    Situation,
    SlotAgreed,
    Till,
    answered,
    refused,
)
from assistant.store.delivery import promise
from assistant.store.fulfilment import Change, EventName, advance, opened
from assistant.store.limits import too_many
from assistant.store.offers import Offer
from assistant.store.replenish import Enough, OnItsWay, Slot, is_latest, need


def replenish(request: PressSlot | ReportLevel, situation: Situation, till: Till) -> Decision:
    """What a press or a level leads to: one order for a slot until it has come."""
    slot = situation.slot
    if slot is None:
        return refused(request, f"unknown_slot: {request.device_id} has no slot {request.slot}")
    level: tuple[Effect, ...] = ()
    if isinstance(request, ReportLevel) and is_latest(slot, request):
        level = (request,)
    match need(slot, request, situation.running):
        case Enough():
            return answered(request, "noted", *level)
        case OnItsWay(order):
            return answered(request, "in_progress", *level, order=order)
        case LineRequest() as line:
            decision = place(request, (line,), situation, till)
            return Decision(decision.answer, decision.effects + level)


def place(
    request: PlaceOrder | PressSlot | ReportLevel,
    lines: tuple[LineRequest, ...],
    situation: Situation,
    till: Till,
) -> Decision:
    """Buy these products now, or hold the order where something is not as it was agreed."""
    test = isinstance(request, PressSlot) and request.test
    if (problem := _impossible(lines, situation, till, test=test)) is not None:
        return refused(request, problem)
    bought = _bought(lines, situation)
    price = total(bought)
    why = None if test else _why_held(lines, price, situation, till)
    order = Order(
        order_id=till.ids.order(),
        state="held" if why else "placed",
        origin=_origin(request),
        device_id=request.device_id,
        lines=bought,
        total=price,
        placed_at=till.now,
        cancel_until=till.now + till.rules.cancel_window,
        delivery=_comes(bought, situation, till),
        slot=None if isinstance(request, PlaceOrder) else request.slot,
        test=test,
        held_because=why,
    )
    change = opened(order, till.rules.zone, till.ids.event())
    if why:
        return answered(request, "held", change, order=order, reason=why)
    if test:
        return answered(request, "test_placed", change, order=order)
    agreed = _agreed(order, situation.slot, situation)
    return answered(request, "placed", change, *agreed, order=order)


def confirm(request: ConfirmOrder, situation: Situation, till: Till) -> Decision:
    """Place an order that was held, at the prices of now."""
    order = situation.order
    if order is None or order.state != "held":
        waits = "no order waits" if order is None else f"{order.order_id} is {order.state}"
        return refused(request, f"nothing_held: {waits}")
    effects: tuple[Effect, ...] = ()
    if holding.wants_code(order.held_because) and situation.role != "owner":
        problem, effects = tried(request.code, situation, till)
        if problem is not None:
            return refused(request, problem, *effects)
    lines = tuple(
        LineRequest(
            product_id=line.product_id, quantity=line.quantity, told_unit_price=line.unit_price
        )
        for line in order.lines
    )
    if (problem := _impossible(lines, situation, till, test=False)) is not None:
        return refused(request, problem, *effects)
    bought = _bought(lines, situation)
    if (dearer := _dearer(lines, situation)) is not None:
        # That was not what was confirmed. What wanted the code still does.
        wants_code = holding.wants_code(order.held_because)
        now = msgspec.structs.replace(
            order,
            lines=bought,
            total=total(bought),
            held_because=order.held_because if wants_code else dearer,
        )
        change = _happened(order, now, "OrderHeld", till)
        return answered(request, "held", change, *effects, order=now, reason=dearer)
    now = msgspec.structs.replace(
        order,
        lines=bought,
        total=total(bought),
        cancel_until=till.now + till.rules.cancel_window,
        delivery=_comes(bought, situation, till),
    )
    change = _happened(order, now, "OrderPlaced", till)
    agreed = _agreed(now, situation.slot, situation)
    return answered(request, "placed", change, *agreed, *effects, order=change.event.order)


def _happened(before: Order, now: Order, event: EventName, till: Till) -> Change:
    """A held order goes on with other prices than before."""
    change = advance(now, event, till.rules.zone, till.now, till.ids.event())
    return replace(change, before=before)


def tried(
    code: str | None, situation: Situation, till: Till
) -> tuple[str | None, tuple[Effect, ...]]:
    """Whether the household's code was said: what is wrong (None: nothing) and what to keep."""
    sealed = situation.rules.get(CODE)
    if sealed is None:
        return "code_needed: no code is set; the owner can confirm, or set one", ()
    if code is None:
        return "code_needed: say the household's code", ()
    guesses = household_code.Guesses.read(situation.rules.get(GUESSES))
    if guesses is not None and guesses.shut(till.now):
        return "code_shut: too many wrong codes; try again in a quarter of an hour", ()
    if household_code.opens(code, sealed):
        return None, (() if guesses is None else (RuleKept(GUESSES, None),))
    one_more = household_code.Guesses.one_more(guesses, till.now)
    return "wrong_code: that is not the household's code", (RuleKept(GUESSES, one_more.kept()),)


def _impossible(
    lines: tuple[LineRequest, ...], situation: Situation, till: Till, *, test: bool
) -> str | None:
    for line in lines:
        offer = situation.offers.get(line.product_id)
        if offer is None:
            return f"unknown_product: {line.product_id} is not sold"
        told = line.told_unit_price
        if told is not None and told.currency != offer.unit_price.currency:
            return f"other_currency: {line.product_id} costs {offer.unit_price}, not {told}"
    if test:
        return None
    many = too_many(till.rules.limits, situation.device_spent, situation.house_spent)
    return many or holding.out_of_stock(lines, situation)


def _why_held(
    lines: tuple[LineRequest, ...], price: Money, situation: Situation, till: Till
) -> str | None:
    """What wants the code comes first, so that it is never given for less."""
    locked = holding.why_locked(price, situation, till.rules.limits)
    if locked is not None:
        return locked
    slot = situation.slot
    if slot is not None and (other := holding.why_other(slot, situation.offers[slot.product_id])):
        return other
    return _dearer(lines, situation)


def _dearer(lines: tuple[LineRequest, ...], situation: Situation) -> str | None:
    dearer = (holding.why_dearer(line, situation.offers[line.product_id]) for line in lines)
    return next((why for why in dearer if why is not None), None)


def _agreed(order: Order, slot: Slot | None, situation: Situation) -> tuple[SlotAgreed, ...]:
    """What a slot's order has settled for the next ones."""
    if slot is None or order.slot is None:
        return ()
    offer = holding.agreed(situation.offers[slot.product_id])
    return () if offer == slot.agreed else (SlotAgreed(slot.device_id, slot.slot, offer),)


def _bought(lines: tuple[LineRequest, ...], situation: Situation) -> tuple[OrderLine, ...]:
    return tuple(_line(line, situation.offers[line.product_id]) for line in lines)


def _line(line: LineRequest, offer: Offer) -> OrderLine:
    return OrderLine(
        product_id=line.product_id,
        names=offer.names,
        quantity=line.quantity,
        unit_price=offer.unit_price,
        seller_id=offer.seller.id,
    )


def _comes(lines: tuple[OrderLine, ...], situation: Situation, till: Till) -> date:
    sellers = {line.seller_id: situation.offers[line.product_id].seller for line in lines}
    return max(promise(till.now, seller, till.rules.zone) for seller in sellers.values())


def total(lines: tuple[OrderLine, ...]) -> Money:
    """What the lines, at least one and all in one currency, cost together."""
    first, *others = (line.unit_price * line.quantity for line in lines)
    return sum(others, start=first)


def _origin(request: PlaceOrder | PressSlot | ReportLevel) -> Origin:
    match request:
        case PlaceOrder():
            return request.origin
        case PressSlot():
            return "press"
        case ReportLevel():
            return "level"
    assert_never(request)
