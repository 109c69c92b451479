"""One more of something, with which the shipping of a parcel falls away."""

from collections.abc import Collection, Mapping, Sequence

from assistant.core.money import Money
from assistant.store.pricing.asked import Lot, OneMore, Parcel, Shopping

WORTH_MENTIONING = 0.5
"""One more of something is mentioned where the shipping it saves is so much of its price."""


def one_more_of(
    lots: Sequence[Lot],
    parcels: Sequence[Parcel],
    total: Money,
    shopping: Shopping,
    usual: Collection[str],
) -> OneMore | None:
    """The most useful thing of which one more makes a parcel's shipping fall away."""
    found: list[tuple[int, str, OneMore]] = []
    here: Mapping[tuple[str, str], Lot] = {(lot.product_id, lot.seller_id): lot for lot in lots}
    known = {*(lot.product_id for lot in lots), *usual}
    for parcel in parcels:
        terms = shopping.market.terms(parcel.seller_id)
        if terms is None or terms.free_from is None or not parcel.shipping.minor:
            continue
        left = terms.free_from.minor - parcel.goods.minor
        for product_id in sorted(known):
            lot = here.get((product_id, parcel.seller_id))
            extra = _extra(product_id, lot, parcel, shopping)
            if extra is None or extra.minor < left:
                continue
            if parcel.shipping.minor < WORTH_MENTIONING * extra.minor:
                continue
            less = Money(total.minor + extra.minor - parcel.shipping.minor, total.currency)
            more = OneMore(product_id, parcel.seller_id, extra, parcel.shipping, less)
            found.append((less.minor, product_id, more))
    return min(found)[2] if found else None


def _extra(product_id: str, lot: Lot | None, parcel: Parcel, shopping: Shopping) -> Money | None:
    """What one more of a product adds to a parcel's goods; None where there is no more of it."""
    before = 0 if lot is None else lot.quantity
    for offer in shopping.market.offers_of(product_id, shopping.now):
        same = offer.seller_id == parcel.seller_id and (lot is None or offer.id == lot.offer_id)
        if not same or offer.outside or offer.condition != "new" or not offer.sells(before + 1):
            continue
        if shopping.comes(offer) > parcel.comes or offer.unit_price.currency != shopping.currency:
            continue
        price = offer.unit_price_for(before + 1).minor * (before + 1)
        return Money(
            price - (0 if lot is None else lot.unit_price.minor * before), shopping.currency
        )
    return None
