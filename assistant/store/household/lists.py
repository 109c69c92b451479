"""Shopping lists and other lists of the household, and what it thinks of works and products."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from assistant.core.notes import ListChange, ListItem, ListOutcome, Note, PriceWatch, Rating

SHOPPING = "shopping"
"""The list that is meant where none is named."""
_SHOPPING_NAMES = frozenset(
    {"", "shopping", "grocery", "groceries", "food", "supermarket", "store", "buy"}
    | {"장보기", "쇼핑", "구매", "식료품", "살 것", "장"}
)


class Notebook(Protocol):
    """Where lists and ratings are kept. Every method raises `StorageError`."""

    def lists(self) -> Mapping[str, Sequence[ListItem]]:
        """All lists by name, in the order in which they were made."""

    def change(self, change: ListChange) -> ListOutcome:
        """Change a list; adding to one that is not there makes it."""

    def rate(self, rating: Rating) -> None:
        """Keep what somebody thinks; the last word on a work counts."""

    def watch(self, watch: PriceWatch) -> PriceWatch:
        """Keep a price to wait for; of one product the last word counts."""

    def watches(self) -> Sequence[PriceWatch]:
        """All prices that are or were waited for, newest first."""

    def unwatch(self, number: int) -> bool:
        """Do not wait for a price any more; False where there is none of that number."""

    def told(self, number: int, at: datetime) -> bool:
        """Note that a watch spoke up; False where it had before, or is gone."""

    def ratings(self) -> Sequence[Rating]:
        """All ratings, newest first."""

    def keep(self, notes: Sequence[Note]) -> None:
        """Keep what the household has said of itself; the last word on each thing counts."""

    def notes(self) -> Sequence[Note]:
        """What the household has said of itself; what was known of each order is left out."""


def list_name(said: str) -> str:
    """The list that is meant: everything that is bought goes on one."""
    plain = " ".join(said.casefold().split())
    return SHOPPING if plain in _SHOPPING_NAMES else plain


def standing(said: str, names: Collection[str]) -> str | None:
    """The list among some that goes by a name, singular, plural or with an owner's "'s" too."""
    name = list_name(said)
    alike = (each for each in names if same(_unowned(each), _unowned(name)))
    return name if name in names else next(alike, None)


def _unowned(name: str) -> str:
    return name.removesuffix("'s")


def merged(items: Sequence[ListItem], added: ListItem) -> tuple[ListItem, ...]:
    """A list with one more item: the same thing twice is one thing, in greater number.

    Bottles and litres of it stay apart; a thing without an amount joins whatever there is of it.
    """
    for place, item in enumerate(items):
        if same(item.name, added.name) and (_bare(item) or _bare(added) or item.unit == added.unit):
            both = msgspec.structs.replace(
                item,
                name=max(item.name, added.name, key=len),  # "milks" of "milk" and "two milks"
                quantity=(item.quantity or 0) + (added.quantity or 0) or None,
                unit=item.unit or added.unit,
            )
            return (*items[:place], both, *items[place + 1 :])
    return (*items, added)


def taken_off(
    items: Sequence[ListItem], taken: ListItem
) -> tuple[tuple[ListItem, ...], tuple[ListItem, ...]]:
    """What is left of a list, and what goes: all there is of a thing, or the amount that was said."""
    left: list[ListItem] = []
    gone: list[ListItem] = []
    for item in items:
        if not same(item.name, taken.name) or taken.unit not in {None, item.unit}:
            left.append(item)
        elif taken.quantity and item.quantity and taken.quantity < item.quantity:
            some = msgspec.structs.replace(item, quantity=item.quantity - taken.quantity)
            left.append(some)
            gone.append(msgspec.structs.replace(item, quantity=taken.quantity))
        else:
            gone.append(item)
    return tuple(left), tuple(gone)


def _bare(item: ListItem) -> bool:
    return item.quantity is None and item.unit is None


def same(one: str, other: str) -> bool:
    """Whether two names are the same thing, singular and plural too."""
    return _stem(one) == _stem(other)


def _stem(name: str) -> str:
    plain = " ".join(name.casefold().split())
    return plain[:-1] if plain.endswith("s") and not plain.endswith("ss") else plain
