"""The life of an order, and the simulated courier that moves it on.

    held ──▶ placed ──▶ confirmed ──▶ packed ──▶ shipped ──▶ delivered ──▶ returned ──▶ refunded
      └────────┴──▶ cancelled

Held, it waits for a word of the household. Placed, it can be cancelled; when the window is over it
is the seller's. A packed order of several sellers ships in several parcels. Sellers that tell of
their own progress (`MoveOrder`) take the order out of the courier's hands, and so does the household
that tells what has come and what has not (`TellArrival`). What they have told nothing more of for
long after its day is given up once its slot is asked for again; it stays open, and can still come.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

import msgspec

from assistant.core.messages import Order, OrderEvent, OrderEventName, OrderLine, OrderState
from assistant.store.delivery.days import arrival

TRANSITIONS: Mapping[tuple[OrderState, OrderEventName], OrderState] = {
    ("held", "OrderHeld"): "held",  # its price has changed again
    ("held", "OrderPlaced"): "placed",
    ("held", "OrderCancelled"): "cancelled",
    ("placed", "OrderCancelled"): "cancelled",
    ("placed", "OrderConfirmed"): "confirmed",
    ("confirmed", "OrderPacked"): "packed",
    ("confirmed", "ItemShipped"): "shipped",
    ("packed", "ItemShipped"): "shipped",
    ("shipped", "Delivered"): "delivered",
    ("shipped", "Received"): "delivered",
    ("delivered", "Received"): "delivered",  # on another day than was believed
    ("delivered", "NotReceived"): "shipped",
    ("confirmed", "GivenUp"): "confirmed",
    ("packed", "GivenUp"): "packed",
    ("shipped", "GivenUp"): "shipped",
    ("delivered", "OrderReturned"): "returned",
    ("returned", "OrderRefunded"): "refunded",
}
MOVES: frozenset[OrderEventName] = frozenset(
    {"OrderConfirmed", "OrderPacked", "ItemShipped", "Delivered"}
)
"""What brings an order nearer: its seller's doing, or the courier's."""
_ARRIVALS: frozenset[OrderEventName] = frozenset({"Delivered", "Received"})
OPEN: frozenset[OrderState] = frozenset({"held", "placed", "confirmed", "packed", "shipped"})
"""An order that has neither come nor been cancelled."""

HELD_FOR = timedelta(days=7)
"""An order that nobody confirmed in this time is cancelled."""
GIVEN_UP_AFTER = timedelta(days=7)
"""An order that is so much later than promised has been lost, or has come and nobody told."""
PACKED_AFTER, PARCEL_AFTER, REFUNDED_AFTER = (
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(days=1),
)
TEST_PACE = timedelta(seconds=10)
"""A test order goes its way at this pace, so that its owner sees every notification."""

Parcel = Mapping[str, int]
"""How many of which product."""


@dataclass(frozen=True, slots=True)
class Ids:
    """Where new ids come from."""

    order: Callable[[], str]
    event: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Taken:
    """So many of a product are reserved, out of what was counted for a seller (empty: for all)."""

    product_id: str
    seller_id: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened to an order, and when the order has to be looked at again."""

    event: OrderEvent
    due_at: datetime | None
    before: Order | None = None
    """The order as it was; None where it is new."""
    takes: tuple[Taken, ...] = ()
    """What it takes out of stock, of products that are counted."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One line of an order's history."""

    event_id: str
    event: OrderEventName
    at: datetime
    cause: str
    """`device/request` that asked for it, or `courier`."""


COURIER = "courier"
"""What causes the steps of an order that nobody tells of."""


def opened(order: Order, zone: tzinfo | None, event_id: str) -> Change:
    """A new order, placed or held."""
    name: OrderEventName = "OrderHeld" if order.state == "held" else "OrderPlaced"
    event = OrderEvent(event_id=event_id, event=name, at=order.placed_at, order=order)
    return Change(event, due_at(order, zone, order.placed_at))


def advance(
    order: Order,
    event: OrderEventName,
    zone: tzinfo | None,
    now: datetime,
    event_id: str,
    *,
    parcel: Parcel | None = None,
    came: date | None = None,
) -> Change:
    """What `event` makes of `order`.

    Args:
        order: as it is.
        event: what happens to it.
        zone: the household's; None is the machine's own.
        now: when it happens, UTC.
        event_id: names it.
        parcel: what is in the parcel of an `ItemShipped`; None is everything that is left.
        came: the day of an arrival; None is today.

    Raises:
        ValueError: its state does not allow the event, or there is not so much left to ship.
    """
    state = TRANSITIONS.get((order.state, event))
    if order.test and event == "OrderCancelled" and order.state in OPEN:
        state = "cancelled"  # there are no goods to call back
    if state is None:
        raise ValueError(f"{event} cannot happen to order {order.order_id}: it is {order.state}")
    lines = shipped(order, parcel) if event == "ItemShipped" else order.lines
    if event == "ItemShipped" and any(line.shipped < line.quantity for line in lines):
        state = "packed"
    if event in _ARRIVALS:
        came = came or now.astimezone(zone).date()
    else:
        came = None if event == "NotReceived" else order.came
    changed = msgspec.structs.replace(
        order,
        state=state,
        lines=lines,
        came=came,
        given_up=order.given_up or event == "GivenUp",
    )
    happened = OrderEvent(event_id=event_id, event=event, at=now, order=changed)
    return Change(happened, due_at(changed, zone, now), order)


def long_overdue(order: Order, today: date) -> bool:
    """Whether an order is so late that its slot may order anew."""
    on_its_way = (order.state, "GivenUp") in TRANSITIONS and not order.test
    return on_its_way and order.delivery + GIVEN_UP_AFTER < today


def shipped(order: Order, parcel: Parcel | None) -> tuple[OrderLine, ...]:
    """The order's lines after a parcel went out; `ValueError` where it holds what is not left."""
    left = {line.product_id: 0 for line in order.lines}
    for line in order.lines:
        left[line.product_id] += line.quantity - line.shipped
    parcel = left if parcel is None else parcel
    if wrong := sorted(name for name, count in parcel.items() if count > left.get(name, 0)):
        raise ValueError(f"order {order.order_id} has not so much of {wrong[0]} left to ship")
    todo, lines = dict(parcel), []
    for line in order.lines:
        more = min(todo.get(line.product_id, 0), line.quantity - line.shipped)
        todo[line.product_id] = todo.get(line.product_id, 0) - more
        lines.append(msgspec.structs.replace(line, shipped=line.shipped + more))
    return tuple(lines)


def due_at(order: Order, zone: tzinfo | None, since: datetime) -> datetime | None:
    """When the courier looks at the order again, in its state `since`; None where it has ended."""
    if order.test:
        return since + TEST_PACE if order.state in OPEN else None
    comes = max(arrival(order.delivery, zone), since)
    match order.state:
        case "held":
            return since + HELD_FOR
        case "placed":
            return order.cancel_until
        case "confirmed":
            return min(since + PACKED_AFTER, comes)
        case "packed":
            return min(since + PARCEL_AFTER, comes)
        case "shipped":
            return comes
        case "returned":
            return since + REFUNDED_AFTER
        case _:
            return None


_BY_ITSELF: Mapping[OrderState, OrderEventName] = {
    "held": "OrderCancelled",
    "placed": "OrderConfirmed",
    "confirmed": "OrderPacked",
    "packed": "ItemShipped",
    "shipped": "Delivered",
    "returned": "OrderRefunded",
}


def step(order: Order, zone: tzinfo | None, now: datetime, ids: Ids) -> Change | None:
    """What the courier does with an order that is due; None where it has ended."""
    event = _BY_ITSELF.get(order.state)
    if event is None:
        return None
    parcel = _next_parcel(order) if event == "ItemShipped" else None
    return advance(order, event, zone, now, ids.event(), parcel=parcel, came=order.delivery)


def _next_parcel(order: Order) -> Parcel:
    """What the first seller that has not sent its goods yet sends now."""
    waiting = [line for line in order.lines if line.shipped < line.quantity]
    goods = [line for line in waiting if line.seller_id == waiting[0].seller_id]
    parcel = {line.product_id: 0 for line in goods}
    for line in goods:
        parcel[line.product_id] += line.quantity - line.shipped
    return parcel
