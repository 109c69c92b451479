"""What a shop's customers bought: baskets in, everything that is learnt of them out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import numpy as np
from scipy.sparse import csr_array

from assistant.store.discovery.bought_together import RIDGE, BoughtTogether, tuned
from assistant.store.discovery.learnt import Learnt
from assistant.store.discovery.pair_counts import (
    CHUNK,
    MOST_IN_BASKET,
    PairCounts,
    SparsePairs,
    occurrences,
)
from assistant.store.discovery.tastes import Tastes

TUNED_FROM, TUNED_UP_TO = 5_000, 20_000
"""Of so many baskets the ridge is chosen: fewer do not tell, and with more it hardly matters."""
SOON_DAYS = 60
"""What is bought later than that does not follow from what was bought."""


@dataclass(frozen=True, slots=True)
class ShopBasket:
    """One visit of one customer."""

    products: tuple[str, ...]
    customer: str = ""
    """Empty where it is not known whose basket it is."""
    day: float = 0.0
    """In days, from any day on."""


def learnt_of(baskets: Sequence[ShopBasket]) -> Learnt:
    """Learn from all baskets of a shop: a million take half a minute."""
    contents = [basket.products for basket in baskets if basket.products]
    worth_it = TUNED_FROM <= len(contents) <= TUNED_UP_TO
    model = BoughtTogether(ridge=tuned(contents) if worth_it else RIDGE)
    model.learn(contents)
    tastes = Tastes.learn(model.counts, contents)
    following, before = _following(baskets, model.counts)
    return Learnt(model, tastes, following, before)


def _following(
    baskets: Sequence[ShopBasket], counts: PairCounts
) -> tuple[SparsePairs | None, Mapping[int, int]]:
    """How often which product came new in a customer's next basket after which."""
    visits = sorted((b for b in baskets if b.customer), key=lambda b: (b.customer, b.day))
    steps = (
        (_numbers(before, counts), _numbers(after, counts))
        for before, after in pairwise(visits)
        if before.customer == after.customer and after.day - before.day <= SOON_DAYS
    )
    size = len(counts)
    following, went_on = csr_array((size, size), dtype=np.int64), Counter[int]()
    while chunk := list(islice(steps, CHUNK)):
        firsts = occurrences([first for first, _ in chunk], size)
        new = [[n for n in then if n not in set(first)] for first, then in chunk]
        following = following + firsts.T @ occurrences(new, size)
        for first, _ in chunk:
            went_on.update(first)
    return (SparsePairs(csr_array(following)) if went_on else None), went_on


def _numbers(basket: ShopBasket, counts: PairCounts) -> list[int]:
    distinct = islice(dict.fromkeys(basket.products), MOST_IN_BASKET)
    return [n for id_ in distinct if (n := counts.number(id_)) is not None]
