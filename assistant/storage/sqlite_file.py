"""Opening a SQLite file safely, and saying clearly what is wrong with it."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TypeVar

from assistant.core.errors import StorageError

_WAIT_S = 5.0
"""How long a lock of another process is waited for."""
_CAUSES = {
    sqlite3.SQLITE_FULL: "the disk is full; free some space",
    sqlite3.SQLITE_READONLY: "it may not be written; mend the rights of the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; mend the rights of the file and its folder",
    sqlite3.SQLITE_CORRUPT: "it is damaged; restore a backup or move it away to start afresh",
    sqlite3.SQLITE_NOTADB: "it is not an order store; restore a backup or move it away",
    sqlite3.SQLITE_BUSY: "another process keeps it locked; stop that process",
    sqlite3.SQLITE_IOERR: "the disk fails or is full; check it",
}


Kind = TypeVar("Kind", bound=sqlite3.Connection)


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open a database file; a writer creates it, with a write-ahead log synced at every commit.

    Raises `StorageError`. The connection may be used from any thread, by one at a time.
    """
    return connect_as(sqlite3.Connection, path, read_only=read_only)


def connect_as(kind: type[Kind], path: Path, *, read_only: bool = False) -> Kind:
    """`connect`, with a class of one's own.

    Raises `StorageError`. The connection may be used from any thread, by one at a time.
    """
    with explained(path):
        if read_only and not path.is_file():
            raise StorageError(f"{path} does not exist; start the order service once")
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}",
            uri=True,
            timeout=_WAIT_S,
            isolation_level=None,
            check_same_thread=False,
            factory=kind,
        )
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys = ON")
            if not read_only:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
            connection.execute("SELECT count(*) FROM sqlite_master")  # notices a damaged file
        except sqlite3.Error:
            connection.close()
            raise
    return connection


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into a `StorageError` that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
        raise StorageError(f"{path}: {_CAUSES.get(primary, str(error))} ({error})") from error


def is_damage(error: StorageError) -> bool:
    """Whether a file cannot be read any more, whoever opens it."""
    primary = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF
    return primary in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; the write lock is taken at once, so that what is read stays true."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:  # a full disk may have rolled back by itself
            connection.execute("ROLLBACK")


def writing(connection: sqlite3.Connection) -> AbstractContextManager[None]:
    """A transaction, or the one that is open already."""
    return nullcontext() if connection.in_transaction else transaction(connection)
