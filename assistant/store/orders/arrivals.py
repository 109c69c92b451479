"""What the household tells of an order: that it has come, and when, or that it has not."""

from collections.abc import Mapping

import msgspec

from assistant.core.messages import Order, OrderEventName, OrderState, TellArrival
from assistant.store.delivery.fulfilment import Change, advance
from assistant.store.orders.decision import Decision, Situation, Till, answered, refused

_ON_ITS_WAY: Mapping[OrderState, tuple[OrderEventName, ...]] = {
    "placed": ("OrderConfirmed", "ItemShipped"),
    "confirmed": ("ItemShipped",),
    "packed": ("ItemShipped",),
    "shipped": (),
}
"""What must have happened before it came, though nobody has told: its seller is paid with that."""


def told(request: TellArrival, situation: Situation, till: Till) -> Decision:
    """Keep what the household says of an order; the courier then leaves it alone."""
    order = situation.order
    if order is None:
        return refused(request, f"unknown_order: there is no order {request.order_id}")
    if order.test or order.state not in {*_ON_ITS_WAY, "delivered"}:
        return refused(request, f"not_possible: {order.order_id} is {order.state}")
    if request.came is None:
        return _not_come(request, order, situation, till)
    zone = till.rules.zone
    if order.state == "placed" and till.now <= order.cancel_until:
        return refused(request, f"too_early: {order.order_id} can still be cancelled")
    first, today = order.placed_at.astimezone(zone).date(), till.now.astimezone(zone).date()
    if not first <= request.came <= today:
        return refused(
            request, f"not_possible: {order.order_id} was ordered on {first}, today is {today}"
        )
    changes: list[Change] = []
    for event in (*_ON_ITS_WAY.get(order.state, ()), "Received"):
        id_ = till.ids.event()
        change = advance(order, event, zone, till.now, id_, came=request.came)
        changes.append(Change(change.event, None, order))
        order = change.event.order
    return answered(request, "done", *changes, order=order)


def _not_come(request: TellArrival, order: Order, situation: Situation, till: Till) -> Decision:
    """Whoever has told that it came was mistaken; it is on its way until it is told of again.

    Before its day it is in the courier's hands again, if it was there. Its slot has perhaps ordered
    anew since: that is the one order that keeps the slot now.
    """
    if order.state != "delivered":
        return answered(request, "done", order=order)
    zone, given_up = till.rules.zone, order.given_up or situation.running is not None
    missing = msgspec.structs.replace(order, given_up=given_up)
    change = advance(missing, "NotReceived", zone, till.now, till.ids.event())
    early = situation.by_courier and till.now.astimezone(zone).date() < order.delivery
    again = Change(change.event, change.due_at if early else None, order)
    return answered(request, "done", again, order=change.event.order)
