"""How well each of many names explains a phrase, word by word, in one pass over all of them.

The phrase is covered by its words and by joins of up to three of them ("dish washer", "all mond
milk"); each is compared with every word, and every join of two words, that occurs in any name. A
name's coverage is the best cover of the phrase by words of that name: order and spaces do not
matter, and words of a name that were not said cost nothing here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from assistant.language.sounds import letters, sound
from assistant.language.spelling import is_number, without_particle

Floats = NDArray[np.float32]
Places = NDArray[np.intp]

LONGEST_JOIN = 3
"""Words of the phrase that one word may have been split into."""
LEAST_ALIKE = 0.55
"""Words less alike than this have nothing to do with each other."""
STRANGE = 0.6
"""Words less alike than this are strangers, where a word too much matters more than one too few."""
NUMBER_WEIGHT = 4.0
"""A number counts as much as a word of so many letters."""
LETTERS_SHARE = 0.4
"""Against the pronunciation's share, where that is the more alike."""
PARTICLE_DOUBT = 0.98


@dataclass(frozen=True)
class Aligned:
    """What `Vocabulary.align` found, one value per name."""

    coverage: Floats
    """The part of the phrase that the name explains, 0 to 1."""
    said: Floats
    """The part of the name that was said, 0 to 1."""


class Vocabulary:
    """The words of a list of names, ready to be aligned with phrases.

    Args:
        names: each name as its comparable words (`spelling.words`), at least one.
        mixed: further rows of words that do not stand beside each other.
    """

    def __init__(
        self, names: Sequence[tuple[str, ...]], mixed: Sequence[tuple[str, ...]] = ()
    ) -> None:
        self._places: dict[str, int] = {}
        words = [[self._place(word) for word in name] for name in (*names, *mixed)]
        sounds = {word: sound(word) for word in self._places}
        single = {h: _Script(self._places, sounds, hangul=h) for h in (False, True)}
        pieces = [list(row) for row in words]
        for row, name in zip(pieces, names, strict=False):
            for first, second in pairwise(name):
                if not is_number(first) and not is_number(second):
                    sounds.setdefault(first + second, sounds[first] + sounds[second])
                    row.append(self._place(first + second))
        for row, name in zip(pieces, (*names, *mixed), strict=True):
            row += [self._place(_bare(word)) for word in name if is_number(word)]
        joined = {h: _Script(self._places, sounds, hangul=h) for h in (False, True)}
        self._scripts = {False: single, True: joined}
        self._words, self._pieces = _Rows(words), _Rows(pieces)
        self._weights = np.array([_weight(word) for word in self._places], np.float32)
        self._totals = np.add.reduceat(self._weights[self._words.flat], self._words.starts)

    def _place(self, piece: str) -> int:
        return self._places.setdefault(piece, len(self._places))

    def align(self, phrase: tuple[str, ...]) -> Aligned:
        """Compare a phrase with every name."""
        units = _units(phrase)
        alike = np.stack([self._alike(phrase[first:last]) for first, last in units]) ** 2
        best = np.maximum.reduceat(alike[:, self._pieces.flat], self._pieces.starts, axis=1)
        heard = self._weights * alike.max(axis=0)
        said = np.add.reduceat(heard[self._words.flat], self._words.starts) / self._totals
        return Aligned(_cover(phrase, units, best), said.astype(np.float32))

    def strangers(self, phrase: tuple[str, ...]) -> tuple[str, ...]:
        """The words of a phrase that have nothing to do with any word of any name.

        A word belongs to a name where it is like one of its words, or where a run of words with it
        is, and more so than without it: the "dish" of "dish washer", but not the "not" of "not tide".
        """
        alike = {unit: self._alike(phrase[slice(*unit)]) for unit in _units(phrase)}
        return tuple(word for place, word in enumerate(phrase) if not any(_belonging(place, alike)))

    def _alike(self, unit: tuple[str, ...]) -> Floats:
        """How alike the unit, one word or some joined, is to each piece of a name, 0 to 1."""
        alike = np.zeros(len(self._places), np.float32)
        joined = "".join(unit)
        if not any(map(is_number, unit)):
            # What was split in speech is one word in the name, or none.
            self._scripts[len(unit) == 1][not joined.isascii()].compare(unit, alike)
        elif joined in self._places:
            alike[self._places[joined]] = 1.0
        return alike


class _Rows:
    """Lists of places, one list per name, laid end to end."""

    def __init__(self, rows: list[list[int]]) -> None:
        self.flat: Places = np.array([place for row in rows for place in row], np.intp)
        self.starts: Places = np.cumsum([0, *(len(row) for row in rows[:-1])], dtype=np.intp)


class _Script:
    """The pieces of names that are written in one script."""

    def __init__(self, places: dict[str, int], sounds: dict[str, str], *, hangul: bool) -> None:
        words = [w for w in places if not is_number(w) and w.isascii() is not hangul]
        self._places: Places = np.array([places[word] for word in words], np.intp)
        self._letters = [letters(word) for word in words]
        self._sounds = [sounds[word] for word in words]

    def compare(self, unit: tuple[str, ...], alike: Floats) -> None:
        """Write how alike the unit is to each piece into the piece's place."""
        if not self._sounds:
            return
        stem = without_particle(unit[-1])
        spellings = [unit] if stem is None else [unit, (*unit[:-1], stem)]
        doubts = np.array([1.0, PARTICLE_DOUBT], np.float32)[: len(spellings), None]
        written = _ratios(["".join(map(letters, words)) for words in spellings], self._letters)
        heard = _ratios(["".join(map(sound, words)) for words in spellings], self._sounds)
        both = np.maximum(written, LETTERS_SHARE * written + (1 - LETTERS_SHARE) * heard)
        both = (both * doubts).max(axis=0)
        alike[self._places] = np.where(both < LEAST_ALIKE, 0.0, both)


def _units(phrase: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where each word of a phrase, and each join of some, begins and ends."""
    return [
        (first, last)
        for last in range(1, len(phrase) + 1)
        for first in range(max(0, last - LONGEST_JOIN), last)
    ]


def _belonging(place: int, alike: Mapping[tuple[int, int], Floats]) -> Iterator[bool]:
    """For each unit with a word, whether it is like some piece, and more so than without the word."""
    for (first, last), found in alike.items():
        if first <= place < last:
            rest = [alike[part] for part in ((first, place), (place + 1, last)) if part in alike]
            without = np.max(rest, axis=0) if rest else np.zeros_like(found)
            yield bool(((found >= STRANGE) & (found > without)).any())


def _ratios(said: list[str], known: list[str]) -> Floats:
    """Ratios of 0 to 1; unlike words cost less time than alike ones."""
    ratios: Floats = process.cdist(
        said, known, scorer=fuzz.ratio, score_cutoff=40, dtype=np.float32
    )
    return ratios * np.float32(0.01)


def _bare(size: str) -> str:
    """A size without its measure: "81ct" is also said as "81"."""
    return size.rstrip("abcdefghijklmnopqrstuvwxyz")


def _weight(word: str) -> float:
    return NUMBER_WEIGHT if is_number(word) else float(len(letters(word)))


def _cover(phrase: tuple[str, ...], units: list[tuple[int, int]], best: Floats) -> Floats:
    """The best cover of the phrase by its units, for each name (columns of `best`)."""
    weights = [_weight(word) for word in phrase]
    covered = [np.zeros(best.shape[1], np.float32)]
    for last in range(1, len(phrase) + 1):
        ways = [
            covered[first] + best[row] * np.float32(sum(weights[first:last]))
            for row, (first, end) in enumerate(units)
            if end == last
        ]
        covered.append(np.maximum.reduce(ways))
    return covered[-1] / np.float32(sum(weights) or 1.0)
