"""What a device, the assistant, a seller or the owner asks the order service."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from assistant.core.messages.wire import Code, Count, Id, Message, Moment, Role
from assistant.core.money import Money


class Request(Message, frozen=True, kw_only=True):
    """Something a device or the assistant asks the order service."""

    request_id: Id
    device_id: Id
    at: Moment


class LineRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One product to buy."""

    product_id: Id
    quantity: Count = 1
    told_unit_price: Money | None = None
    """The price the customer was told; a dearer one is asked about, not charged in silence."""
    seller_id: Id | None = None
    """Whose offer was chosen; none: the one the shop prefers."""


class PlaceOrder(Request, frozen=True, kw_only=True, tag="place_order"):
    """Buy these products; `origin` says how it was asked."""

    lines: Annotated[tuple[LineRequest, ...], Meta(min_length=1, max_length=50)]
    origin: Literal["voice", "text"] = "voice"
    told_shipping: Money | None = None
    """What the customer was told that sending it costs; more is asked about."""
    deliver_by: date | None = None
    """The day it has to be here; where that cannot be promised, the order is asked about."""
    instead_of: Id | None = None
    """The order whose place it takes: that is cancelled when this one is placed, or neither is done."""


class PressSlot(Request, frozen=True, kw_only=True, tag="press"):
    """A button was pressed: replenish what the slot stands for.

    A `test` goes the whole way of an order, with every notification, and buys nothing.
    """

    slot: Id
    test: bool = False


class ReportLevel(Request, frozen=True, kw_only=True, tag="level"):
    """How much is left in a slot, in the device's own unit."""

    slot: Id
    remaining: Annotated[float, Meta(ge=0, le=1e9)]
    capacity: Annotated[float, Meta(gt=0, le=1e9)]
    unit: Annotated[str, Meta(max_length=20)]


class RunOut(Request, frozen=True, kw_only=True, tag="run_out"):
    """A slot is estimated to run out soon: the order service asks it of itself, once a day at most."""

    subject: Id
    slot: Id
    days: Annotated[float, Meta(ge=0, le=1e6)]
    """How long it lasts, as likely longer as shorter."""
    least: Annotated[float, Meta(ge=0, le=1e6)]
    most: Annotated[float, Meta(ge=0, le=1e6)]


class CancelOrder(Request, frozen=True, kw_only=True, tag="cancel"):
    """Cancel an order; the household's last open one where no id is given."""

    order_id: Id | None = None


class CancelTests(Request, frozen=True, kw_only=True, tag="cancel_tests"):
    """Cancel the device's running test orders, or the one of a slot."""

    slot: Id | None = None


class ConfirmOrder(Request, frozen=True, kw_only=True, tag="confirm"):
    """Place an order that is held; the household's last held one where no id is given."""

    order_id: Id | None = None
    code: Code | None = None
    """The household's code, where the order is held for it."""


class ReturnOrder(Request, frozen=True, kw_only=True, tag="return"):
    """Send a delivered order back."""

    order_id: Id


class TellArrival(Request, frozen=True, kw_only=True, tag="arrival"):
    """The household tells that an order has come, or has not; that is worth more than other word."""

    order_id: Id
    came: date | None = None
    """The day it came; none: it has not come."""


class MoveOrder(Request, frozen=True, kw_only=True, tag="move"):
    """A seller tells how far an order is; from then on the simulated courier leaves it alone.

    `shipped` names how much of which product is in this parcel; without it everything that is left.
    """

    order_id: Id
    event: Literal["OrderConfirmed", "OrderPacked", "ItemShipped", "Delivered", "OrderRefunded"]
    shipped: Annotated[dict[Id, Count], Meta(max_length=50)] = {}  # noqa: RUF012 - msgspec copies it


class RegisterDevice(Request, frozen=True, kw_only=True, tag="register"):
    """The owner lets a device ask; `role` says for what."""

    subject: Id
    role: Role = "appliance"


class DeregisterDevice(Request, frozen=True, kw_only=True, tag="deregister"):
    """The owner shuts a device out; its slots go with it."""

    subject: Id


class SetSlot(Request, frozen=True, kw_only=True, tag="set_slot"):
    """The owner says what a device's slot stands for; without a product the slot is removed."""

    subject: Id
    slot: Id
    product_id: Id | None = None
    quantity: Count = 1
    threshold_fraction: Annotated[float, Meta(ge=0, le=1)] = 0
    """At or below this part of its capacity a level orders; 0: only a press does."""
    ceiling: Money | None = None
    """The most that one unit may cost when nobody is asked."""
    ahead_days: Annotated[float, Meta(ge=0, le=90)] = 0
    """Order so long before it is estimated to run out; 0: the estimate orders nothing."""


class SetStock(Request, frozen=True, kw_only=True, tag="set_stock"):
    """A seller or the owner counts what there is of a product; uncounted ones never run out."""

    product_id: Id
    available: Annotated[int, Meta(ge=0, le=10**9)]
    """How many can still be ordered."""
    seller_id: Id | None = None
    """Whose; a seller's own always, with none all that sellers have who do not count themselves."""


class SetCode(Request, frozen=True, kw_only=True, tag="set_code"):
    """The owner gives the household a code, or takes it away."""

    code: Code | None = None


class SetLock(Request, frozen=True, kw_only=True, tag="set_lock"):
    """The child lock: while it is on, every order waits for the household's code."""

    on: bool
    code: Code | None = None
    """Who is not the owner says it to open the lock."""


class ListOrders(Request, frozen=True, kw_only=True, tag="list_orders"):
    """Ask for the latest orders, newest first."""

    limit: Annotated[int, Meta(ge=1, le=50)] = 10
    open_only: bool = False


AnyRequest = (
    PlaceOrder
    | PressSlot
    | ReportLevel
    | RunOut
    | CancelOrder
    | CancelTests
    | ConfirmOrder
    | ReturnOrder
    | TellArrival
    | MoveOrder
    | RegisterDevice
    | DeregisterDevice
    | SetSlot
    | SetStock
    | SetCode
    | SetLock
    | ListOrders
)
