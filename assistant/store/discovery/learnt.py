"""What is known of people's baskets: those of the shop's customers, and the household's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.store.discovery.bought_together import BoughtTogether
from assistant.store.discovery.pair_counts import PairCounts, SparsePairs
from assistant.store.discovery.tastes import Tastes


@dataclass(frozen=True, slots=True)
class Learnt:
    """What the shop knows of what people buy."""

    together: BoughtTogether = field(default_factory=BoughtTogether)
    tastes: Tastes = field(default_factory=lambda: Tastes({}, ()))
    following: SparsePairs | None = None
    """How often which product came in the basket after which, by the numbers of `together`."""
    before: Mapping[int, int] = field(default_factory=dict)
    """After how many baskets with a product another basket is known."""


@dataclass(slots=True)
class Household:
    """What one household bought, basket by basket; each order counts once."""

    counts: PairCounts = field(default_factory=lambda: PairCounts(sparse=True))
    orders: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What was in each order that is counted."""

    def follow(self, orders: Mapping[str, Sequence[str]]) -> tuple[list[str], list[str]]:
        """Count orders that are new, and no longer those that are gone; the ids of both."""
        new = [id_ for id_ in orders if id_ not in self.orders]
        gone = [id_ for id_ in self.orders if id_ not in orders]
        for id_ in new:
            self.orders[id_] = tuple(dict.fromkeys(orders[id_]))
            self.counts.add(self.orders[id_])
        for id_ in gone:
            self.counts.add(self.orders.pop(id_), -1)
        return new, gone

    @property
    def bought(self) -> Mapping[str, int]:
        """In how many orders each product was."""
        return dict(zip(self.counts.ids, self.counts.times.tolist(), strict=True))
