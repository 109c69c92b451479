"""A store that an earlier version wrote is brought up to date with everything in it."""

import contextlib
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from assistant.core.messages import ReturnOrder
from assistant.core.money import Money
from assistant.storage.orders.migrations import ORDER_STORE
from assistant.storage.orders.postgres_connection import PostgresConnection, in_its_words, table
from assistant.storage.orders.postgres_store import open_postgres
from assistant.storage.orders.schema import FIRST
from assistant.storage.orders.sqlite_store import is_made, open_orders
from assistant.store.orders.order_store import OrderStore, Shop
from bench.postgres import PrivateServer

ROWS = (
    "INSERT INTO requests VALUES (901, 'washer', 'p1', BYTES, '2026-01-02T09:00:00.000000+00:00', BYTES)",
    "INSERT INTO requests VALUES (902, 'chat', 'r1', BYTES, '2026-01-02T09:00:00.000000+00:00', BYTES)",
    """INSERT INTO orders VALUES
        (1001, 'shipped', 'press', 'washer', 'detergent', 3998, 'USD', '2026-01-02T09:00:00.000000+00:00', '2026-01-02T09:00:00.000000+00:00',
         '2026-01-06', '2026-01-06T18:00:00.000000+00:00'),
        (1002, 'cancelled', 'voice', 'chat', NULL, 349, 'USD', '2026-01-02T09:00:00.000000+00:00', '2026-01-02T09:00:00.000000+00:00', '2026-01-06',
         NULL)""",
    """INSERT INTO order_lines VALUES
        (1001, 1, 'tide', '{"en": "Tide"}', 2, 1999, 'USD'),
        (1002, 1, 'vinegar', '{"en": "Vinegar"}', 1, 349, 'USD')""",
    """INSERT INTO order_events VALUES
        (1, 1001, 'OrderPlaced', '2026-01-02T09:00:00.000000+00:00', 'washer/p1'),
        (2, 1002, 'OrderPlaced', '2026-01-02T09:00:00.000000+00:00', 'chat/r1'),
        (3, 1002, 'OrderCancelled', '2026-01-02T09:00:00.000000+00:00', 'chat/r2'),
        (4, 1001, 'ItemShipped', '2026-01-02T09:00:00.000000+00:00', 'courier')""",
    """INSERT INTO slots VALUES
        ('washer', 'detergent', 'tide', 2, 0.25, 2500, 'USD', 10, 40, 'pods', '2026-01-02T09:00:00.000000+00:00')""",
    "INSERT INTO purchases VALUES (901, 'tide', 1, 1899, 'USD', '2026-01-02T09:00:00.000000+00:00')",
)


def sqlite_of_the_first_version(path: Path) -> Callable[[], OrderStore]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        ORDER_STORE.apply(Database(connection), stop_before="m002_books")
        for row in ROWS:
            connection.execute(row.replace("BYTES", "x'00'"))
        connection.commit()
    return lambda: open_orders(path)


def postgres_of_the_first_version(server: PrivateServer) -> Callable[[], OrderStore]:
    address = server.database()
    with contextlib.closing(PostgresConnection(address)) as connection:
        connection.execute("CREATE TABLE applied (step TEXT PRIMARY KEY, at TIMESTAMPTZ)")
        connection.execute("INSERT INTO applied (step) VALUES ('m001_first_tables')")
        for statement in FIRST:
            connection.execute(table(statement))
        for row in ROWS:
            connection.execute(row.replace("BYTES", r"'\x00'"))
        connection.execute("CREATE SEQUENCE order_numbers START 1003")
        connection.execute("CREATE SEQUENCE event_numbers START 5")
    return lambda: open_postgres(address)


@pytest.fixture(params=["sqlite", "postgresql"])
def open_old(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], OrderStore]:
    """Opens a store with data of the first version."""
    if request.param == "sqlite":
        return sqlite_of_the_first_version(tmp_path / "orders.db")
    return postgres_of_the_first_version(request.getfixturevalue("postgres"))


def test_everything_is_still_there_and_goes_on(
    open_old: Callable[[], OrderStore], shop: Shop
) -> None:
    with contextlib.closing(open_old()) as store:
        assert store.audit() == ()
        running, cancelled = store.order("A1001"), store.order("A1002")
        assert running is not None
        assert cancelled is not None
        assert (running.state, running.total, running.lines[0].shipped) == (
            "shipped",
            Money(3998, "USD"),
            2,
        )
        assert (running.shipping, running.shipping_by, running.promised) == (None, {}, None)
        assert cancelled.state == "cancelled"
        assert store.running_order("washer", "detergent") == running
        assert store.role("washer") == "appliance"
        assert store.purchases()["tide"].units == 3
        assert [entry.event for entry in store.history("A1002")] == [
            "OrderPlaced",
            "OrderCancelled",
        ]
        later = datetime(2026, 1, 6, 19, tzinfo=UTC)
        assert store.advance_due(shop.step, later) == 1
        back = ReturnOrder(request_id="b", device_id="owner", at=later, order_id="A1001")
        assert store.handle_batch([back], shop.decide, later)[0].status == "returned"
        assert store.advance_due(shop.step, later + timedelta(days=2)) == 1
        assert store.audit() == ()


def test_what_is_up_to_date_is_left_alone(open_old: Callable[[], OrderStore]) -> None:
    open_old().close()
    with contextlib.closing(open_old()) as store:
        assert store.audit() == ()


def test_statements_are_put_into_the_servers_words() -> None:
    assert in_its_words("SELECT ? FROM t") == b"SELECT %s FROM t"


@pytest.mark.parametrize("step", ["m002_books", "m004_stock_of_sellers", "m005_used_numbers"])
def test_a_store_that_is_just_brought_up_to_date_is_not_read_yet(tmp_path: Path, step: str) -> None:
    path = tmp_path / "orders.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        ORDER_STORE.apply(Database(connection), stop_before=step)
        connection.commit()
        assert not is_made(path)
        ORDER_STORE.apply(Database(connection))
        connection.commit()
    assert is_made(path)
