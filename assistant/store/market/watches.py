"""Prices that somebody waits for: which of them have come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from assistant.core.notes import PriceWatch
from assistant.store.goods.catalog import SellerOffer
from assistant.store.market.offers import Market, seller_names


@dataclass(frozen=True, slots=True)
class PriceDropped:
    """A price that was waited for."""

    watch: PriceWatch
    offer: SellerOffer
    seller: dict[str, str]
    """Its names by language."""


def dropped(watches: Iterable[PriceWatch], market: Market, now: datetime) -> list[PriceDropped]:
    """The watches whose price has come; those that have spoken up are left out."""
    found = []
    for watch in watches:
        offer = _best(watch, market, now)
        if watch.told_at is None and offer is not None:
            found.append(PriceDropped(watch, offer, seller_names(market, offer.seller_id)))
    return found


def _best(watch: PriceWatch, market: Market, now: datetime) -> SellerOffer | None:
    """The cheapest new one that can be had below the price; here before outside, one before many."""
    fitting = [
        offer
        for offer in market.offers_of(watch.product_id, now)
        if offer.condition == "new"
        and offer.stock != 0
        and offer.unit_price.currency == watch.below.currency
        and offer.unit_price < watch.below
    ]
    return min(
        fitting, key=lambda o: (o.outside, o.minimum > 1, o.unit_price.minor, o.id), default=None
    )
