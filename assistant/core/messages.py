"""Everything that crosses the wire: typed, versioned and validated once, at the edge.

Requests carry an id made where they began (the press, the utterance), so that a repeat is
recognised and answered with the first answer. Times are UTC. The `type` field names the class, `v`
its version; unknown extra fields are ignored, so that newer senders can talk to older receivers.
"""

from datetime import UTC, date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from assistant.core.money import Money

MAX_MESSAGE_BYTES = 64 * 1024
"""Larger payloads are refused unread."""

Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:\-]{0,63}$")]
Text = Annotated[str, Meta(max_length=400)]
Count = Annotated[int, Meta(ge=1, le=999)]
Moment = Annotated[datetime, Meta(tz=True)]
Names = Annotated[dict[str, Text], Meta(max_length=20)]
"""A name by language code: {"en": "...", "ko": "..."}."""


class Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Base of all messages."""

    v: Literal[1] = 1


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
    code: "Code | None" = None
    """The household's code, where the order is held for it."""


class ReturnOrder(Request, frozen=True, kw_only=True, tag="return"):
    """Send a delivered order back."""

    order_id: Id


class MoveOrder(Request, frozen=True, kw_only=True, tag="move"):
    """A seller tells how far an order is; from then on the simulated courier leaves it alone.

    `shipped` names how much of which product is in this parcel; without it everything that is left.
    """

    order_id: Id
    event: Literal["OrderConfirmed", "OrderPacked", "ItemShipped", "Delivered", "OrderRefunded"]
    shipped: Annotated[dict[Id, Count], Meta(max_length=50)] = {}


class RegisterDevice(Request, frozen=True, kw_only=True, tag="register"):
    """The owner lets a device ask; `role` says for what."""

    subject: Id
    role: "Role" = "appliance"


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


Code = Annotated[str, Meta(pattern="^[0-9]{4,8}$")]
"""Digits that the household says to allow what it has locked."""


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
    | MoveOrder
    | RegisterDevice
    | DeregisterDevice
    | SetSlot
    | SetStock
    | SetCode
    | SetLock
    | ListOrders
)

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
Role = Literal["owner", "assistant", "appliance", "seller"]
"""What a device may ask: an owner everything, an assistant to buy, an appliance to have its own slots
replenished, a seller to tell of stock and parcels."""


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
    "OrderReturned",
    "OrderRefunded",
]


class OrderEvent(Message, frozen=True, kw_only=True, tag="order_event"):
    """An order changed; published from the outbox after the commit, at least once."""

    event_id: Id
    event: OrderEventName
    at: Moment
    order: Order


class DeviceEvent(Message, frozen=True, kw_only=True, tag="device_event"):
    """The owner let a device in or out, or changed a slot; published as order events are."""

    event_id: Id
    event: Literal["DeviceRegistered", "DeviceDeregistered", "SubscriptionChanged"]
    at: Moment
    device_id: Id
    slot: Id | None = None
    product_id: Id | None = None
    """What the slot stands for now; none where it is gone."""


class SlotState(msgspec.Struct, frozen=True, kw_only=True):
    """What a device shows of one slot."""

    slot: Id
    remaining: float | None = None
    capacity: float | None = None
    unit: str | None = None
    status: AnswerStatus | Literal["asking", "idle"] = "idle"
    order_id: Id | None = None


class DeviceState(Message, frozen=True, kw_only=True, tag="device_state"):
    """A device's retained self-description; `online` turns false by its MQTT will."""

    device_id: Id
    kind: Annotated[str, Meta(max_length=40)]
    online: bool
    slots: tuple[SlotState, ...] = ()
    waiting: int = 0
    """Requests kept until they are answered."""


class DeviceControl(Message, frozen=True, kw_only=True, tag="device_control"):
    """What a person does to a device: press a slot's button, use it, fill it up.

    `listen`, `mute` and `unmute` are for the assistant's own microphone.
    """

    control_id: Id
    action: Literal["press", "use", "fill", "listen", "mute", "unmute"]
    slot: Id | None = None


class Track(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of music a loudspeaker can play."""

    uri: Annotated[str, Meta(max_length=2000)]
    """An absolute path on the loudspeaker's machine."""
    names: Names
    artist: Names = {}
    seconds: float | None = None


class PlayerCommand(Message, frozen=True, kw_only=True, tag="player_command"):
    """What a loudspeaker is told. `play` replaces what is playing by `tracks`."""

    command_id: Id
    action: Literal[
        "play", "stop", "pause", "resume", "next", "louder", "quieter", "duck", "unduck"
    ]
    tracks: Annotated[tuple[Track, ...], Meta(max_length=200)] = ()


class PlayerState(Message, frozen=True, kw_only=True, tag="player_state"):
    """What a loudspeaker is doing; retained."""

    device_id: Id
    state: Literal["playing", "paused", "stopped"]
    volume: Annotated[int, Meta(ge=0, le=100)]
    track: Track | None = None
    command_id: Id | None = None
    """The command that led here."""
    problem: Text | None = None
    """Why the last command could not be carried out."""


class ServiceState(Message, frozen=True, kw_only=True, tag="service_state"):
    """What an order service has done since it started; retained, `online` turns false by its will."""

    service_id: Id
    online: bool
    counts: Annotated[dict[str, int], Meta(max_length=200)] = {}
    """Answers by status, `refused:CODE`, and `rejected:CODE` for what was no request."""


class PriceStep(msgspec.Struct, frozen=True, kw_only=True):
    """What one costs from a number of them on."""

    quantity: Count
    unit_price: Money


class OfferTold(msgspec.Struct, frozen=True, kw_only=True):
    """An offer as its seller tells it."""

    product_id: Id | None = None
    code: Annotated[str, Meta(max_length=20)] | None = None
    """EAN, UPC or ISBN, instead of the product's id."""
    offer_id: Id | None = None
    """The seller's own; none: one offer for each product."""
    unit_price: Money | None = None
    """None only where it is withdrawn."""
    breaks: Annotated[tuple[PriceStep, ...], Meta(max_length=20)] = ()
    stock: Annotated[int, Meta(ge=0, le=10**9)] | None = None
    minimum: Count = 1
    condition: Literal["new", "used", "refurbished"] = "new"
    delivery_days: Annotated[int, Meta(ge=0, le=60)] | None = None
    valid_from: Moment | None = None
    valid_until: Moment | None = None
    url: Text = ""
    withdrawn: bool = False
    """It is not offered any more."""


class PublishOffers(Message, frozen=True, kw_only=True, tag="publish_offers"):
    """A seller tells what it offers; told again it changes nothing."""

    seller_id: Id
    offers: Annotated[tuple[OfferTold, ...], Meta(min_length=1, max_length=200)]


class OfferTaken(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one offer."""

    offer_id: str
    status: Literal["accepted", "same", "held", "refused", "withdrawn"]
    reason: str | None = None


class OffersTaken(Message, frozen=True, kw_only=True, tag="offers_taken"):
    """What became of a seller's offers, in their order."""

    seller_id: Id
    results: tuple[OfferTaken, ...]


AnyMessage = (
    AnyRequest
    | Answer
    | OrderEvent
    | DeviceEvent
    | DeviceState
    | DeviceControl
    | PlayerCommand
    | PlayerState
    | ServiceState
    | PublishOffers
    | OffersTaken
)


def utc_now() -> datetime:
    """The present moment in UTC; only shells call it, the core is handed `now`."""
    return datetime.now(UTC)
