"""An index of names that an earlier version of this program wrote is written anew where it is opened.

Everything in it follows from the names as they are written, so that no feed has to be imported
again; each keeps its number, by which what else is wanted of it is kept.
"""

import logging
import sqlite3
from pathlib import Path
from typing import Final

from assistant.core.errors import StorageError
from assistant.storage.catalog.batches import batches
from assistant.storage.catalog.name_writing import SCHEMA, write_down
from assistant.storage.sqlite_file import transaction

log = logging.getLogger("assistant.storage")

VERSION: Final = 4
"""One more whenever words, their phones, keys or signatures are written in another way."""
_PATIENCE_MS: Final = 600_000
"""How long another process that does the same is waited for."""
_BATCH: Final = 20_000
_FOLLOWING: Final = ("word", "gram", "posting", "signature")


def bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables where there are none, or write those of an earlier version anew.

    Raises `StorageError` for a later version.
    """
    if _version(connection) == VERSION:  # a reader must not write
        return
    (patience,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
    try:
        with transaction(connection):
            version = _version(connection)  # another process may have done it meanwhile
            if version > VERSION:
                raise StorageError(
                    f"{path}: its names were written by a later version of this program; "
                    "use that one, or move the file away and import again"
                )
            if version < VERSION:
                _write_anew(connection, path)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {patience}")


def _version(connection: sqlite3.Connection) -> int:
    """What the names are written as; 0 where there are none, 1 before this was written down."""
    if not _has(connection, "kept_as"):
        return int(_has(connection, "name"))
    return int(connection.execute("SELECT version FROM kept_as").fetchone()[0])


def _has(connection: sqlite3.Connection, table: str) -> bool:
    query = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?"
    return bool(connection.execute(query, (table,)).fetchone()[0])


def _write_anew(connection: sqlite3.Connection, path: Path) -> None:
    if before := _has(connection, "name"):
        (count,) = connection.execute("SELECT count(*) FROM name").fetchone()
        log.info("%s: %d names are written anew for this version, once", path, count)
        connection.execute("CREATE TEMP TABLE before AS SELECT id, entry, written FROM name")
        for table in ("name", *_FOLLOWING):
            connection.execute(f"DROP TABLE IF EXISTS {table}")
    for statement in SCHEMA.split(";"):
        connection.execute(statement)
    if before:
        rows = connection.execute("SELECT id, entry, written FROM before ORDER BY id")
        for batch in batches(rows, _BATCH):
            write_down(connection, batch)
        connection.execute("DROP TABLE before")
    connection.execute("DELETE FROM kept_as")
    connection.execute("INSERT INTO kept_as VALUES (?)", (VERSION,))
