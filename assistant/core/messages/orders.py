"""An order as its customer sees it, the answer to a request, and what happens to an order."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from assistant.core.messages.wire import Count, Id, Message, Moment, Names, Text
from assistant.core.money import Money

OrderState = Literal[
    "held",  # waits for a word of the household; nothing is reserved or paid
    "placed",  # can be cancelled
    "confirmed",  # the seller has it
    "packed",  # and perhaps a part of it is on its way
    "shipped",
    "delivered",
    "returned",
    "refunded",
    "cancelled",
]
Origin = Literal["voice", "text", "press", "level", "estimate"]


class OrderLine(msgspec.Struct, frozen=True, kw_only=True):
    """One product of an order, at the price it was bought for."""

    product_id: Id
    names: Names
    quantity: Count
    unit_price: Money
    seller_id: Annotated[str, Meta(max_length=64)] = ""
    shipped: Annotated[int, Meta(ge=0, le=999)] = 0
    """How many of them are on their way or here."""


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """An order as its customer sees it."""

    order_id: Id
    state: OrderState
    origin: Origin
    device_id: Id
    lines: tuple[OrderLine, ...]
    total: Money
    """Goods and shipping."""
    placed_at: Moment
    cancel_until: Moment
    delivery: date
    slot: Id | None = None
    test: bool = False
    """It goes the whole way of an order, and nothing is bought."""
    held_because: Text | None = None
    """`code: explanation`, why it waits or waited for a word of the household."""
    shipping: Money | None = None
    """What sending costs, within the total; none where it costs nothing."""
    shipping_by: Annotated[dict[str, Money], Meta(max_length=50)] = {}
    """Which seller gets how much of it."""
    promised: Annotated[float, Meta(ge=0, le=1)] | None = None
    """How likely it comes by `delivery`; none where the sellers have no record yet."""
    deliver_by: date | None = None
    """The day the customer wants it by."""
    instead_of: Id | None = None
    """The order whose place it took, or takes once it is confirmed."""
    came: date | None = None
    """The day it came, as the seller, the household or else the courier has told."""
    given_up: bool = False
    """Long overdue; it no longer keeps its slot from ordering anew, and may come all the same."""


AnswerStatus = Literal[
    "placed",  # a new order, or a held one that was confirmed; `order` is it
    "test_placed",  # a test order; nothing is bought
    "held",  # `order` waits to be confirmed, `reason` says why
    "in_progress",  # the slot's earlier order is still on its way; `order` is it
    "noted",  # a level that needs no order
    "cancelled",  # `order` is now cancelled
    "nothing_to_cancel",
    "too_late",  # `order` can no longer be cancelled
    "returned",  # `order` is on its way back
    "done",  # a device, slot, stock or lock is as the owner wants it
    "orders",  # `orders` answers ListOrders
    "refused",  # `reason` says why
]


class Answer(Message, frozen=True, kw_only=True, tag="answer"):
    """What became of a request; a repeated request gets the first answer again."""

    request_id: Id
    status: AnswerStatus
    order: Order | None = None
    orders: tuple[Order, ...] = ()
    reason: Text | None = None


OrderEventName = Literal[
    "OrderPlaced",
    "OrderHeld",
    "OrderCancelled",
    "OrderConfirmed",
    "OrderPacked",
    "ItemShipped",
    "Delivered",
    "Received",  # the household tells that it has come
    "NotReceived",  # or that it has not, whatever was told
    "GivenUp",  # so long overdue that its slot orders anew
    "OrderReturned",
    "OrderRefunded",
]


class OrderEvent(Message, frozen=True, kw_only=True, tag="order_event"):
    """An order changed; published from the outbox after the commit, at least once."""

    event_id: Id
    event: OrderEventName
    at: Moment
    order: Order
