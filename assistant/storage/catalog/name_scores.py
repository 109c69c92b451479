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
_TIES: Final = 150
"""Names looked at of those that hold exactly the same spotted words: where one word of two was
misheard, all names with the other are as likely until they are compared as a whole."""
_WHOLE: Final = 300
"""Names that are compared as a whole, as one run of letters."""
_POOL: Final = 6000


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
        weights = _telling(spotted)
        touched = []
        for word, names in self._names_with(weights).items():
            fitting = names if wanted is None else names[self._columns.fitting(wanted, names)]
            before = self._scores[fitting]
            touched.append(fitting[before == 0])
            self._scores[fitting] = before + np.float32(weights[word])
        if not touched:
            return {}
        numbers = np.concatenate(touched)
        scores = self._scores[numbers]
        self._scores[numbers] = 0
        return _few_of_a_kind(numbers, scores)

    def _names_with(self, words: Mapping[int, float]) -> dict[int, NDArray[np.uint32]]:
        """By word the numbers of all names that hold it, each once; words in the order given."""
        query = (
            "SELECT value, names FROM json_each(?) CROSS JOIN posting"
            " ON place BETWEEN value * ? AND value * ? + ?"
        )
        held: dict[int, list[bytes]] = {}
        for word, names in self._connection.execute(
            query, (json.dumps(list(words)), RUNS, RUNS, RUNS - 1)
        ):
            held.setdefault(word, []).append(names)
        names = {word: np.frombuffer(b"".join(runs), np.uint32) for word, runs in held.items()}
        return {word: numbers[numbers <= self._last] for word, numbers in names.items()}


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
    """The best names, earlier ones first among equals, at most `_TIES` of the same score."""
    if len(numbers) > _POOL:
        best = np.argpartition(-scores, _POOL)[:_POOL]
        numbers, scores = numbers[best], scores[best]
    order = np.lexsort((numbers, -scores))
    numbers, scores = numbers[order], scores[order]
    fresh = np.r_[True, scores[1:] != scores[:-1]]
    places = np.arange(len(scores))
    since = places - np.maximum.accumulate(np.where(fresh, places, 0))
    kept = since < _TIES
    found = zip(numbers[kept][:_WHOLE].tolist(), scores[kept][:_WHOLE].tolist(), strict=True)
    return dict(found)
