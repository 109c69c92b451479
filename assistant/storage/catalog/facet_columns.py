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
        self._prices = [np.zeros(CHUNK, np.uint32) for _ in CURRENCIES]
        self._traits = np.zeros(CHUNK, np.uint32)
        self._sizes = np.zeros(CHUNK, np.float32)
        self._units = np.zeros(CHUNK, np.uint8)
        self._revision = 0

    def keep_up(self, last: int) -> None:
        """Read the rows that have changed; names go up to the number `last`."""
        if last >= len(self._traits):
            self._grow(((last + last // 4) // CHUNK + 1) * CHUNK)
        query = "SELECT chunk, revision, columns FROM facet WHERE revision > ?"
        for chunk, revision, columns in self._connection.execute(query, (self._revision,)):
            begin, end = chunk * CHUNK, (chunk + 1) * CHUNK
            if end <= len(self._traits):
                rows = np.frombuffer(columns, _ROW)
                for place, prices in enumerate(self._prices):
                    prices[begin:end] = rows["price"][:, place]
                self._traits[begin:end] = rows["traits"]
                self._sizes[begin:end] = rows["size"]
                self._units[begin:end] = rows["unit"]
            self._revision = max(self._revision, revision)

    def _grow(self, room: int) -> None:
        more = room - len(self._traits)
        self._prices = [np.pad(prices, (0, more)) for prices in self._prices]
        self._traits = np.pad(self._traits, (0, more))
        self._sizes = np.pad(self._sizes, (0, more))
        self._units = np.pad(self._units, (0, more))

    def fitting(self, wanted: Wanted, names: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """For each of these names whether it is what is wanted."""
        fit = np.ones(len(names), np.bool_)
        if wanted.most is not None or wanted.least is not None:
            price = self._prices[CURRENCIES.index(wanted.currency)][names]
            fit &= (price > 0) & (price <= (wanted.most or 2**32 - 1))
            fit &= price >= (wanted.least or 0)
        if wanted.traits:
            fit &= (self._traits[names] & wanted.traits) == wanted.traits
        if wanted.size is not None:
            near = np.abs(self._sizes[names] - wanted.size) <= SIZE_TOLERANCE * wanted.size
            fit &= (self._units[names] == wanted.unit) & near
        return fit
