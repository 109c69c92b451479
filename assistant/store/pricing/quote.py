"""A choice as it is told: by lot and by parcel, and beside what people would do without it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.core.money import Money
from assistant.store.pricing.asked import Lot, Parcel, PricedBasket, Shopping
from assistant.store.pricing.assign import Assigned
from assistant.store.pricing.one_more import one_more_of
from assistant.store.pricing.problem import Problem


@dataclass(frozen=True, slots=True)
class Quote:
    """A choice, as it is told."""

    products: tuple[str, ...]
    problem: Problem
    assigned: Assigned
    shopping: Shopping

    def priced(
        self, alone: Assigned | None, usual: Collection[str], seconds: float
    ) -> PricedBasket:
        """The whole of it; `alone` is the cheapest of a single seller, where one has all."""
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
            one_more=one_more_of(lots, parcels, total, self.shopping, usual),
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
