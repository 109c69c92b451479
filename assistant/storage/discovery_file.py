"""What was learnt of a shop's baskets, in a SQLite file of the household: counts and regressions.

The household's own orders are not in it; they are counted anew from the order store, so that none
is counted twice and none is lost with this file.
"""

import io
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from assistant.core.errors import StorageError
from assistant.storage.sqlite_file import connect, explained, transaction
from assistant.store.discovery.bought_together import BoughtTogether
from assistant.store.discovery.learnt import Learnt
from assistant.store.discovery.pair_counts import PairCounts, SparsePairs
from assistant.store.discovery.tastes import Tastes

DISCOVERY_FILE = "discovery.db"
VERSION = 1
_SCHEMA = "CREATE TABLE IF NOT EXISTS learnt (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT"


class _About(msgspec.Struct, frozen=True):
    """What an array cannot hold."""

    version: int
    source: str
    ridge: float
    baskets: int
    tastes: dict[str, int]
    people: list[int]
    """How many baskets the people of each taste have."""


def save(path: Path, learnt: Learnt, source: str) -> None:
    """Keep what was learnt; `source` says from what. Raises `StorageError`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with explained(path), closing(connect(path)) as connection, transaction(connection):
        connection.execute(_SCHEMA)
        connection.execute("DELETE FROM learnt")
        rows = ((name, sqlite3.Binary(value)) for name, value in _values(learnt, source))
        connection.executemany("INSERT INTO learnt (name, value) VALUES (?, ?)", rows)


def load(path: Path) -> tuple[Learnt, str] | None:
    """What was kept and from what it was learnt; None where nothing was.

    Raises:
        StorageError: the file is damaged, or of another version.
    """
    if not path.is_file():
        return None
    with explained(path), closing(connect(path, read_only=True)) as connection:
        try:
            kept = dict(connection.execute("SELECT name, value FROM learnt").fetchall())
        except sqlite3.OperationalError:
            return None
    try:
        return _learnt(kept)
    except (KeyError, ValueError, IndexError, msgspec.DecodeError, EOFError) as error:
        raise StorageError(f"{path}: {error!r}; remove it, it is made again") from error


def _values(learnt: Learnt, source: str) -> Iterator[tuple[str, bytes]]:
    model = learnt.together
    about = _About(
        VERSION,
        source,
        model.ridge,
        model.counts.baskets,
        dict(learnt.tastes.of_product),
        [people.baskets for people in learnt.tastes.people],
    )
    yield "about", msgspec.json.encode(about)
    yield from _counts("all", model.counts)
    arrays: tuple[NDArray[Any], ...] = model.arrays
    for name, array in zip(_MODEL, arrays, strict=True):
        yield name, _packed(array)
    for number, people in enumerate(learnt.tastes.people):
        yield from _counts(f"taste{number}", people)
    if learnt.following is not None:
        size = len(model.counts)
        before = np.array([learnt.before.get(number, 0) for number in range(size)])
        yield "before", _packed(before)
        yield from _pairs("following", learnt.following.frozen(size))


_MODEL = ("neighbours", "weights", "intercepts", "fitted")


def _counts(name: str, counts: PairCounts) -> Iterator[tuple[str, bytes]]:
    yield f"{name}.ids", msgspec.json.encode(counts.ids)
    yield f"{name}.times", _packed(counts.times)
    yield from _pairs(f"{name}.pairs", counts.frozen())


def _pairs(name: str, pairs: csr_array) -> Iterator[tuple[str, bytes]]:
    yield f"{name}.data", _packed(pairs.data.astype(np.int32))
    yield f"{name}.others", _packed(pairs.indices.astype(np.int32))
    yield f"{name}.begins", _packed(pairs.indptr.astype(np.int64))


def _packed(array: NDArray[Any]) -> bytes:
    file = io.BytesIO()
    np.save(file, array, allow_pickle=False)
    return file.getvalue()


def _unpacked(kept: Mapping[str, bytes], name: str) -> NDArray[Any]:
    array: NDArray[Any] = np.load(io.BytesIO(kept[name]), allow_pickle=False)
    return array


def _learnt(kept: Mapping[str, bytes]) -> tuple[Learnt, str]:
    about = msgspec.json.decode(kept["about"], type=_About)
    if about.version != VERSION:
        raise ValueError(f"it is of version {about.version}")
    model = BoughtTogether(_counted(kept, "all", about.baskets), about.ridge)
    neighbours, weights, intercepts, fitted = (_unpacked(kept, name) for name in _MODEL)
    model.restore((neighbours, weights, intercepts, fitted))
    people = [
        _counted(kept, f"taste{number}", baskets, sparse=True)
        for number, baskets in enumerate(about.people)
    ]
    learnt = Learnt(model, Tastes(about.tastes, people))
    if "before" in kept:
        size = len(model.counts)
        before = dict(enumerate(_unpacked(kept, "before").tolist()))
        following = SparsePairs(_table(kept, "following", size))
        learnt = Learnt(model, learnt.tastes, following, before)
    return learnt, about.source


def _counted(
    kept: Mapping[str, bytes], name: str, baskets: int, *, sparse: bool = False
) -> PairCounts:
    ids = msgspec.json.decode(kept[f"{name}.ids"], type=list[str])
    times = _unpacked(kept, f"{name}.times")
    if len(times) != len(ids):
        raise ValueError(f"{name}: {len(ids)} products and {len(times)} counts")
    return PairCounts.of(
        ids, baskets, times, _table(kept, f"{name}.pairs", len(ids)), sparse=sparse
    )


def _table(kept: Mapping[str, bytes], name: str, size: int) -> csr_array:
    parts = tuple(_unpacked(kept, f"{name}.{part}") for part in ("data", "others", "begins"))
    table = csr_array((parts[0].astype(np.int64), parts[1], parts[2]), shape=(size, size))
    table.check_format(full_check=True)
    return table
