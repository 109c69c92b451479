"""What goes with a thing, comes next or stands in for it: by the household, its like, everybody.

Everybody's baskets say most; those of people with the household's taste correct them where they
know enough, and the household's own correct both. Where nobody has bought a thing yet, its shelf
speaks. Every finding carries the counts that it was made of, and nothing else can raise it: there
is no place for a price that somebody pays.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec
import numpy as np

from assistant.store.discovery.association import LEAST_TOGETHER, Association, shrunk
from assistant.store.discovery.findings import About, Found, Relation, Who
from assistant.store.discovery.learnt import Household, Learnt
from assistant.store.discovery.pair_counts import PairCounts
from assistant.store.goods.catalog import Product
from assistant.store.goods.kinds import Kind, Kinds

LEAST_ALIKE = 0.05
"""How alike the company of two products has to be for one to stand in for the other."""


class Discovery:
    """Finds things for one household."""

    def __init__(
        self,
        learnt: Learnt,
        household: Household,
        product: Callable[[str], Product | None],
        shop: Iterable[Product] = (),
    ) -> None:
        self._learnt = learnt
        self._household = household
        known = (product(id_) for id_ in (*learnt.together.counts.ids, *household.counts.ids))
        products = {each.id: each for each in (*shop, *known) if each is not None}
        self._kinds = Kinds(products.values())
        self._bought: Mapping[str, int] = household.bought

    def prefer(self, bought: Mapping[str, int]) -> None:
        """What the household bought, and how often, from before its first order too."""
        self._bought = bought

    def goes_with(self, asked: Sequence[str], limit: int = 3) -> list[Found]:
        """What is bought together with these products, which are of one kind."""
        everybody = self._learnt.together.counts
        found = self._related(everybody, asked, "everybody")
        own = self._related(self._household.counts, asked, "household")
        every = {kind.names["en"]: (kind, each) for kind, each in (*own, *found)}
        if not every:
            return self._by_shelf(asked, limit)
        ranked = [self._corrected(kind, each, asked) for kind, each in every.values()]
        best = sorted(ranked, key=lambda told: (-told[0], told[1].product_id))
        return [told for _, told in best[:limit]]

    def next_after(self, asked: Sequence[str], limit: int = 3) -> list[Found]:
        """What people buy the next time, who bought this and not yet that."""
        counts, following = self._learnt.together.counts, self._learnt.following
        numbers = [n for id_ in asked if (n := counts.number(id_)) is not None]
        if following is None or not numbers:
            return []
        came: Counter[int] = Counter()
        for number in numbers:
            others, times = following.row(number)
            came.update(dict(zip(others.tolist(), times.tolist(), strict=True)))
        went_on = sum(self._learnt.before.get(number, 0) for number in numbers)
        told = self._told(counts, came, asked, went_on, relation="next")
        return [found for _, _, found in told[:limit]]

    def instead_of(self, asked: str, limit: int = 3) -> list[Found]:
        """What stands in for a product: bought in the same company, and seldom together with it."""
        kind = self._kinds.of(asked)
        if kind is None:
            return []
        shelf = [id_ for each in self._kinds.among(kind.category_id) for id_ in each.products]
        alike = [(self._alike(asked, id_), id_) for id_ in shelf if id_ != asked]
        about = About("instead", "everybody", (asked,))
        told: list[Found] = []
        for score, id_ in sorted(alike, key=lambda each: (-each[0], each[1])):
            counted = self._learnt.together.association(asked, id_)
            of_kind = self._kinds.of(id_)
            if len(told) == limit or score < LEAST_ALIKE:
                break
            if of_kind is not None and not counted.sure:
                told.append(about.found(id_, of_kind, counted, score))
        return told

    def fits(self, basket: Sequence[str], limit: int = 3) -> list[Found]:
        """What goes with a whole basket and is not in it, surest first."""
        present = {kind.names["en"] for id_ in basket if (kind := self._kinds.of(id_)) is not None}
        best: dict[str, Found] = {}
        for product in dict.fromkeys(basket):
            for found in self.goes_with([product], limit):
                name = found.names["en"]
                if name not in present and (name not in best or best[name].share < found.share):
                    best[name] = found
        return sorted(best.values(), key=lambda each: (-each.share, each.product_id))[:limit]

    def same_kind(self, product_id: str) -> tuple[str, ...]:
        """A product and all that is called the same."""
        kind = self._kinds.of(product_id)
        return kind.products if kind else (product_id,)

    def taste(self) -> Sequence[tuple[int, float]]:
        """The household's tastes as (number, share), greatest first."""
        return self.taste_of(self._bought)

    def taste_of(self, bought: Mapping[str, int]) -> Sequence[tuple[int, float]]:
        """The tastes of somebody who bought that."""
        shares = self._learnt.tastes.shares(bought, self._learnt.together.counts)
        return sorted(enumerate(shares), key=lambda each: -each[1])

    @property
    def everybody(self) -> PairCounts:
        """The baskets of all customers."""
        return self._learnt.together.counts

    def people(self, taste: int) -> PairCounts:
        """The baskets of the people of a taste."""
        return self._learnt.tastes.people[taste]

    def kind_names(self, product_id: str) -> Mapping[str, str]:
        """What kind of thing a product is, in plain words."""
        kind = self._kinds.of(product_id)
        return kind.names if kind else {"en": product_id, "ko": product_id}

    def kinds_named(self, product_ids: Iterable[str]) -> list[Mapping[str, str]]:
        """The kinds that products are of, each once, in the order in which they come."""
        names = (self.kind_names(id_) for id_ in product_ids)
        return list({name["en"]: name for name in names}.values())

    def _related(
        self, counts: PairCounts, asked: Sequence[str], who: Who
    ) -> list[tuple[Kind, Found]]:
        """Kinds that are surely bought with what was asked about, in some people's baskets."""
        numbers = [n for id_ in asked if (n := counts.number(id_)) is not None]
        came: Counter[int] = Counter()
        for number in numbers:
            others, together = counts.pairs.row(number)
            came.update(dict(zip(others.tolist(), together.tolist(), strict=True)))
        times = int(counts.times[numbers].sum())
        return [(kind, found) for _, kind, found in self._told(counts, came, asked, times, who=who)]

    def _told(
        self,
        counts: PairCounts,
        came: Mapping[int, int],
        asked: Sequence[str],
        times: int,
        *,
        relation: Relation = "with",
        who: Who = "everybody",
    ) -> list[tuple[float, Kind, Found]]:
        """Counts of products, gathered by kind, and what they surely say, strongest first."""
        own = self._kinds.of(asked[0]) if asked else None
        by_kind: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, both in came.items():
            kind = self._kinds.of(counts.ids[number])
            if kind is not None and (own is None or kind.names["en"] != own.names["en"]):
                by_kind[kind.names["en"]].append((both, number))
        told = []
        for pairs in by_kind.values():
            product = counts.ids[max(pairs, key=lambda pair: (pair[0], -pair[1]))[1]]
            kind = self._kinds.of(product)
            if kind is None:  # it was grouped by it
                continue
            association = Association(
                together=min(times, sum(both for both, _ in pairs)),
                times=times,
                other_times=min(counts.baskets, _times(counts, kind)),
                baskets=counts.baskets,
            )
            if association.sure:
                about = About(relation, who, tuple(asked))
                told.append((association.strength, kind, about.found(product, kind, association)))
        return sorted(told, key=lambda each: (-each[0], each[2].product_id))

    def _corrected(self, kind: Kind, found: Found, asked: Sequence[str]) -> tuple[float, Found]:
        """What everybody's baskets say, corrected by those who are like the household, and by its own.

        How surely it belongs to the basket, and the finding by those who say it best.
        """
        everybody = self._learnt.together.counts
        association = _pooled(everybody, asked, kind)
        share, told = association.share, association
        who: Who = "everybody"
        levels: list[tuple[Who, PairCounts]] = [("household", self._household.counts)]
        if self._bought and (tastes := self.taste()):
            levels.insert(0, ("taste", self.people(tastes[0][0])))
        for level, counts in levels:
            theirs = _pooled(counts, asked, kind)
            share = shrunk(share, theirs.together, theirs.times)
            if theirs.together >= LEAST_TOGETHER and theirs.sure:
                who, told = level, theirs
        corrected = share / association.share if association.share else 1.0
        strength = max(association.strength * corrected, told.strength)
        product = self._usual(kind, found.product_id)
        about = About(found.relation, who, tuple(asked))
        return strength, about.found(product, kind, told, share)

    def _usual(self, kind: Kind, product_id: str) -> str:
        """Of a kind, what the household buys; else what most people take in this company."""
        own = [id_ for id_ in kind.products if self._bought.get(id_)]
        return max(own, key=lambda id_: (self._bought[id_], id_), default=product_id)

    def _by_shelf(self, asked: Sequence[str], limit: int) -> list[Found]:
        """For a thing that nobody has bought yet: what goes with the others of its category."""
        kind = self._kinds.of(asked[0]) if asked else None
        if kind is None:
            return []
        counts = self._learnt.together.counts
        shelf = [id_ for each in self._kinds.among(kind.category_id) for id_ in each.products]
        return [
            msgspec.structs.replace(found, who="shelf", asked=tuple(asked))
            for of_kind, found in self._related(counts, shelf, "everybody")
            if of_kind.category_id != kind.category_id
        ][:limit]

    def _alike(self, one: str, other: str) -> float:
        """How alike the company of two products is: the cosine of what each is bought with.

        Counted beyond chance, so that two products are not alike because both are with milk.
        """
        counts = self._learnt.together.counts
        first, second = counts.number(one), counts.number(other)
        if first is None or second is None:
            return 0.0
        lines = [_beyond_chance(counts, number, {first, second}) for number in (first, second)]
        lengths = [float(np.sqrt(sum(x * x for x in line.values()))) for line in lines]
        if not all(lengths):
            return 0.0
        shared = lines[0].keys() & lines[1].keys()
        return sum(lines[0][n] * lines[1][n] for n in shared) / (lengths[0] * lengths[1])


def _beyond_chance(counts: PairCounts, number: int, without: set[int]) -> dict[int, float]:
    others, together = counts.pairs.row(number)
    expected = counts.times[number] * counts.times[others] / max(1, counts.baskets)
    beyond = (together - expected) / np.sqrt(expected + 1)
    return {
        int(other): float(x)
        for other, x in zip(others, beyond, strict=True)
        if x > 0 and int(other) not in without
    }


def _times(counts: PairCounts, kind: Kind) -> int:
    numbers = [n for id_ in kind.products if (n := counts.number(id_)) is not None]
    return int(counts.times[numbers].sum())


def _pooled(counts: PairCounts, asked: Sequence[str], kind: Kind) -> Association:
    """A kind in the baskets with any of what was asked about."""
    numbers = [n for id_ in asked if (n := counts.number(id_)) is not None]
    members = {n for id_ in kind.products if (n := counts.number(id_)) is not None}
    together = 0
    for number in numbers:
        others, both = counts.pairs.row(number)
        together += sum(
            int(n) for other, n in zip(others, both, strict=True) if int(other) in members
        )
    times = int(counts.times[numbers].sum())
    other_times = min(counts.baskets, _times(counts, kind))
    return Association(min(times, together), times, other_times, counts.baskets)
