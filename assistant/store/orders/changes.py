"""Cancelling, returning and moving an order on: pure decisions."""

from assistant.core.messages import (
    CancelOrder,
    CancelTests,
    MoveOrder,
    Order,
    OrderEventName,
    ReturnOrder,
)
from assistant.store.delivery.days import arrival
from assistant.store.delivery.fulfilment import Change, Parcel, advance
from assistant.store.orders.decision import Decision, Situation, Till, answered, refused


def cancel(request: CancelOrder, situation: Situation, till: Till) -> Decision:
    """Cancel an order that is held or just placed."""
    order = situation.order
    if order is None or order.state == "cancelled":
        return answered(request, "nothing_to_cancel", order=order)
    if situation.role == "appliance" and order.device_id != request.device_id:
        return refused(request, f"not_yours: {order.order_id} was not asked by this device")
    if not _can_be_cancelled(order, till):
        return answered(request, "too_late", order=order)
    change = _happens(order, "OrderCancelled", till)
    return answered(request, "cancelled", change, order=change.event.order)


def why_not_replaced(
    instead_of: str | None, situation: Situation, till: Till, *, confirmed: bool = False
) -> str | None:
    """Why the order whose place another is to take stays as it is; None where it need not stay.

    What was held and is `confirmed` is wanted whatever became of the other.
    """
    if instead_of is None:
        return None
    order = situation.replaced
    if order is None:
        return f"not_changeable: there is no order {instead_of}"
    if order.state == "cancelled":
        anew = f"not_changeable: {order.order_id} is cancelled; order it anew"
        return None if confirmed else anew
    if _can_be_cancelled(order, till) and not order.test:
        return None
    return f"not_changeable: {order.order_id} is {order.state} and can no longer be cancelled"


def replaced(situation: Situation, till: Till) -> tuple[Change, ...]:
    """That the order whose place another takes is cancelled, where it is not yet."""
    order = situation.replaced
    if order is None or order.state == "cancelled":
        return ()
    return (_happens(order, "OrderCancelled", till),)


def cancel_tests(request: CancelTests, situation: Situation, till: Till) -> Decision:
    """Cancel running test orders, however far they are: nothing was bought."""
    changes = [_happens(order, "OrderCancelled", till) for order in situation.orders]
    if not changes:
        return answered(request, "nothing_to_cancel")
    return answered(request, "cancelled", *changes, order=changes[0].event.order)


def send_back(request: ReturnOrder, situation: Situation, till: Till) -> Decision:
    """Return a delivered order while its window is open."""
    order = situation.order
    if order is None:
        return refused(request, f"unknown_order: there is no order {request.order_id}")
    if order.test or order.state != "delivered":
        return refused(
            request,
            f"not_delivered: {order.order_id} is {order.state}, and only what came goes back",
        )
    days = till.rules.return_window.days
    came = arrival(order.came or order.delivery, till.rules.zone)
    if till.now > came + till.rules.return_window:
        return refused(request, f"too_late: {order.order_id} came more than {days} days ago")
    change = _happens(order, "OrderReturned", till)
    return answered(request, "returned", change, order=change.event.order)


def move(request: MoveOrder, situation: Situation, till: Till) -> Decision:
    """A seller tells what it has done with an order; the courier then leaves it alone."""
    order = situation.order
    if order is None:
        return refused(request, f"unknown_order: there is no order {request.order_id}")
    parcel: Parcel | None = dict(request.shipped) or None
    if situation.role == "seller":
        goods = {line.product_id for line in order.lines if line.seller_id == request.device_id}
        if not goods or not goods.issuperset(request.shipped):
            return refused(request, f"not_yours: {request.device_id} does not sell this")
        parcel = parcel or _unsent(order, request.device_id)
    if request.event == "OrderConfirmed" and not _window_over(order, till):
        return refused(request, f"too_early: {order.order_id} can still be cancelled")
    try:
        change = advance(
            order,
            request.event,
            till.rules.zone,
            till.now,
            till.ids.event(),
            parcel=parcel if request.event == "ItemShipped" else None,
        )
    except ValueError as error:
        return refused(request, f"not_possible: {error}")
    return answered(request, "done", Change(change.event, None, order), order=change.event.order)


def _unsent(order: Order, seller_id: str) -> Parcel:
    parcel: dict[str, int] = {}
    for line in order.lines:
        if line.seller_id == seller_id and line.shipped < line.quantity:
            left = line.quantity - line.shipped
            parcel[line.product_id] = parcel.get(line.product_id, 0) + left
    return parcel


def _can_be_cancelled(order: Order, till: Till) -> bool:
    return order.state == "held" or (order.state == "placed" and not _window_over(order, till))


def _window_over(order: Order, till: Till) -> bool:
    return till.now > order.cancel_until


def _happens(order: Order, event: OrderEventName, till: Till) -> Change:
    return advance(order, event, till.rules.zone, till.now, till.ids.event())
