"""What is bought at one time: its lines at the prices of now, shipping, and when it comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import prod

from assistant.core.messages import LineRequest, OrderLine
from assistant.core.money import Money
from assistant.store.market.offers import Offer
from assistant.store.market.shipping import ShippedLine, shipping_by_seller
from assistant.store.orders.decision import Situation


@dataclass(frozen=True, slots=True)
class Basket:
    """Lines with everything they cost together."""

    lines: tuple[OrderLine, ...]
    total: Money
    """Goods and shipping."""
    shipping: Money | None
    shipping_by: dict[str, Money]
    delivery: date
    """When the last parcel comes."""
    promised: float | None
    """How likely all parcels come in time; None where a seller has no record."""


def priced(lines: Sequence[LineRequest], situation: Situation) -> Basket:
    """What lines, at least one and all of them sold in one currency, cost now.

    Raises:
        LookupError: a line is not sold.
    """
    offers = [_offer(line, situation) for line in lines]
    bought = tuple(_line(line, offer) for line, offer in zip(lines, offers, strict=True))
    by_seller = shipping_by_seller(
        ShippedLine(line.seller_id, line.quantity, line.unit_price, offer.shipping)
        for line, offer in zip(bought, offers, strict=True)
    )
    shipping = total(list(by_seller.values())) if by_seller else None
    goods = total([line.unit_price * line.quantity for line in bought])
    promises = [situation.promises[seller_id] for seller_id in {o.seller.id for o in offers}]
    chances = [promise.probability for promise in promises if promise.probability is not None]
    return Basket(
        lines=bought,
        total=goods if shipping is None else goods + shipping,
        shipping=shipping,
        shipping_by=dict(by_seller),
        delivery=max(promise.day for promise in promises),
        promised=prod(chances) if len(chances) == len(promises) else None,
    )


def total(amounts: Sequence[Money]) -> Money:
    """What amounts, at least one and all in one currency, are together."""
    first, *others = amounts
    return sum(others, start=first)


def _offer(line: LineRequest, situation: Situation) -> Offer:
    offer = situation.offer(line)
    if offer is None:
        raise LookupError(f"{line.product_id} is not sold")
    return offer


def _line(line: LineRequest, offer: Offer) -> OrderLine:
    return OrderLine(
        product_id=line.product_id,
        names=offer.names,
        quantity=line.quantity,
        unit_price=offer.unit_price_for(line.quantity),
        seller_id=offer.seller.id,
    )
