"""Placing an order, or holding it until the household has said a word: pure decisions."""

from dataclasses import replace
from typing import assert_never

import msgspec

from assistant.core.messages import (
    ConfirmOrder,
    LineRequest,
    Order,
    OrderEventName,
    Origin,
    PlaceOrder,
    PressSlot,
    ReportLevel,
    RunOut,
)
from assistant.core.money import Money
from assistant.store.delivery.fulfilment import Change, advance, opened
from assistant.store.household import code as household_code
from assistant.store.household.limits import too_many
from assistant.store.household.replenish import Enough, OnItsWay, is_latest, need
from assistant.store.orders import changes as order_changes
from assistant.store.orders import holding
from assistant.store.orders.basket import Basket, priced
from assistant.store.orders.decision import (
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


def replenish(
    request: PressSlot | ReportLevel | RunOut, situation: Situation, till: Till
) -> Decision:
    """What a press, level or estimate leads to: one order for a slot until it has come.

    One that is long overdue is given up, so that a lost parcel leaves nobody without.
    """
    slot = situation.slot
    if slot is None:
        return refused(request, f"unknown_slot: {_whose(request)} has no slot {request.slot}")
    level: tuple[Effect, ...] = ()
    if isinstance(request, ReportLevel) and is_latest(slot, request):
        level = (request,)
    lost: tuple[Change, ...] = ()
    if (overdue := situation.overdue) is not None:
        given_up = advance(overdue, "GivenUp", till.rules.zone, till.now, till.ids.event())
        lost = (replace(given_up, due_at=None),)
    match need(slot, request, situation.running):
        case Enough():
            return answered(request, "noted", *level)
        case OnItsWay(order):
            return answered(request, "in_progress", *level, order=order)
        case LineRequest() as line:
            decision = place(request, (line,), situation, till)
            lost = lost if decision.answer.order is not None else ()
            return Decision(decision.answer, (*lost, *decision.effects, *level))


def place(
    request: PlaceOrder | PressSlot | ReportLevel | RunOut,
    lines: tuple[LineRequest, ...],
    situation: Situation,
    till: Till,
) -> Decision:
    """Buy these products now, or hold the order where something is not as it was agreed."""
    test = isinstance(request, PressSlot) and request.test
    instead_of = request.instead_of if isinstance(request, PlaceOrder) else None
    kept = order_changes.why_not_replaced(instead_of, situation, till)
    if kept is not None:
        return answered(request, "refused", order=situation.replaced, reason=kept)
    if (problem := _impossible(lines, situation, till, test=test)) is not None:
        return refused(request, problem)
    order = _new(request, priced(lines, situation), till, test=test)
    told = request.told_shipping if isinstance(request, PlaceOrder) else None
    why = None if test else _why_held(lines, order, told, situation, till)
    if why is not None:
        order = msgspec.structs.replace(order, state="held", held_because=why)
        return answered(request, "held", _opened(order, till), order=order, reason=why)
    if test:
        return answered(request, "test_placed", _opened(order, till), order=order)
    gone = order_changes.replaced(situation, till)  # an event before that of what takes its place
    change = replace(_opened(order, till), takes=holding.taken(lines, situation))
    agreed = _agreed(lines[0], order, situation)
    return answered(request, "placed", *gone, change, *agreed, order=order)


def _opened(order: Order, till: Till) -> Change:
    return opened(order, till.rules.zone, till.ids.event())


def _new(
    request: PlaceOrder | PressSlot | ReportLevel | RunOut,
    basket: Basket,
    till: Till,
    *,
    test: bool,
) -> Order:
    return Order(
        order_id=till.ids.order(),
        state="placed",
        origin=_origin(request),
        device_id=_whose(request),
        lines=basket.lines,
        total=basket.total,
        placed_at=till.now,
        cancel_until=till.now + till.rules.cancel_window,
        delivery=basket.delivery,
        slot=None if isinstance(request, PlaceOrder) else request.slot,
        test=test,
        shipping=basket.shipping,
        shipping_by=basket.shipping_by,
        promised=basket.promised,
        deliver_by=request.deliver_by if isinstance(request, PlaceOrder) else None,
        instead_of=request.instead_of if isinstance(request, PlaceOrder) else None,
    )


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
    kept = order_changes.why_not_replaced(order.instead_of, situation, till, confirmed=True)
    if kept is not None:
        return refused(request, kept, *effects)
    lines = tuple(
        LineRequest(
            product_id=line.product_id,
            quantity=line.quantity,
            told_unit_price=line.unit_price,
            seller_id=line.seller_id or None,
        )
        for line in order.lines
    )
    if (problem := _impossible(lines, situation, till, test=False)) is not None:
        return refused(request, problem, *effects)
    basket = priced(lines, situation)
    now = msgspec.structs.replace(
        order,
        lines=basket.lines,
        total=basket.total,
        delivery=basket.delivery,
        shipping=basket.shipping,
        shipping_by=basket.shipping_by,
        promised=basket.promised,
    )
    if (dearer := _dearer_than_held(lines, order, now, situation)) is not None:
        # That was not what was confirmed. What wanted the code still does.
        wants_code = holding.wants_code(order.held_because)
        now = msgspec.structs.replace(
            now, held_because=order.held_because if wants_code else dearer
        )
        change = _happened(order, now, "OrderHeld", till)
        return answered(request, "held", change, *effects, order=now, reason=dearer)
    gone = order_changes.replaced(situation, till)
    now = msgspec.structs.replace(now, cancel_until=till.now + till.rules.cancel_window)
    change = _happened(order, now, "OrderPlaced", till)
    change = replace(change, takes=holding.taken(lines, situation))
    agreed = _agreed(lines[0], now, situation)
    return answered(request, "placed", *gone, change, *agreed, *effects, order=change.event.order)


def _dearer_than_held(
    lines: tuple[LineRequest, ...], held: Order, now: Order, situation: Situation
) -> str | None:
    nothing = Money(0, now.total.currency)
    later = held.delivery < now.delivery
    return (
        _dearer(lines, situation)
        or holding.why_sent_dearer(held.shipping or nothing, now.shipping)
        or (holding.why_late(now.deliver_by, now.delivery) if later else None)
    )


def _happened(before: Order, now: Order, event: OrderEventName, till: Till) -> Change:
    """A held order goes on with other prices than before."""
    change = advance(now, event, till.rules.zone, till.now, till.ids.event())
    return replace(change, before=before)


def tried(
    code: str | None, situation: Situation, till: Till
) -> tuple[str | None, tuple[Effect, ...]]:
    """Whether the household's code was said: what is wrong (None: nothing) and what to keep."""
    sealed = situation.rules.get(CODE)
    if sealed is None:
        return f"code_needed: {holding.NO_CODE}; the owner can confirm, or set one", ()
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
    currencies: set[str] = set()
    for line in lines:
        offer = situation.offer(line)
        if offer is None:
            seller = f" by {line.seller_id}" if line.seller_id else ""
            return f"unknown_product: {line.product_id} is not sold{seller}"
        told = line.told_unit_price
        if told is not None and told.currency != offer.unit_price.currency:
            return f"other_currency: {line.product_id} costs {offer.unit_price}, not {told}"
        if line.quantity < offer.minimum:
            return f"too_few: {offer.seller.id} sells at least {offer.minimum} of {line.product_id}"
        currencies.add(offer.unit_price.currency)
    if len(currencies) > 1:
        return f"other_currency: one order is paid in one of {', '.join(sorted(currencies))}"
    if test:
        return None
    many = too_many(till.rules.limits, situation.device_spent, situation.house_spent)
    return many or holding.out_of_stock(lines, situation)


def _why_held(
    lines: tuple[LineRequest, ...],
    order: Order,
    told_shipping: Money | None,
    situation: Situation,
    till: Till,
) -> str | None:
    """What wants the code comes first, so that it is never given for less."""
    locked = holding.why_locked(order.total, situation, till.rules.limits)
    if locked is not None:
        return locked
    if (unwanted := holding.why_unwanted(unwanted=situation.unwanted)) is not None:
        return unwanted
    if (dear := holding.why_over_budget(order.total, situation.budget_left)) is not None:
        return dear
    slot = situation.slot
    if slot is not None and (offer := situation.offer(slot.product_id)) is not None:
        if (other := holding.why_other(slot, offer)) is not None:
            return other
        if slot.agreed is not None:
            told_shipping = slot.agreed.shipping or Money(0, order.total.currency)
    return (
        _dearer(lines, situation)
        or holding.why_sent_dearer(told_shipping, order.shipping)
        or holding.why_late(order.deliver_by, order.delivery)
    )


def _dearer(lines: tuple[LineRequest, ...], situation: Situation) -> str | None:
    dearer = (
        holding.why_dearer(line, offer)
        for line in lines
        if (offer := situation.offer(line)) is not None
    )
    return next((why for why in dearer if why is not None), None)


def _agreed(line: LineRequest, order: Order, situation: Situation) -> tuple[SlotAgreed, ...]:
    """What a slot's order has settled for the next ones."""
    slot, offer = situation.slot, situation.offer(line)
    if slot is None or offer is None or order.slot is None:
        return ()
    agreed = holding.agreed(offer, line.quantity, order.shipping)
    return () if agreed == slot.agreed else (SlotAgreed(slot.device_id, slot.slot, agreed),)


def _whose(request: PlaceOrder | PressSlot | ReportLevel | RunOut) -> str:
    return request.subject if isinstance(request, RunOut) else request.device_id


def _origin(request: PlaceOrder | PressSlot | ReportLevel | RunOut) -> Origin:
    match request:
        case PlaceOrder():
            return request.origin
        case PressSlot():
            return "press"
        case ReportLevel():
            return "level"
        case RunOut():
            return "estimate"
    assert_never(request)
