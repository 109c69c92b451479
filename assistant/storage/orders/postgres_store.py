"""The order store in PostgreSQL, for more orders than one machine takes.

Several order services may work on it, none knowing another. Before a batch is decided, it takes
locks for everything it touches, in one order for all, so that workers wait and never deadlock:
each device (its slots and its requests stay in order) and each product (the last piece is sold
once). Cancelling, delivering and giving up take the household's own lock.
"""

import logging
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

import psycopg
from sqlite_utils import Database

from assistant.core.errors import StorageError
from assistant.core.messages import (
    AnyRequest,
    ConfirmOrder,
    DeregisterDevice,
    DeviceEvent,
    OrderEvent,
    PlaceOrder,
    PressSlot,
    RegisterDevice,
    ReportLevel,
    Role,
    RunOut,
    SetSlot,
    SetStock,
    TellArrival,
)
from assistant.storage.orders.columns import event_name, number_in, order_name
from assistant.storage.orders.migrations import ORDER_STORE
from assistant.storage.orders.numbering import FIRST_ORDER
from assistant.storage.orders.postgres_connection import PostgresConnection, Row, table
from assistant.storage.orders.seen import Seen
from assistant.storage.orders.sqlite_books import SqliteBooks
from assistant.storage.orders.sqlite_store import (
    SqliteOrders,
    _purchase_row,
)
from assistant.storage.sqlite_file import transaction
from assistant.store.delivery.fulfilment import Ids
from assistant.store.household.history import PastPurchase
from assistant.store.household.replenish import Slot
from assistant.store.orders.order_store import OrderReader, Stepper

log = logging.getLogger("assistant.storage")

SCHEMES = ("postgresql://", "postgres://")
_MIGRATING, _ANNOUNCING, _HOUSEHOLD = 7_101, 7_102, 7_103
"""Numbers of advisory locks."""
_TAKE = "SELECT pg_advisory_xact_lock(key) FROM unnest(?::bigint[]) AS key"
_PRODUCTS_OF = "SELECT DISTINCT product_id FROM order_lines WHERE order_number = ANY(?)"
_DEVICES_OF = "SELECT device_id FROM orders WHERE number = ANY(?)"
_LATE = """
    SELECT 1 FROM orders WHERE device_id = ANY(?) AND slot IS NOT NULL AND test = 0
      AND given_up = 0 AND state IN ('confirmed', 'packed', 'shipped') AND delivery < ? LIMIT 1
"""
"""A slot's order that is perhaps given up."""
_HELD_PRODUCTS = """
    SELECT DISTINCT product_id FROM order_lines JOIN orders ON orders.number = order_number
    WHERE state = 'held'
"""


def read_postgres(address: str) -> OrderReader | None:
    """The order store at a `postgresql://` address for reading; None where there is none yet.

    Raises:
        StorageError: the server does not answer or refuses.
    """
    connection = PostgresConnection(address)
    try:
        connection.execute("SET default_transaction_read_only = on")
        (there,) = connection.execute("SELECT to_regclass('purchases') IS NOT NULL").fetchone() or (
            False,
        )
    except StorageError:
        connection.close()
        raise
    if not there:
        connection.close()
        return None
    return PostgresOrders(connection)


def open_postgres(address: str) -> "PostgresOrders":
    """Open the order store at a `postgresql://` address, making its tables where there are none.

    Raises:
        StorageError: the server does not answer or refuses, or a newer program made the tables.
    """
    connection = PostgresConnection(address)
    try:
        _migrate(connection)
    except StorageError:
        connection.close()
        raise
    return PostgresOrders(connection)


class _Tables:
    """What a migration's steps call `db`: they only execute statements."""

    def __init__(self, connection: PostgresConnection) -> None:
        self._connection = connection

    def execute(self, sql: str) -> None:
        """Run a statement of ours that makes or changes tables."""
        self._connection.execute(table(sql))


def _migrate(connection: PostgresConnection) -> None:
    """The steps of the SQLite file, each once."""
    steps = {step.name: step.fn for step in ORDER_STORE.pending(Database(memory=True))}
    with transaction(connection):  # type: ignore[arg-type]
        connection.execute(_TAKE, ([_MIGRATING],))
        connection.execute(
            "CREATE TABLE IF NOT EXISTS applied (step TEXT PRIMARY KEY, at TIMESTAMPTZ DEFAULT now())"
        )
        connection.execute(f"CREATE SEQUENCE IF NOT EXISTS order_numbers START {FIRST_ORDER}")
        connection.execute("CREATE SEQUENCE IF NOT EXISTS event_numbers")
        applied = {row["step"] for row in connection.execute("SELECT step FROM applied")}
        if unknown := sorted(applied - set(steps)):
            raise StorageError(
                f"the order store was written by a newer version ({unknown[-1]}); "
                "update the assistant"
            )
        for name, step in steps.items():
            if name not in applied:
                step(_Tables(connection))  # type: ignore[arg-type]
                connection.execute("INSERT INTO applied (step) VALUES (?)", (name,))


class PostgresOrders(SqliteOrders):
    """See `OrderStore`; one for each worker."""

    _contradictions = (psycopg.IntegrityError, psycopg.DataError)
    _purchased = """
        SELECT product_id, count(*) AS times, sum(quantity)::bigint AS units, max(at) AS last_at,
               (array_agg(quantity ORDER BY at DESC))[1] AS quantity,
               (array_agg(unit_price_minor ORDER BY at DESC))[1] AS unit_price_minor,
               (array_agg(currency ORDER BY at DESC))[1] AS currency
        FROM (
            SELECT product_id, quantity, unit_price_minor, currency, at FROM purchases
            UNION ALL
            SELECT product_id, quantity, unit_price_minor, order_lines.currency, placed_at
            FROM order_lines JOIN orders ON orders.number = order_number
            WHERE test = 0 AND state NOT IN ('held', 'cancelled')
        ) AS bought
        GROUP BY product_id
    """

    def __init__(self, connection: PostgresConnection) -> None:
        super().__init__(connection, Path("postgresql"))  # type: ignore[arg-type]
        self._postgres = connection
        self._known: dict[tuple[str, str], Row | None] = {}
        self._numbers: dict[str, deque[int]] = {"order_numbers": deque(), "event_numbers": deque()}

    def seed(self, purchases: Iterable[PastPurchase], slots: Iterable[Slot]) -> bool:
        """Furnish an empty store; False, and no change, where it is not empty."""
        with self._writing():
            self._connection.execute(_TAKE, ([_MIGRATING],))  # another worker may be at it
            if not self._is_empty():
                return False
            self._insert("purchases", [_purchase_row(purchase) for purchase in purchases])
            self._seed_slots(slots)
        return True

    def _prepare(self, requests: Sequence[AnyRequest], now: datetime) -> None:
        """Wait for everything that a batch touches, and look up what most decisions ask."""
        products = self._lock_for(requests, now)
        self._known = self._look_up(requests)
        self._seen = self._see(requests, products)

    def advance_due(self, step: Stepper, now: datetime, limit: int = 500) -> int:
        """Let orders whose time has come move on; how many did. One worker does it at a time."""
        with self._only_one(_HOUSEHOLD) as mine:
            return super().advance_due(step, now, limit) if mine else 0

    def unpublished(
        self, *, after: str = "", limit: int = 500
    ) -> tuple[OrderEvent | DeviceEvent, ...]:
        """Events not yet published; to one worker at a time, which keeps the part until it ends."""
        mine = self._connection.execute("SELECT pg_try_advisory_lock(?)", (_ANNOUNCING,)).fetchone()
        return super().unpublished(after=after, limit=limit) if mine[0] else ()

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        self._connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            self._connection.execute("ROLLBACK")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with transaction(self._connection):
            yield

    @contextmanager
    def _only_one(self, lock: int) -> Iterator[bool]:
        row = self._connection.execute("SELECT pg_try_advisory_lock(?)", (lock,)).fetchone()
        try:
            yield row[0]
        finally:
            if row[0]:
                self._connection.execute("SELECT pg_advisory_unlock(?)", (lock,))

    def _look_up(self, requests: Sequence[AnyRequest]) -> dict[tuple[str, str], Row | None]:
        """How the requests of a batch were answered before, in one question."""
        names = [(request.device_id, request.request_id) for request in requests]
        devices, ids = zip(*names, strict=True)
        rows = self._rows(
            "SELECT requests.device_id, requests.request_id, digest, answer FROM requests"
            " JOIN unnest(?::text[], ?::text[]) AS asked (device_id, request_id)"
            " USING (device_id, request_id)",
            (list(devices), list(ids)),
        )
        found: dict[tuple[str, str], Any] = dict.fromkeys(names)
        found.update({(row["device_id"], row["request_id"]): row for row in rows})
        return found

    def _earlier(self, request: AnyRequest) -> tuple[bytes, bytes] | None:
        """Digest and answer of a request that was answered in an earlier batch."""
        row = self._known.get((request.device_id, request.request_id))
        return None if row is None else (bytes(row["digest"]), row["answer"])

    def _ids(self, likely: int = 1) -> Ids:
        """Numbers that no other worker takes, fetched for several orders at once."""

        def following(sequence: str) -> int:
            numbers = self._numbers[sequence]
            if not numbers:
                sql = "SELECT nextval(?::regclass) FROM generate_series(1, ?)"
                numbers.extend(row[0] for row in self._rows(sql, (sequence, likely)))
            return numbers.popleft()

        return Ids(
            lambda: order_name(following("order_numbers")),
            lambda: event_name(following("event_numbers")),
        )

    def _lock_for(self, requests: Sequence[AnyRequest], now: datetime) -> set[str]:
        """Wait for everything that a batch touches; which products it may buy."""
        products: set[str] = set()
        keys = {_key("device", request.device_id) for request in requests}
        slots = set()
        replaced: list[str] = []
        for request in requests:
            if isinstance(request, _ABOUT_A_DEVICE):
                keys.add(_key("device", request.subject))
            match request:
                case PlaceOrder():
                    products |= {line.product_id for line in request.lines}
                    replaced += [] if request.instead_of is None else [request.instead_of]
                case PressSlot() | ReportLevel():
                    slots.add(request.device_id)
                case RunOut():
                    slots.add(request.subject)
                case SetStock():
                    products.add(request.product_id)
                case _:
                    keys.add(_HOUSEHOLD)
        if any(isinstance(request, ConfirmOrder) for request in requests):
            products |= {row["product_id"] for row in self._rows(_HELD_PRODUCTS)}
        if replaced:  # cancelled as well; what it held goes back into stock
            keys.add(_HOUSEHOLD)
            rows = self._rows(_PRODUCTS_OF, ([number_in(order_id) for order_id in replaced],))
            products |= {row["product_id"] for row in rows}
        if slots:
            rows = self._rows(
                "SELECT product_id FROM slots WHERE device_id = ANY(?)", (list(slots),)
            )
            products |= {row["product_id"] for row in rows}
        keys |= self._running_anew(requests, slots, now)
        keys |= {_key("product", product_id) for product_id in products}
        self._connection.execute(_TAKE, (sorted(keys),))
        return products

    def _running_anew(
        self, requests: Sequence[AnyRequest], slots: Collection[str], now: datetime
    ) -> set[int]:
        """Locks for an order that runs in its slot no longer, or again: late, or said not to have come."""
        told = [each.order_id for each in requests if isinstance(each, TellArrival)]
        found = self._rows(_DEVICES_OF, (list(map(number_in, told)),)) if told else ()
        keys = {_key("device", row["device_id"]) for row in found}
        if slots and self._rows(_LATE, (list(slots), now.date().isoformat())):
            keys.add(_HOUSEHOLD)
        return keys

    def _see(self, requests: Sequence[AnyRequest], products: set[str]) -> Seen:
        """What most decisions of a batch ask, in three questions for all of them."""
        devices = list({request.device_id for request in requests})
        roles: dict[str, Role | None] = dict.fromkeys(devices)
        sql = "SELECT device_id, role FROM devices WHERE device_id = ANY(?)"
        roles.update((row["device_id"], row["role"]) for row in self._rows(sql, (devices,)))
        stock: dict[str, dict[str, int]] = {product_id: {} for product_id in products}
        sql = "SELECT product_id, seller_id, available FROM stock WHERE product_id = ANY(?)"
        for row in self._rows(sql, (list(products),)) if products else []:
            stock[row["product_id"]][row["seller_id"]] = row["available"]
        return Seen(roles, dict(stock), SqliteBooks.rules(self))

    def _insert(self, name: str, rows: Sequence[Mapping[str, object]]) -> None:
        if rows:
            columns, places = ", ".join(rows[0]), ", ".join("?" * len(rows[0]))
            sql = f"INSERT INTO {name} ({columns}) VALUES ({places})"  # noqa: S608 - our own names
            self._connection.executemany(sql, [tuple(row.values()) for row in rows])

    def _is_empty(self) -> bool:
        tables = ("orders", "purchases", "slots")
        found: list[Any] = [
            self._rows(f"SELECT 1 FROM {name} LIMIT 1")  # noqa: S608 - our own names
            for name in tables
        ]
        return not any(found)


_ABOUT_A_DEVICE = (RunOut, RegisterDevice, DeregisterDevice, SetSlot)


def _key(kind: str, name: str) -> int:
    digest = blake2b(f"{kind} {name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
