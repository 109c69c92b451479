"""Why an order waits for a word of the household instead of being placed."""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from assistant.core.messages import LineRequest
from assistant.core.money import Money
from assistant.store.delivery.fulfilment import Taken
from assistant.store.household.limits import Limits, too_dear
from assistant.store.household.replenish import Agreed, Slot
from assistant.store.market.offers import Offer
from assistant.store.orders.decision import CHILD_LOCK, CODE, Situation

CODE_NEEDED, LOCKED = "code_needed", "locked"
NO_CODE = "no code is set"
_WANT_CODE = frozenset({CODE_NEEDED, LOCKED})
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?) ([A-Z]{3})\b")
_ID = r"[A-Za-z0-9_.:\-]+"
_SHORTAGE = re.compile(rf"out_of_stock: ({_ID}): (?:only (\d+)|none) left(?: at ({_ID}))?")


def wants_code(held_because: str | None) -> bool:
    """Whether an order that is held so is placed only with the household's code."""
    return (held_because or "").partition(":")[0] in _WANT_CODE


def why_locked(price: Money, situation: Situation, limits: Limits) -> str | None:
    """Why the household's code is wanted; None where it is not."""
    if CHILD_LOCK in situation.rules:
        why: str | None = f"{LOCKED}: the child lock is on"
    else:
        why = too_dear(limits, price, situation.device_spent, situation.house_spent)
    return why if why is None or CODE in situation.rules else f"{why}; {NO_CODE}"


def no_code(reason: str | None) -> bool:
    """Whether a reason says that the code that is wanted does not exist."""
    return NO_CODE in (reason or "")


def why_dearer(line: LineRequest, offer: Offer) -> str | None:
    """Whether the customer was told a lower price than it costs."""
    told, price = line.told_unit_price, offer.unit_price_for(line.quantity)
    if told is None or told.currency != price.currency or price <= told:
        return None
    return f"price_changed: it costs {price} now, not {told}"


def why_other(slot: Slot, offer: Offer) -> str | None:
    """What about an offer is not what the household agreed to buy for the slot."""
    price, ceiling, agreed = offer.unit_price_for(slot.quantity), slot.ceiling, slot.agreed
    if ceiling is not None and (price.currency != ceiling.currency or ceiling < price):
        return f"above_ceiling: it costs {price}, the slot allows {ceiling}"
    if agreed is None:
        return None
    if price.currency != agreed.unit_price.currency or agreed.unit_price < price:
        return f"price_changed: it costs {price} now, {agreed.unit_price} before"
    if offer.seller.id != agreed.seller_id:
        return f"other_seller: {offer.seller.id} sells it now, {agreed.seller_id} before"
    if offer.names != agreed.names:
        return f"other_product: it is {_name(offer.names)} now, {_name(agreed.names)} before"
    return None


def why_unwanted(*, unwanted: bool) -> str | None:
    """Whether a slot orders what the household has said it wants none of since."""
    return "unwanted: the household said that it wants none of this" if unwanted else None


def why_over_budget(total: Money, left: Money | None) -> str | None:
    """Whether an order that nobody has talked about costs more than is left of the budget."""
    if left is None or left.currency != total.currency or total <= left:
        return None
    return f"over_budget: it costs {total}, {left} is left of this month's budget"


def why_sent_dearer(told: Money | None, shipping: Money | None) -> str | None:
    """Whether the customer was told that sending costs less; None where nothing was told."""
    if told is None or shipping is None:
        return None
    if told.currency == shipping.currency and shipping <= told:
        return None
    return f"shipping_changed: sending it costs {shipping} now, not {told}"


def why_late(deliver_by: date | None, delivery: date) -> str | None:
    """Whether it comes later than it is wanted."""
    if deliver_by is None or delivery <= deliver_by:
        return None
    return f"comes_late: it comes on {delivery}, not by {deliver_by}"


def agreed(offer: Offer, quantity: int, shipping: Money | None = None) -> Agreed:
    """An offer as it is agreed to."""
    return Agreed(offer.names, offer.unit_price_for(quantity), offer.seller.id, shipping)


def taken(lines: Sequence[LineRequest], situation: Situation) -> tuple[Taken, ...]:
    """What lines take out of stock: the seller's own where it counts, else what all have."""
    if not situation.stock:
        return ()
    wanted: dict[tuple[str, str], int] = {}
    for line in lines:
        counted = situation.stock.get(line.product_id)
        offer = situation.offer(line)
        if counted is None or offer is None:
            continue
        whose = offer.seller.id if offer.seller.id in counted else ""
        if whose in counted:
            key = line.product_id, whose
            wanted[key] = wanted.get(key, 0) + line.quantity
    return tuple(Taken(*key, quantity) for key, quantity in wanted.items())


def out_of_stock(lines: Sequence[LineRequest], situation: Situation) -> str | None:
    """Which product there is not enough of; None where all can be had.

    What is counted here counts, and so does what a seller says of its own offer.
    """
    for wanted in taken(lines, situation):
        left = situation.stock[wanted.product_id][wanted.seller_id]
        if left < wanted.quantity:
            return _short(wanted.product_id, left, wanted.seller_id)
    wanted_of: dict[tuple[str, str], int] = {}
    for line in lines:
        offer = situation.offer(line)
        if offer is None or offer.stock is None:
            continue
        key = line.product_id, offer.seller.id
        wanted_of[key] = wanted_of.get(key, 0) + line.quantity
        if offer.stock < wanted_of[key]:
            return _short(line.product_id, offer.stock, offer.seller.id)
    return None


def _short(product_id: str, left: int, seller_id: str) -> str:
    where = f" at {seller_id}" if seller_id else ""
    return f"out_of_stock: {product_id}: {f'only {left}' if left else 'none'} left{where}"


def amounts(reason: str) -> tuple[Money, ...]:
    """The amounts of money that a reason names, in its order: the price of now comes first."""
    return tuple(Money.parse(amount, currency) for amount, currency in _AMOUNT.findall(reason))


class Shortage(NamedTuple):
    """What there is not enough of."""

    product_id: str
    left: int
    seller_id: str
    """Empty: at nobody's."""


def shortage(reason: str) -> Shortage | None:
    """The shortage that a reason tells of; None for other reasons."""
    found = _SHORTAGE.match(reason)
    return None if found is None else Shortage(found[1], int(found[2] or 0), found[3] or "")


def _name(names: dict[str, str]) -> str:
    return names.get("en") or next(iter(names.values()), "")
