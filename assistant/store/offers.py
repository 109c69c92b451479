"""What can be bought now, at what price, from whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assistant.core.messages import Names
from assistant.core.money import Money
from assistant.store.catalog import (
    Catalog,
    PriceBreak,
    Product,
    Seller,
    SellerOffer,
    ShippingTerms,
)

__all__ = [
    "CatalogMarket",
    "CatalogOffers",
    "Market",
    "Offer",
    "Offers",
    "PriceBreak",
    "PricePoint",
    "SellerOffer",
    "ShippingTerms",
]


@dataclass(frozen=True, slots=True)
class PricePoint:
    """What an offer was from a moment on."""

    offer_id: str
    seller_id: str
    at: datetime
    unit_price: Money | None
    """None: it was not offered any more."""
    stock: int | None = None


class Market(Protocol):
    """Who sells what, in one currency."""

    def offers_of(self, product_id: str, now: datetime) -> Sequence[SellerOffer]:
        """The offers that hold at `now`, the cheapest first; the main seller's own is one of them."""

    def terms(self, seller_id: str) -> ShippingTerms | None:
        """What a seller asks for bringing an order; None: nothing."""

    def seller(self, seller_id: str) -> Seller | None:
        """One seller, or None."""

    def price_history(self, of: str, since: datetime) -> Sequence[PricePoint]:
        """Changes of an offer, or of all offers of a product, oldest first; `of` is either id."""


class CatalogMarket:
    """The offers that the catalog knows, in the household's currency."""

    def __init__(self, catalog: Catalog, currency: str) -> None:
        self._catalog = catalog
        self.currency = currency

    def offers_of(self, product_id: str, now: datetime) -> Sequence[SellerOffer]:
        """See `Market`."""
        product = self._catalog.product(product_id)
        if product is None:
            return ()
        told = [
            offer
            for offer in self._catalog.offers_of(product_id)
            if offer.unit_price.currency == self.currency
        ]
        main = main_offer(product, self.currency)
        if main is not None and all(offer.id != main.id for offer in told):
            told.append(main)
        return sorted(
            (offer for offer in told if offer.valid_at(now)),
            key=lambda offer: (offer.unit_price.minor, offer.id),
        )

    def terms(self, seller_id: str) -> ShippingTerms | None:
        """See `Market`."""
        seller = self._catalog.seller(seller_id)
        return None if seller is None else seller.terms(self.currency)

    def seller(self, seller_id: str) -> Seller | None:
        """See `Market`."""
        return self._catalog.seller(seller_id)

    def price_history(self, of: str, since: datetime) -> Sequence[PricePoint]:  # noqa: ARG002
        """A catalog keeps none."""
        return ()


def main_offer(product: Product, currency: str) -> SellerOffer | None:
    """The offer that a product's own price and seller make; None without a price in `currency`."""
    try:
        price = product.price(currency)
    except LookupError:
        return None
    return SellerOffer(
        id=f"{product.seller_id}:{product.id}",
        product_id=product.id,
        seller_id=product.seller_id,
        unit_price=price,
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """A product as it is sold now."""

    product_id: str
    names: Names
    unit_price: Money
    seller: Seller


class Offers(Protocol):
    """What is sold."""

    def offer(self, product_id: str) -> Offer | None:
        """The product at its price in the household's currency; None where it is not sold."""


class CatalogOffers:
    """Everything in the catalog that has a price in `currency`."""

    def __init__(self, catalog: Catalog, currency: str) -> None:
        self._catalog = catalog
        self._currency = currency
        self._known: dict[str, Offer] = {}

    def offer(self, product_id: str) -> Offer | None:
        """The product at its price; a catalog does not change while it is open, so it is kept."""
        known = self._known.get(product_id)
        if known is None and (known := self._look_up(product_id)) is not None:
            self._known[product_id] = known
        return known

    def _look_up(self, product_id: str) -> Offer | None:
        product = self._catalog.product(product_id)
        if product is None:
            return None
        seller = self._catalog.seller(product.seller_id)
        try:
            price = product.price(self._currency)
        except LookupError:
            return None
        if seller is None:
            return None
        return Offer(product.id, dict(product.names), price, seller)
