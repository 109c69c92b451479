"""The words that recognisers are told to expect: sentences by use, with the household's names in them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, Protocol

from assistant.core.settings import Language
from assistant.language.intent import NAMED_BY, Intent
from assistant.language.matching.match import Matcher
from assistant.language.templates.sampling import cross, fill, shapes
from assistant.language.templates.sentences import Sentences
from assistant.skills.products.shelf import CatalogShelf
from assistant.skills.records import LibraryRecords
from assistant.speech.grammar import Phrases

MOST_CARRIERS: Mapping[Language, int] = {"en": 7600, "ko": 7000}
"""Sentences for a recogniser's grammar. They hold every word, and pairs of neighbours as far as there is
room, of what is said often first; more are heard no worse, but take longer to compare."""
SAID_OFTEN = frozenset(
    {"Order", "Reorder", "OneMore", "OrderStatus", "CancelOrder", "ConfirmOrder", "ChangeQuantity"}
    | {"AddToOrder", "TakeOut"}
    | {"PlayMusic", "NowPlaying", "Stop", "Pause", "Resume", "Next", "VolumeUp", "VolumeDown"}
    | {"ListAdd", "ListShow", "ListRemove", "Yes", "No", "Choose", "NeverMind", "SayCode", "Repeat"}
)
"""What a household says every day; the rest has what room is left."""
MOST_USUAL = 150
"""Of them, those in usual words, which are said with each of the household's own names."""
_PLACE: Final = re.compile(r"\{(\w+)\}")
PRODUCT, MUSIC = "product", "music"
SLOTS: Mapping[str, frozenset[str]] = {
    PRODUCT: NAMED_BY,
    MUSIC: frozenset({"artist", "composer", "track", "album", "genre"}),
}
"""What stands in a free place of a sentence, by the slots that it fills."""
COMMAND_WORDS = ("Alexa", "reorder", "order", "play", "stop", "pause", "cancel my order")
MOST_PEOPLE = 12
"""Composers and artists that Whisper is told of; products want room too."""


@dataclass(frozen=True)
class Understood:
    """What a text means, its products looked up in the catalog."""

    text: str
    intent: Intent | None
    ms: float


class Mind(Protocol):
    """What the assistant knows, as far as hearing needs it."""

    @property
    def shelf(self) -> CatalogShelf:
        """The products."""

    @property
    def records(self) -> LibraryRecords:
        """The music."""

    def sentences(self, language: Language) -> Sentences:
        """What can be said in a language."""

    def covering(self, language: Language, limit: int, first: frozenset[str]) -> list[str]:
        """Sentences that together show most; see `Sentences.covering`."""

    def matcher(self, language: Language) -> Matcher:
        """What understands it."""

    def understand(self, text: str, language: Language) -> Understood:
        """What a text means."""


class ExpectedWords:
    """What may be said, as far as it is known."""

    def __init__(self, mind: Mind) -> None:
        self._mind = mind
        self._chosen: dict[Language, list[str]] = {}

    def phrases(self, language: Language) -> Phrases:
        """What may be said: the sentences, with the names of products and music in them."""
        shelf, records = self._mind.shelf, self._mind.records
        carriers = self._carriers(language)
        names, usual = {}, {}
        if any(f"{{{PRODUCT}}}" in each for each in carriers):
            names[PRODUCT], usual[PRODUCT] = shelf.names(language), shelf.short_names(language)
        if any(f"{{{MUSIC}}}" in each for each in carriers):
            names[MUSIC], usual[MUSIC] = records.names(language), records.people(language)
        return Phrases.of(
            fill(carriers, names),
            chain(*names.values()),
            usual=cross(carriers[:MOST_USUAL], usual),
            carriers=shapes(carriers, names),
        )

    def _carriers(self, language: Language) -> list[str]:
        """The sentences that a grammar is made of, chosen once, with `{product}` or `{music}` in them."""
        if language not in self._chosen:
            chosen = self._mind.covering(language, MOST_CARRIERS[language], SAID_OFTEN)
            places = stands_in(self._mind.sentences(language))
            self._chosen[language] = [
                _PLACE.sub(lambda place: f"{{{places.get(place[1], place[1])}}}", each)
                for each in chosen
                if not any(letter.isdecimal() for letter in each)  # digits are typed, not heard
            ]
        return self._chosen[language]

    def hotwords(self, language: Language) -> Sequence[str]:
        """Words that Whisper should expect, as far as there is room for them.

        The household's own come first: what it owns and plays, where sentences have a place for
        it; then the words in the sentences' lists.
        """
        sentences = self._mind.sentences(language)
        named = set(stands_in(sentences).values())
        people = self._mind.records.people(language)[:MOST_PEOPLE] if MUSIC in named else ()
        products = self._mind.shelf.short_names(language) if PRODUCT in named else ()
        verbs = COMMAND_WORDS if named else ()
        return (*verbs, *people, *products, *sentences.listed())


def stands_in(sentences: Sentences) -> dict[str, str]:
    """What the free places of sentences are for, by the names of their lists: `product` or `music`.

    A place of anything else, such as the name of a list, is in none.
    """
    return {
        place: kind
        for place, slots in sentences.places().items()
        for kind, filled in SLOTS.items()
        if slots & filled
    }
