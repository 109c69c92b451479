"""Double-entry bookkeeping: every change of an order as postings that add up to nothing.

When an order is placed, the household's money goes into escrow. It goes to a seller with each
parcel (what the seller asks for shipping with its first), back to the household when the order is cancelled, and from the sellers back to the
household when what was returned is refunded. So an account's balance is the sum of its postings,
and what is in escrow is what was paid for and has not been sent.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.core.messages import Order
from assistant.core.money import Money
from assistant.store.delivery.fulfilment import Change

HOUSEHOLD, ESCROW = "household", "escrow"
SELLER = "seller:"
"""What a seller's account begins with."""


@dataclass(frozen=True, slots=True)
class Posting:
    """An amount into an account, out of it where it is negative."""

    account: str
    amount: Money


def postings(change: Change) -> tuple[Posting, ...]:
    """What a change of an order does to the accounts; nothing for a test order."""
    order, before = change.event.order, change.before
    if order.test:
        return ()
    match change.event.event:
        case "OrderPlaced":
            return _moved(HOUSEHOLD, {ESCROW: order.total})
        case "OrderCancelled" if before is not None and before.state != "held":
            return _moved(ESCROW, {HOUSEHOLD: order.total})
        case "ItemShipped" if before is not None:
            return _moved(ESCROW, _by_seller(order, before))
        case "OrderRefunded":
            return tuple(
                posting
                for seller, amount in _by_seller(order).items()
                for posting in _moved(seller, {HOUSEHOLD: amount})
            )
        case _:
            return ()


def _moved(source: str, targets: Mapping[str, Money]) -> tuple[Posting, ...]:
    into = tuple(Posting(account, amount) for account, amount in targets.items())
    out = tuple(Posting(source, amount * -1) for amount in targets.values())
    return (*out, *into)


def _by_seller(order: Order, before: Order | None = None) -> Mapping[str, Money]:
    """What each seller gets for what was shipped since `before`, by account."""
    amounts: defaultdict[str, Money] = defaultdict(lambda: Money(0, order.total.currency))
    earlier = [line.shipped for line in before.lines] if before else [0] * len(order.lines)
    for line, already in zip(order.lines, earlier, strict=True):
        if sent := line.shipped - already:
            amounts[SELLER + line.seller_id] += line.unit_price * sent
    if order.shipping_by:
        for seller_id in _begun(order) - (_begun(before) if before else set()):
            if (shipping := order.shipping_by.get(seller_id)) is not None:
                amounts[SELLER + seller_id] += shipping
    return amounts


def _begun(order: Order) -> set[str]:
    """The sellers that have sent a parcel."""
    return {line.seller_id for line in order.lines if line.shipped}
