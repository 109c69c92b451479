"""Which literal words of the sentences may have been said where a text has something like them.

A recogniser that has never heard of "reorder" writes "rewarded". Words (in Korean runs of syllables)
of a text are compared with the literal words of the sentence templates by sound and by letters; each
that comes near is one way to read the text again, as if the literal had been heard.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Final, NamedTuple

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein

from assistant.language.names.sounds import alike, sound
from assistant.language.words.normalise import QUOTED, Token, keys
from assistant.language.words.units import count_words

NEAR: Final = {"en": 0.66, "ko": 0.8}
"""Less alike, a word is another word; Korean words share many more of their sounds."""
_SHORT: Final = 3
_SHORT_NEAR: Final = 0.74
_LONGEST_TEXT: Final = {"en": 14, "ko": 30}
"""In tokens: longer texts that no sentence covers are talk."""
_LONGEST_RUN: Final = {"en": 2, "ko": 5}
_FEWEST_SYLLABLES: Final = 2
"""A single Korean syllable sounds like too many others."""
_FOR_EACH: Final = 9
_SUBJECTS: Final = frozenset({"i", "we", "you", "he", "she", "they", "it", "who"})
"""No part of a command that follows them: who says them tells what was done."""
_MOST_KEPT: Final = 20_000
"""Runs of tokens whose literals are kept; what people say is new each time."""
_MOST_READINGS: Final = {"en": 30, "ko": 20}
_MOST_STEPS: Final = {"en": 1000, "ko": 240}
"""Tokens of all readings of a text together: a long one is read again less often."""
_LETTERS_COUNT: Final = 0.3
_COARSE: Final = {"en": 0.45, "ko": 0.65}
_HEARD_RIGHT: Final = 0.15
SLIP: Final = 0.85
"""How alike a word is with one letter too many, too few, wrong or swapped with the next."""
_SHORTEST_SLIP: Final = 3


class Mishearing(NamedTuple):
    """Tokens `first` up to `stop` taken for a literal word."""

    first: int
    stop: int
    literal: tuple[str, ...]
    likeness: float
    """0 to 1."""
    start: int
    end: int
    """Where the tokens stand in the text."""


class Reread(NamedTuple):
    """A text with literal words where others were heard."""

    tokens: list[Token]
    places: frozenset[int]
    """Which of the tokens are such literals."""
    heard: tuple[Mishearing, ...]


class Mishearings:
    """Finds near literals; keeps what it has compared."""

    def __init__(self, literals: Iterable[str], language: str) -> None:
        self._language = language
        fewest = _FEWEST_SYLLABLES if language == "ko" else 1
        words = {keys(literal, language) for literal in literals}
        self._literals = sorted(word for word in words if fewest <= len(word) and _sayable(word))
        self._sounds = [sound("".join(word)) for word in self._literals]
        self._exact = frozenset(self._literals)
        self._typed: dict[str, list[str]] = defaultdict(list)
        for word in self._literals:
            if len(word) == 1 and len(word[0]) > _SHORTEST_SLIP:
                self._typed[word[0][0]].append(word[0])
        self._near: dict[tuple[str, ...], tuple[tuple[tuple[str, ...], float], ...]] = {}

    def rereadings(self, said: list[Token]) -> Iterator[Reread]:
        """The text with one, then two words read again; the likeliest first."""
        if not 0 < len(said) <= _LONGEST_TEXT[self._language]:
            return
        found = sorted(self._of(said), key=lambda m: -m.likeness + self._known(said, m))
        most = min(_MOST_READINGS[self._language], _MOST_STEPS[self._language] // len(said))
        for mishearing in found[:most]:
            yield _reread(said, (mishearing,))
        pairs = [
            (one, other)
            for one, other in combinations(found[: most // 3], 2)
            if one.stop <= other.first or other.stop <= one.first
        ]
        pairs.sort(key=lambda pair: -pair[0].likeness - pair[1].likeness)
        for pair in pairs[: most // 2]:
            yield _reread(said, pair)

    def _known(self, said: list[Token], mishearing: Mishearing) -> float:
        """What a word loses that is a literal as it stands: it was likely heard right."""
        run = tuple(token.key for token in said[mishearing.first : mishearing.stop])
        return _HEARD_RIGHT if run in self._exact else 0.0

    def _of(self, said: list[Token]) -> Iterator[Mishearing]:
        runs = list(self._runs(said))
        self._compare({run for _, _, run in runs})
        for first, stop, run in runs:
            start, end = said[first].start, said[stop - 1].end
            for literal, likeness in self._near[run]:
                if not self._is_two_words(said[first:stop], literal):
                    yield Mishearing(first, stop, literal, likeness, start, end)

    def _runs(self, said: list[Token]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Where the runs of tokens that may be misheard begin and end, and what they are."""
        for first in range(len(said)):
            for stop in range(first + 1, min(len(said), first + _LONGEST_RUN[self._language]) + 1):
                run = tuple(token.key for token in said[first:stop])
                if self._may_be_misheard(run):
                    yield first, stop, run

    def _is_two_words(self, run: list[Token], literal: tuple[str, ...]) -> bool:
        """Whether a Korean run is a word and behind a space the literal that ends another literal.

        "차 주문" orders tea; it is no 재주문 (order again), whose end was heard as it is.
        """
        ends = [at for at in range(1, len(run)) if run[at].fresh] if self._language == "ko" else []
        tails = [tuple(token.key for token in run[at:]) for at in ends]
        return any(tail in self._exact and literal[-len(tail) :] == tail for tail in tails)

    def _may_be_misheard(self, run: tuple[str, ...]) -> bool:
        if QUOTED in run or not _sayable(run):
            return False
        if self._language == "en" and len(run) == 1 and run[0] in count_words("en"):
            return False  # "two tubs" is no "two tops"
        return self._language != "ko" or len(run) >= _FEWEST_SYLLABLES

    def _compare(self, runs: set[tuple[str, ...]]) -> None:
        """Find the literals near these runs: all at once takes a quarter of the time of one by one."""
        if len(self._near) > _MOST_KEPT:
            self._near.clear()
        new = [run for run in runs if run not in self._near]
        if not new:
            return
        alike = process.cdist(
            [sound("".join(run)) for run in new],
            self._sounds,
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=_COARSE[self._language],
            dtype=np.float64,
        )
        for run, row in zip(new, alike, strict=True):
            coarse = np.flatnonzero(row)
            best = coarse[np.argsort(-row[coarse], kind="stable")[: 3 * _FOR_EACH]]
            self._near[run] = self._nearest(run, best.tolist())

    def _nearest(
        self, run: tuple[str, ...], coarse: list[int]
    ) -> tuple[tuple[tuple[str, ...], float], ...]:
        """The literals near a run of tokens, best first, of those that sound roughly like it."""
        said = "".join(run)
        found = []
        for index in coarse:
            literal = self._literals[index]
            likeness = alike(said, "".join(literal), _LETTERS_COUNT)
            least = NEAR[self._language]
            if len("".join(literal)) <= _SHORT:
                least = max(least, _SHORT_NEAR)
            if likeness >= least and literal != run and self._may_be(run, literal):
                found.append((literal, likeness))
        slips = dict.fromkeys(self._slips(run), SLIP)
        found = [*slips.items(), *(each for each in found if each[0] not in slips)]
        found.sort(key=lambda pair: -pair[1])
        return tuple(found[:_FOR_EACH])

    def _slips(self, run: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """English literals that were typed with one slip behind the right first letter."""
        if self._language != "en" or len(run) != 1 or len(run[0]) < _SHORTEST_SLIP:
            return
        for literal in self._typed.get(run[0][0], ()):
            if OSA.distance(run[0], literal, score_cutoff=1) == 1:
                yield (literal,)

    def _may_be(self, run: tuple[str, ...], literal: tuple[str, ...]) -> bool:
        """Whether what is surely right in a run is in the literal too.

        Two English words are one that begins or ends with one of them; a Korean run that begins
        with a literal as it stands may only be a longer one, and one that ends with it has more
        before it that was meant as well.
        """
        if self._language == "ko":
            if run[-len(literal) :] == literal:
                return False
            lengths = range(_FEWEST_SYLLABLES, len(run) + 1)
            right = max((n for n in lengths if run[:n] in self._exact), default=0)
            return literal[:right] == run[:right]
        if run[0] in _SUBJECTS and run[1:] == literal:
            return False  # "I put the keys there" tells what was done
        joined = literal[0].startswith(run[0]) or literal[0].endswith(run[-1])
        return len(run) == 1 or (len(literal) == 1 and joined)


def _sayable(word: tuple[str, ...]) -> bool:
    return all(key.isalpha() for key in word)


def _reread(said: list[Token], heard: tuple[Mishearing, ...]) -> Reread:
    tokens: list[Token] = []
    places: set[int] = set()
    position = 0
    for mishearing in sorted(heard):
        tokens.extend(said[position : mishearing.first])
        for number, key in enumerate(mishearing.literal):
            places.add(len(tokens))
            fresh = number == 0 and said[mishearing.first].fresh
            tokens.append(Token(key, mishearing.start, mishearing.end, fresh))
        position = mishearing.stop
    tokens.extend(said[position:])
    return Reread(tokens, frozenset(places), heard)
