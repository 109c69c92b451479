"""What the owner decides: which devices may ask, what slots stand for, stock, code and child lock."""

from assistant.core.messages import (
    DeregisterDevice,
    DeviceEvent,
    RegisterDevice,
    SetCode,
    SetLock,
    SetSlot,
    SetStock,
)
from assistant.core.money import Money
from assistant.store.household import code as household_code
from assistant.store.household.replenish import Slot
from assistant.store.market.offers import Offer
from assistant.store.market.shipping import ShippedLine, shipping_by_seller
from assistant.store.orders.decision import (
    CHILD_LOCK,
    CODE,
    GUESSES,
    Decision,
    DeviceKept,
    RuleKept,
    Situation,
    SlotDropped,
    SlotKept,
    StockCounted,
    Till,
    answered,
    refused,
)
from assistant.store.orders.holding import NO_CODE, agreed
from assistant.store.orders.placing import tried


def register(request: RegisterDevice, till: Till) -> Decision:
    """Let a device in, or give it another role."""
    event = DeviceEvent(
        event_id=till.ids.event(),
        event="DeviceRegistered",
        at=till.now,
        device_id=request.subject,
    )
    return answered(request, "done", DeviceKept(request.subject, request.role), event)


def deregister(request: DeregisterDevice, till: Till) -> Decision:
    """Shut a device out; the owner cannot be shut out so."""
    if request.subject == request.device_id:
        return refused(request, "not_possible: you would shut yourself out")
    event = DeviceEvent(
        event_id=till.ids.event(),
        event="DeviceDeregistered",
        at=till.now,
        device_id=request.subject,
    )
    gone = DeviceKept(request.subject, None)
    return answered(request, "done", SlotDropped(request.subject), gone, event)


def set_slot(request: SetSlot, situation: Situation, till: Till) -> Decision:
    """Say what a slot stands for; the price of now is what is agreed to."""
    event = DeviceEvent(
        event_id=till.ids.event(),
        event="SubscriptionChanged",
        at=till.now,
        device_id=request.subject,
        slot=request.slot,
        product_id=request.product_id,
    )
    if request.product_id is None:
        if situation.slot is None:
            return refused(request, f"unknown_slot: {request.subject} has no slot {request.slot}")
        return answered(request, "done", SlotDropped(request.subject, request.slot), event)
    offer = situation.offer(request.product_id)
    if offer is None:
        return refused(request, f"unknown_product: {request.product_id} is not sold")
    if request.ceiling is not None and request.ceiling.currency != offer.unit_price.currency:
        return refused(request, f"other_currency: it is sold in {offer.unit_price.currency}")
    slot = Slot(
        device_id=request.subject,
        slot=request.slot,
        product_id=request.product_id,
        quantity=request.quantity,
        threshold_fraction=request.threshold_fraction,
        ceiling=request.ceiling,
        agreed=agreed(offer, request.quantity, _shipping(offer, request.quantity)),
        ahead_days=request.ahead_days,
    )
    return answered(request, "done", SlotKept(slot), event)


def _shipping(offer: Offer, quantity: int) -> Money | None:
    price = offer.unit_price_for(quantity)
    line = ShippedLine(offer.seller.id, quantity, price, offer.shipping)
    return shipping_by_seller([line]).get(offer.seller.id)


def set_stock(request: SetStock, situation: Situation) -> Decision:
    """Count what can be ordered of a product; a seller counts only its own."""
    seller_id = request.device_id if situation.role == "seller" else request.seller_id
    if (request.product_id, seller_id) not in situation.offers:
        if situation.role == "seller":
            return refused(request, f"not_yours: {request.device_id} does not sell this")
        seller = f" by {seller_id}" if seller_id else ""
        return refused(request, f"unknown_product: {request.product_id} is not sold{seller}")
    counted = StockCounted(request.product_id, seller_id or "", request.available)
    return answered(request, "done", counted)


def set_code(request: SetCode) -> Decision:
    """Give the household a code, or take it away; wrong guesses are forgiven."""
    salt = f"{request.device_id}/{request.request_id}"
    sealed = None if request.code is None else household_code.seal(request.code, salt)
    return answered(request, "done", RuleKept(CODE, sealed), RuleKept(GUESSES, None))


def set_lock(request: SetLock, situation: Situation, till: Till) -> Decision:
    """Anybody may lock; only the owner or who knows the code unlocks."""
    if request.on:
        alone = None if CODE in situation.rules else f"code_needed: {NO_CODE}; the owner unlocks"
        return answered(request, "done", RuleKept(CHILD_LOCK, "on"), reason=alone)
    if situation.role == "owner" or CHILD_LOCK not in situation.rules:
        return answered(request, "done", RuleKept(CHILD_LOCK, None))
    problem, effects = tried(request.code, situation, till)
    if problem is not None:
        return refused(request, problem, *effects)
    return answered(request, "done", RuleKept(CHILD_LOCK, None), *effects)
