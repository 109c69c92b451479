"""From a text to its meaning, from the surest way to the least sure; the first that finds one counts.

A text is understood by the exact words of a sentence (`exact_words`), with a reason or fillers beside or
by the frame of a list (`as_written`), with slips of the finger mended (`misspelt_words`), with words
taken for others that they sound like (`misheard_words`), and else by what it comes to, if it speaks of a
list (`lists.gist`). Everything else has no intent.
"""

import time
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from assistant.language.intent import Intent
from assistant.language.lists.sentences import ListSentences
from assistant.language.matching.as_written import AsWritten
from assistant.language.matching.exact_words import ExactWords
from assistant.language.matching.following import Following
from assistant.language.matching.misheard_words import MisheardWords
from assistant.language.matching.misspelt_words import MisspeltWords
from assistant.language.reading.best_reading import BestReading, Found, Heard
from assistant.language.reading.certainty import Certainty
from assistant.language.reading.meaning import Known, Meanings
from assistant.language.reading.readings import Readings
from assistant.language.templates.compiler import Compiled
from assistant.language.templates.sentences import Sentences
from assistant.language.templates.skipping import Skipping
from assistant.language.words.normalise import MAX_CHARACTERS, clean, sentences, without_hesitation

FRAMES: Final = "_lists.yaml"
"""The file whose words make up the frames of lists: what is understood by a frame stands in no template."""


class Understanding(msgspec.Struct, frozen=True):
    """What became of a text."""

    intent: Intent | None
    ms: float
    """How long it took, in milliseconds."""
    sentence: str = ""
    """The template that fits, as it stands in its file; or the frame of a list."""
    file: str = ""
    heard: tuple[Heard, ...] = ()
    """What was taken for what; nothing where the words are exact."""


class Matcher:
    """Understands texts of one language. Safe to share between threads that take turns."""

    def __init__(
        self,
        sentences: Sentences | Compiled,
        knows: Callable[[str], bool] | None = None,
        names: Callable[[str], bool] | None = None,
        listed: Callable[[str], bool] = lambda _: False,
        *,
        brand: Callable[[str], bool] | None = None,
        seller: Callable[[str], bool] | None = None,
    ) -> None:
        """Make ready to match.

        Args:
            sentences: of one language; they are compiled here where they are not yet.
            knows: whether a product is called something like a phrase. Where an ordering word was
                misheard or there is none, only what is known is ordered; without `knows`, nothing is.
            names: whether every word of a phrase belongs to a product, for slots that are to be
                `known`; as `knows` where it is left out.
            listed: whether a list of the household is called that, for slots that are `listed`.
            brand: whether a brand is called that; as `knows` where it is left out.
            seller: whether a seller is, or a thing with the seller it is to be from; likewise.
        """
        compiled = sentences if isinstance(sentences, Compiled) else Compiled.of(sentences)
        self._sentences = sentences = compiled.sentences
        self._language = sentences.language
        self._sold = knows or (lambda _: False)
        self._named = names
        self._asked: dict[str, bool] = {}
        self._asked_names: dict[str, bool] = {}
        """What was asked of the catalog for this text: the readings of one ask the same again."""
        known = Known(self._names, brand or self._knows, seller or self._knows, listed)
        readings = Readings(compiled.commands, self._language)
        skipping = Skipping.of(sentences)
        certainty = Certainty(self._language, self._knows)
        best = BestReading(sentences, readings, Meanings(sentences, known), certainty)
        self._lists = lists = ListSentences(sentences, best, skipping)
        self._exact = ExactWords(sentences, best, lists, skipping)
        self._written = AsWritten(compiled, best, self._exact, lists, skipping, knows=self._knows)
        self._misspelt = MisspeltWords(sentences, readings, self._written, skipping)
        self._misheard = MisheardWords(sentences, readings, best, self._exact, skipping)
        self._following = Following(compiled, skipping)

    def understand(self, text: str) -> Understanding:
        """The intent of a text, or None; never raises, whatever the text."""
        began = time.perf_counter()
        self._asked.clear()
        self._asked_names.clear()
        found = self._found(text)
        ms = 1000 * (time.perf_counter() - began)
        if found is None:
            return Understanding(None, ms)
        if found.sentence:
            return Understanding(found.intent, ms, found.sentence, FRAMES, found.heard)
        template = self._sentences.templates[found.template]
        return Understanding(found.intent, ms, template.text, template.file, found.heard)

    def word_for_word(self, text: str) -> Intent | None:
        """The intent of a text whose words are those of a sentence: nothing is taken for misheard."""
        found = self._exact.of(clean(text))
        return None if found is None else found.intent

    def as_written(self, text: str) -> Intent | None:
        """The intent of a text by its own words, with a reason or fillers beside; quick where it has none."""
        found = self._written.of(without_hesitation(clean(text), self._language))
        return None if found is None else found.intent

    def following(self, what: str, text: str) -> Iterator[Intent]:
        """What a text means behind something, the likeliest first: "leave out the milk" behind an `order`.

        That is beside what it means by itself, and only as likely as what it names is in there.
        """
        return self._following.meanings(what, text)

    def _found(self, text: str) -> Found | None:
        if len(text) > MAX_CHARACTERS:
            return None
        cleaned = without_hesitation(clean(text), self._language)
        found = self._misspelt.instead_of(self._written.of(cleaned), cleaned)
        if found is None and len(sentences(cleaned)) <= 1:
            self._sold("")  # the catalog's first answer reads it: that is no time of this text
            found = self._misheard.of(cleaned)
        found = found or self._lists.gist(cleaned)
        general = found is not None and self._lists.is_general(found, cleaned)
        return None if general else found

    def _knows(self, phrase: str) -> bool:
        if phrase not in self._asked:
            self._asked[phrase] = self._sold(phrase)
        return self._asked[phrase]

    def _names(self, phrase: str) -> bool:
        if self._named is None:
            return self._knows(phrase)
        if phrase not in self._asked_names:
            self._asked_names[phrase] = self._named(phrase)
        return self._asked_names[phrase]
