"""A SQLite connection that inserts the rows of a whole batch table by table."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

Gathered = Mapping[str, list[Sequence[object]]]
"""Rows by the statement that inserts them."""


def orders_first(rows: Gathered) -> list[tuple[str, list[Sequence[object]]]]:
    """Statements in an order in which no row comes before the order that it refers to."""
    return sorted(rows.items(), key=lambda each: not each[0].startswith("INSERT INTO orders "))


class GatheringConnection(sqlite3.Connection):
    """Inserts what is gathered at the end: each statement alone costs more to begin than to run."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._gathering = False
        self._rows: dict[str, list[Sequence[object]]] = {}
        self._nothing = self.cursor()

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """Insert what is inserted meanwhile at the end, or before anything else is asked."""
        self._rows.clear()
        self._gathering = True
        try:
            yield
            self._flush()
        finally:
            self._gathering = False
            self._rows.clear()

    def execute(self, sql: str, values: Any = (), /) -> sqlite3.Cursor:
        """Run one statement; an insertion only later, while they are gathered."""
        if self._gathering:
            if sql.startswith("INSERT"):
                self._rows.setdefault(sql, []).append(values)
                return self._nothing
            self._flush()
        return super().execute(sql, values)

    def executemany(self, sql: str, values: Iterable[Any], /) -> sqlite3.Cursor:
        """Run a statement for each of the values; insertions only later, while they are gathered."""
        if self._gathering and sql.startswith("INSERT"):
            self._rows.setdefault(sql, []).extend(values)
            return self._nothing
        return super().executemany(sql, values)

    def look(self, sql: str, values: Any = ()) -> sqlite3.Cursor:
        """Ask for what cannot be among the gathered rows."""
        return super().execute(sql, values)

    def _flush(self) -> None:
        if self._rows:
            rows, self._rows = self._rows, {}
            for sql, values in orders_first(rows):
                super().executemany(sql, values)
