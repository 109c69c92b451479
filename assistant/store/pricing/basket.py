"""A basket priced as a whole: whom to buy which line of, what it saves, or why it cannot be had."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from assistant.core.money import Money
from assistant.store.offers import Market, SellerOffer
from assistant.store.pricing.assign import TIME_LIMIT_S, Assigned, assign
from assistant.store.pricing.problem import (
    Candidate,
    Problem,
    can_serve,
    fee,
    tiers,
    undominated,
)

WORTH_MENTIONING = 0.5
"""One more of something is mentioned where the shipping it saves is so much of its price."""


@dataclass(frozen=True, slots=True)
class Want:
    """A line of a basket."""

    product_id: str
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Demands:
    """What was asked for besides the goods."""

    by: date | None = None
    """The day on which everything has to be here."""
    one_seller: bool = False
    without: frozenset[str] = frozenset()
    """Sellers that nothing is bought of."""


@dataclass(frozen=True, slots=True)
class Lot:
    """So many pieces of a product, of one seller."""

    product_id: str
    offer_id: str
    seller_id: str
    quantity: int
    unit_price: Money
    comes: date


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one seller sends."""

    seller_id: str
    goods: Money
    shipping: Money
    comes: date


@dataclass(frozen=True, slots=True)
class OneMore:
    """With one more of this, a seller's shipping falls away."""

    product_id: str
    seller_id: str
    unit_price: Money
    saved: Money
    """Of shipping."""
    total: Money
    """What the basket then costs at most."""


@dataclass(frozen=True, slots=True)
class PricedBasket:
    """Whom to buy which line of."""

    lots: tuple[Lot, ...]
    parcels: tuple[Parcel, ...]
    """By seller, the dearest first."""
    total: Money
    """Goods and shipping."""
    bound: Money
    """No way to buy it costs less."""
    line_by_line: Money | None = None
    """What it costs when each line is bought where its price is lowest; None where none can be."""
    one_seller: Money | None = None
    """The least it costs at a single seller; None where nobody has all of it."""
    one_more: OneMore | None = None
    seconds: float = 0.0

    @property
    def proved(self) -> bool:
        """Whether nothing can be cheaper."""
        return self.total <= self.bound

    @property
    def shipping(self) -> Money:
        """What all parcels cost."""
        return sum((p.shipping for p in self.parcels), start=Money(0, self.total.currency))

    @property
    def comes(self) -> date:
        """When the last parcel comes."""
        return max(parcel.comes for parcel in self.parcels)


Reason = Literal["not_sold", "not_from_them", "out_of_stock", "minimum", "too_late"]


@dataclass(frozen=True, slots=True)
class Lacking:
    """A line that cannot be had."""

    product_id: str
    why: Reason


@dataclass(frozen=True, slots=True)
class Impossible:
    """There is no way to buy it so."""

    lacking: tuple[Lacking, ...] = ()
    """Empty where each line can be had, but nobody has them all."""
    nearest: date | None = None
    """The first day by which everything can be here."""


Comes = Callable[[SellerOffer], date]
"""The day on which what is ordered of an offer now comes."""


@dataclass(frozen=True, slots=True)
class Shopping:
    """Where and when it is bought."""

    market: Market
    currency: str
    now: datetime
    comes: Comes


def price_basket(
    wants: Sequence[Want],
    shopping: Shopping,
    demands: Demands | None = None,
    *,
    usual: Collection[str] = (),
    seconds: float = TIME_LIMIT_S,
) -> PricedBasket | Impossible:
    """The cheapest way to buy a basket.

    Args:
        wants: its lines; several of one product are one line.
        shopping: the market, the household's currency, the moment.
        demands: by when, of whom; None is anyhow.
        usual: products that the household usually buys, one more of which may be mentioned.
        seconds: how long it may think. After that the choice may not be the best; `bound` tells.

    Raises:
        ValueError: there is no line, or one without a piece.
    """
    began = time.perf_counter()
    demands = demands or Demands()
    merged: dict[str, int] = {}
    for want in wants:
        merged[want.product_id] = merged.get(want.product_id, 0) + want.quantity
    if not merged or min(merged.values()) < 1:
        raise ValueError("a basket has at least one line of at least one piece")
    lines = tuple(Want(product_id, quantity) for product_id, quantity in merged.items())
    served = [_serving(line, shopping, demands) for line in lines]
    lacking = tuple(each for each in served if isinstance(each, Lacking))
    if lacking:
        return Impossible(lacking, _nearest(lines, shopping, demands))
    problem = _problem(lines, [each for each in served if not isinstance(each, Lacking)], shopping)
    alone = _of_one(problem, seconds)
    found = assign(problem, seconds) if not demands.one_seller else alone and alone[1]
    if found is None:
        return Impossible(nearest=_nearest(lines, shopping, demands))
    if demands.one_seller and alone is not None:
        problem = alone[0]
    quote = _Quote(tuple(merged), problem, found, shopping)
    return quote.priced(alone and alone[1], usual, time.perf_counter() - began)


def _serving(want: Want, shopping: Shopping, demands: Demands) -> list[SellerOffer] | Lacking:
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
        return Lacking(want.product_id, why)
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
    stocks = [offer.stock for offer in offers]
    enough = None in stocks or sum(stock or 0 for stock in stocks) >= want.quantity
    return "minimum" if enough else "out_of_stock"


def _nearest(lines: Sequence[Want], shopping: Shopping, demands: Demands) -> date | None:
    """The first day by which all can be here; None where the day is not what is wrong."""
    if demands.by is None:
        return None
    later = Demands(without=demands.without)
    served = [_serving(line, shopping, later) for line in lines]
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


def _problem(
    lines: Sequence[Want], served: Sequence[Sequence[SellerOffer]], shopping: Shopping
) -> Problem:
    sellers = tuple(sorted({offer.seller_id for offers in served for offer in offers}))
    place = {seller_id: number for number, seller_id in enumerate(sellers)}
    candidates = [
        Candidate(number, place[offer.seller_id], offer, found)
        for number, (line, offers) in enumerate(zip(lines, served, strict=True))
        for offer in offers
        if (found := tiers(offer, line.quantity))
    ]
    return Problem(
        tuple(line.quantity for line in lines),
        tuple(undominated(candidates)),
        sellers,
        tuple(fee(shopping.market.terms(seller_id)) for seller_id in sellers),
    )


def _of_one(problem: Problem, seconds: float) -> tuple[Problem, Assigned] | None:
    """The cheapest way to buy all of a single seller; None where nobody has all."""
    best: tuple[Problem, Assigned] | None = None
    for seller in range(len(problem.sellers)):
        alone = problem.of_seller(seller)
        if len({each.line for each in alone.candidates}) < len(problem.quantities):
            continue
        assigned = _alone(alone, seconds)
        if assigned is not None and (best is None or assigned.cost < best[1].cost):
            best = alone, assigned
    return best


def _alone(problem: Problem, seconds: float) -> Assigned | None:
    """Without a choice of sellers there is mostly no choice at all."""
    if len(problem.candidates) > len(problem.quantities):
        return assign(problem, seconds)
    taken = tuple(problem.quantities[each.line] for each in problem.candidates)
    try:
        cost = problem.cost(taken)
    except ValueError:
        return None
    return Assigned(taken, cost, cost)


@dataclass(frozen=True, slots=True)
class _Quote:
    """A choice, as it is told."""

    products: tuple[str, ...]
    problem: Problem
    assigned: Assigned
    shopping: Shopping

    def priced(
        self, alone: Assigned | None, usual: Collection[str], seconds: float
    ) -> PricedBasket:
        lots = tuple(self._lots())
        parcels = self._parcels(lots)
        total = self._money(self.assigned.cost)
        apart = _line_by_line(self.problem)
        return PricedBasket(
            lots=lots,
            parcels=parcels,
            total=total,
            bound=self._money(self.assigned.bound),
            line_by_line=None if apart is None else self._money(apart),
            one_seller=None if alone is None else self._money(alone.cost),
            one_more=_one_more(lots, parcels, total, self.shopping, usual),
            seconds=seconds,
        )

    def _money(self, minor: int) -> Money:
        return Money(minor, self.shopping.currency)

    def _lots(self) -> Iterator[Lot]:
        for candidate, count in zip(self.problem.candidates, self.assigned.taken, strict=True):
            if count:
                yield Lot(
                    self.products[candidate.line],
                    candidate.offer.id,
                    candidate.offer.seller_id,
                    count,
                    candidate.offer.unit_price_for(count),
                    self.shopping.comes(candidate.offer),
                )

    def _parcels(self, lots: Sequence[Lot]) -> tuple[Parcel, ...]:
        goods, items = self.problem.by_seller(self.assigned.taken)
        days: dict[str, date] = {}
        for lot in lots:
            days[lot.seller_id] = max(lot.comes, days.get(lot.seller_id, lot.comes))
        rows = zip(self.problem.sellers, self.problem.fees, goods, items, strict=True)
        parcels = (
            Parcel(seller, self._money(worth), self._money(asked.of(worth, count)), days[seller])
            for seller, asked, worth, count in rows
            if count
        )
        return tuple(sorted(parcels, key=lambda parcel: (-parcel.goods.minor, parcel.seller_id)))


def _line_by_line(problem: Problem) -> int | None:
    """Each line where its price is lowest, whatever sending then costs."""
    cheapest: dict[int, tuple[int, int]] = {}
    for number, candidate in enumerate(problem.candidates):
        price = candidate.price(problem.quantities[candidate.line])
        if price is not None:
            found = cheapest.get(candidate.line, (price, number))
            cheapest[candidate.line] = min(found, (price, number))
    if len(cheapest) < len(problem.quantities):
        return None
    taken = [0] * len(problem.candidates)
    for line, (_, number) in cheapest.items():
        taken[number] = problem.quantities[line]
    return problem.cost(tuple(taken))


def _one_more(
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
