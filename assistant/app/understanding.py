"""What is understood and said: the sentences and replies of each language, with the household's names."""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from assistant.app.expected_words import Understood
from assistant.app.sentence_cache import SentenceCache
from assistant.core.errors import StorageError
from assistant.core.settings import Language, Settings
from assistant.language.matching.examples import Examples
from assistant.language.matching.guessing import Guesses
from assistant.language.matching.match import Matcher
from assistant.language.matching.match import Understanding as Meaning
from assistant.language.matching.paraphrase import NEVER_GUESSED
from assistant.language.replies.reply import Replies
from assistant.language.templates.compiler import Compiled
from assistant.language.templates.sentences import Sentences
from assistant.language.words.enumeration import things_in
from assistant.language.words.facets import facets
from assistant.language.words.sizes import size_said
from assistant.skills.extension import INTENTS
from assistant.skills.products.market_basket import from_seller, seller_called
from assistant.skills.products.names import named
from assistant.skills.products.shelf import CatalogShelf, with_products
from assistant.storage.result_cache import ResultCache
from assistant.storage.sqlite_notebook import NOTEBOOK_FILE
from assistant.store.household.lists import SHOPPING, Notebook, list_name, standing
from assistant.store.market.offers import Market

_Made = TypeVar("_Made")

BELIEVED = 0.85
"""How well a product has to fit where the word for ordering it was misheard."""


class Known(Protocol):
    """What a household has, as far as sentences may name it."""

    @property
    def shelf(self) -> CatalogShelf:
        """The products."""

    @property
    def market(self) -> Market:
        """Who sells them."""

    @property
    def notebook(self) -> Notebook:
        """The lists."""


class Understanding:
    """Sentences, matchers and replies of a household, each read when first needed.

    Args:
        settings: where sentences, replies and extensions are.
        known: what may be named.
        intents_dir: sentences to use instead, without those of extensions.
    """

    def __init__(self, settings: Settings, known: Known, intents_dir: Path | None = None) -> None:
        self._settings = settings
        self._known = known
        self._intents_dir = intents_dir
        self._kept = SentenceCache(settings.intents_dir, self._added_intents, ResultCache())
        self._compiled = _once(self._compile)
        self.matcher = _once(self._matcher)
        """What understands a language, made once."""
        self.guesses = _once(self._guesses)
        """What guesses in a language, made once."""
        self.replies = _once(self._replies)
        """What is said in a language, read once."""

    def understand(self, text: str, language: Language) -> Understood:
        """What a text means, at a guess where no sentence says it; nothing is done about it."""
        found = self.explained(text, language)
        if found.intent is None or "product" not in found.intent.slots:
            return Understood(text, found.intent, found.ms)
        return Understood(text, with_products(found.intent, self._known.shelf), found.ms)

    def explained(self, text: str, language: Language) -> Meaning:
        """What a text means, and why."""
        found = self.matcher(language).understand(text)
        return found if found.intent is not None else self.guesses(language).of(text)

    def sentences(self, language: Language) -> Sentences:
        """The sentences of a language, read once."""
        return self._compiled(language).sentences

    def covering(self, language: Language, limit: int, first: frozenset[str]) -> list[str]:
        """Sentences that together show most; see `Sentences.covering`."""
        sentences = self.sentences(language)
        if self._intents_dir is not None:
            return sentences.covering(limit, first)
        return self._kept.covering(sentences, limit, first)

    def _compile(self, language: Language) -> Compiled:
        if self._intents_dir is not None:
            return Compiled.of(Sentences.load(self._intents_dir, language))
        return self._kept.compiled(language)

    def _matcher(self, language: Language) -> Matcher:
        return Matcher(
            self._compiled(language),
            self._sells,
            self._names,
            self._has_list,
            brand=self._has_brand,
            seller=self._has_seller,
        )

    def _guesses(self, language: Language) -> Guesses:
        understand = self.matcher(language).understand
        return Guesses(language, understand, partial(self._examples, language), self._names)

    def _examples(self, language: Language) -> Examples:
        sentences = self.sentences(language)
        if self._intents_dir is not None:
            return Examples.of(sentences, NEVER_GUESSED)
        return self._kept.examples(sentences)

    def _replies(self, language: Language) -> Replies:
        return Replies.load(self._settings.intents_dir, language, self._added_intents)

    @property
    def _added_intents(self) -> tuple[Path, ...]:
        return tuple(folder / INTENTS for folder in self._settings.extension_dirs)

    def _sells(self, phrase: str) -> bool:
        """Whether a phrase names products or a category well enough to believe it is about them."""
        shelf = self._known.shelf
        well = any(fit.score >= BELIEVED for fit in shelf.find(phrase))
        return well or bool(shelf.aisle(phrase))

    def _names(self, phrase: str) -> bool:
        """Whether a phrase names things of the shop and nothing else."""
        shelf = self._known.shelf
        return all(
            named(piece, shelf.find(piece)) or bool(shelf.aisle(piece))
            for piece in map(self._thing, things_in(phrase))
        )

    def _has_brand(self, phrase: str) -> bool:
        """Whether a brand is called that."""
        said = self._thing(phrase).casefold()
        fits = self._known.shelf.find(said)
        return any(said in map(str.casefold, fit.product.brand.values()) for fit in fits)

    def _has_seller(self, phrase: str) -> bool:
        """Whether a seller is called that, or a thing is to be from one that is."""
        market = self._known.market
        return bool(seller_called(phrase, market) or from_seller(phrase, market)[1])

    def _thing(self, phrase: str) -> str:
        """The name in a phrase, without of whom, for how much, how large and what not."""
        bare, _ = from_seller(phrase, self._known.market)
        bare = facets(bare, self._settings.household.currency).phrase or bare
        said = size_said(bare)
        return bare if said is None else said.rest or bare

    def _has_list(self, phrase: str) -> bool:
        """Whether a list of the household goes by a name."""
        if list_name(phrase) == SHOPPING:
            return True
        if not (self._settings.data_dir / NOTEBOOK_FILE).is_file():
            return False
        try:
            return standing(phrase, self._known.notebook.lists()) is not None
        except StorageError:  # said where the list itself is asked for
            return False


def _once(make: Callable[[Language], _Made]) -> Callable[[Language], _Made]:
    """What is made for each language once, also where two threads need it at the same time."""
    made: dict[Language, _Made] = {}
    making = threading.RLock()

    def get(language: Language) -> _Made:
        with making:
            if language not in made:
                made[language] = make(language)
            return made[language]

    return get
