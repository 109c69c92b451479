"""Which offers may serve a line under what was asked, and what is wrong where none can."""

from collections.abc import Sequence
from datetime import date

from assistant.store.market.offers import SellerOffer
from assistant.store.pricing.asked import Demands, Lacking, Reason, Shopping, Want
from assistant.store.pricing.problem import Candidate, can_serve, tiers


def serving(want: Want, shopping: Shopping, demands: Demands) -> list[SellerOffer] | Lacking:
    """The offers that may serve a line, or what is wrong with all of them."""
    offers = [
        offer
        for offer in shopping.market.offers_of(want.product_id, shopping.now)
        if not offer.outside
        and offer.condition == "new"
        and offer.unit_price.currency == shopping.currency
        and offer.unit_price.minor > 0
        and offer.valid_at(shopping.now)
    ]
    if not offers:
        return Lacking(want.product_id, "not_sold")
    offers = [offer for offer in offers if offer.seller_id not in demands.without]
    if not offers:
        return Lacking(want.product_id, "not_from_them")
    why = _too_few(want, offers)
    if why is not None:
        return Lacking(want.product_id, why, _left(offers) if why == "out_of_stock" else 0)
    if demands.by is not None:
        offers = [offer for offer in offers if shopping.comes(offer) <= demands.by]
        if _too_few(want, offers) is not None:
            return Lacking(want.product_id, "too_late")
    return offers


def _too_few(want: Want, offers: Sequence[SellerOffer]) -> Reason | None:
    able = [
        Candidate(0, 0, offer, found) for offer in offers if (found := tiers(offer, want.quantity))
    ]
    if can_serve(want.quantity, able):
        return None
    enough = any(offer.stock is None for offer in offers) or _left(offers) >= want.quantity
    return "minimum" if enough else "out_of_stock"


def _left(offers: Sequence[SellerOffer]) -> int:
    return sum(offer.stock or 0 for offer in offers)


def nearest(lines: Sequence[Want], shopping: Shopping, demands: Demands) -> date | None:
    """The first day by which all can be here; None where the day is not what is wrong."""
    if demands.by is None:
        return None
    later = Demands(without=demands.without)
    served = [serving(line, shopping, later) for line in lines]
    offers = [each for each in served if not isinstance(each, Lacking)]
    if len(offers) < len(lines):
        return None
    for day in sorted({shopping.comes(offer) for each in offers for offer in each}):
        by_then = [[offer for offer in each if shopping.comes(offer) <= day] for each in offers]
        if _all_served(lines, by_then, one_seller=demands.one_seller):
            return day
    return None


def _all_served(
    lines: Sequence[Want], offers: Sequence[Sequence[SellerOffer]], *, one_seller: bool
) -> bool:
    if not one_seller:
        return all(_too_few(*each) is None for each in zip(lines, offers, strict=True))
    return any(
        all(
            _too_few(line, [offer for offer in each if offer.seller_id == seller_id]) is None
            for line, each in zip(lines, offers, strict=True)
        )
        for seller_id in {offer.seller_id for offer in offers[0]}
    )
