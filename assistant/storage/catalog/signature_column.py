"""The signatures of names, in one column by the number of the name.

Those of `CHUNK` names stand in one row, so that a million are read in a moment.
"""

import sqlite3
from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.language.names.signatures import Signatures, signatures

CHUNK: Final = 1024
SIGNATURE_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS signature (chunk INTEGER PRIMARY KEY, signatures BLOB NOT NULL);
"""
_KEPT_AS: Final = np.dtype("<u8")


def write_signatures(connection: sqlite3.Connection, runs: Mapping[int, str]) -> None:
    """Write the signatures of names, of each number the phones, inside a transaction."""
    numbers = np.array(list(runs), np.int64)
    written = signatures(list(runs.values()))
    chunks = numbers // CHUNK
    for chunk in np.unique(chunks).tolist():
        query = "SELECT signatures FROM signature WHERE chunk = ?"
        row = connection.execute(query, (chunk,)).fetchone()
        column = (
            np.zeros(CHUNK, _KEPT_AS) if row is None else np.frombuffer(row[0], _KEPT_AS).copy()
        )
        column[numbers[chunks == chunk] % CHUNK] = written[chunks == chunk]
        connection.execute(
            "INSERT OR REPLACE INTO signature VALUES (?, ?)", (chunk, column.tobytes())
        )


class SignatureColumn:
    """The signatures as they are now; `keep_up` takes in those that were written since."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._column = np.zeros(CHUNK, np.uint64)
        self._last = 0

    def keep_up(self, last: int) -> None:
        """Names go up to the number `last`; all are read where the names were built anew."""
        if last >= len(self._column):
            room = ((last + last // 4) // CHUNK + 1) * CHUNK
            self._column = np.pad(self._column, (0, room - len(self._column)))
        rows = self._rows_from(self._last // CHUNK)
        if not self._as_known(rows):
            rows = self._rows_from(0)
        for chunk, written in rows:
            begin, end = chunk * CHUNK, (chunk + 1) * CHUNK
            if end <= len(self._column):
                self._column[begin:end] = written
        self._last = last

    def _rows_from(self, first: int) -> list[tuple[int, Signatures]]:
        query = "SELECT chunk, signatures FROM signature WHERE chunk >= ? ORDER BY chunk"
        rows = self._connection.execute(query, (first,))
        return [(chunk, np.frombuffer(written, _KEPT_AS)) for chunk, written in rows]

    def _as_known(self, rows: list[tuple[int, Signatures]]) -> bool:
        """Whether the last row that was known, the first of these, has only been added to."""
        chunk, known = divmod(self._last, CHUNK)
        before = self._column[chunk * CHUNK :][: known + 1]
        return bool(rows) and np.array_equal(rows[0][1][: known + 1], before)

    def of(self, names: NDArray[np.uint32]) -> Signatures:
        """The signatures of these names."""
        found: Signatures = self._column[names]
        return found
