"""What can be bought now, at what price, from whom."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from assistant.core.messages import Names
from assistant.core.money import Money
from assistant.store.goods.catalog import (
    Catalog,
    PastPrice,
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

    def sellers(self) -> Sequence[Seller]:
        """All of them."""

    def price_history(self, of: str, since: datetime, now: datetime) -> Sequence[PricePoint]:
        """Changes of an offer, or of all offers of a product, oldest first; `of` is either id."""


def seller_names(market: Market | None, seller_id: str) -> dict[str, str]:
    """A seller's names by language; its id where nothing is known of it."""
    seller = None if market is None else market.seller(seller_id)
    return dict(seller.names) if seller is not None else {"en": seller_id}


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

    def sellers(self) -> Sequence[Seller]:
        """See `Market`."""
        return self._catalog.sellers()

    def price_history(self, of: str, since: datetime, now: datetime) -> Sequence[PricePoint]:
        """See `Market`; a catalog knows what its sample shop asked before, counted from `now`."""
        product = self._catalog.product(of) or self._catalog.product(of.partition(":")[2])
        main = None if product is None else main_offer(product, self.currency)
        if product is None or main is None or of not in {product.id, main.id}:
            return ()
        points = [
            PricePoint(main.id, main.seller_id, now - timedelta(days=past.days_ago), price)
            for past in self._catalog.sample_prices(product.id)
            if (price := _price_then(past, self.currency)) is not None
        ]
        before = [point for point in points if point.at <= since][-1:]
        return (*before, *(point for point in points if point.at > since))


def _price_then(past: PastPrice, currency: str) -> Money | None:
    try:
        return past.price(currency)
    except LookupError:
        return None


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
    breaks: tuple[PriceBreak, ...] = ()
    """Lower prices for more, the smallest quantity first."""
    minimum: int = 1
    """The fewest that are sold at once."""
    shipping: ShippingTerms | None = None
    """What the seller asks for sending; None is free."""
    stock: int | None = None
    """How many the seller says there are; None where it does not say."""
    stock_at: datetime | None = None
    """When it said so; None: before anything was bought."""

    def unit_price_for(self, quantity: int) -> Money:
        """What one costs when so many are bought."""
        cheaper = [each.unit_price for each in self.breaks if each.quantity <= quantity]
        return cheaper[-1] if cheaper else self.unit_price


class Offers(Protocol):
    """What is sold."""

    def offer(self, product_id: str, seller_id: str | None = None) -> Offer | None:
        """The product at its price in the household's currency; None where it is not sold.

        Without a seller it is the offer the shop prefers; with one it is never another's.
        """

    def sellers_of(self, product_id: str) -> Sequence[str]:
        """Who else than the preferred seller has it, the cheapest first."""


class CatalogOffers:
    """Everything in the catalog that has a price in `currency`, from any seller of this shop."""

    def __init__(
        self, catalog: Catalog, currency: str, clock: Callable[[], datetime] | None = None
    ) -> None:
        """`clock` tells which of the sellers' offers hold; without one all of them do."""
        self._catalog = catalog
        self._currency = currency
        self._clock = clock

    def offer(self, product_id: str, seller_id: str | None = None) -> Offer | None:
        """The product at its price of this moment."""
        known = self._look_up(product_id)
        if seller_id is None or (known is not None and known.seller.id == seller_id):
            return known
        return self._of_seller(product_id, seller_id)

    def _look_up(self, product_id: str) -> Offer | None:
        product = self._catalog.product(product_id)
        if product is None:
            return None
        main = main_offer(product, self._currency)
        if main is None:
            return None
        told = self._catalog.offers_of(product_id)
        own = next(
            (o for o in told if (o.id, o.unit_price.currency) == (main.id, self._currency)), main
        )
        if self._clock is not None and not (own.valid_at(self._clock()) and own.stock != 0):
            return None
        return self._sold(product, own)

    def sellers_of(self, product_id: str) -> Sequence[str]:
        """See `Offers`."""
        product = self._catalog.product(product_id)
        own = None if product is None else product.seller_id
        return tuple(
            dict.fromkeys(o.seller_id for o in self._held(product_id) if o.seller_id != own)
        )

    def _of_seller(self, product_id: str, seller_id: str) -> Offer | None:
        """The cheapest offer of one seller that holds now."""
        product = self._catalog.product(product_id)
        told = (offer for offer in self._held(product_id) if offer.seller_id == seller_id)
        cheapest = next(told, None)
        return None if product is None or cheapest is None else self._sold(product, cheapest)

    def _held(self, product_id: str) -> Sequence[SellerOffer]:
        """The offers of this shop's sellers that hold now, the cheapest first."""
        now = None if self._clock is None else self._clock()
        told = (
            offer
            for offer in self._catalog.offers_of(product_id)
            if offer.unit_price.currency == self._currency
            and not offer.outside
            and offer.condition == "new"
            and (now is None or offer.valid_at(now))
            and offer.stock != 0
        )
        return sorted(told, key=lambda offer: (offer.unit_price.minor, offer.id))

    def _sold(self, product: Product, offer: SellerOffer) -> Offer | None:
        seller = self._catalog.seller(offer.seller_id)
        if seller is None or seller.outside:
            return None
        if offer.delivery_days is not None:
            seller = msgspec.structs.replace(seller, delivery_days=offer.delivery_days)
        return Offer(
            product.id,
            dict(product.names),
            offer.unit_price,
            seller,
            offer.breaks,
            offer.minimum,
            seller.terms(self._currency),
            offer.stock,
            offer.stock_at,
        )
