"""Disks and files that fail: each says what is wrong, and leaves nothing half done."""

import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from assistant.core.errors import StorageError
from assistant.core.messages import Answer, AnyRequest
from assistant.storage import sqlite_file
from assistant.storage.orders.migrations import ORDER_STORE, migrate
from assistant.storage.orders.sqlite_store import open_orders
from assistant.store.orders.order_store import Shop

Place = Callable[..., AnyRequest]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 640 KB of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=640k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def remount(folder: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(folder)], check=True)


def test_a_full_disk_stops_orders_and_loses_none(
    small_disk: Path, shop: Shop, now: datetime, place: Place
) -> None:
    filler = small_disk / "filler"
    filler.write_bytes(bytes(200 * 1024))
    store = open_orders(small_disk / "orders.db")
    batches = [[place(f"r{20 * i + j}") for j in range(20)] for i in range(100)]
    answers: list[Answer] = []
    with pytest.raises(StorageError, match=r"orders\.db: the disk is full; free some space"):
        answers.extend(a for batch in batches for a in store.handle_batch(batch, shop.decide, now))
    kept = len(answers)
    batch = batches[kept // 20]
    assert len(store.orders(10_000)) == kept
    assert len(store.unpublished(limit=10_000)) == kept
    filler.unlink()
    later = store.handle_batch(batch, shop.decide, now)
    assert {answer.status for answer in later} == {"placed"}
    assert len(store.orders(10_000)) == kept + len(batch)
    store.close()
    whole = Database(small_disk / "orders.db").execute("PRAGMA integrity_check").fetchone()
    assert whole == ("ok",)


def test_a_store_that_may_not_grow_says_so(
    tmp_path: Path, shop: Shop, now: datetime, place: Place
) -> None:
    store = open_orders(tmp_path / "orders.db")
    # A limit of pages is what SQLite itself offers to play a full disk.
    store._connection.execute("PRAGMA max_page_count = 40")  # type: ignore[attr-defined]
    store.handle_batch([place("first")], shop.decide, now)
    with pytest.raises(StorageError, match="the disk is full"):
        store.handle_batch([place(f"r{i}") for i in range(400)], shop.decide, now)
    assert len(store.orders(500)) == 1
    store.close()


def test_a_read_only_disk_is_named(
    small_disk: Path, shop: Shop, now: datetime, place: Place
) -> None:
    path = small_disk / "orders.db"
    open_orders(path).close()
    remount(small_disk, "ro")
    with pytest.raises(StorageError, match=r"orders\.db: it (may not be written|cannot be opened)"):
        open_orders(path).handle_batch([place("r1")], shop.decide, now)
    remount(small_disk, "rw")
    store = open_orders(path)
    assert store.handle_batch([place("r1")], shop.decide, now)[0].status == "placed"
    store.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_read_only_file_is_named(tmp_path: Path, shop: Shop, now: datetime, place: Place) -> None:
    path = tmp_path / "orders.db"
    open_orders(path).close()
    path.chmod(0o444)
    with pytest.raises(StorageError, match="may not be written"):
        open_orders(path).handle_batch([place("r1")], shop.decide, now)


def test_a_file_of_another_kind_is_named(tmp_path: Path) -> None:
    path = tmp_path / "orders.db"
    path.write_bytes(b"my diary" * 1000)
    with pytest.raises(StorageError, match="it is not an order store"):
        open_orders(path)
    assert path.read_bytes() == b"my diary" * 1000


def test_a_damaged_file_is_named(tmp_path: Path, shop: Shop, now: datetime, place: Place) -> None:
    path = tmp_path / "orders.db"
    store = open_orders(path)
    store.handle_batch([place(f"r{i}") for i in range(50)], shop.decide, now)
    store.close()
    contents = bytearray(path.read_bytes())
    contents[4096:] = os.urandom(len(contents) - 4096)
    path.write_bytes(contents)
    with pytest.raises(StorageError, match="it is damaged; restore a backup"):
        open_orders(path).orders(10)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="cannot make the folder"):
        open_orders(tmp_path / "file" / "orders.db")


def test_reading_what_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="does not exist; start the order service once"):
        open_orders(tmp_path / "orders.db", read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_a_reader_needs_no_writer(tmp_path: Path, shop: Shop, now: datetime, place: Place) -> None:
    store = open_orders(tmp_path / "orders.db")
    store.handle_batch([place("r1")], shop.decide, now)
    store.close()
    reader = open_orders(tmp_path / "orders.db", read_only=True)
    assert len(reader.orders(10)) == 1
    reader.close()


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    open_orders(tmp_path / "orders.db").close()
    connection = sqlite_file.connect(tmp_path / "orders.db", read_only=True)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM orders")
    connection.close()


def test_commits_are_synced_and_logged_ahead(tmp_path: Path) -> None:
    connection = sqlite_file.connect(tmp_path / "orders.db")
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL
    assert connection.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    connection.close()


def test_a_migration_keeps_the_data(
    tmp_path: Path, shop: Shop, now: datetime, place: Place
) -> None:
    path = tmp_path / "orders.db"
    store = open_orders(path)
    (answer,) = store.handle_batch([place("r1")], shop.decide, now)
    store.close()
    later = Migrations("orders")
    for step in ORDER_STORE.pending(Database(memory=True)):
        later(name=step.name)(step.fn)

    @later()
    def m999_gifts(db: Database) -> None:
        db.table("orders").add_column("gift", int, not_null_default=0)

    connection = sqlite_file.connect(path)
    migrate(connection, later)
    migrate(connection, later)  # only once
    rows = connection.execute("SELECT number, gift FROM orders").fetchall()
    assert [tuple(row) for row in rows] == [(1001, 0)]
    connection.close()
    with pytest.raises(StorageError, match=r"newer version \(m999_gifts\); update the assistant"):
        open_orders(path)
    reader = open_orders(path, read_only=True)
    assert reader.orders(1) == (answer.order,)
    reader.close()


def test_a_step_that_fails_leaves_the_old_version(tmp_path: Path) -> None:
    broken = Migrations("orders")

    @broken()
    def m001_half(db: Database) -> None:
        db.execute("CREATE TABLE half (done INTEGER)")
        db.execute("CREATE TABLE half (done INTEGER)")

    connection = sqlite_file.connect(tmp_path / "orders.db")
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, broken)
    assert not Database(connection).table("half").exists()
    migrate(connection)
    connection.close()


def test_two_writers_take_turns(tmp_path: Path, shop: Shop, now: datetime, place: Place) -> None:
    one, other = open_orders(tmp_path / "orders.db"), open_orders(tmp_path / "orders.db")
    answers = [
        store.handle_batch([place(f"r{i}")], shop.decide, now)[0]
        for i, store in enumerate([one, other, one])
    ]
    ids = [answer.order.order_id for answer in answers if answer.order]
    assert ids == ["A1001", "A1002", "A1003"]
    one.close()
    other.close()
