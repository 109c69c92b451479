"""The words that recognisers are told to expect: sentences by use, with the household's names in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.core.settings import Language
from assistant.language.intent import Intent
from assistant.language.match import Matcher
from assistant.language.sampling import cross, fill, shapes
from assistant.language.sentences import Sentences
from assistant.skills.records import LibraryRecords
from assistant.skills.shelf import CatalogShelf
from assistant.speech.grammar import Phrases

MOST_CARRIERS = 6000
"""Sentences for a recogniser's grammar. In Korean they hold every word, every pair of neighbours in what
is said often, and nine pairs in ten of the rest; more are heard no worse, but take longer to compare."""
SAID_OFTEN = frozenset(
    {"Order", "Reorder", "OneMore", "OrderStatus", "CancelOrder", "ConfirmOrder", "ChangeQuantity"}
    | {"PlayMusic", "NowPlaying", "Stop", "Pause", "Resume", "Next", "VolumeUp", "VolumeDown"}
    | {"ListAdd", "ListShow", "ListRemove", "Yes", "No", "Choose", "NeverMind", "SayCode", "Repeat"}
)
"""What a household says every day; the rest has what room is left."""
MOST_USUAL = 150
"""Of them, those in usual words, which are said with each of the household's own names."""
PRODUCT_PLACES = frozenset({"product", "item", "ordered", "companion", "stocked", "unwanted"})
MUSIC_PLACES = frozenset({"artist", "composer", "track", "album", "genre", "title", "something"})
NAMED = PRODUCT_PLACES | MUSIC_PLACES
"""Free places in sentences, by what stands in them."""
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
        carriers = self._carriers(language)
        said = {place for place in NAMED if any(f"{{{place}}}" in each for each in carriers)}
        products = self._mind.shelf.names(language) if said & PRODUCT_PLACES else ()
        music = self._mind.records.names(language) if said & MUSIC_PLACES else ()
        names = {place: products if place in PRODUCT_PLACES else music for place in said}
        own = self._mind.shelf.short_names(language), self._mind.records.people(language)
        usual = {place: own[place in MUSIC_PLACES] for place in said}
        return Phrases.of(
            fill(carriers, names),
            (*products, *music),
            usual=cross(carriers[:MOST_USUAL], usual),
            carriers=shapes(carriers, said),
        )

    def _carriers(self, language: Language) -> list[str]:
        """The sentences that a grammar is made of, chosen once."""
        if language not in self._chosen:
            self._chosen[language] = self._mind.covering(language, MOST_CARRIERS, SAID_OFTEN)
        return self._chosen[language]

    def hotwords(self, language: Language) -> Sequence[str]:
        """Words that Whisper should expect, as far as there is room for them.

        The household's own come first: what it owns and plays, where sentences have a place for
        it; then the words in the sentences' lists.
        """
        sentences = self._mind.sentences(language)
        named = NAMED.intersection(sentences.lists)
        people = self._mind.records.people(language)[:MOST_PEOPLE] if named & MUSIC_PLACES else ()
        products = self._mind.shelf.short_names(language) if named & PRODUCT_PLACES else ()
        verbs = COMMAND_WORDS if named else ()
        return (*verbs, *people, *products, *sentences.listed())
