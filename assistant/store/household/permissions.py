"""Who may ask what."""

from collections.abc import Mapping

from assistant.core.messages import (
    AnyRequest,
    CancelOrder,
    CancelTests,
    ConfirmOrder,
    ListOrders,
    MoveOrder,
    PlaceOrder,
    PressSlot,
    ReportLevel,
    ReturnOrder,
    Role,
    SetLock,
    SetStock,
    TellArrival,
)

_SLOTS = frozenset[type]({PressSlot, ReportLevel, CancelTests, CancelOrder})
_SHOPPING = frozenset[type](
    {PlaceOrder, CancelOrder, ConfirmOrder, ReturnOrder, TellArrival, ListOrders, SetLock}
)
_ALLOWED: Mapping[Role, frozenset[type]] = {
    "appliance": _SLOTS,
    "assistant": _SLOTS | _SHOPPING,
    "seller": frozenset[type]({MoveOrder, SetStock}),
}


def objection(request: AnyRequest, role: Role | None, *, known_only: bool) -> str | None:
    """Why this device may not ask this; None where it may.

    Args:
        request: what is asked.
        role: the device's; None where it is not registered.
        known_only: whether devices that are not registered are refused. On a broker that is open
            to this machine only, they may do what an assistant may.
    """
    if role is None and known_only:
        return f"unknown_device: {request.device_id} is not registered; ask the owner"
    if role == "owner" or type(request) in _ALLOWED[role or "assistant"]:
        return None
    what = type(request).__struct_config__.tag
    return f"not_allowed: {request.device_id} may not ask for {what}; the owner may"
