"""What may be wanted of a product besides its name, in columns by the number of the name.

The columns of `CHUNK` names stand in one row, so that a million are read in a moment and a change
rewrites one row. Rows carry a running number, by which other processes notice what has changed.
"""

import sqlite3
from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

CHUNK: Final = 1024
FACET_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS facet (
    chunk INTEGER PRIMARY KEY, revision INTEGER NOT NULL, columns BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS facet_revision ON facet (revision);
"""
CURRENCIES: Final = ("USD", "KRW")
"""What prices are kept in, in this order."""
_ROW: Final = np.dtype(
    [("price", "<u4", (len(CURRENCIES),)), ("traits", "<u4"), ("size", "<f4"), ("unit", "u1")]
)
SIZE_TOLERANCE: Final = 0.06
"""A gallon is as well 3.8 litres, and "a litre" as well 33.8 ounces."""


class FacetRow(NamedTuple):
    """The columns of one product; 0 stands for what is not known."""

    prices: tuple[int, ...] = (0, 0)
    """In minor units, one per currency of `CURRENCIES`."""
    traits: int = 0
    """One bit for each."""
    size: float = 0.0
    """In the base unit `unit`."""
    unit: int = 0


NO_FACETS: Final = FacetRow()


class Wanted(NamedTuple):
    """What a product has to be; what is None is of no matter."""

    currency: str = "USD"
    most: int | None = None
    """The highest price, in minor units of `currency`."""
    least: int | None = None
    traits: int = 0
    """All of these."""
    size: float | None = None
    unit: int = 0


def write_facets(connection: sqlite3.Connection, rows: Iterable[tuple[int, FacetRow]]) -> None:
    """Write the columns of names by their numbers, inside a transaction."""
    chunks: dict[int, list[tuple[int, FacetRow]]] = {}
    for number, row in rows:
        chunks.setdefault(number // CHUNK, []).append((number % CHUNK, row))
    revision = (connection.execute("SELECT max(revision) FROM facet").fetchone()[0] or 0) + 1
    for chunk, changed in chunks.items():
        query = "SELECT columns FROM facet WHERE chunk = ?"
        found = connection.execute(query, (chunk,)).fetchone()
        columns = np.zeros(CHUNK, _ROW) if found is None else np.frombuffer(found[0], _ROW).copy()
        before = columns.copy()
        for place, row in changed:
            columns[place] = (row.prices, row.traits, row.size, row.unit)
        if found is None or not np.array_equal(before, columns):
            connection.execute(
                "INSERT INTO facet VALUES (?, ?, ?) ON CONFLICT (chunk) DO UPDATE"
                " SET revision = excluded.revision, columns = excluded.columns",
                (chunk, revision, columns.tobytes()),
            )


class FacetColumns:
    """The columns as they are now; `keep_up` takes in what was written since."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._rows = np.zeros(CHUNK, _ROW)
        self._revision = 0

    def keep_up(self, last: int) -> None:
        """Read the rows that have changed; names go up to the number `last`."""
        if last >= len(self._rows):
            room = (last + last // 4) // CHUNK + 1
            self._rows = np.concatenate(
                [self._rows, np.zeros(room * CHUNK - len(self._rows), _ROW)]
            )
        query = "SELECT chunk, revision, columns FROM facet WHERE revision > ?"
        for chunk, revision, columns in self._connection.execute(query, (self._revision,)):
            if (chunk + 1) * CHUNK <= len(self._rows):
                self._rows[chunk * CHUNK : (chunk + 1) * CHUNK] = np.frombuffer(columns, _ROW)
            self._revision = max(self._revision, revision)

    def fitting(self, wanted: Wanted, names: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """For each of these names whether it is what is wanted."""
        rows = self._rows[names]
        fit = np.ones(len(rows), np.bool_)
        price = rows["price"][:, CURRENCIES.index(wanted.currency)]
        if wanted.most is not None:
            fit &= (price > 0) & (price <= wanted.most)
        if wanted.least is not None:
            fit &= price >= wanted.least
        if wanted.traits:
            fit &= (rows["traits"] & wanted.traits) == wanted.traits
        if wanted.size is not None:
            near = np.abs(rows["size"] - wanted.size) <= SIZE_TOLERANCE * wanted.size
            fit &= (rows["unit"] == wanted.unit) & near
        return fit
