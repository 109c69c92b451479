"""What sending an order costs: every seller asks for its own parcels."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.core.money import Money
from assistant.store.goods.catalog import ShippingTerms


@dataclass(frozen=True, slots=True)
class ShippedLine:
    """So many pieces of one product, at their price, from a seller with its terms."""

    seller_id: str
    quantity: int
    unit_price: Money
    terms: ShippingTerms | None


def shipping_by_seller(lines: Iterable[ShippedLine]) -> Mapping[str, Money]:
    """What each seller asks for sending its lines; sellers that ask nothing are not named.

    Where the offers of one seller have different terms, the dearest of each kind counts once.
    """
    by_seller: dict[str, list[ShippedLine]] = {}
    for line in lines:
        if line.terms is not None:
            by_seller.setdefault(line.seller_id, []).append(line)
    asked = {seller_id: _asked(its_lines) for seller_id, its_lines in by_seller.items()}
    return {seller_id: fee for seller_id, fee in asked.items() if fee.minor}


def _asked(lines: list[ShippedLine]) -> Money:
    nothing = Money(0, lines[0].unit_price.currency)
    goods = sum((line.unit_price * line.quantity for line in lines), start=nothing)
    terms = [line.terms for line in lines if line.terms is not None]
    free_from = [each.free_from for each in terms if each.free_from is not None]
    if free_from and max(limit.minor for limit in free_from) <= goods.minor:
        return nothing
    per_order = max((each.per_order for each in terms), key=lambda fee: fee.minor)
    per_item = (line.terms.per_item * line.quantity for line in lines if line.terms is not None)
    return sum(per_item, start=per_order)
