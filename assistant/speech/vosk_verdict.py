"""What two decodings of one command amount to: with a grammar of what may be said, and without."""

import re
from collections.abc import Callable, Collection, Sequence
from math import log10

import msgspec

from assistant.language.words.numbers import sino
from assistant.speech.grammar import (
    BEGUN_FROM,
    UNKNOWN,
    Phrases,
    agreement,
    letters,
    similarity,
)
from assistant.speech.recogniser import Outlook, Transcript
from assistant.speech.vosk_model import Heard
from assistant.speech.wake_text import strip_wake_word

Meaning = Callable[[str], object | None]
"""What a sentence means, to be compared; None where it is no sentence."""

ACCEPT_FROM = 0.68
"""`agreement` from which a result counts as said: of 60 Korean commands by 4 speakers 57 pass, of
60 other sentences in the same manner 1."""
FEW_SENTENCES = 100
CROWDED = 0.025
"""Tenfold more sentences than `FEW_SENTENCES` ask so much more: among thousands, one fits other talk by
chance. Of 120 Korean sentences of other talk the shop's thousands took three (at most 0.724) without it
and none with it; of 180 known ones heard among 60, two are below 0.73."""
HARMLESS_FROM = 0.6
"""Enough for what costs nothing and a word undoes: a short one is otherwise half lost, since the free
decoding has nothing around it to tell 그만 from 금언 by."""
MEANT_FROM = 0.62
"""How near both decodings must come to a sentence of `LONG` letters at least that the grammar did not hear
as a whole. Of 45 Korean sentences in a grammar 44 pass and of 40 others none."""
CARRIER_FROM = 0.4
"""How near the words around a name have to be heard where the name itself is heard by both."""
LONG = 14
"""Letters, Hangul syllables as jamo: a shorter sentence may be near by chance."""
SYLLABLE = 2
"""Letters, or the jamo of a syllable, in which what is nearly a sentence ends as it does: then its end
was heard."""
AHEAD = 0.75
"""A free decoding shorter than this share of a sentence shows that the grammar has run ahead."""
WHOLE_FROM = 0.8
"""Nearer to a known sentence, a command is that sentence, not the beginning of another."""
BORNE_OUT_FROM = 0.4
"""How near the free decoding has to be to the beginning of a sentence that is waited for."""
MOST_LONGER = 8
"""Sentences that begin like a whole one, of which it is asked whether they mean the same."""
_NUMBER_MARK = re.compile(r"\[(\d{1,9})\]")
"""How the Korean model writes numbers: 칠 년 is `[7] 년`."""
_NOISE_MARK = re.compile(r"\[\S*\]|<\S*>")
"""What models write for sounds that are no words, such as `[laughter]`."""


class Verdict(msgspec.Struct, frozen=True):
    """What was said, and whether that seems to be all."""

    transcript: Transcript
    outlook: Outlook = Outlook.OPEN


class Judge:
    """Knows what may be said, and what a sentence means, with other numbers than were told, too.

    `called` is how the wake word may come out, which is taken off. A meaning that is `urgent` is not
    kept waiting for what might follow; of one that is `harmless` less is asked.
    """

    def __init__(
        self,
        phrases: Phrases,
        meaning: Meaning,
        called: Sequence[str],
        *,
        urgent: Collection[object] = (),
        harmless: Collection[object] = (),
    ) -> None:
        self._phrases = phrases
        self._meaning = meaning
        self._called = called
        self._urgent = urgent
        self._harmless = harmless
        self._more = CROWDED * log10(max(1.0, len(phrases.sentences) / FEW_SENTENCES))
        """How much more is asked of one of many sentences."""

    def verdict(self, bound: Heard, free_text: str) -> Verdict:
        """Decide whether the grammar's result was really said, and looks like a whole sentence."""
        text = strip_wake_word(bound.text.replace(UNKNOWN, " "), self._called)
        free = strip_wake_word(_in_words(free_text), self._called)
        if not text:
            return Verdict(_transcript(free, free, 0.0, accepted=False))
        meaning, nearest = self._meaning(text), self._phrases.nearest(text)
        if meaning is None and nearest < 1.0:
            return self._nearly_said(text, free, nearest)
        enough = HARMLESS_FROM if meaning in self._harmless else ACCEPT_FROM + self._more
        score = agreement(text, free, nearest, bound.confidence)
        transcript = self._as_said(text, free, score, enough)
        return Verdict(transcript, self._outlook(text, free, meaning, transcript))

    def beginning(self, bound_text: str, free: str) -> Outlook:
        """The outlook of a partial result, where what was heard until now is no sentence."""
        text = strip_wake_word(bound_text.replace(UNKNOWN, " "), self._called)
        return self._beginning(text, free, self._phrases.nearest(text)) if text else Outlook.OPEN

    def _as_said(self, text: str, free: str, score: float, enough: float) -> Transcript:
        """A known sentence: whether the free decoding bears it out."""
        alike = self._around_names(text, free)
        if alike < CARRIER_FROM:
            return _transcript(text, free, min(score, alike), accepted=False)
        return _transcript(text, free, score, accepted=score >= enough)

    def _nearly_said(self, text: str, free: str, nearest: float) -> Verdict:
        """No sentence: the one in its place that both decodings come near to, if any."""
        meant, near = self._phrases.meant(text, free)
        alike = self._around_names(meant, free)
        enough = MEANT_FROM if len(letters(meant)) >= LONG else ACCEPT_FROM
        if alike < CARRIER_FROM or near < enough + self._more:
            said = _transcript(text, free, min(near, alike), accepted=False)
            return Verdict(said, self._beginning(text, free, nearest))
        said = _transcript(meant, free, near, accepted=True)
        if nearest >= WHOLE_FROM and letters(text).endswith(letters(meant)[-SYLLABLE:]):
            return Verdict(said, self._outlook(meant, free, self._meaning(meant), said))
        return Verdict(said, self._beginning(text, free, nearest))

    def _around_names(self, text: str, free: str) -> float:
        """How alike the words are around the names that both decodings hear; 1 where there is none."""
        said, heard = self._phrases.without_shared_names(text, free)
        return similarity(said, heard) if len(said) < len(letters(text)) else 1.0

    def _beginning(self, text: str, free: str, nearest: float) -> Outlook:
        """The outlook of what is no sentence: the beginning of one, perhaps."""
        if similarity(letters(text), letters(free)) < BORNE_OUT_FROM:
            return Outlook.OPEN  # other talk: the grammar begins a sentence with any sound
        starts = (text, text.rpartition(" ")[0])
        begun = nearest < WHOLE_FROM and any(self._phrases.begun(start) for start in starts)
        return Outlook.UNFINISHED if begun else Outlook.OPEN

    def _outlook(
        self, text: str, free: str, meaning: object | None, transcript: Transcript
    ) -> Outlook:
        """The outlook of a whole sentence, which the grammar may have heard ahead of the speaker."""
        said, whole = letters(free), letters(text)
        start = whole[: len(said)]
        if len(said) <= AHEAD * len(whole) and similarity(said, start) >= BEGUN_FROM:
            return Outlook.UNFINISHED
        if not transcript.accepted:
            return Outlook.OPEN
        if meaning in self._urgent:
            return Outlook.COMPLETE
        longer = self._phrases.beginning_with(text, MOST_LONGER)
        same = all(self._meaning(each) == meaning for each in longer)
        return Outlook.COMPLETE if same else Outlook.OPEN


def _transcript(text: str, free: str, score: float, *, accepted: bool) -> Transcript:
    return Transcript(
        text=text or free,
        score=round(score, 3),
        accepted=accepted,
        engine="vosk",
        free_text=free,
    )


def _in_words(free_text: str) -> str:
    """A free decoding without marks."""
    numbers = _NUMBER_MARK.sub(lambda mark: f" {sino(int(mark[1]))} ", free_text)
    return " ".join(_NOISE_MARK.sub(" ", numbers).split())
