"""The names that hold the words which were spotted in a phrase, and what that counts for each.

Where one word of two was misheard, all names with the other are as likely; which of them has most of
the phrase's sounds besides is told by their signatures.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.language.names.signatures import shared, signatures
from assistant.storage.catalog.facet_columns import FacetColumns, Wanted
from assistant.storage.catalog.name_writing import RUNS
from assistant.storage.catalog.signature_column import SignatureColumn
from assistant.storage.catalog.word_spotting import Spotted

Numbers = NDArray[np.uint32]
Floats = NDArray[np.float32]

_POSTINGS: Final = 60_000
"""Names that are looked at for one phrase at most; rare words come first."""
_COMMON: Final = 50_000
"""A word in more names than this tells nothing beside another."""
_POOL: Final = 4000
"""Names whose signatures are compared with that of the phrase."""
_LIKELY: Final = 200
"""Names that are worth reading."""
_HALF: Final = np.uint64(32)
_LOW: Final = np.uint64(2**32 - 1)


class NameScores:
    """One score for each name; `keep_up` makes room for names that were written since."""

    def __init__(self, connection: sqlite3.Connection, columns: FacetColumns) -> None:
        self._connection = connection
        self._columns = columns
        self._signatures = SignatureColumn(connection)
        self._scores = np.zeros(1, np.float32)
        self._last = 0

    def keep_up(self, last: int) -> None:
        """Names go up to the number `last`; those written since are taken in the next time."""
        self._last = last
        if last >= len(self._scores):
            self._scores = np.zeros(last + last // 4 + 64, np.float32)
        self._signatures.keep_up(last)

    def best(
        self, spotted: Sequence[Spotted], heard: str, wanted: Wanted | None
    ) -> tuple[Numbers, Floats]:
        """The names that hold the weightiest words and most pairs of phones, and what that counts.

        Args:
            spotted: the words that the phrase seems to hold.
            heard: the phrase in phones.
            wanted: what else the names have to be.
        """
        numbers, weights = self._names_with(_telling(spotted))
        np.add.at(self._scores, numbers, weights)
        scores = self._scores[numbers]
        self._scores[numbers] = 0
        if wanted is not None:
            fitting = self._columns.fitting(wanted, numbers)
            numbers, scores = numbers[fitting], scores[fitting]
        if not len(numbers):
            return numbers, scores
        numbers, scores = _best(numbers, scores, _POOL)
        pairs = shared(signatures([heard])[0], self._signatures.of(numbers))
        numbers, scores = _best(numbers, 1 + scores / scores[0] + pairs, _LIKELY)
        return numbers, scores - 1

    def _names_with(self, weights: Mapping[int, float]) -> tuple[Numbers, Floats]:
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


def _best(numbers: Numbers, scores: Floats, most: int) -> tuple[Numbers, Floats]:
    """The best names, each once, the best first and earlier ones first among equals.

    A name may be given more than once. Score and number are sorted as one whole number, for the bits
    of positive floats are in the order of their values.
    """
    keys = (_LOW - scores.view(np.uint32)) << _HALF | numbers
    if len(keys) > 2 * most:
        keys = np.partition(keys, 2 * most)[: 2 * most]
    keys.sort()
    keys = keys[np.append(True, keys[1:] != keys[:-1])][:most]
    found = (_LOW - (keys >> _HALF)).astype(np.uint32).view(np.float32)
    return (keys & _LOW).astype(np.uint32), found
