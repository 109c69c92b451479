"""Reads the thing that an English sentence puts on a list, takes off or asks for."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from assistant.language.intent import Slot
from assistant.language.lists.commands import Around
from assistant.language.lists.parts import IT, PERSON, Parts
from assistant.language.lists.places import ORDINALS, Places
from assistant.language.words.normalise import Token
from assistant.language.words.numbers import number

_CLAUSE: Final = frozenset({"before", "after", "when", "because", "until", "'s"})
"""What begins a clause, and no thing: "get on the list before it closes", "that's it for the list"."""

Slots = dict[str, Slot]


class Things:
    """Reads them by the parts of their words."""

    def __init__(self, parts: Parts) -> None:
        """Take the parts of a language."""
        self._parts = parts
        self._places = Places(parts)
        self._things = parts.words("things")
        self._no_thing = parts.words("no_thing")

    def of(self, text: str, said: Sequence[Token]) -> Slots | None:
        """The thing in a frame; nothing where it is only "an item", None where it is no thing."""
        if len(said) > 1 and said[-1].key in IT and self._takes(said[-2].key):
            return None  # a clause of its own: "don't need the milk take it out of the list"
        words = self._places.without_who_put_it([token.key for token in said])
        if len(words) == 1 and words[0] in IT | PERSON | {"they"}:
            return {"which": Slot("", "it")}
        first = self._past_what_it_is(words)
        named = words[first:]
        if not self._no_thing.isdisjoint(named) or not _CLAUSE.isdisjoint(named[:1]):
            return None
        first += self._past_articles(named)
        rest = words[first:]
        if not rest or (len(rest) == 1 and rest[0] in self._parts.words("pointing")):
            return {}
        if (place := self._places.of(rest)) is not None:
            return place
        first += rest[0] in self._things  # "item bread"
        name = text[said[first].start : said[len(words) - 1].end]
        return {"item": Slot(name, name)}

    def asked(self, around: Around) -> Slots:
        """Which thing is asked for: "the third item on my list", "number five on the list"."""
        words = around.words[: around.place]
        for word, follows in pairwise(words):
            if word in ORDINALS and follows in self._things:
                return {"ordinal": Slot(word, ORDINALS[word])}
            if word in self._things and (counted := number([follows], "en")) is not None:
                return {"number": Slot(follows, counted)}
        return {}

    def _past_articles(self, words: Sequence[str]) -> int:
        """Where a thing's name begins: "a task called [mop]", "the [bread]"."""
        articles = self._parts.words("articles")
        first = next((at for at, word in enumerate(words) if word not in articles), len(words))
        named = words[first + 1 : first + 2] in (["called"], ["named"], ["about"], ["for"])
        return first + 2 if named and words[first] in self._things else first

    def _past_what_it_is(self, words: Sequence[str]) -> int:
        """Where the name begins of a thing that is told behind: "it's [vinegar]", "the one saying [mop]"."""
        told = self._parts.at("told_what", words, 0, len(words))
        return told if told < len(words) else 0

    def _takes(self, word: str) -> bool:
        """Whether a word before "it" is what is to be done: "take it", "get those"."""
        verb = self._parts.verb([word], 0, 1)
        return word == "get" or (verb is not None and verb.removes)
