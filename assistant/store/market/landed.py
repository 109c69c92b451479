"""What something costs until it is at the door."""

from dataclasses import dataclass

from assistant.core.money import Money
from assistant.store.goods.catalog import SellerOffer, ShippingTerms
from assistant.store.market.shipping import ShippedLine, shipping_by_seller


@dataclass(frozen=True, slots=True)
class Landed:
    """An offer with everything that is paid for it."""

    offer: SellerOffer
    shipping: Money
    total: Money
    """For all of them, shipping included."""


def landed(offer: SellerOffer, terms: ShippingTerms | None, quantity: int) -> Landed:
    """What so many of an offer cost when nothing else is bought there; at least its minimum."""
    quantity = max(quantity, offer.minimum)
    each = offer.unit_price_for(quantity)
    nothing = Money(0, each.currency)
    line = ShippedLine(offer.seller_id, quantity, each, terms)
    shipping = dict(shipping_by_seller([line])).get(offer.seller_id, nothing)
    return Landed(offer, shipping, each * quantity + shipping)
