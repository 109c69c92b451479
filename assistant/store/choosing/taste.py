"""What a household's purchases say of its taste: a Bayesian logit over price, speed and rating.

Somebody who bought one of several options found it best of them: it chose option i with probability
exp(u_i) / Σ exp(u_j), where u is a weighted sum of what an option is like (McFadden, Conditional
logit analysis of qualitative choice behavior, 1974), and each brand has a weight of its own. The
weights begin with what most people want (`EVERYBODY`), the more purchases are known the less that
counts. Their posterior is taken as normal around its mode (Laplace), so that it is known how sure
the weights are, and from them how likely each option is the best for this household.

Nothing paid is among what an option is like, and there is no place for it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

DRAWS = 1500
NEWTON_STEPS = 25
CLOSE = 1e-8
BRAND_SPREAD = 1.0
"""How much brands differ, in units of utility, before anything is known."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What an option is like, as far as a choice depends on it."""

    price: float
    """Of all that is wanted, sending included."""
    per_unit: float
    """Of a gram, a piece or whatever all options are measured in; the price where they differ."""
    days: float
    """Until it comes."""
    rating: float
    """0 to 5, of few raters drawn to the middle."""
    kept: float = 0.0
    """How often people with this taste buy it again, 0 to 1."""
    brand: str = ""


WEIGHED = ("per_unit", "price", "days", "rating", "kept")
EVERYBODY = (5.0, 0.5, 0.35, 1.2, 1.5)
"""Utility of a price lower by a factor e (per unit, in all), a day sooner, a star, all keeping it."""
SPREAD = (3.0, 0.7, 0.35, 0.9, 1.5)
"""How much people differ in that."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A purchase, and what it was chosen from."""

    options: tuple[Likeness, ...]
    chosen: int
    weight: float = 1.0
    """As how many purchases it counts: what is bought again and again counts as more than one."""


@dataclass(frozen=True, slots=True)
class Taste:
    """The weights of one household, normally distributed."""

    mean: Numbers = field(default_factory=lambda: np.array(EVERYBODY))
    covariance: Numbers = field(default_factory=lambda: np.diag(np.square(SPREAD)))
    brands: tuple[str, ...] = ()
    """Those with a weight of their own, in the order of the weights after the first five."""
    purchases: int = 0

    def best(self, options: Sequence[Likeness]) -> tuple[float, ...]:
        """How likely each option is the best of them; together 1."""
        if len(options) == 1:
            return (1.0,)
        chance = np.random.default_rng(len(options))
        weights = chance.multivariate_normal(self.mean, self.covariance, DRAWS, method="cholesky")
        worth = weights @ _features(options, self.brands).T
        for brand in sorted({each.brand for each in options} - {"", *self.brands}):
            column = chance.normal(0.0, BRAND_SPREAD, DRAWS)
            worth += column[:, None] * np.array([each.brand == brand for each in options])
        counts = np.bincount(worth.argmax(axis=1), minlength=len(options))
        return tuple((counts / DRAWS).tolist())

    def parts(self, option: Likeness, other: Likeness) -> dict[str, float]:
        """By how much each side of it makes `option` better than `other`."""
        rows = _features((option, other), self.brands)
        each = (rows[0] - rows[1]) * self.mean
        found = dict(zip(WEIGHED, each.tolist(), strict=False))
        found["brand"] = float(each[len(WEIGHED) :].sum())
        return found


def learnt(choices: Sequence[Choice]) -> Taste:
    """The taste that a household's purchases show."""
    start = Taste()
    brands = tuple(sorted({each.brand for choice in choices for each in choice.options} - {""}))
    count = len(WEIGHED)
    mean = np.concatenate([start.mean[:count], np.zeros(len(brands))])
    prior = np.zeros((len(mean), len(mean)))
    prior[:count, :count] = np.linalg.inv(start.covariance[:count, :count])
    prior[count:, count:] = np.eye(len(brands)) / BRAND_SPREAD**2
    if not choices:
        return start
    rows = [_features(choice.options, brands) for choice in choices]
    chosen = [choice.chosen for choice in choices]
    counts = np.array([choice.weight for choice in choices])
    weights, precision = _mode(rows, chosen, counts, mean, prior)
    covariance: Numbers = np.linalg.inv(precision).astype(np.float64)
    return Taste(weights, covariance, brands, len(choices))


def _mode(
    rows: Sequence[Numbers],
    chosen: Sequence[int],
    counts: Numbers,
    mean: Numbers,
    prior: Numbers,
) -> tuple[Numbers, Numbers]:
    """Newton's method; the weights at the mode and the precision there."""
    features, there = _stacked(rows)
    taken = features[np.arange(len(rows)), chosen]
    weights = mean.copy()
    precision = prior
    for _ in range(NEWTON_STEPS):
        worth = np.where(there, features @ weights, -np.inf)
        share = np.exp(worth - worth.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        expected = np.einsum("co,cof->cf", share, features)
        counted = np.sqrt(share * counts[:, None])
        spread = (features * counted[:, :, None]).reshape(-1, len(mean))
        slope = prior @ (mean - weights) + counts @ (taken - expected)
        precision = prior + spread.T @ spread - expected.T @ (counts[:, None] * expected)
        step = np.linalg.solve(precision, slope)
        length = float(np.abs(step).max())
        weights = weights + step * min(1.0, 3.0 / length if length else 1.0)
        if length < CLOSE:
            break
    return weights, precision


def _stacked(rows: Sequence[Numbers]) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """Choice by option by feature, and which options there are: choices differ in how many."""
    most = max(len(each) for each in rows)
    features = np.zeros((len(rows), most, rows[0].shape[1]))
    for number, each in enumerate(rows):
        features[number, : len(each)] = each
    there = np.arange(most) < np.array([len(each) for each in rows])[:, None]
    return features, there


def _features(options: Sequence[Likeness], brands: Sequence[str]) -> Numbers:
    rows = [
        [
            -math.log(max(each.per_unit, 1e-9)),
            -math.log(max(each.price, 1e-9)),
            -each.days,
            each.rating,
            each.kept,
            *(float(each.brand == brand) for brand in brands),
        ]
        for each in options
    ]
    return np.array(rows)
