"""A basket before it is priced: which offer may serve which line, and what any choice costs.

Amounts are integers in the minor unit of one currency.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.store.market.offers import SellerOffer, ShippingTerms


@dataclass(frozen=True, slots=True)
class Tier:
    """From `low` to `high` pieces, one costs `unit_price`."""

    low: int
    high: int
    unit_price: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """An offer that may serve a line, in whole or in part."""

    line: int
    seller: int
    offer: SellerOffer
    tiers: tuple[Tier, ...]
    """Ascending, never empty; between them there may be gaps."""

    @property
    def most(self) -> int:
        """How many of the line it can serve."""
        return self.tiers[-1].high

    def price(self, quantity: int) -> int | None:
        """What so many, at least one, cost; None where so many cannot be bought."""
        for tier in self.tiers:
            if tier.low <= quantity <= tier.high:
                return tier.unit_price * quantity
        return None


@dataclass(frozen=True, slots=True)
class Fee:
    """What a seller asks for sending."""

    per_order: int = 0
    per_item: int = 0
    free_from: int | None = None
    """Goods worth so much are sent for nothing."""

    def of(self, goods: int, items: int) -> int:
        """What sending `items` pieces, at least one, worth `goods` costs."""
        if self.free_from is not None and goods >= self.free_from:
            return 0
        return self.per_order + self.per_item * items

    @property
    def nothing(self) -> bool:
        """Whether sending costs nothing anyhow."""
        return not self.per_order and not self.per_item


Taken = tuple[int, ...]
"""How many pieces each candidate serves."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Which candidates serve which lines best?"""

    quantities: tuple[int, ...]
    """By line."""
    candidates: tuple[Candidate, ...]
    sellers: tuple[str, ...]
    fees: tuple[Fee, ...]
    """By seller."""

    def cost(self, taken: Taken) -> int:
        """Goods and shipping; `ValueError` where so many cannot be bought of a candidate."""
        goods, items = self.by_seller(taken)
        shipping = (
            fee.of(worth, count)
            for fee, worth, count in zip(self.fees, goods, items, strict=True)
            if count
        )
        return sum(goods) + sum(shipping)

    def by_seller(self, taken: Taken) -> tuple[list[int], list[int]]:
        """What the goods of each seller cost, and how many pieces they are."""
        goods, items = [0] * len(self.sellers), [0] * len(self.sellers)
        for candidate, quantity in zip(self.candidates, taken, strict=True):
            if not quantity:
                continue
            price = candidate.price(quantity)
            if price is None:
                raise ValueError(f"{quantity} of {candidate.offer.id} cannot be bought")
            goods[candidate.seller] += price
            items[candidate.seller] += quantity
        return goods, items

    def serves(self, taken: Taken) -> bool:
        """Whether every line gets exactly what it wants."""
        served = [0] * len(self.quantities)
        for candidate, quantity in zip(self.candidates, taken, strict=True):
            served[candidate.line] += quantity
        return served == list(self.quantities)

    def of_seller(self, seller: int) -> "Problem":
        """The same basket, bought of one seller only."""
        kept = tuple(each for each in self.candidates if each.seller == seller)
        return Problem(self.quantities, kept, self.sellers, self.fees)


def fee(terms: ShippingTerms | None) -> Fee:
    """A seller's terms as numbers; None is free."""
    if terms is None:
        return Fee()
    free_from = None if terms.free_from is None else terms.free_from.minor
    return Fee(max(0, terms.per_order.minor), max(0, terms.per_item.minor), free_from)


def tiers(offer: SellerOffer, quantity: int) -> tuple[Tier, ...]:
    """The prices at which up to `quantity` pieces of an offer can be bought; empty: none can."""
    most = quantity if offer.stock is None else min(quantity, offer.stock)
    least = max(1, offer.minimum)
    if not offer.breaks:
        price = offer.unit_price.minor
        return (Tier(least, most, price),) if least <= most and price > 0 else ()
    begins = sorted({least, *(each.quantity for each in offer.breaks if each.quantity > least)})
    ends = [*(after - 1 for _, after in pairwise(begins)), most]
    found = (
        Tier(low, min(high, most), offer.unit_price_for(low).minor)
        for low, high in zip(begins, ends, strict=True)
        if low <= min(high, most)
    )
    return tuple(each for each in found if each.unit_price > 0)


def undominated(candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Without offers that another of the same seller for the same line is never worse than."""
    by_place: dict[tuple[int, int], list[Candidate]] = {}
    for each in candidates:
        by_place.setdefault((each.line, each.seller), []).append(each)
    for rivals in by_place.values():
        if len(rivals) == 1:
            yield rivals[0]
            continue
        for number, each in enumerate(rivals):
            others = (*rivals[:number], *rivals[number + 1 :])
            earlier = rivals[:number]
            if not any(_never_worse(other, each, tie=other in earlier) for other in others):
                yield each


def _never_worse(one: Candidate, other: Candidate, *, tie: bool) -> bool:
    """Whether whatever `other` serves, `one` serves for no more; for the same where `tie`."""
    better = False
    for quantity in range(1, other.most + 1):
        theirs = other.price(quantity)
        if theirs is None:
            continue
        ours = one.price(quantity)
        if ours is None or ours > theirs:
            return False
        better = better or ours < theirs
    return better or tie


def can_serve(quantity: int, candidates: Sequence[Candidate]) -> bool:
    """Whether exactly so many can be bought of these candidates together."""
    if any(each.price(quantity) is not None for each in candidates):
        return True
    # Bit n: n pieces can be bought of those looked at so far.
    reachable, wanted = 1, 1 << quantity
    within = (wanted << 1) - 1
    for each in candidates:
        before = reachable
        for tier in each.tiers:
            for count in range(tier.low, tier.high + 1):
                reachable |= before << count & within
    return bool(reachable & wanted)
