"""How many of an offer are left: what its seller said of it, less what was bought since.

A seller says how many there are when it publishes; what this household buys afterwards is taken off
until it says so again. What the order service counts itself (`SetStock`) is a limit besides.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

import msgspec

from assistant.store.goods.catalog import Seller, SellerOffer, ShippingTerms
from assistant.store.market.offers import Market, Offer, PricePoint


class Sale(NamedTuple):
    """A line of an order that was placed and not cancelled."""

    product_id: str
    seller_id: str
    quantity: int
    at: datetime


@dataclass(frozen=True)
class StockKnown:
    """What the order store knows of what is left."""

    sales: Sequence[Sale] = ()
    counted: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """How many can still be ordered, by product and seller; see `Books.stock`."""

    @cached_property
    def _by_offer(self) -> Mapping[tuple[str, str], Sequence[Sale]]:
        found: dict[tuple[str, str], list[Sale]] = {}
        for sale in self.sales:
            found.setdefault((sale.product_id, sale.seller_id), []).append(sale)
        return found

    def left(self, offer: SellerOffer | Offer, seller_id: str) -> int | None:
        """How many can be had of an offer; None where nobody counts."""
        counts = self.counted.get(offer.product_id, {})
        counted = counts.get(seller_id, counts.get(""))
        if offer.stock is None:
            return counted
        said, of_it = offer.stock_at, self._by_offer.get((offer.product_id, seller_id), ())
        bought = sum(sale.quantity for sale in of_it if said is None or sale.at >= said)
        left = max(0, offer.stock - bought)
        return left if counted is None else min(left, counted)


class CountedMarket:
    """A market in which the sellers have what is left, not what they once said."""

    def __init__(self, market: Market, known: Callable[[], StockKnown]) -> None:
        """`known` is asked once, when the first offer is looked at."""
        self._market = market
        self._look = known

    @cached_property
    def _known(self) -> StockKnown:
        return self._look()

    def offers_of(self, product_id: str, now: datetime) -> Sequence[SellerOffer]:
        """See `Market`; of what is sold out none are left."""
        return [self._counted(each) for each in self._market.offers_of(product_id, now)]

    def _counted(self, offer: SellerOffer) -> SellerOffer:
        left = offer.stock if offer.outside else self._known.left(offer, offer.seller_id)
        return offer if left == offer.stock else msgspec.structs.replace(offer, stock=left)

    def terms(self, seller_id: str) -> ShippingTerms | None:
        """See `Market`."""
        return self._market.terms(seller_id)

    def seller(self, seller_id: str) -> Seller | None:
        """See `Market`."""
        return self._market.seller(seller_id)

    def sellers(self) -> Sequence[Seller]:
        """See `Market`."""
        return self._market.sellers()

    def price_history(self, of: str, since: datetime, now: datetime) -> Sequence[PricePoint]:
        """See `Market`."""
        return self._market.price_history(of, since, now)
