"""What becomes of a request: a pure decision out of what is known of the shop and the household.

`assistant.store.orders.survey` collects what a decision needs, `decide` takes it. It neither reads a clock
nor makes up an id: both are handed in. A refusal's reason is `code: explanation`; the codes are
stable.
"""

from datetime import UTC, datetime, timedelta
from typing import assert_never

from assistant.core.messages import (
    Answer,
    AnyRequest,
    CancelOrder,
    CancelTests,
    ConfirmOrder,
    DeregisterDevice,
    ListOrders,
    MoveOrder,
    PlaceOrder,
    PressSlot,
    RegisterDevice,
    ReportLevel,
    ReturnOrder,
    RunOut,
    SetCode,
    SetLock,
    SetSlot,
    SetStock,
    TellArrival,
)
from assistant.store.delivery.fulfilment import Ids
from assistant.store.household import permissions
from assistant.store.orders import arrivals, owner_requests, placing
from assistant.store.orders import changes as order_changes
from assistant.store.orders.decision import Decision, HouseholdRules, Situation, Till, refused

OLDEST_REQUEST = timedelta(days=7)
"""What a device asked longer ago is not bought any more."""
FUTURE_TOLERANCE = timedelta(minutes=10)
"""How far ahead a device's clock may be."""


def decide(
    request: AnyRequest, situation: Situation, rules: HouseholdRules, now: datetime, ids: Ids
) -> Decision:
    """What becomes of `request` at `now` (UTC)."""
    objection = _untimely(request, now) or permissions.objection(
        request, situation.role, known_only=rules.known_only
    )
    if objection is not None:
        return refused(request, objection)
    till = Till(rules, now, ids)
    match request:
        case PlaceOrder():
            return placing.place(request, request.lines, situation, till)
        case PressSlot() | ReportLevel() | RunOut():
            return placing.replenish(request, situation, till)
        case ConfirmOrder():
            return placing.confirm(request, situation, till)
        case CancelOrder() | CancelTests() | ReturnOrder() | TellArrival() | MoveOrder():
            return _change(request, situation, till)
        case ListOrders():
            answer = Answer(request_id=request.request_id, status="orders", orders=situation.orders)
            return Decision(answer)
        case _:
            return _owner_decides(request, situation, till)


def _change(
    request: CancelOrder | CancelTests | ReturnOrder | TellArrival | MoveOrder,
    situation: Situation,
    till: Till,
) -> Decision:
    match request:
        case CancelOrder():
            return order_changes.cancel(request, situation, till)
        case CancelTests():
            return order_changes.cancel_tests(request, situation, till)
        case ReturnOrder():
            return order_changes.send_back(request, situation, till)
        case TellArrival():
            return arrivals.told(request, situation, till)
        case MoveOrder():
            return order_changes.move(request, situation, till)
    assert_never(request)


def _owner_decides(
    request: RegisterDevice | DeregisterDevice | SetSlot | SetStock | SetCode | SetLock,
    situation: Situation,
    till: Till,
) -> Decision:
    match request:
        case RegisterDevice():
            return owner_requests.register(request, till)
        case DeregisterDevice():
            return owner_requests.deregister(request, till)
        case SetSlot():
            return owner_requests.set_slot(request, situation, till)
        case SetStock():
            return owner_requests.set_stock(request, situation)
        case SetCode():
            return owner_requests.set_code(request)
        case SetLock():
            return owner_requests.set_lock(request, situation, till)
    assert_never(request)


def _untimely(request: AnyRequest, now: datetime) -> str | None:
    if now - request.at > OLDEST_REQUEST:
        return f"too_old: it was asked on {request.at.astimezone(UTC):%Y-%m-%d}; ask again"
    if request.at - now > FUTURE_TOLERANCE:
        return "from_the_future: set the clock of the device that asked"
    return None
