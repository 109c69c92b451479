"""What a text means that no sentence covers, where words of it were misheard.

It is read again with one or two words taken for literals that they sound like
(`assistant.language.reading.mishearing`), then as the nearest whole sentence (`assistant.language.matching.nearest`):
within a few milliseconds, with a lower score, and for what costs money only with one such word.
"""

import time
from typing import Final

import msgspec

from assistant.language.intent import BUYING
from assistant.language.matching.exact_words import ExactWords
from assistant.language.matching.nearest import NearestSentences
from assistant.language.reading.best_reading import BestReading, Found, Heard
from assistant.language.reading.certainty import MISHEARD_AT_MOST, NEVER_MISHEARD
from assistant.language.reading.mishearing import Mishearings
from assistant.language.reading.readings import Readings
from assistant.language.templates.sentences import Sentences
from assistant.language.templates.skipping import Skipping
from assistant.language.words.normalise import tokens

TOLERANCE_MS: Final = 600.0
"""No further reading is begun after so many milliseconds of processor time: what else the computer does
changes no meaning. Their number is bounded as well: only a first text, or a slow computer, comes near."""
_MINUS: Final = "minus"


class MisheardWords:
    """Understands texts of one language by words that sound like theirs."""

    def __init__(
        self,
        sentences: Sentences,
        readings: Readings,
        best: BestReading,
        exact: ExactWords,
        skipping: Skipping,
    ) -> None:
        self._language = sentences.language
        self._best = best
        self._exact = exact
        self._skipping = skipping
        self._mishearings = Mishearings(sentences.literals(NEVER_MISHEARD), self._language)
        self._nearest = NearestSentences(
            sentences, readings.net, readings.starts, NEVER_MISHEARD | BUYING
        )

    def of(self, text: str) -> Found | None:
        """The meaning of a clean text without hesitation, of one sentence."""
        deadline = time.thread_time() + TOLERANCE_MS / 1000
        return self._read_again(text, deadline) or self._near(text, deadline)

    def _read_again(self, text: str, deadline: float) -> Found | None:
        """The surest reading with one or two words taken for literals that sound alike."""
        whole = tokens(text, self._language)
        if any(token.key == _MINUS for token in whole):
            return None  # less than nothing is no slip: "order -5" is not "ordering 5"
        begin, end = self._skipping.inner(whole)
        best: Found | None = None
        for reread in self._mishearings.rereadings(whole[begin:end]):
            if time.thread_time() > deadline:
                break
            found = self._best.of_misheard(text, reread)
            if found and (best is None or found.intent.score > best.intent.score):
                best = found
        return best

    def _near(self, text: str, deadline: float) -> Found | None:
        """The nearest sentence without free words; nothing is bought or answered by it."""
        if self._language == "ko":
            return None
        said = [token.key for token in tokens(text, self._language)]
        nearest = self._nearest.to(said, deadline)
        if nearest is None:
            return None
        meant = " ".join(nearest.words)
        found = self._exact.of(meant)
        if found is None or found.intent.name not in self._nearest.intents:
            return None  # exact words of another intent
        score = min(1 - nearest.cost / len(nearest.words), MISHEARD_AT_MOST)
        intent = msgspec.structs.replace(found.intent, text=text, score=score)
        heard = Heard(text, meant, round(nearest.cost, 4))
        return Found(intent, found.template, (heard,))
