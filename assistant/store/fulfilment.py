"""The life of an order: placed → shipped → delivered, or cancelled while it is still placed.

Until sellers report their own progress, an order ships when it can no longer be cancelled and is
delivered in the evening of the promised day.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Literal

import msgspec

from assistant.core.messages import Order, OrderEvent, OrderState
from assistant.store.delivery import arrival

EventName = Literal["OrderPlaced", "OrderCancelled", "ItemShipped", "Delivered"]

TRANSITIONS: Mapping[tuple[OrderState, EventName], OrderState] = {
    ("placed", "OrderCancelled"): "cancelled",
    ("placed", "ItemShipped"): "shipped",
    ("shipped", "Delivered"): "delivered",
}


@dataclass(frozen=True, slots=True)
class Ids:
    """Where new ids come from."""

    order: Callable[[], str]
    event: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened to an order, and when the order has to be looked at again."""

    event: OrderEvent
    due_at: datetime | None


def opened(order: Order, zone: tzinfo | None, event_id: str) -> Change:
    """A new order."""
    event = OrderEvent(event_id=event_id, event="OrderPlaced", at=order.placed_at, order=order)
    return Change(event, due_at(order, zone))


def advance(
    order: Order, event: EventName, zone: tzinfo | None, now: datetime, event_id: str
) -> Change:
    """What `event` makes of `order`; `ValueError` where its state does not allow it."""
    state = TRANSITIONS.get((order.state, event))
    if state is None:
        raise ValueError(f"{event} cannot happen to order {order.order_id}: it is {order.state}")
    changed = msgspec.structs.replace(order, state=state)
    happened = OrderEvent(event_id=event_id, event=event, at=now, order=changed)
    return Change(happened, due_at(changed, zone))


def due_at(order: Order, zone: tzinfo | None) -> datetime | None:
    """When the order moves on by itself; None where it has ended."""
    if order.state == "placed":
        return order.cancel_until
    if order.state == "shipped":
        return max(arrival(order.delivery, zone), order.cancel_until)
    return None


def step(order: Order, zone: tzinfo | None, now: datetime, ids: Ids) -> Change | None:
    """The order's next step, if it is due: shipped when the window to cancel is over, then here."""
    due = due_at(order, zone)
    if due is None or now <= due:
        return None
    event: EventName = "ItemShipped" if order.state == "placed" else "Delivered"
    return advance(order, event, zone, now, ids.event())
