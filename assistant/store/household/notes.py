"""What a household has said of itself: what it likes, has and must not have, its budget, who is who."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Final

from assistant.core.money import Money
from assistant.core.notes import Note, Topic
from assistant.language.words.korean import is_hangul
from assistant.language.words.spelling import words
from assistant.store.goods.catalog import Product
from assistant.store.household.history import Bought
from assistant.store.household.lists import same

ALL: Final = "all"
"""Who must not have a thing where nobody was named."""


class HouseholdNotes:
    """Its notes, the last word on each thing."""

    def __init__(self, notes: Iterable[Note] = ()) -> None:
        self._notes: defaultdict[Topic, dict[str, Note]] = defaultdict(dict)
        for note in notes:
            self._notes[note.topic][note.about] = note

    @property
    def suggesting(self) -> bool:
        """Whether anything may be suggested unasked."""
        return self._value("suggesting") != "off"

    @property
    def unwanted(self) -> tuple[str, ...]:
        """What is never to be suggested, as it was said."""
        return tuple(self._notes["unwanted"])

    @property
    def unwanted_by(self) -> Mapping[str, frozenset[str]]:
        """Who must not have each of these things ("daughter", "wife"), or `ALL`."""
        notes = self._notes["unwanted"].items()
        return {about: frozenset((note.value or ALL).split()) for about, note in notes}

    def wanted(self, names: Iterable[str]) -> bool:
        """Whether a thing of these names may be suggested: none of them says what is unwanted.

        Who is allergic to peanuts wants no peanut butter.
        """
        called = tuple(names)
        if not self._notes["unwanted"]:
            return True
        words_of = [set(words(name)) for name in called]
        return not any(
            same(one, name) or set(words(one)) <= said or _within(one, name)
            for one in self.unwanted
            for name, said in zip(called, words_of, strict=True)
        )

    def wants(self, product: Product) -> bool:
        """Whether nothing was said against a product, by none of its names and no brand."""
        return self.wanted((*product.spoken, *product.brand.values()))

    @property
    def always(self) -> frozenset[str]:
        """The products that are taken of all that go by their name."""
        return frozenset(self._notes["usual"])

    @property
    def chosen(self) -> frozenset[str]:
        """The products that were chosen when the household was asked which."""
        return frozenset(self._notes["chosen"])

    def preferred(self, usual: Collection[str]) -> tuple[Collection[str], ...]:
        """What is taken first of things that fit as well, then next; of the chosen what is `usual`."""
        return (self.always, self.favourites, self.chosen & frozenset(usual))

    @property
    def favourites(self) -> Mapping[str, str]:
        """The product ids of favourites, and of what each is the favourite."""
        return {id_: note.value or "" for id_, note in self._notes["favourite"].items()}

    def usual(self, history: Mapping[str, Bought]) -> Mapping[str, Bought]:
        """What was bought, without what was let go and not bought since."""
        let_go = self.let_go(history)
        return {id_: bought for id_, bought in history.items() if id_ not in let_go}

    def let_go(self, history: Mapping[str, Bought]) -> frozenset[str]:
        """What was let go and not bought since: where it may be meant, it is asked which."""
        return frozenset(
            id_
            for id_, note in self._notes["let_go"].items()
            if id_ not in history or history[id_].last_at <= note.at
        )

    def gone_since(self, product_id: str) -> datetime | None:
        """When it was said that there is nothing left of a product; None where it was not."""
        note, there = self._notes["gone"].get(product_id), self.there_since(product_id)
        return None if note is None or (there and there > note.at) else note.at

    def there_since(self, product_id: str) -> datetime | None:
        """When it was said that there is enough of a product."""
        note = self._notes["there"].get(product_id)
        return note.at if note else None

    def said_there(self, product_id: str) -> int | None:
        """How many there were when that was said; None where no number was."""
        note = self._notes["there"].get(product_id)
        number = "" if note is None else note.value or ""
        return int(number) if number.isdigit() else None

    @property
    def budget(self) -> Money | None:
        """What may be spent in a month; None where none was set."""
        value = self._value("budget")
        if not value:
            return None
        amount, _, currency = value.partition(" ")
        return Money(int(amount), currency)

    def was_suggested(self, product_id: str) -> bool:
        """Whether a product was suggested before; it is not suggested again."""
        return product_id in self._notes["suggested"]

    def member(self, device_id: str) -> str | None:
        """Who talks at a device; None where nobody has said."""
        note = self._notes["member"].get(device_id)
        return note.value if note else None

    def orders_of(self, member: str) -> frozenset[str]:
        """The ids of the orders that somebody made."""
        wanted = member.casefold()
        notes = self._notes["bought_by"].items()
        return frozenset(id_ for id_, note in notes if (note.value or "").casefold() == wanted)

    @property
    def members(self) -> tuple[str, ...]:
        """Everybody who has said their name."""
        notes = (*self._notes["member"].values(), *self._notes["bought_by"].values())
        return tuple(dict.fromkeys(note.value for note in notes if note.value))

    def _value(self, topic: Topic) -> str | None:
        note = self._notes[topic].get("")
        return note.value if note else None


def budget_note(budget: Money | None, at: datetime) -> Note:
    """The note that sets a budget, or takes it away."""
    value = None if budget is None else f"{budget.minor} {budget.currency}"
    return Note(topic="budget", value=value, at=at)


def over_budget(budget: Money | None, spent: Money | None, wish: Money) -> Money | None:
    """By how much a wish would exceed what is left of the month's budget; None where it fits."""
    if budget is None or budget.currency != wish.currency:
        return None
    so_far = spent if spent is not None else Money(0, wish.currency)
    over = so_far.minor + wish.minor - budget.minor
    return Money(over, wish.currency) if over > 0 else None


def _within(one: str, name: str) -> bool:
    """Whether a Korean thing is a part of a name that is written as one word: 땅콩 of 땅콩버터."""
    return len(one) > 1 and all(map(is_hangul, one)) and one in name
