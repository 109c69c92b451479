"""How well each of many names explains a phrase, word by word, in one pass over all of them.

The phrase is covered by its words and by joins of up to three of them ("dish washer", "all mond
milk"); each is compared with every word, and every join of two words, that occurs in any name. A
name's coverage is the best cover of the phrase by words of that name: order and spaces do not
matter, and words of a name that were not said cost nothing here. A long word of the phrase that is
like no word of a name may be two of them run together ("hersheyssyrup", "종근당밴드").
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from assistant.language.names.sounds import letters, sound
from assistant.language.words.spelling import is_number, without_particle

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
RUN_TOGETHER = np.float32(0.9)
"""What a word counts as explained that is two words of a name run together."""
KNOWN = np.float32(0.9**2)
"""As much (squared) like a word of some name, a word is not looked at for that; nor is a phrase
that some name explains so far."""
SHORTEST_TOGETHER = {True: (8, 3), False: (4, 1)}
"""Letters of such a word, and of each part; syllables in Hangul, where two words may hold them."""


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
        count = len(self._places)
        sounds = {word: sound(word) for word in self._places if not is_number(word)}
        pieces = [list(row) for row in words]
        for row, name in zip(pieces, names, strict=False):
            for first, second in pairwise(name):
                if first in sounds and second in sounds:
                    sounds.setdefault(first + second, sounds[first] + sounds[second])
                    row.append(self._place(first + second))
        if len(sounds) < len(self._places):
            for row, name in zip(pieces, (*names, *mixed), strict=True):
                row += [self._place(_bare(word)) for word in name if word not in sounds]
        spelled = list(self._places)
        self._scripts = [_Script(spelled, count, sounds, hangul=hangul) for hangul in (False, True)]
        self._words, self._pieces = _Rows(words), _Rows(pieces)
        weights = [
            len(letters(word)) if word in sounds else NUMBER_WEIGHT for word in spelled[:count]
        ]
        self._weights = np.array(weights, np.float32)
        self._totals = np.add.reduceat(self._weights[self._words.flat], self._words.starts)

    def _place(self, piece: str) -> int:
        return self._places.setdefault(piece, len(self._places))

    def align(self, phrase: tuple[str, ...]) -> Aligned:
        """Compare a phrase with every name."""
        units = _units(phrase)
        alike = self._alike([phrase[first:last] for first, last in units]) ** 2
        best = self._pieces.best(alike)
        coverage = _cover(phrase, units, best)
        if coverage.max() < KNOWN:
            self._split(phrase, units, alike, best)
            coverage = _cover(phrase, units, best)
        heard = self._weights * alike[:, : len(self._weights)].max(axis=0)
        said = np.add.reduceat(heard[self._words.flat], self._words.starts) / self._totals
        return Aligned(coverage, said.astype(np.float32))

    def _split(
        self,
        phrase: tuple[str, ...],
        units: Sequence[tuple[int, int]],
        alike: Floats,
        best: Floats,
    ) -> None:
        """Raise what of each name is best like those units that are two of its words in one."""
        ways = {
            row: pairs
            for row, (first, last) in enumerate(units)
            if alike[row].max(initial=0.0) < KNOWN and (pairs := _halves(phrase[first:last]))
        }
        if not ways:
            return
        halves = [half for pairs in ways.values() for pair in pairs for half in pair]
        # A word and its join with a neighbour have half of theirs in common.
        different = {half: place for place, half in enumerate(dict.fromkeys(halves))}
        lengths = np.array([len(letters(half)) for half in halves], np.float32)[:, None]
        each = self._words.best(self._alike([(half,) for half in different]) ** 2)
        found = each[[different[half] for half in halves]] * lengths
        both = (found[::2] + found[1::2]) / (lengths[::2] + lengths[1::2])
        starts = np.cumsum([0, *map(len, ways.values())])[:-1]
        together = RUN_TOGETHER * np.maximum.reduceat(both, starts, axis=0)
        rows = list(ways)
        best[rows] = np.maximum(best[rows], together)

    def strangers(self, phrase: tuple[str, ...]) -> tuple[str, ...]:
        """The words of a phrase that have nothing to do with any word of any name.

        A word belongs to a name where it is like one of its words, or where a run of words with it
        is, and more so than without it: the "dish" of "dish washer", but not the "not" of "not tide".
        """
        units = _units(phrase)
        alike = dict(zip(units, self._alike([phrase[slice(*unit)] for unit in units]), strict=True))
        return tuple(word for place, word in enumerate(phrase) if not any(_belonging(place, alike)))

    def _alike(self, units: Sequence[tuple[str, ...]]) -> Floats:
        """How alike units, each one word or some joined, are to each piece of a name, 0 to 1."""
        alike = np.zeros((len(units), len(self._places)), np.float32)
        latin = ["".join(unit).isascii() for unit in units]
        for pieces in self._scripts:
            rows = [row for row, ascii_ in enumerate(latin) if ascii_ is not pieces.hangul]
            # What was split in speech is one word in the name: joined units fit no joined pieces.
            for joined in (False, True):
                some = [row for row in rows if (len(units[row]) > 1) is joined]
                pieces.compare(units, some, alike, single=joined)
        for row, unit in enumerate(units):
            if any(map(is_number, unit)):
                alike[row] = 0.0
                if (place := self._places.get("".join(unit))) is not None:
                    alike[row, place] = 1.0
        return alike


class _Rows:
    """Lists of places, one list per name, laid end to end."""

    def __init__(self, rows: list[list[int]]) -> None:
        self.flat: Places = np.array([place for row in rows for place in row], np.intp)
        self.starts: Places = np.cumsum([0, *(len(row) for row in rows[:-1])], dtype=np.intp)
        self._owners: Places = np.repeat(np.arange(len(rows)), [len(row) for row in rows])

    def best(self, values: Floats) -> Floats:
        """The highest of each list's values, for each row of `values` by place; none is negative."""
        highest = np.zeros((len(values), len(self.starts)), np.float32)
        # What was said is like few of the words: of most lists nothing but 0 would be looked at.
        telling = np.flatnonzero(np.take(values.any(axis=0), self.flat))
        if len(telling):
            owners = self._owners[telling]
            first = np.flatnonzero(np.diff(owners, prepend=-1))
            found = np.take(values, self.flat[telling], axis=1)
            highest[:, owners[first]] = np.maximum.reduceat(found, first, axis=1)
        return highest


class _Script:
    """The pieces of names that have sounds and are written in one script; first the single words."""

    def __init__(
        self, spelled: Sequence[str], single: int, sounds: Mapping[str, str], *, hangul: bool
    ) -> None:
        places = [
            place
            for place, word in enumerate(spelled)
            if word in sounds and word.isascii() is not hangul
        ]
        self.hangul = hangul
        self._places: Places = np.array(places, np.intp)
        self._single = bisect_left(places, single)
        words = [spelled[place] for place in places]
        self._letters = list(map(letters, words)) if hangul else words
        self._sounds = [sounds[word] for word in words]

    def compare(
        self, units: Sequence[tuple[str, ...]], rows: list[int], alike: Floats, *, single: bool
    ) -> None:
        """Write how alike the units of these rows are to each piece into the piece's column."""
        count = self._single if single else len(self._sounds)
        if not rows or not count:
            return
        said = [(row, units[row], 1.0) for row in rows]
        for row in rows if self.hangul else ():
            stem = without_particle(units[row][-1])
            if stem is not None:
                said.append((row, (*units[row][:-1], stem), PARTICLE_DOUBT))
        known, sounds = self._letters[:count], self._sounds[:count]
        written = _ratios(["".join(map(letters, unit)) for _, unit, _ in said], known)
        heard = _ratios(["".join(map(sound, unit)) for _, unit, _ in said], sounds)
        both = np.maximum(written, LETTERS_SHARE * written + (1 - LETTERS_SHARE) * heard)
        both *= np.array([doubt for _, _, doubt in said], np.float32)[:, None]
        both[both < LEAST_ALIKE] = 0.0
        for (row, _, _), found in zip(said, both, strict=True):
            alike[row, self._places[:count]] = np.maximum(alike[row, self._places[:count]], found)


def _units(phrase: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where each word of a phrase, and each join of some, begins and ends."""
    return [
        (first, last)
        for last in range(1, len(phrase) + 1)
        for first in range(max(0, last - LONGEST_JOIN), last)
    ]


def _halves(unit: tuple[str, ...]) -> list[tuple[str, str]]:
    """The ways to part a long unit in two; none for a short one, a number or a run of words."""
    spelled = "".join(unit)
    latin = spelled.isascii()
    whole, part = SHORTEST_TOGETHER[latin]
    if len(spelled) < whole or len(unit) > (1 if latin else 2) or any(map(is_number, unit)):
        return []
    return [(spelled[:at], spelled[at:]) for at in range(part, len(spelled) - part + 1)]


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
