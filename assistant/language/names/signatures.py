"""Which kinds of phones follow each other in a name: one bit for each pair of kinds.

By these signatures thousands of names are compared with a phrase in a moment, wherever the words of
both begin and end; those that share most pairs are worth a comparison phone by phone.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Signatures = NDArray[np.uint64]
Floats = NDArray[np.float32]

_KINDS: Final = ("pbfv", "tdT", "szSZCJc", "kg", "mnN", "lrw", "iIeEAy", "aoOuUV@R")
"""Phones that are heard for each other; all other signs, as the end of a run, are of no kind."""
_NONE: Final = len(_KINDS)
_KIND_OF: Final = np.full(256, _NONE, np.uint8)
for _kind, _phones in enumerate(_KINDS):
    _KIND_OF[list(_phones.encode())] = _kind
_BITS: Final = np.zeros((_NONE + 1, _NONE + 1), np.uint64)
_BITS[:_NONE, :_NONE] = np.uint64(1) << np.arange(_NONE**2, dtype=np.uint64).reshape(_NONE, -1)
_PAIR_COST: Final = np.float32(1 / 300)
"""For each pair of a name, of what all pairs of the phrase count: the more, the more by chance."""


def signatures(runs: Sequence[str]) -> Signatures:
    """The signature of each run of phones."""
    if not runs:
        return np.zeros(0, np.uint64)
    ended = "".join([f"{run}\n" for run in runs]).encode("latin-1", "replace")
    kinds = _KIND_OF[np.frombuffer(ended, np.uint8)]
    pairs = _BITS[kinds, np.append(kinds[1:], _NONE)]
    ends = np.cumsum([len(run) + 1 for run in runs])
    return np.bitwise_or.reduceat(pairs, np.append(0, ends[:-1]))


def shared(phrase: np.uint64, names: Signatures) -> Floats:
    """The share of a phrase's pairs that each name has; a little less for names of many."""
    both = np.bitwise_count(names & phrase).astype(np.float32)
    count = np.float32(max(1, np.bitwise_count(phrase)))
    cost = _PAIR_COST * np.bitwise_count(names).astype(np.float32)
    return np.asarray(both / count - cost, np.float32)
