"""Lists and ratings of the household in a SQLite file of its own; safe for several processes."""

import sqlite3
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path

import msgspec

from assistant.core.money import Money
from assistant.core.notes import ListChange, ListItem, ListOutcome, Note, PriceWatch, Rating, Topic
from assistant.storage.sqlite_file import connect, explained, transaction
from assistant.store.household.lists import merged, same, taken_off

NOTEBOOK_FILE = "notebook.db"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS lists (
    name TEXT PRIMARY KEY, made_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS items (
    list TEXT NOT NULL REFERENCES lists (name) ON DELETE CASCADE,
    place INTEGER NOT NULL, name TEXT NOT NULL, quantity INTEGER, unit TEXT,
    PRIMARY KEY (list, place)
);
CREATE TABLE IF NOT EXISTS ratings (
    work TEXT PRIMARY KEY COLLATE NOCASE, rating REAL NOT NULL, best REAL NOT NULL, at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS watches (
    number INTEGER PRIMARY KEY, product TEXT NOT NULL, names TEXT NOT NULL,
    below INTEGER NOT NULL, currency TEXT NOT NULL, made_at TEXT NOT NULL, told_at TEXT
);
CREATE TABLE IF NOT EXISTS notes (
    topic TEXT NOT NULL, about TEXT NOT NULL, value TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (topic, about)
);
"""


class SqliteNotebook:
    """The notebook in a file, made with the first thing that is kept. Raises `StorageError`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: sqlite3.Connection | None = None
        self._opening = threading.Lock()
        if path.is_file():
            self._connection  # noqa: B018 - a damaged file is noticed at once

    @property
    def _connection(self) -> sqlite3.Connection:
        """The file, made where there is none yet."""
        with self._opening:
            if self._file is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._file = connect(self._path)
                with explained(self._path):
                    self._file.executescript(_SCHEMA)
                    self._mend(self._file)
            return self._file

    @property
    def _kept(self) -> sqlite3.Connection:
        """What is kept so far; to look is to make no file of it."""
        nothing = self._file is None and not self._path.is_file()
        return self._empty if nothing else self._connection

    @cached_property
    def _empty(self) -> sqlite3.Connection:
        empty = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        empty.row_factory = sqlite3.Row
        empty.executescript(_SCHEMA)
        return empty

    @staticmethod
    def _mend(connection: sqlite3.Connection) -> None:
        """Files of earlier versions know no units."""
        columns = connection.execute("PRAGMA table_info(items)").fetchall()
        if all(column["name"] != "unit" for column in columns):
            connection.execute("ALTER TABLE items ADD COLUMN unit TEXT")

    def lists(self) -> Mapping[str, Sequence[ListItem]]:
        """All lists by name, in the order in which they were made."""
        with explained(self._path):
            names = self._kept.execute("SELECT name FROM lists ORDER BY made_at, name")
            return {row["name"]: self._items(row["name"]) for row in names.fetchall()}

    def change(self, change: ListChange) -> ListOutcome:
        """Change a list; adding to one that is not there makes it."""
        with explained(self._path), transaction(self._connection):
            match change.action:
                case "add":
                    return self._add(change)
                case "remove":
                    return self._remove(change)
                case "create":
                    return ListOutcome(done=self._create(change))
                case "rename":
                    return ListOutcome(done=self._rename(change))
                case "delete":
                    items = self._items(change.list)
                    deleted = self._connection.execute(
                        "DELETE FROM lists WHERE name = ?", (change.list,)
                    )
                    return ListOutcome(done=deleted.rowcount > 0, items=items)

    def rate(self, rating: Rating) -> None:
        """Keep what somebody thinks; the last word on a work counts."""
        with explained(self._path), transaction(self._connection):
            self._connection.execute(
                "INSERT INTO ratings (work, rating, best, at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (work) DO UPDATE SET"
                " rating = excluded.rating, best = excluded.best, at = excluded.at",
                (rating.work, rating.rating, rating.best, rating.at.isoformat()),
            )

    def ratings(self) -> Sequence[Rating]:
        """All ratings, newest first."""
        with explained(self._path):
            rows = self._kept.execute("SELECT * FROM ratings ORDER BY at DESC").fetchall()
        return [_rating(row) for row in rows]

    def watch(self, watch: PriceWatch) -> PriceWatch:
        """Keep a price to wait for; of one product the last word counts."""
        with explained(self._path), transaction(self._connection):
            self._connection.execute(
                "DELETE FROM watches WHERE product = ? AND told_at IS NULL", (watch.product_id,)
            )
            row = self._connection.execute(
                "INSERT INTO watches (product, names, below, currency, made_at)"
                " VALUES (?, ?, ?, ?, ?) RETURNING number",
                (
                    watch.product_id,
                    msgspec.json.encode(watch.names).decode(),
                    watch.below.minor,
                    watch.below.currency,
                    watch.made_at.isoformat(),
                ),
            ).fetchone()
        return msgspec.structs.replace(watch, number=row["number"])

    def watches(self) -> Sequence[PriceWatch]:
        """All prices that are or were waited for, newest first."""
        with explained(self._path):
            rows = self._kept.execute("SELECT * FROM watches ORDER BY number DESC").fetchall()
        return [_watch(row) for row in rows]

    def told(self, number: int, at: datetime) -> bool:
        """Note that a watch spoke up; False where it had before, or is gone."""
        with explained(self._path), transaction(self._kept):
            noted = self._kept.execute(
                "UPDATE watches SET told_at = ? WHERE number = ? AND told_at IS NULL",
                (at.isoformat(), number),
            )
            return noted.rowcount > 0

    def unwatch(self, number: int) -> bool:
        """Do not wait for a price any more; False where there is none of that number."""
        with explained(self._path), transaction(self._kept):
            gone = self._kept.execute("DELETE FROM watches WHERE number = ?", (number,))
            return gone.rowcount > 0

    def keep(self, notes: Sequence[Note]) -> None:
        """Keep what the household has said of itself; the last word on each thing counts."""
        with explained(self._path), transaction(self._connection):
            for note in notes:
                self._connection.execute(
                    "DELETE FROM notes WHERE topic = ? AND about = ?", (note.topic, note.about)
                )
                if note.value is not None:
                    self._connection.execute(
                        "INSERT INTO notes (topic, about, value, at) VALUES (?, ?, ?, ?)",
                        (note.topic, note.about, note.value, note.at.isoformat()),
                    )

    def notes(self) -> Sequence[Note]:
        """What the household has said of itself; what was known of each order is left out."""
        with explained(self._path):
            sql = "SELECT * FROM notes WHERE topic <> 'why' ORDER BY at"
            rows = self._kept.execute(sql).fetchall()
        return [msgspec.convert(dict(row), Note) for row in rows]

    def note(self, topic: Topic, about: str) -> Note | None:
        """One note, of any topic."""
        with explained(self._path):
            sql = "SELECT * FROM notes WHERE topic = ? AND about = ?"
            row = self._kept.execute(sql, (topic, about)).fetchone()
        return msgspec.convert(dict(row), Note) if row else None

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()

    def _add(self, change: ListChange) -> ListOutcome:
        self._create(change)
        items = self._items(change.list)
        for item in change.items:
            items = merged(items, item)
        self._write(change.list, items)
        added = tuple(
            item for item in items if any(same(item.name, new.name) for new in change.items)
        )
        return ListOutcome(done=True, items=added, left=len(items))

    def _remove(self, change: ListChange) -> ListOutcome:
        left = self._items(change.list)
        gone: tuple[ListItem, ...] = ()
        missing: tuple[str, ...] = ()
        for each in change.items:
            left, taken = taken_off(left, each)
            gone += taken
            missing += () if taken else (each.name,)
        if gone:
            self._write(change.list, left)
        return ListOutcome(done=bool(gone), items=gone, missing=missing, left=len(left))

    def _create(self, change: ListChange) -> bool:
        made = self._connection.execute(
            "INSERT INTO lists (name, made_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
            (change.list, change.at.isoformat()),
        )
        return made.rowcount > 0

    def _rename(self, change: ListChange) -> bool:
        """Whether there was such a list, and none of its new name."""
        sql = (
            "INSERT INTO lists (name, made_at) SELECT ?, made_at FROM lists WHERE name = ?"
            " ON CONFLICT DO NOTHING"
        )
        if not self._connection.execute(sql, (change.to, change.list)).rowcount:
            return False
        names = (change.to, change.list)
        self._connection.execute("UPDATE items SET list = ? WHERE list = ?", names)
        self._connection.execute("DELETE FROM lists WHERE name = ?", (change.list,))
        return True

    def _items(self, name: str) -> tuple[ListItem, ...]:
        rows = self._kept.execute(
            "SELECT name, quantity, unit FROM items WHERE list = ? ORDER BY place", (name,)
        )
        return tuple(ListItem(**dict(row)) for row in rows)

    def _write(self, name: str, items: Sequence[ListItem]) -> None:
        self._connection.execute("DELETE FROM items WHERE list = ?", (name,))
        self._connection.executemany(
            "INSERT INTO items (list, place, name, quantity, unit) VALUES (?, ?, ?, ?, ?)",
            [(name, n, item.name, item.quantity, item.unit) for n, item in enumerate(items)],
        )


def _rating(row: sqlite3.Row) -> Rating:
    at = datetime.fromisoformat(row["at"])
    return Rating(work=row["work"], rating=row["rating"], best=row["best"], at=at)


def _watch(row: sqlite3.Row) -> PriceWatch:
    return PriceWatch(
        product_id=row["product"],
        names=msgspec.json.decode(row["names"], type=dict[str, str]),
        below=Money(row["below"], row["currency"]),
        made_at=datetime.fromisoformat(row["made_at"]),
        number=row["number"],
        told_at=None if row["told_at"] is None else datetime.fromisoformat(row["told_at"]),
    )
