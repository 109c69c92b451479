"""What may honestly be said of two things that were bought together so and so often.

Raw lift is loudest where there is least evidence: two products bought once each, together, have the
greatest lift of all. So counts are shrunk towards chance, and what chance alone would often do is
not said at all.
"""

import math
from dataclasses import dataclass

PRIOR_BASKETS = 20.0
"""So many imagined baskets in which the two have nothing to do with each other."""
LEAST_TOGETHER = 3
"""Fewer baskets than that are an anecdote."""
SURE_Z = 2.58
"""Standard errors away from chance that count as no chance (99 %)."""


@dataclass(frozen=True, slots=True)
class Association:
    """Two products in the baskets of some people."""

    together: int
    """Baskets with both."""
    times: int
    """Baskets with the first."""
    other_times: int
    """Baskets with the second."""
    baskets: int
    """All baskets."""

    @property
    def expected(self) -> float:
        """Baskets with both where the two had nothing to do with each other."""
        return self.times * self.other_times / self.baskets if self.baskets else 0.0

    @property
    def share(self) -> float:
        """Of the baskets with the first, the part that had the second too; shrunk towards all baskets'."""
        base = self.other_times / self.baskets if self.baskets else 0.0
        return (self.together + PRIOR_BASKETS * base) / (self.times + PRIOR_BASKETS)

    @property
    def lift(self) -> float:
        """How many times as often as by chance, shrunk towards 1."""
        base = self.other_times / self.baskets if self.baskets else 0.0
        return self.share / base if base else 1.0

    @property
    def z(self) -> float:
        """Standard errors from chance: the signed root of the log-likelihood ratio.

        Dunning, "Accurate methods for the statistics of surprise and coincidence" (1993); unlike
        chi-square it holds for rare products.
        """
        both, one, other = self.together, self.times, self.other_times
        if not 0 < one < self.baskets or not 0 < other < self.baskets:
            return 0.0
        table = (both, one - both, other - both, self.baskets - one - other + both)
        margins = (
            one * other,
            one * (self.baskets - other),
            (self.baskets - one) * other,
            (self.baskets - one) * (self.baskets - other),
        )
        ratio = sum(
            n * math.log(n * self.baskets / margin)
            for n, margin in zip(table, margins, strict=True)
            if n > 0
        )
        return math.copysign(math.sqrt(max(0.0, 2 * ratio)), both - self.expected)

    @property
    def sure(self) -> bool:
        """Whether it may be said: enough baskets, and more than chance would make."""
        return self.together >= LEAST_TOGETHER and self.z >= SURE_Z

    @property
    def strength(self) -> float:
        """How strongly the two belong together, -1 to 1: their correlation, shrunk where either is rare.

        Between lift, which prefers what is rare, and the mere share, which prefers what everybody
        buys anyway.
        """
        rest, other_rest = self.baskets - self.times, self.baskets - self.other_times
        spread = math.sqrt(self.times * rest * self.other_times * other_rest)
        if not spread:
            return 0.0
        correlation = (self.together * self.baskets - self.times * self.other_times) / spread
        believed = self.times / (self.times + PRIOR_BASKETS)
        return correlation * believed * self.other_times / (self.other_times + PRIOR_BASKETS)


def shrunk(told: float, together: int, times: int, prior: float = PRIOR_BASKETS) -> float:
    """A share that others' baskets have told, corrected by one's own few.

    The mean of the beta distribution that `prior` baskets of the others and one's own make together.
    """
    return (together + prior * told) / (times + prior)
