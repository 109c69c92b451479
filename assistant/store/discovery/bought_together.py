"""What else belongs into a basket: for every product a regression on its nearest neighbours.

Whether product i is in a basket x is estimated from the others in it,

    share_i + sum over j of w_ij (x_j - share_j),

where the weights of its `NEIGHBOURS` most correlated products solve the ridge regression

    (C_SS + ridge I) w = C_Si,     C = baskets * covariance, all of it from counts.

With all products as neighbours this is Steck's EASE ("Embarrassingly Shallow Autoencoders for Sparse
Data", 2019) with the intercept it leaves out; limited to neighbours it is a closed form of Ning and
Karypis' SLIM (2011), and grows with the catalog. A weight says what a product tells beyond all
others in the basket, so ten products that say the same are not believed ten times.

An order changes counts at once; the regressions of its products are solved again when their counts
have grown by `GROWN`, at most `REFITS` for an order.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.store.discovery.association import Association
from assistant.store.discovery.pair_counts import (
    MOST_IN_BASKET,
    Counts,
    DensePairs,
    Numbers,
    PairCounts,
)

NEIGHBOURS = 64
IN_LARGE = 32
"""Neighbours where the pairs are sparse: a fifth of the time, and nearly as good."""
RIDGE = 50.0
"""Baskets' worth of doubt; rare products are believed little. `tuned` chooses one from the data."""
RIDGES = (20.0, 50.0, 100.0, 200.0)
GROWN = 1.05
REFITS = 2
FEW = 2000
"""Of up to so many products all are compared; of more, the neighbours and the most bought."""
POPULAR = 200
RECKONED_EVERY = 256
"""Orders after which what is most popular is looked at again."""
_NONE = -1
Floats = NDArray[np.float32]


class BoughtTogether:
    """Counts of baskets and the regressions made of them."""

    def __init__(self, counts: PairCounts | None = None, ridge: float = RIDGE) -> None:
        self.counts = counts or PairCounts()
        self.ridge = ridge
        size = max(FEW, len(self.counts))
        self._neighbours: Numbers = np.full((size, NEIGHBOURS), _NONE, np.int32)
        self._weights: Floats = np.zeros((size, NEIGHBOURS), np.float32)
        self._intercepts: Floats = np.zeros(size, np.float32)
        self._fitted: Counts = np.zeros(size, np.int64)
        self._stale: dict[int, None] = {}
        self._popular: Numbers = np.empty(0, np.int32)
        self._in_basket = np.zeros(size + 1, bool)  # one more, always False: no neighbour

    @property
    def arrays(self) -> tuple[Numbers, Floats, Floats, Counts]:
        """Neighbours, weights, intercepts, and the counts at which each was fitted, to be kept."""
        size = len(self.counts)
        return (
            self._neighbours[:size],
            self._weights[:size],
            self._intercepts[:size],
            self._fitted[:size],
        )

    def restore(self, arrays: tuple[Numbers, Floats, Floats, Counts]) -> None:
        """Take up what `arrays` gave; ValueError where it does not fit the counts."""
        size = len(self.counts)
        if arrays[0].shape != (size, NEIGHBOURS) or {len(each) for each in arrays} != {size}:
            raise ValueError("the regressions are of other products than the counts")
        if size and not (arrays[0].min() >= -1 and arrays[0].max() < size):
            raise ValueError("the regressions name products that are not counted")
        self._neighbours[:size], self._weights[:size], self._intercepts[:size] = arrays[:3]
        self._fitted[:size] = arrays[3]
        self._find_popular()

    def learn(self, baskets: Iterable[Iterable[str]]) -> None:
        """Learn many baskets and solve everything anew."""
        self.counts.learn(baskets)
        self.fit_all()

    def fit_all(self) -> None:
        """Solve every product's regression."""
        self._grow()
        self._find_popular()
        for number in range(len(self.counts)):
            self._fit(number)
        self._stale.clear()
        self._find_popular()

    def add(self, products: Iterable[str]) -> None:
        """Learn one order."""
        self._touch(self.counts.add(products))

    def scores(self, basket: Iterable[str]) -> tuple[Numbers, Floats]:
        """Products that may be added, and the estimated share of such baskets that have them."""
        number = self.counts.number
        given = [n for product in basket if (n := number(product)) is not None][:MOST_IN_BASKET]
        candidates = self._candidates(given)
        self._in_basket[given] = True
        known = self._in_basket[self._neighbours[candidates]]
        scores = self._intercepts[candidates] + (self._weights[candidates] * known).sum(axis=1)
        kept = ~self._in_basket[candidates]
        self._in_basket[given] = False
        return candidates[kept], scores[kept]

    def recommend(self, basket: Iterable[str], limit: int = 10) -> list[tuple[str, float]]:
        """What is most likely to be in such a basket too, best first, as (product id, share)."""
        candidates, scores = self.scores(basket)
        best = np.argsort(-scores, kind="stable")[:limit]
        return [(self.counts.ids[candidates[n]], float(scores[n])) for n in best]

    def goes_with(self, product: str, limit: int = 10) -> list[tuple[str, Association]]:
        """What is surely bought with a product more than by chance, strongest first."""
        number = self.counts.number(product)
        if number is None:
            return []
        others, together = self.counts.pairs.row(number)
        found = [
            (self.counts.ids[other], self._association(number, int(other), int(both)))
            for other, both in self._strongest(number, others, together)
        ]
        sure = [(id_, each) for id_, each in found if each.sure]
        return sorted(sure, key=lambda each: -each[1].strength)[:limit]

    def association(self, one: str, other: str) -> Association:
        """Two products in the same baskets."""
        first, second = self.counts.number(one), self.counts.number(other)
        if first is None or second is None or first == second:
            return Association(0, 0, 0, self.counts.baskets)
        both = self.counts.pairs.block(np.array([first, second], np.int32))[0, 1]
        return self._association(first, second, int(both))

    def _association(self, one: int, other: int, both: int) -> Association:
        times = self.counts.times
        return Association(both, int(times[one]), int(times[other]), self.counts.baskets)

    def _strongest(
        self, number: int, others: Numbers, together: Counts
    ) -> Iterable[tuple[int, int]]:
        """Of a long row, the pairs that are worth a closer look."""
        if len(others) > FEW // 4:
            times = self.counts.times
            expected = times[number] * times[others] / max(1, self.counts.baskets)
            best = np.argpartition(-(together - expected) / np.sqrt(times[others]), FEW // 4)
            others, together = others[best[: FEW // 4]], together[best[: FEW // 4]]
        return zip(others, together, strict=True)

    def _candidates(self, given: Sequence[int]) -> Numbers:
        size = len(self.counts)
        if size <= FEW:
            return np.arange(size, dtype=np.int32)
        near = self._neighbours[given].ravel()
        return np.unique(np.concatenate([near[near != _NONE], self._popular]))

    def _touch(self, numbers: Sequence[int]) -> None:
        self._grow()
        if self.counts.baskets % RECKONED_EVERY == 0 or len(self._popular) < POPULAR:
            self._find_popular()
        times, fitted = self.counts.times, self._fitted
        changed = (n for n in numbers if not fitted[n] <= times[n] < fitted[n] * GROWN)
        self._stale |= dict.fromkeys(changed)
        for number in list(self._stale)[:REFITS]:
            del self._stale[number]
            self._fit(number)

    def _fit(self, number: int) -> None:
        times, baskets = self.counts.times, max(1, self.counts.baskets)
        others, covariances = self._covariances(number)
        spread = times[others] * (1 - times[others] / baskets)
        most = NEIGHBOURS if isinstance(self.counts.pairs, DensePairs) else IN_LARGE
        if len(others) > most:
            strength = np.abs(covariances) / np.sqrt(np.maximum(spread, 1e-9))
            best = np.argpartition(-strength, most)[:most]
            others, covariances, spread = others[best], covariances[best], spread[best]
        bought = times[others]
        system = self.counts.pairs.block(others) - np.outer(bought, bought) / baskets
        np.fill_diagonal(system, spread + self.ridge)
        weights = np.linalg.solve(system, covariances) if len(others) else covariances
        self._neighbours[number] = _NONE
        self._neighbours[number, : len(others)] = others
        self._weights[number, : len(others)] = weights
        self._intercepts[number] = (times[number] - weights @ bought) / baskets
        self._fitted[number] = times[number]

    def _covariances(self, number: int) -> tuple[Numbers, NDArray[np.float64]]:
        """A product's covariance with what it was bought with, and with what is bought most."""
        times, baskets = self.counts.times, max(1, self.counts.baskets)
        others, together = self.counts.pairs.row(number)
        popular = self._popular[: 2 * NEIGHBOURS]
        self._in_basket[others] = self._in_basket[number] = True  # marked for a moment
        alone = popular[~self._in_basket[popular]]
        self._in_basket[others] = self._in_basket[number] = False
        others = np.concatenate([others, alone]).astype(np.int32)
        together = np.concatenate([together, np.zeros(len(alone), np.int64)])
        return others, together - times[number] * times[others] / baskets

    def _find_popular(self) -> None:
        times = self.counts.times
        best = (
            np.argpartition(-times, POPULAR)[:POPULAR]
            if len(times) > POPULAR
            else range(len(times))
        )
        self._popular = np.array(sorted(best, key=lambda n: -times[n]), np.int32)

    def _grow(self) -> None:
        size, room = len(self.counts), len(self._fitted)
        if size <= room:
            return
        more = size + size // 2 - room
        self._neighbours = np.pad(self._neighbours, ((0, more), (0, 0)), constant_values=_NONE)
        self._weights = np.pad(self._weights, ((0, more), (0, 0)))
        self._intercepts = np.pad(self._intercepts, (0, more))
        self._fitted = np.pad(self._fitted, (0, more))
        self._in_basket = np.zeros(room + more + 1, bool)


def tuned(baskets: Sequence[Sequence[str]], ridges: Sequence[float] = RIDGES) -> float:
    """The ridge with which the last fifth of some baskets is best foretold from the others.

    Of every basket the product in the middle is hidden: no chance, so the same data give the same.
    """
    cut = len(baskets) * 4 // 5
    asked = [each for basket in baskets[cut:] if len(each := list(dict.fromkeys(basket))) > 1]
    model = BoughtTogether()
    model.counts.learn(baskets[:cut])
    found = {}
    for ridge in ridges:
        model.ridge = ridge
        model.fit_all()
        found[ridge] = sum(_reciprocal(model, basket) for basket in asked)
    return max(found, key=lambda ridge: found[ridge]) if asked else RIDGE


def _reciprocal(model: BoughtTogether, basket: Sequence[str]) -> float:
    """1 for a hidden product that is named first, 1/2 for the second, ..., nothing after the tenth."""
    place = len(basket) // 2
    named = model.recommend((*basket[:place], *basket[place + 1 :]))
    return next((1 / n for n, (id_, _) in enumerate(named, 1) if id_ == basket[place]), 0.0)
