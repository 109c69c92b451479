"""Backing an order store up and restoring it while it is in use (SQLite's online backup)."""

import os
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from assistant.core.errors import BadInputError, StorageError
from assistant.storage.audit import problems
from assistant.storage.migrations import migrate
from assistant.storage.sqlite_file import connect, explained


def back_up(store: Path, target: Path) -> None:
    """Copy a store as of one moment; the copy appears whole or not at all.

    Raises:
        StorageError: the store cannot be read, or the copy not written.
        BadInputError: there is a file already, which is never written over.
    """
    if target.exists():
        raise BadInputError(f"{target} is there already; name another file")
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with closing(connect(store, read_only=True)) as source:
            _copy(source, unfinished)
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        unfinished.replace(target)
    except OSError as error:
        raise StorageError(f"cannot write {target}: {error.strerror}") from error
    finally:
        with suppress(OSError):
            unfinished.unlink()


def restore(backup: Path, store: Path, now: datetime) -> Path | None:
    """Put a backup in the place of a store, which may be in use; what was there is kept beside it.

    A backup of an earlier version is brought up to date first. Nothing is touched where the backup
    is damaged or its books are not right.

    Returns:
        The copy of the store as it was; None where there was none.

    Raises:
        BadInputError: the backup is missing, damaged, or no order store.
        StorageError: the store cannot be written.
    """
    checked = store.with_name(f".{store.name}.{os.getpid()}.restoring")
    try:
        _check(backup, checked)
        kept = None
        if store.is_file():
            kept = store.with_name(f"{store.stem}-before-{now:%Y%m%dT%H%M%S-%f}{store.suffix}")
            back_up(store, kept)
        with closing(connect(checked, read_only=True)) as source:
            _copy(source, store)
    finally:
        for left in checked.parent.glob(f"{checked.name}*"):
            left.unlink()
    return kept


def _check(backup: Path, checked: Path) -> None:
    """Make a copy that is up to date and right."""
    if not backup.is_file():
        raise BadInputError(f"there is no backup {backup}")
    try:
        with closing(connect(backup, read_only=True)) as source:
            (there,) = source.execute(
                "SELECT count(*) FROM sqlite_master WHERE name IN ('orders', 'requests')"
            ).fetchone()
            if there != len(("orders", "requests")):
                raise BadInputError(f"{backup} is no backup of an order store")
            checked.parent.mkdir(parents=True, exist_ok=True)
            _copy(source, checked)
        with closing(connect(checked)) as copy, explained(checked):
            migrate(copy)
            wrong = problems(copy.execute)
            copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except StorageError as error:
        raise BadInputError(f"{backup} cannot be used: {error}") from error
    if wrong:
        raise BadInputError(f"the books of {backup} are not right ({wrong[0]}); it is not restored")


def _copy(source: sqlite3.Connection, target: Path) -> None:
    with explained(target), closing(sqlite3.connect(target, timeout=10)) as connection:
        source.backup(connection)
