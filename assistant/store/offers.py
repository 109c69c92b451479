"""What can be bought now, at what price, from whom."""

from dataclasses import dataclass
from typing import Protocol

from assistant.core.messages import Names
from assistant.core.money import Money
from assistant.store.catalog import Catalog, Seller


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
