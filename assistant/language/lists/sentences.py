"""An English sentence that speaks of a list: by a template with the list named plainly, or by its frame.

`assistant.language.lists.names` says the list plainly and `assistant.language.lists.frames` reads the frame;
here it is decided which of their meanings count.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from assistant.language.intent import ABOUT_LISTS, Intent, Slot
from assistant.language.lists.antecedents import Antecedents
from assistant.language.lists.frames import Framed, ListFrames
from assistant.language.lists.names import ListNames
from assistant.language.lists.parts import BE, PERSON, Parts
from assistant.language.lists.places import Places
from assistant.language.lists.questions import Questions
from assistant.language.lists.words import ListWords
from assistant.language.reading.best_reading import BestReading, Found
from assistant.language.templates.sentences import Sentences
from assistant.language.templates.skipping import Skipping
from assistant.language.words.normalise import Token, keys, tokens

WITHOUT_THE_WORD: Final = ABOUT_LISTS - {"ListOrder"}
"""What may be done with chores or groceries that are not called a list: nothing that buys."""

OF_A_THING: Final = frozenset({"ListAdd", "ListRemove", "ListShow"})
"""What is done with a thing on a list."""
_BARE: Final = 2
"""Words of a list by itself beside its name: "the grocery list"."""


class ListSentences:
    """Understands them; in a language other than English there are none."""

    def __init__(self, sentences: Sentences, best: BestReading, skipping: Skipping) -> None:
        self._language = sentences.language
        self._best = best
        self._skipping = skipping
        known = sentences.said_as("known_list")
        self._parts = parts = Parts.of(sentences)
        self._words = ListWords.of_parts(parts)
        self._names = ListNames(self._words, known)
        self._frames = ListFrames(parts, known) if parts else None
        self._antecedents = Antecedents(parts) if parts else None
        self._places = Places(parts)
        self._questions = Questions(parts) if parts else None

    def named(self, text: str, said: list[Token]) -> Found | None:
        """The meaning of a sentence that names a list, however it does."""
        if self._language != "en":
            return None
        for plain in self._names.plainly(said):
            found = self._best.of(text, plain)
            if found is not None and found.intent.name in ABOUT_LISTS:
                return None if self._is_of_others(found) else self._as_often(found)
        for plain in self._names.plainly_without(said):
            found = self._best.of(text, plain)
            if found is not None and found.intent.name in WITHOUT_THE_WORD:
                return found if found.intent.score == 1 else None  # no free words beside
        return None

    def framed(self, text: str, whole: list[Token]) -> Found | None:
        """The meaning of a sentence by its frame."""
        return None if self._frames is None else self._read(self._frames.of, text, whole)

    def gist(self, text: str) -> Found | None:
        """What a sentence about a list comes to, where nothing else is understood."""
        if self._frames is None:
            return None
        return self._read(self._frames.gist, text, tokens(text, self._language))

    def _read(
        self,
        read: Callable[[str, Sequence[Token]], Framed | None],
        text: str,
        whole: list[Token],
    ) -> Found | None:
        readings = (read(text, said) for said in self._skipping.variants(whole))
        framed = next(filter(None, readings), None)
        return None if framed is None else Found(framed.intent, -1, sentence=framed.sentence)

    def _as_often(self, found: Found) -> Found:
        """The same with "weekly shopping" where that is said: it may be a list of its own."""
        name = found.intent.slots.get("list")
        if name is None:
            return found
        often = self._names.as_often(found.intent.text, name.text)
        said = msgspec.structs.replace(name, text=often)
        intent = msgspec.structs.replace(found.intent, slots={**found.intent.slots, "list": said})
        return msgspec.structs.replace(found, intent=intent)

    def with_the_thing(self, found: Found, text: str, said: list[Token]) -> Found:
        """The same with its thing by its name, where it is "it", and by its place, where it is "number two"."""
        if self._antecedents is None or found.intent.name not in OF_A_THING:
            return found
        item = found.intent.slots.get("item")
        if item is not None and found.intent.name != "ListAdd":
            place = self._places.of(keys(item.text, self._language))
            return _instead(found, "item", place) if place else found
        if item is None and found.intent.value("which") == "it":
            words = [token.key for token in said]
            person = not PERSON.isdisjoint(words)
            first, stop = self._antecedents.of(words, person=person)
            if first < stop:
                name = text[said[first].start : said[stop - 1].end]
                return _instead(found, "which", {"item": Slot(name, name)})
        return found

    def is_only_named(self, intent: Intent, said: list[Token]) -> bool:
        """Whether it says a list and nothing that is to be done with it: "my list", "the grocery list"."""
        if intent.name not in ABOUT_LISTS:
            return False
        if len(said) <= _BARE:
            return True
        name = keys(intent.slots["list"].text, self._language) if "list" in intent.slots else ()
        begins = {*name[:1], *self._words.determiners}
        return said[0].key in begins and len(said) - len(name) <= _BARE

    def is_general(self, found: Found, text: str) -> bool:
        """Whether it speaks of any list, "what is a wish list", or only tells: "we always clear the list"."""
        if self._questions is None or found.intent.name not in ABOUT_LISTS:
            return False
        words = keys(text, self._language)
        named = found.intent.name == "ListShow" and "list" in found.intent.slots
        if named and self._questions.asks_in_general(words):
            return True
        asked = not BE.isdisjoint(words[-2:-1])  # "my tasks, what are they"
        ends = not asked and self._parts.before("only_talk", words, 0, len(words)) > 0
        return ends or self._parts.begins_as_talk(words)

    def _is_of_others(self, found: Found) -> bool:
        name = found.intent.slots.get("list")
        return name is not None and self._words.is_of_others(name.text)


def _instead(found: Found, slot: str, slots: Mapping[str, Slot]) -> Found:
    """The same with other slots in the place of one."""
    kept = {name: each for name, each in found.intent.slots.items() if name != slot}
    intent = msgspec.structs.replace(found.intent, slots={**kept, **slots})
    return msgspec.structs.replace(found, intent=intent)
