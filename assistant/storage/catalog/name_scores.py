"""The names that hold the words which were spotted in a phrase, and what that counts for each."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.storage.catalog.facet_columns import FacetColumns, Wanted
from assistant.storage.catalog.name_writing import RUNS
from assistant.storage.catalog.word_spotting import Spotted

_POSTINGS: Final = 60_000
"""Names that are looked at for one phrase at most; rare words come first."""
_COMMON: Final = 50_000
"""A word in more names than this tells nothing beside another."""
_TIES: Final = 200
"""Names looked at of those that hold exactly the same spotted words: where one word of two was
misheard, all names with the other are as likely until they are compared as a whole."""
_WHOLE: Final = 300
"""Names that are compared as a whole, as one run of letters."""
_POOL: Final = 2000
_HALF: Final = np.uint64(32)
_LOW: Final = np.uint64(2**32 - 1)


class NameScores:
    """One score for each name; `keep_up` makes room for names that were written since."""

    def __init__(self, connection: sqlite3.Connection, columns: FacetColumns) -> None:
        self._connection = connection
        self._columns = columns
        self._scores = np.zeros(1, np.float32)
        self._last = 0

    def keep_up(self, last: int) -> None:
        """Names go up to the number `last`; those written since are taken in the next time."""
        self._last = last
        if last >= len(self._scores):
            self._scores = np.zeros(last + last // 4 + 64, np.float32)

    def best(self, spotted: Sequence[Spotted], wanted: Wanted | None) -> dict[int, float]:
        """The names that hold the weightiest words; few of those that hold just the same ones."""
        numbers, weights = self._names_with(_telling(spotted))
        np.add.at(self._scores, numbers, weights)
        scores = self._scores[numbers]
        self._scores[numbers] = 0
        if wanted is not None:
            fitting = self._columns.fitting(wanted, numbers)
            numbers, scores = numbers[fitting], scores[fitting]
        if not len(numbers):
            return {}
        return _few_of_a_kind(numbers, scores)

    def _names_with(
        self, weights: Mapping[int, float]
    ) -> tuple[NDArray[np.uint32], NDArray[np.float32]]:
        """The numbers of all names that hold a word, once for each of these, and its weight."""
        query = (
            "SELECT value, names FROM json_each(?) CROSS JOIN posting"
            " ON place BETWEEN value * ? AND value * ? + ?"
        )
        runs = self._connection.execute(
            query, (json.dumps(list(weights)), RUNS, RUNS, RUNS - 1)
        ).fetchall()
        numbers = np.frombuffer(b"".join([names for _, names in runs]), np.uint32)
        each = np.array([weights[word] for word, _ in runs], np.float32)
        held = np.repeat(each, [len(names) // numbers.itemsize for _, names in runs])
        until_now = numbers <= self._last  # what was written since is taken in the next time
        return numbers[until_now], held[until_now]


def _telling(spotted: Sequence[Spotted]) -> dict[int, float]:
    """The weights of the words whose names are looked at; a common one only for itself."""
    weights: dict[int, float] = {}
    left = _POSTINGS
    for each in spotted:
        if each.names <= _COMMON and (each.names <= left or not weights):
            left -= each.names
            weights[each.word] = each.weight
    return weights or {each.word: each.weight for each in spotted[:1]}


def _few_of_a_kind(numbers: NDArray[np.uint32], scores: NDArray[np.float32]) -> dict[int, float]:
    """The best names, earlier ones first among equals, at most `_TIES` of the same score.

    A name may be given more than once. Score and number are sorted as one whole number, for the
    bits of positive floats are in the order of their values.
    """
    keys = (_LOW - scores.view(np.uint32)) << _HALF | numbers
    if len(keys) > _POOL:
        keys = np.partition(keys, _POOL)[:_POOL]
    keys.sort()
    keys = keys[_fresh(keys)]
    scored = keys >> _HALF
    fresh = _fresh(scored)
    places = np.arange(len(keys))
    since = places - np.maximum.accumulate(np.where(fresh, places, 0))
    kept = np.flatnonzero(since < _TIES)[:_WHOLE]
    best = (_LOW - scored[kept]).astype(np.uint32).view(np.float32)
    return dict(zip((keys[kept] & _LOW).tolist(), best.tolist(), strict=True))


def _fresh(values: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Whether each value is another one than that before it."""
    fresh = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=fresh[1:])
    return fresh
