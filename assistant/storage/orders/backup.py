"""Backing an order store up and restoring it while it is in use (SQLite's online backup)."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from assistant.core.errors import BadInputError, StorageError
from assistant.storage.orders.audit import problems
from assistant.storage.orders.migrations import migrate
from assistant.storage.orders.numbering import Numbers, latest_numbers, use_up_to
from assistant.storage.sqlite_file import connect, explained, is_damage

UNKNOWN_USED = 1000
"""Numbers that are passed over where nobody knows how many were used since the backup."""


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


class Restored(NamedTuple):
    """What became of the store that a backup has replaced."""

    kept: Path | None
    """Where it is now; None where there was none."""
    damaged: bool
    """Whether it could not be read: then a program that still has it open must be started again."""


def restore(
    backup: Path, store: Path, now: datetime, agreed: Callable[[], object] = lambda: None
) -> Restored:
    """Put a backup in the place of a store, which may be in use; what was there is kept beside it.

    A backup of an earlier version is brought up to date first. Nothing is touched where the backup
    is damaged or its books are not right. Orders and events that come after it get numbers that
    were never used, not those of what is gone: a device would take them for repeats.

    Args:
        backup: a file that `back_up` wrote.
        store: that it replaces.
        now: names the file in which the store is kept.
        agreed: called once the backup is found right; what it raises leaves everything as it is.

    Raises:
        BadInputError: the backup is missing, damaged, or no order store.
        StorageError: the store cannot be written.
    """
    checked = store.with_name(f".{store.name}.{os.getpid()}.restoring")
    kept = store.with_name(f"{store.stem}-before-{now:%Y%m%dT%H%M%S-%f}{store.suffix}")
    try:
        _check(backup, checked)
        agreed()
        there = store.is_file()
        used = _keep(store, kept) if there else None
        if there:
            _number_on(checked, used)
        with closing(connect(checked, read_only=True)) as source:
            _copy(source, store)
    finally:
        for left in checked.parent.glob(f"{checked.name}*"):
            left.unlink()
    return Restored(kept if there else None, damaged=there and used is None)


def _keep(store: Path, kept: Path) -> Numbers | None:
    """Keep what is about to be replaced; the numbers it has used, None where it is damaged."""
    try:
        back_up(store, kept)
        with closing(connect(kept)) as copy, explained(kept):
            migrate(copy)
            used = latest_numbers(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, as a backup is
            return used
    except StorageError as error:
        if not is_damage(error):
            raise
    _set_aside(store, kept)
    return None


def _set_aside(store: Path, kept: Path) -> None:
    """Move a damaged store with its log away, since nothing can be written into it."""
    try:
        for suffix in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                store.with_name(store.name + suffix).replace(kept.with_name(kept.name + suffix))
    except OSError as error:
        raise StorageError(f"cannot move {store} away: {error.strerror}") from error


def _number_on(checked: Path, used: Numbers | None) -> None:
    with closing(connect(checked)) as copy, explained(checked):
        latest = latest_numbers(copy)
        use_up_to(copy, used or Numbers(latest.order + UNKNOWN_USED, latest.event + UNKNOWN_USED))
        copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")


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
