"""Tastes: groups of products that the same people buy, and what each group is like.

How surely two products are bought together is a network of products; the leading singular vectors
of it are the directions in which baskets differ, and products that point the same way are one
taste. A basket, and a person by all their baskets, has the taste to which most of what is in it
belongs, rare products counting more.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from assistant.store.discovery.pair_counts import PairCounts

LEAST_TIMES = 5
"""Rarer products have no taste of their own."""
MOST_PRODUCTS = 5000
"""Of a large catalog, the products bought most make the tastes."""
MOST_TASTES = 16
CHANCE = 2.0
"""So many imagined pairs that chance made, so that rare pairs say little."""
UNDECIDED = 2.0
"""So much weight of a household's purchases is spread over all tastes."""


class Tastes:
    """Which taste each product has, and the baskets of the people of each taste."""

    def __init__(self, of_product: Mapping[str, int], people: Sequence[PairCounts]) -> None:
        self._of = of_product
        self.people = people
        """What those of each taste buy, and buy together."""

    @property
    def of_product(self) -> Mapping[str, int]:
        """The number of each product's taste."""
        return self._of

    @classmethod
    def learn(cls, counts: PairCounts, baskets: Iterable[Sequence[str]], seed: int = 0) -> "Tastes":
        """Group the products, then the baskets; those of one person may come as one."""
        of_product = grouped(counts, seed)
        number = len(set(of_product.values()))
        weights = _weights(counts)
        by_taste: list[list[Sequence[str]]] = [[] for _ in range(number)]
        for basket in baskets:
            shares = _shares(Counter(basket), of_product, weights, number)
            if shares is not None:
                by_taste[int(np.argmax(shares))].append(basket)
        people = []
        for alike in by_taste:
            people.append(PairCounts(sparse=True))
            people[-1].learn(alike)
        return cls(of_product, people)

    def shares(self, bought: Mapping[str, int], counts: PairCounts) -> Sequence[float]:
        """How much of each taste somebody has who bought that; adds up to 1.

        Few purchases say little: `UNDECIDED` is spread as the tastes are among all people.
        """
        number = len(self.people)
        if not number:
            return ()
        found = _shares(bought, self._of, _weights(counts), number)
        everybody = np.array([people.baskets + 1.0 for people in self.people])
        mixed = UNDECIDED * everybody / everybody.sum() + (0 if found is None else found)
        return [float(share) for share in mixed / mixed.sum()]


def grouped(counts: PairCounts, seed: int = 0) -> Mapping[str, int]:
    """The taste of each product that is bought often enough; the same counts give the same."""
    # They take a quarter of a second to read, and whoever talks waits for it.
    from scipy.cluster.vq import kmeans2  # noqa: PLC0415
    from scipy.sparse.linalg import svds  # noqa: PLC0415

    times = counts.times
    often = np.flatnonzero(times >= LEAST_TIMES)
    often = often[np.argsort(-times[often], kind="stable")][:MOST_PRODUCTS]
    tastes = min(MOST_TASTES, round(math.sqrt(len(often) / 6)))
    if tastes < 2:  # noqa: PLR2004 (one taste is none)
        return {}
    network = _network(counts, often)
    places, _, _ = svds(network, k=tastes, rng=np.random.default_rng(seed))
    lengths = np.linalg.norm(places, axis=1)
    shown = lengths > lengths.max() * 1e-6
    points = places[shown] / lengths[shown, None]
    _, groups = kmeans2(points, tastes, minit="++", seed=seed, missing="warn")
    ordered = [int(group) for group, _ in Counter(groups.tolist()).most_common()]
    return {
        counts.ids[number]: ordered.index(int(group))
        for number, group in zip(often[shown], groups, strict=True)
    }


def characteristic(
    inside: Mapping[str, int], everywhere: Mapping[str, int], limit: int
) -> Sequence[str]:
    """What a group is like: what it has much of, and more than everybody.

    Ranked by the share of the group times the logarithm of how much greater that share is than
    everybody's: the terms of the Kullback-Leibler divergence.
    """
    whole, all_ = sum(inside.values()), sum(everywhere.values())
    told = {
        name: count / whole * math.log(count / whole * all_ / everywhere[name])
        for name, count in inside.items()
        if count and everywhere.get(name)
    }
    ranked = sorted(told, key=lambda name: (-told[name], name))
    return [name for name in ranked[:limit] if told[name] > 0]


def _network(counts: PairCounts, numbers: NDArray[np.int64]) -> csr_array:
    """How much likelier than by chance pairs are, as logarithms, where they are at all."""
    pairs = counts.frozen()[numbers][:, numbers].tocoo()
    times = counts.times[numbers]
    expected = times[pairs.coords[0]] * times[pairs.coords[1]] / max(1, counts.baskets)
    likelier = np.log((pairs.data + CHANCE) / (expected + CHANCE))
    kept = likelier > 0
    where = pairs.coords[0][kept], pairs.coords[1][kept]
    return csr_array((likelier[kept], where), shape=pairs.shape)


def _weights(counts: PairCounts) -> Mapping[str, float]:
    baskets = max(1, counts.baskets)
    logs = np.log(1 + baskets / np.maximum(1, counts.times)).tolist()
    return defaultdict(float, zip(counts.ids, logs, strict=True))


def _shares(
    bought: Mapping[str, int],
    of_product: Mapping[str, int],
    weights: Mapping[str, float],
    number: int,
) -> NDArray[np.float64] | None:
    shares = np.zeros(number)
    for product, times in bought.items():
        taste = of_product.get(product)
        if taste is not None:
            shares[taste] += math.log1p(times) * weights[product]
    return shares if shares.any() else None
