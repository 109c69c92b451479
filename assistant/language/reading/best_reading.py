"""The best reading of a text among all templates that fit it.

The one with the most literal words and the fewest free ones wins, then the rules per free slot throw
out what was not meant (`assistant.language.reading.meaning`).
"""

import msgspec

from assistant.language.intent import Intent
from assistant.language.reading.certainty import Certainty
from assistant.language.reading.meaning import Meanings
from assistant.language.reading.mishearing import Mishearing, Reread
from assistant.language.reading.readings import Reading, Readings
from assistant.language.templates.sentences import Sentences
from assistant.language.words.normalise import Token


class Heard(msgspec.Struct, frozen=True):
    """Words of a text that were taken for a literal word of a sentence."""

    words: str
    meant: str
    cost: float
    """0 for the same sound, up to about 0.3."""


class Found(msgspec.Struct, frozen=True):
    """A meaning, and by what it was found."""

    intent: Intent
    template: int
    """Which of the templates; -1 where it is none of them."""
    heard: tuple[Heard, ...] = ()
    sentence: str = ""
    """What fits where no template does."""


class BestReading:
    """Finds it, in one language."""

    def __init__(
        self, sentences: Sentences, readings: Readings, meanings: Meanings, certainty: Certainty
    ) -> None:
        self._templates = sentences.templates
        self._language = sentences.language
        self._readings = readings
        self._meanings = meanings
        self._certainty = certainty

    def of(self, text: str, said: list[Token], must: frozenset[int] = frozenset()) -> Found | None:
        """The best reading of these words that means something; none of those that `must` be literal is free."""
        for reading in self._ranked(said, must):
            if must & reading.free:
                continue
            intent = self._meanings.of(text, said, reading)
            if intent is not None:
                return Found(intent, reading.template)
        return None

    def of_misheard(self, text: str, reread: Reread) -> Found | None:
        """The same of a text with literal words where others were heard, if it is sure enough."""
        said = reread.tokens
        for reading in self._ranked(said, reread.places):
            if reread.places & reading.slotted:
                continue  # what was misheard is a name: that is for the catalog to mend
            intent = self._meanings.of(text, said, reading)
            if intent is None:
                continue
            score = self._certainty.of(intent, said, reading, reread)
            if score is not None:
                surely = msgspec.structs.replace(intent, score=score)
                heard = tuple(self._heard(text, one) for one in reread.heard)
                return Found(surely, reading.template, heard)
        return None

    def _ranked(self, said: list[Token], literal: frozenset[int]) -> list[Reading]:
        return sorted(self._readings.of(said, literal), key=self._rank)

    def _rank(self, reading: Reading) -> tuple[float, int]:
        return -(reading.weight + self._templates[reading.template].weight), reading.template

    def _heard(self, text: str, one: Mishearing) -> Heard:
        joint = "" if self._language == "ko" else " "
        return Heard(text[one.start : one.end], joint.join(one.literal), round(1 - one.likeness, 4))
