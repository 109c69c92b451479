"""Texts with slips of the finger: "lpay some jazz", "remoove milk from my list".

Who types makes them, a recogniser does not. A word that is none in English, and that one letter too
many, too few, changed or swapped makes a word of the sentences, is taken for that word, where the text
is then understood as well as it is without. A name is never changed: who has a band called Ratt does
not want to rate something.
"""

from collections.abc import Iterator
from functools import cache, cached_property
from itertools import islice, product
from typing import Final, NamedTuple

import msgspec
from rapidfuzz import process
from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

from assistant.language.intent import LASTING, Intent
from assistant.language.matching.as_written import AsWritten
from assistant.language.reading.best_reading import Found, Heard
from assistant.language.reading.readings import Readings
from assistant.language.templates.sentences import Sentences
from assistant.language.templates.skipping import Skipping
from assistant.language.words.normalise import Token, tokens
from assistant.language.words.numbers import ENGLISH_TENS, ENGLISH_UNITS

SURE_AT_MOST: Final = 0.9
"""However well it fits, a mended text is less sure than one that needs no mending; what costs money is asked."""
NEVER_MENDED: Final = (LASTING - {"ListDelete"}) | {"Yes", "No", "Choose", "SayCode"}
"""Answers, codes and what lasts are meant only where they are spelt right."""
_LEAST_USED: Final = 200
"""A word of the dictionary that is used less is a slip as well: half of them stand there without ever
being used, such as "paly"."""
_SHORTEST: Final = 3
"""Letters: two are near to too many words."""
_MOST: Final = 2
"""Misspelt words; more of them are another language, or none."""
_CHOICES: Final = 3
"""Words that one is taken for at most, those first that are used most."""
_TEXTS: Final = 4
"""Mended texts that are tried."""
_COST: Final = 0.1


class Mended(NamedTuple):
    """A text with words put right."""

    text: str
    heard: tuple[Heard, ...]

    def changes_a_name(self, intent: Intent) -> bool:
        """Whether a mended word is part of what could be any words."""
        free = " ".join(s.text for s in intent.slots.values() if s.value == s.text).lower().split()
        return any(each.meant in free for each in self.heard)


class MisspeltWords:
    """Understands such texts in English; in other languages there are none."""

    def __init__(
        self, sentences: Sentences, readings: Readings, written: AsWritten, skipping: Skipping
    ) -> None:
        self._sentences = sentences
        self._readings = readings
        self._written = written
        self._skipping = skipping

    def instead_of(self, found: Found | None, text: str) -> Found | None:
        """The meaning of a clean text with its slips mended, where it means no less than `found`."""
        if self._sentences.language != "en":
            return found
        for mended in self._mended(text):
            again = self._written.of(mended.text)
            if again is None or again.intent.name in NEVER_MENDED:
                continue
            if mended.changes_a_name(again.intent):
                continue
            if found is None or again.intent.score >= found.intent.score:
                score = min(again.intent.score, SURE_AT_MOST)
                intent = msgspec.structs.replace(again.intent, text=text, score=score)
                return msgspec.structs.replace(again, intent=intent, heard=mended.heard)
        return found

    def _mended(self, text: str) -> Iterator[Mended]:
        """The text with its misspelt words put right, in the likeliest way first."""
        slips = [(each, meant) for each in self._odd(text) if (meant := self._meant(each.key))]
        if not 0 < len(slips) <= _MOST:
            return
        for words in islice(product(*(meant for _, meant in slips)), _TEXTS):
            put_right = [(token, word) for (token, _), word in zip(slips, words, strict=True)]
            mended = text
            for token, word in reversed(put_right):
                mended = mended[: token.start] + word + mended[token.end :]
            yield Mended(mended, tuple(Heard(token.key, word, _COST) for token, word in put_right))

    def _odd(self, text: str) -> list[Token]:
        """Its words that stand in no sentence and in no dictionary, and are not written as names are."""
        said = tokens(text, "en")
        if all(self._readings.says(each.key) for each in said):
            return []
        begin, end = self._skipping.inner(said)
        return [each for each in said[begin:end] if self._is_odd(each, text)]

    def _is_odd(self, token: Token, text: str) -> bool:
        word = token.key
        if not _is_plain(word) or self._readings.says(word):
            return False
        named = token.start > 0 and text[token.start : token.start + 2].istitle()
        return not named and _english().word_frequency[word] < _LEAST_USED

    @cached_property
    def _literals(self) -> list[str]:
        """The words that a slip may have been made in."""
        said = self._sentences.literals(NEVER_MENDED) | {*ENGLISH_UNITS, *ENGLISH_TENS}
        return sorted(filter(_is_plain, said))

    def _meant(self, word: str) -> list[str]:
        """The words of sentences that are one slip away, those first that are used most."""
        near = process.extract(
            word, self._literals, scorer=OSA.distance, score_cutoff=1, limit=None
        )
        used = _english().word_frequency
        return sorted((each for each, *_ in near), key=lambda each: -used[each])[:_CHOICES]


@cache
def _english() -> SpellChecker:
    """A dictionary of English by use; a third of a second to load, so only where a word is in no sentence."""
    return SpellChecker(language="en", distance=1)


def _is_plain(word: str) -> bool:
    return len(word) >= _SHORTEST and word.isascii() and word.isalpha()
