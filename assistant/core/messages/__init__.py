"""Everything that crosses the wire: typed, versioned and validated once, at the edge.

Requests carry an id made where they began (the press, the utterance), so that a repeat is
recognised and answered with the first answer. Times are UTC. The `type` field names the class, `v`
its version; unknown extra fields are ignored, so that newer senders can talk to older receivers.
"""

from assistant.core.messages.devices import (
    DeviceControl,
    DeviceEvent,
    DeviceState,
    PlayerCommand,
    PlayerState,
    ServiceState,
    SlotState,
    Track,
)
from assistant.core.messages.orders import (
    Answer,
    AnswerStatus,
    Order,
    OrderEvent,
    OrderEventName,
    OrderLine,
    OrderState,
    Origin,
)
from assistant.core.messages.requests import (
    AnyRequest,
    CancelOrder,
    CancelTests,
    ConfirmOrder,
    DeregisterDevice,
    LineRequest,
    ListOrders,
    MoveOrder,
    PlaceOrder,
    PressSlot,
    RegisterDevice,
    ReportLevel,
    Request,
    ReturnOrder,
    RunOut,
    SetCode,
    SetLock,
    SetSlot,
    SetStock,
    TellArrival,
)
from assistant.core.messages.sellers import (
    OffersTaken,
    OfferTaken,
    OfferTold,
    PriceStep,
    PublishOffers,
)
from assistant.core.messages.wire import (
    MAX_MESSAGE_BYTES,
    Code,
    Count,
    Id,
    Message,
    Moment,
    Names,
    Role,
    Text,
    utc_now,
)

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

__all__ = [
    "MAX_MESSAGE_BYTES",
    "Answer",
    "AnswerStatus",
    "AnyMessage",
    "AnyRequest",
    "CancelOrder",
    "CancelTests",
    "Code",
    "ConfirmOrder",
    "Count",
    "DeregisterDevice",
    "DeviceControl",
    "DeviceEvent",
    "DeviceState",
    "Id",
    "LineRequest",
    "ListOrders",
    "Message",
    "Moment",
    "MoveOrder",
    "Names",
    "OfferTaken",
    "OfferTold",
    "OffersTaken",
    "Order",
    "OrderEvent",
    "OrderEventName",
    "OrderLine",
    "OrderState",
    "Origin",
    "PlaceOrder",
    "PlayerCommand",
    "PlayerState",
    "PressSlot",
    "PriceStep",
    "PublishOffers",
    "RegisterDevice",
    "ReportLevel",
    "Request",
    "ReturnOrder",
    "Role",
    "RunOut",
    "ServiceState",
    "SetCode",
    "SetLock",
    "SetSlot",
    "SetStock",
    "SlotState",
    "TellArrival",
    "Text",
    "Track",
    "utc_now",
]
