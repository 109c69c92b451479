"""A SQLite connection that inserts the rows of a whole batch table by table."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any


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
            for sql, values in rows.items():
                super().executemany(sql, values)
