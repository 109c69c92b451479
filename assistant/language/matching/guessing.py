"""What a text may mean that no sentence says: the meaning of the example it is a paraphrase of."""

import re
import time
from collections.abc import Callable
from functools import cached_property
from typing import Final

import msgspec

from assistant.language.intent import ABOUT_LISTS, BUYING, Intent
from assistant.language.lists.words import HEADS
from assistant.language.matching.examples import Examples
from assistant.language.matching.match import Understanding
from assistant.language.matching.paraphrase import Paraphrases
from assistant.language.reading.best_reading import Heard
from assistant.language.words.enumeration import without_count
from assistant.language.words.normalise import (
    MAX_CHARACTERS,
    clean,
    keys,
    tokens,
    without_hesitation,
)

GUESSED: Final = 0.8
"""How sure a guess is: an order is asked about."""
_ASKED_OF: Final = re.compile(r"(?:^|\s)(?:누가|누구|왜|언제|어디|어떻게)")
"""What is asked of somebody: "초콜릿 누가 다 먹었어" is no "초콜릿 다 먹었어"."""
_ASKING: Final = frozenset({"should", "must", "did", "do", "does", "is", "are", "was", "were"})
"""What begins a question: "should we make a list" makes none."""


class Guesses:
    """Guesses in one language, after `Matcher.understand` has made nothing of a text."""

    def __init__(
        self,
        language: str,
        understand: Callable[[str], Understanding],
        examples: Callable[[], Examples],
        names: Callable[[str], bool],
    ) -> None:
        """Make ready.

        Args:
            language: of the texts.
            understand: what a sentence means.
            examples: of the sentences; asked for with the first guess.
            names: whether a phrase names something sold and nothing else.
        """
        self._language = language
        self._understand = understand
        self._examples = examples
        self._names = names

    def of(self, text: str) -> Understanding:
        """The likeliest meaning of a text, or none; never raises, whatever the text.

        The score says that it is a guess: what only tells something (`intent.TELLING`) may be told,
        anything else has to be asked about. `heard` is the whole text and the sentence in its place.
        """
        began = time.perf_counter()
        found = self._likeliest(text) if len(text) <= MAX_CHARACTERS else None
        ms = 1000 * (time.perf_counter() - began)
        return Understanding(None, ms) if found is None else msgspec.structs.replace(found, ms=ms)

    def _likeliest(self, text: str) -> Understanding | None:
        cleaned = without_hesitation(clean(text), self._language)
        bare = without_count(cleaned, self._language)
        if bare != cleaned and self._names(bare):
            return None  # a thing and how many of it: nothing is asked of it
        said = {token.key for token in tokens(cleaned, self._language)}
        for each in self._paraphrases.of(cleaned):
            found = self._understand(each.sentence)
            if found.intent is None or found.intent.name != each.intent:
                continue
            if not self._says_a_list(found.intent, cleaned):
                continue
            if found.intent.name in BUYING and _ASKED_OF.search(cleaned):
                continue
            slots = (slot.text for slot in found.intent.slots.values())
            named = {token.key for slot in slots for token in tokens(slot, self._language)}
            if named <= said:  # an example of "last month" says when, which nobody said
                intent = msgspec.structs.replace(found.intent, text=cleaned, score=GUESSED)
                heard = (Heard(cleaned, each.sentence, round(1 - each.likeness, 4)),)
                return msgspec.structs.replace(found, intent=intent, heard=heard)
        return None

    def _says_a_list(self, intent: Intent, text: str) -> bool:
        """Whether a list is said that would be read: "anything on friday" is no "anything to do"; in English."""
        if intent.name not in ABOUT_LISTS or self._language != "en":
            return True
        words = keys(text, self._language)
        if not _ASKING.isdisjoint(words[:1]) and intent.name != "ListShow":
            return False
        name = keys(str(intent.value("list", "")), self._language)
        named = any(words[at : at + len(name)] == name for at in range(len(words))) and name
        return intent.name != "ListShow" or bool(named) or not HEADS.isdisjoint(words)

    @cached_property
    def _paraphrases(self) -> Paraphrases:
        return Paraphrases(self._examples(), self._names)
