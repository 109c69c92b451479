"""The words that names are made of, spotted in a phrase that may be misheard and split anywhere.

The phrase's sounds, written in one run, are searched for words by trigrams, then by likeness. The
words themselves (some ten thousand for a million names) are kept in memory, for each phrase is
compared with hundreds of them; their trigrams and how many names hold them are read as needed, and
kept until something is written.
"""

import json
import math
import sqlite3
from itertools import islice, pairwise, product
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from assistant.language.names.pronunciation import as_spoken, rough_phones
from assistant.language.names.sounds import across, consonants, letters, sound
from assistant.language.words.spelling import is_number, without_particle
from assistant.storage.catalog.name_writing import GRAM, key_across, key_short

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

MOST_WORDS: Final = 60
"""Words of the vocabulary that a phrase is taken to hold."""
_CONTAINED: Final = 0.34
"""Share of a word's trigrams that have to be in the phrase, for a closer look."""
_LOOKED_AT: Final = 300
_SPELLED: Final = 120
"""Of those, the words that sound most alike, whose letters are compared too."""
_SPOTTED_FROM: Final = 0.55
_LIKENESS_POWER: Final = 4
_RARITY_SHARE: Final = 0.25
_SOUND_SHARE: Final = 0.6
_NUMBER_SOUNDS: Final = 3
"""A number counts as much as a word of so many sounds, however it is written."""
_WEIGHED: Final = 2 * MOST_WORDS
"""Words whose rarity is looked up."""
_AS_WRITTEN: Final = 1.1
"""What a word that was said as it is written counts, against one that only sounds the same."""

_FEWEST_CONSONANTS: Final = 2
_ALIKE_ACROSS: Final = 0.65
"""From here on a word may be one of the other script."""
_AS_ALIKE: Final = 0.1
"""Words that differ by less in how alike they sound are as likely, but for how many names they are in."""
_FEW_OF_A_SCRIPT: Final = 0.3
"""Share of all words up to which those of a script are few."""
_MUCH_LESS_ALIKE: Final = 0.15
"""Words that sound so much less alike than the best are not meant."""
_WORDS_ACROSS: Final = 3
"""Words of the other script that one may stand for."""
_WAYS_TO_WRITE: Final = 4
"""Ways to write a phrase in the other script that are tried."""


class Spotted(NamedTuple):
    """A word that a phrase seems to hold."""

    word: int
    names: int
    """How many names hold it."""
    weight: float


class SpottedWords:
    """The words of all names; `keep_up` takes in what was written since."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._forget()

    def _forget(self) -> None:
        self._numbers: dict[str, int] = {}
        self._spelled = [""]
        self._letters = [""]
        self._sounds = [""]
        self._sizes = np.ones(1, np.float32)
        self._least = np.ones(1, np.int64)
        self._worth = np.ones(1, np.float32)
        self._held_by = np.zeros(1, np.int64)
        self._hangul = 0
        self._grams: dict[str, bytes] = {}

    def keep_up(self) -> None:
        """Read the words that are new; all of them where the names were built anew."""
        last = len(self._spelled) - 1
        query = "SELECT spelled FROM word WHERE id = ?"
        row = self._connection.execute(query, (last,)).fetchone()
        if last and (row is None or row[0] != self._spelled[last]):
            self._forget()
        query = "SELECT id, spelled, sound, letters FROM word WHERE id > ? ORDER BY id"
        rows = self._connection.execute(query, (len(self._spelled) - 1,)).fetchall()
        for number, spelled, heard, written in rows:
            self._numbers[spelled] = number
            self._spelled.append(spelled)
            self._sounds.append(heard)
            self._letters.append(spelled if written == spelled else written)
            self._hangul += not spelled.isascii()
        if rows:
            self._grams.clear()
            self._measure([row[1] for row in rows], [row[2] for row in rows])
        self._held_by = np.full(len(self._spelled), -1)

    def _measure(self, spelled: list[str], heard: list[str]) -> None:
        """Of new words: how many trigrams each has, how many have to be said, and what it counts."""
        sounds = np.array([*map(len, heard)], np.float32)
        numbers = np.array([*map(is_number, spelled)])
        sizes = np.maximum(1, sounds - GRAM + 1)
        least = np.ceil(_CONTAINED * sizes).astype(np.int64)
        worth = np.maximum(np.where(numbers, _NUMBER_SOUNDS, 1), sounds)
        self._sizes = np.concatenate([self._sizes, sizes])
        self._least = np.concatenate([self._least, least])
        self._worth = np.concatenate([self._worth, worth])

    def spot(self, said: tuple[str, ...], total: int) -> list[Spotted]:
        """The words that the phrase seems to hold, the weightiest first; of `total` names."""
        exact = [self._numbers[word] for word in dict.fromkeys(said) if word in self._numbers]
        near, near_alike = self._alike(said, self._contained(said, exact))
        words = np.concatenate([np.array(exact, np.int64), near])
        alike = np.concatenate([np.ones(len(exact), np.float32), near_alike])
        likely = alike**_LIKENESS_POWER
        telling = np.argsort(-likely * self._sizes[words], kind="stable")[:_WEIGHED]
        names = self._held(words[telling])
        telling, names = telling[names > 0], names[names > 0]
        # Long, alike and rare words tell most.
        rarity = np.log1p((total + 1) / names) / math.log(2 + total)
        weights = likely[telling] * self._worth[words[telling]]
        weights *= (1 - _RARITY_SHARE + _RARITY_SHARE * rarity).astype(np.float32)
        weights[telling < len(exact)] *= _AS_WRITTEN
        best = np.argsort(-weights, kind="stable")[:MOST_WORDS]
        found = (words[telling[best]], names[best], weights[best])
        return list(map(Spotted, *(column.tolist() for column in found)))

    def in_other_script(self, said: tuple[str, ...]) -> list[tuple[str, ...]]:
        """The phrase with its unknown words as names of the other script write them, likeliest first.

        Nothing where no unknown word sounds like one of the other script, or where names are as
        well written in the script of the phrase: then it is rather a word misheard.
        """
        hangul = any(not word.isascii() for word in said)
        share = self._hangul / len(self._spelled)
        if (share if hangul else 1 - share) > _FEW_OF_A_SCRIPT:
            return []
        ways = [self._elsewhere(word) or [word] for word in said]
        written = list(islice(product(*ways), _WAYS_TO_WRITE))
        return [] if written == [said] else written

    def _elsewhere(self, word: str) -> list[str]:
        """The words of the other script that sound most like an unknown one.

        Of words that sound as much alike, those that most names hold come first.
        """
        if word in self._numbers or is_number(word):
            return []
        spellings = _spellings(word)
        keys = {
            key_across(sounded, latin=not word.isascii())
            for each in spellings
            for sounded in _spoken(consonants(each))
        }
        rows = self._connection.execute(
            "SELECT words FROM gram WHERE key IN (SELECT value FROM json_each(?))",
            (json.dumps(list(keys)),),
        ).fetchall()
        found = np.frombuffer(b"".join(row[0] for row in rows), np.uint32).tolist()
        alike = {
            other: max(_across(each, self._spelled[other]) for each in spellings)
            for other in found
            if other < len(self._spelled)
        }
        least = max(_ALIKE_ACROSS, max(alike.values(), default=0.0) - _MUCH_LESS_ALIKE)
        near = [other for other in alike if alike[other] >= least]
        held = dict(zip(near, self._held(np.array(near, np.int64)).tolist(), strict=True))
        likely = sorted(
            (other for other, names in held.items() if names),
            key=lambda other: (-round(alike[other] / _AS_ALIKE), -held[other]),
        )
        return [self._spelled[other] for other in likely[:_WORDS_ACROSS]]

    def _alike(self, said: tuple[str, ...], words: Numbers) -> tuple[Numbers, Floats]:
        """Those of these words that are in the phrase at all, and how far each is in it."""
        if not len(words):
            return words, np.zeros(0, np.float32)
        heard, written = "".join(map(rough_phones, as_spoken(said))), "".join(map(letters, said))
        by_sound = likeness(heard, [self._sounds[word] for word in words.tolist()])
        if len(words) > _SPELLED:
            weights = by_sound**_LIKENESS_POWER * self._sizes[words]
            best = np.argpartition(-weights, _SPELLED)[:_SPELLED]
            words, by_sound = words[best], by_sound[best]
        by_letters = likeness(written, [self._letters[word] for word in words.tolist()])
        alike = _SOUND_SHARE * by_sound + (1 - _SOUND_SHARE) * by_letters
        alike *= np.minimum(1.0, (1.3 * len(heard) + 1) / (self._sizes[words] + GRAM - 1))
        close = alike >= _SPOTTED_FROM
        return words[close], alike[close]

    def _contained(self, said: tuple[str, ...], exact: list[int]) -> Numbers:
        """Further words of which enough trigrams are in the phrase as it sounds in one run."""
        keys = _phrase_grams(said)
        if unknown := [key for key in keys if key not in self._grams]:
            self._grams.update(dict.fromkeys(unknown, b""))
            query = "SELECT key, words FROM gram WHERE key IN (SELECT value FROM json_each(?))"
            self._grams.update(map(tuple, self._connection.execute(query, (json.dumps(unknown),))))
        blobs = b"".join([self._grams[key] for key in keys])
        counts = np.bincount(np.frombuffer(blobs, np.uint32), minlength=len(self._sizes))
        counts = counts[: len(self._sizes)]  # what was written since is taken in the next time
        counts[exact] = 0
        ids = np.flatnonzero(counts >= self._least)
        if len(ids) > _LOOKED_AT:
            strength = counts[ids] / np.sqrt(self._sizes[ids])
            ids = ids[np.argpartition(-strength, _LOOKED_AT)[:_LOOKED_AT]]
        return ids

    def _held(self, words: Numbers) -> Numbers:
        """How many names hold each of these words."""
        unknown = words[self._held_by[words] < 0]
        if len(unknown):
            self._held_by[unknown] = 0
            query = "SELECT id, names FROM word WHERE id IN (SELECT value FROM json_each(?))"
            for word, names in self._connection.execute(query, (json.dumps(unknown.tolist()),)):
                self._held_by[word] = names
        return self._held_by[words]


def likeness(phrase: str, among: list[str]) -> Floats:
    """How far each of some words is contained in a phrase, or a phrase in a longer name, 0 to 1."""
    scores = process.cdist([phrase], among, scorer=fuzz.partial_ratio, dtype=np.float32)[0]
    return np.asarray(scores * np.float32(0.01), np.float32)


def _spellings(word: str) -> list[str]:
    """A word, also without its particle and without a 르 that stands for a silent r."""
    stem = without_particle(word)
    forms = [word] if stem is None else [word, stem]
    return list(
        dict.fromkeys((*forms, *(bare for form in forms if (bare := form.replace("르", "")))))
    )


def _spoken(consonants: str) -> list[str]:
    """The consonants of a word, of which one says nothing, also without an s of the plural."""
    forms = (consonants, consonants.removesuffix("s"))
    return [form for form in dict.fromkeys(forms) if len(form) >= _FEWEST_CONSONANTS]


def _across(one: str, other: str) -> float:
    """How alike two words of different scripts sound, 0 to 1."""
    return (fuzz.ratio(across(one), across(other)) + fuzz.ratio(sound(one), sound(other))) / 200


def _phrase_grams(said: tuple[str, ...]) -> list[str]:
    said = as_spoken(said)
    heard = "".join(map(rough_phones, said))
    found = {heard[n : n + GRAM] for n in range(len(heard) - GRAM + 1)}
    short = [rough_phones(word) for word in said]
    short += [rough_phones(one + other) for one, other in pairwise(said)]
    return [*found, *(key_short(each) for each in short if 0 < len(each) <= GRAM)]
