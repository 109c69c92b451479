"""The shop's categories as a tree: which of them is named, and which shelves it is made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.language.names.resolve import Entry, Resolver
from assistant.store.goods.catalog import Category

NAMED = 0.9
"""How well the words have to fit the name of a category."""


@dataclass(frozen=True)
class Shelves:
    """A part of a category: one right below it with everything below that, or itself."""

    category: Category
    ids: frozenset[str]
    """Of the categories whose products stand here."""


class Aisles:
    """All categories of a shop."""

    def __init__(self, categories: Iterable[Category]) -> None:
        self._by_id = {each.id: each for each in categories}
        self._below: dict[str, list[Category]] = {}
        for each in self._by_id.values():
            self._below.setdefault(each.parent_id, []).append(each)
        self._resolver = Resolver(Entry(each.id, each.spoken) for each in self._by_id.values())

    def named(self, phrase: str) -> Category | None:
        """The category of this name, the wider one where two are called so; None: there is none."""
        found = [each for each in self._resolver.candidates(phrase, 2) if each.score >= NAMED]
        best = [self._by_id[each.id] for each in found if each.score == found[0].score]
        return min(best, key=lambda each: each.parent_id != "", default=None)

    def parts(self, category: Category) -> Sequence[Shelves]:
        """What a category is made of."""
        own = Shelves(category, frozenset({category.id}))
        below = self._below.get(category.id, ())
        return (own, *(Shelves(each, self._under(each)) for each in below))

    def widest(self) -> Sequence[Category]:
        """The categories that are part of no other."""
        return tuple(each for each in self._by_id.values() if each.parent_id not in self._by_id)

    def _under(self, category: Category) -> frozenset[str]:
        found: set[str] = set()
        waiting = [category]
        while waiting:
            each = waiting.pop()
            if each.id not in found:  # a feed's loops are refused, a damaged file's end here
                found.add(each.id)
                waiting += self._below.get(each.id, ())
        return frozenset(found)
