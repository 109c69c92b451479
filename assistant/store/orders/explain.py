"""Why an order is what it is: its history in words, from what was kept."""

from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo

from assistant.core.money import Money
from assistant.store.delivery.fulfilment import OPEN, HistoryEntry
from assistant.store.orders.order_store import OrderTrace

_ASKED = {
    "voice": "said to {device}",
    "text": "typed to {device}",
    "press": "the button {device}/{slot} was pressed",
    "level": "{device} told that {slot} is low",
    "estimate": "{device}/{slot} was estimated to run out",
}
_COURIER = {
    "OrderConfirmed": "the window to cancel was over",
    "OrderPacked": "the simulated seller",
    "ItemShipped": "the simulated seller",
    "Delivered": "its day had come",
    "OrderRefunded": "the simulated seller has it back",
    "OrderCancelled": "nobody confirmed it in time",
}


def why(
    trace: OrderTrace, zone: tzinfo | None, named: Callable[[str], str] = lambda id_: id_
) -> Iterator[tuple[str, str]]:
    """What is to be said of an order, as label and text, in the household's time zone.

    `named` gives the name of a seller by its id.
    """
    order = trace.order
    asked = _ASKED[order.origin].format(device=order.device_id, slot=order.slot)
    yield "asked", asked + (", as a test: nothing is bought" if order.test else "")
    if order.instead_of is not None:
        yield "instead of", order.instead_of
    for line in order.lines:
        name = line.names.get("en") or line.product_id
        seller = f" from {named(line.seller_id)}" if line.seller_id else ""
        yield "price", f"{line.quantity} x {name}, {line.unit_price} each{seller}"
    for seller_id, fee in order.shipping_by.items():
        yield "shipping", f"{fee} to {named(seller_id)}"
    yield "total", str(order.total)
    if order.held_because is not None:
        yield "held", order.held_because
    likely = "" if order.promised is None else f", {order.promised:.0%} likely"
    wanted = "" if order.deliver_by is None else f", wanted by {order.deliver_by}"
    yield "promised", f"{order.delivery:%a %d %b %Y}{likely}{wanted}"
    if order.came is not None:
        late = (order.came - order.delivery).days
        kept = "in time" if late <= 0 else f"{late} day{'s' if late > 1 else ''} late"
        yield "came", f"{order.came:%a %d %b %Y}, {kept}"
    for entry in trace.history:
        yield _time(entry.at, zone), f"{entry.event}  {_cause(entry, trace)}"
    yield from _money(trace, named)
    for moved in trace.movements:
        direction = "out of" if moved.quantity < 0 else "back into"
        whose = f" of {named(moved.seller_id)}" if moved.seller_id else ""
        yield "stock", f"{abs(moved.quantity)} x {moved.product_id} {direction} the stock{whose}"
    if order.state in OPEN and not order.test and order.state in {"held", "placed"}:
        yield "next", f"can be cancelled: assistant orders cancel {order.order_id}"


def _cause(entry: HistoryEntry, trace: OrderTrace) -> str:
    if entry.cause == "courier":
        return f"by itself: {_COURIER.get(entry.event, 'the simulated courier')}"
    answer = trace.answers.get(entry.cause)
    device_id, _, request_id = entry.cause.partition("/")
    if answer is None:
        return f"asked by {device_id} ({request_id})"
    reason = f": {answer.reason}" if answer.reason else ""
    other = answer.order.order_id if answer.order is not None else trace.order.order_id
    if entry.event == "OrderCancelled" and other != trace.order.order_id:
        reason = f": {other} takes its place"
    if entry.event == "GivenUp":
        reason = f": {other} is ordered in its stead"
    return f"asked by {device_id} ({request_id}), answered {answer.status}{reason}"


def _money(trace: OrderTrace, named: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """What each account got and gave, altogether."""
    balances: dict[str, Money] = {}
    for _, posting in trace.postings:
        before = balances.get(posting.account, Money(0, posting.amount.currency))
        balances[posting.account] = before + posting.amount
    for account, balance in balances.items():
        whose, _, seller_id = account.partition(":")
        who = f"{whose} {named(seller_id)}" if seller_id else account
        yield "money", f"{who} {'+' if balance.minor > 0 else ''}{balance}"


def _time(moment: datetime, zone: tzinfo | None) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}"
