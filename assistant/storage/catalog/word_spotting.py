"""The words that names are made of, spotted in a phrase that may be misheard and split anywhere.

The phrase's sounds, written in one run, are searched for words by trigrams, then by likeness. The
words themselves (some ten thousand for a million names) are kept in memory, for each phrase is
compared with hundreds of them; their trigrams and how many names hold them are read as needed.
"""

import json
import math
import sqlite3
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from assistant.language.sounds import letters, sound
from assistant.language.spelling import is_number
from assistant.storage.catalog.name_writing import GRAM

MOST_WORDS: Final = 40
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
        sizes = [max(1, len(row[2]) - GRAM + 1) for row in rows]
        self._sizes = np.concatenate([self._sizes, np.array(sizes, np.float32)])

    def spot(self, said: tuple[str, ...], total: int) -> list[Spotted]:
        """The words that the phrase seems to hold, the weightiest first; of `total` names."""
        exact = [self._numbers[word] for word in dict.fromkeys(said) if word in self._numbers]
        near = [word for word in self._contained(said) if word not in exact]
        alike = dict.fromkeys(exact, 1.0) | self._alike(said, near)
        telling = sorted(
            alike, key=lambda word: -(alike[word] ** _LIKENESS_POWER) * self._sizes[word]
        )
        found = []
        for word, names in self._held(telling[:_WEIGHED]):
            if names:
                tells = _AS_WRITTEN if word in exact else 1.0
                spelled, heard = self._spelled[word], len(self._sounds[word])
                sounds = max(heard, _NUMBER_SOUNDS) if is_number(spelled) else heard
                weight = tells * _weight(alike[word], sounds, names, total)
                found.append(Spotted(word, names, weight))
        return sorted(found, key=lambda each: -each.weight)[:MOST_WORDS]

    def _alike(self, said: tuple[str, ...], words: list[int]) -> dict[int, float]:
        """How far each of these words is in the phrase, of those that are in it at all."""
        if not words:
            return {}
        heard, written = "".join(map(sound, said)), "".join(map(letters, said))
        by_sound = likeness(heard, [self._sounds[word] for word in words])
        places = np.array(words)
        if len(words) > _SPELLED:
            weights = by_sound**_LIKENESS_POWER * self._sizes[places]
            best = np.argpartition(-weights, _SPELLED)[:_SPELLED]
            places, by_sound = places[best], by_sound[best]
        by_letters = likeness(written, [self._letters[word] for word in places.tolist()])
        alike = _SOUND_SHARE * by_sound + (1 - _SOUND_SHARE) * by_letters
        alike *= np.minimum(1.0, (1.3 * len(heard) + 1) / (self._sizes[places] + GRAM - 1))
        close = alike >= _SPOTTED_FROM
        return dict(zip(places[close].tolist(), alike[close].tolist(), strict=True))

    def _contained(self, said: tuple[str, ...]) -> list[int]:
        """Words of which enough trigrams are in the phrase as it sounds in one run."""
        blobs = self._connection.execute(
            "SELECT words FROM gram WHERE key IN (SELECT value FROM json_each(?))",
            (json.dumps(_phrase_grams(said)),),
        ).fetchall()
        if not blobs:
            return []
        counts = np.bincount(np.frombuffer(b"".join(blob[0] for blob in blobs), np.uint32))
        counts = counts[: len(self._sizes)]  # what was written since is taken in the next time
        ids = np.flatnonzero(counts)
        share = counts[ids] / self._sizes[ids]
        ids, share = ids[share >= _CONTAINED], share[share >= _CONTAINED]
        if len(ids) > _LOOKED_AT:
            strength = share * np.sqrt(self._sizes[ids])
            ids = ids[np.argpartition(-strength, _LOOKED_AT)[:_LOOKED_AT]]
        found: list[int] = ids.tolist()
        return found

    def _held(self, words: Sequence[int]) -> list[tuple[int, int]]:
        """How many names hold each of these words."""
        query = "SELECT id, names FROM word WHERE id IN (SELECT value FROM json_each(?))"
        rows = self._connection.execute(query, (json.dumps(words),)).fetchall()
        return [(row[0], row[1]) for row in rows]


def likeness(phrase: str, among: list[str]) -> NDArray[np.float32]:
    """How far each of some words is contained in a phrase, 0 to 1."""
    scores = process.cdist([phrase], among, scorer=fuzz.partial_ratio, dtype=np.float32)[0]
    return np.asarray(scores * np.float32(0.01), np.float32)


def _weight(alike: float, sounds: int, names: int, total: int) -> float:
    """Long, alike and rare words tell most."""
    rarity = math.log(1 + (total + 1) / names) / math.log(2 + total)
    share = 1 - _RARITY_SHARE + _RARITY_SHARE * rarity
    return float(alike**_LIKENESS_POWER * max(1, sounds) * share)


def _phrase_grams(said: tuple[str, ...]) -> list[str]:
    heard = "".join(map(sound, said))
    found = {heard[n : n + GRAM] for n in range(len(heard) - GRAM + 1)}
    short = [sound(word) for word in said]
    short += [sound(one + other) for one, other in pairwise(said)]
    return [*found, *(f"${each}" for each in short if 0 < len(each) < GRAM)]
