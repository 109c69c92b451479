"""The order store in SQLite: a batch of requests is one transaction, synced to the disk."""

import logging
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from hashlib import blake2b
from itertools import count
from pathlib import Path
from typing import Literal, overload

import msgspec
from sqlite_utils import Database

from assistant.core.errors import StorageError
from assistant.core.messages import Answer, AnyRequest, ListOrders, Order, OrderEvent, ReportLevel
from assistant.storage import outbox
from assistant.storage.migrations import migrate
from assistant.storage.sqlite_books import SqliteBooks, event_name, number_in, order_name, stamp
from assistant.storage.sqlite_file import connect, explained, transaction
from assistant.store.fulfilment import Change, Ids
from assistant.store.household import PastPurchase
from assistant.store.order_store import Decider, OrderReader, OrderStore, Stepper
from assistant.store.orders import refuse
from assistant.store.replenish import Slot

log = logging.getLogger("assistant.storage")

ORDERS_FILE = "orders.db"
"""Its name in a household's data folder."""
FIRST_ORDER = 1001
REUSED = "request_id_reused: this id came before with another request; use a new id"
FAILED = "internal_error: this request cannot be carried out; the log of the order service says why"

_encode = msgspec.json.Encoder().encode
_decode_answer = msgspec.json.Decoder(Answer).decode


def is_made(path: Path) -> bool:
    """Whether there is an order store to read; while it is being made there is none yet.

    Raises `StorageError` where the file is there but damaged.
    """
    if not path.is_file():
        return False
    with explained(path), closing(connect(path, read_only=True)) as connection:
        last = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'purchases'"
        return connection.execute(last).fetchone() is not None


@overload
def open_orders(path: Path, *, read_only: Literal[True]) -> OrderReader: ...
@overload
def open_orders(path: Path, *, read_only: Literal[False] = False) -> OrderStore: ...
def open_orders(path: Path, *, read_only: bool = False) -> OrderReader:
    """Open the order store in a file, making or migrating it where it is not opened read-only.

    Readers may be in other processes and see what is committed. Raises `StorageError`.
    """
    if read_only:
        return SqliteBooks(connect(path, read_only=True), path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"cannot make the folder {path.parent}: {error.strerror}") from error
    connection = connect(path)
    try:
        with explained(path):
            migrate(connection)
    except StorageError:
        connection.close()
        raise
    return SqliteOrders(connection, path)


class SqliteOrders(SqliteBooks):
    """The one writer; see `OrderStore`."""

    def seed(self, purchases: Iterable[PastPurchase], slots: Iterable[Slot]) -> bool:
        """Furnish an empty store; False, and no change, where it is not empty."""
        with self._writing():
            if not self._is_empty():
                return False
            db = Database(self._connection)
            db.table("purchases").insert_all(_purchase_row(purchase) for purchase in purchases)
            db.table("slots").insert_all(_slot_row(slot) for slot in slots)
        return True

    def handle_batch(
        self, requests: Sequence[AnyRequest], decide: Decider, now: datetime
    ) -> list[Answer]:
        """Decide, keep and answer requests in order, in one transaction."""
        try:
            with self._writing():
                ids = self._ids()
                return [self._answer(request, decide, now, ids) for request in requests]
        except StorageError as error:
            if not isinstance(error.__cause__, sqlite3.IntegrityError):
                raise
            log.exception("the order store contradicts itself")
        except Exception:
            log.exception("a mistake in deciding about a request")
        if len(requests) == 1:
            return [refuse(requests[0], FAILED)]
        # One of them cannot be carried out; the others must not suffer from it.
        return [self.handle_batch([request], decide, now)[0] for request in requests]

    def advance_due(self, step: Stepper, now: datetime, limit: int = 500) -> int:
        """Let orders whose time has come move on; how many did."""
        sql = "SELECT * FROM orders WHERE due_at < ? ORDER BY due_at LIMIT ?"
        due = (stamp(now), limit)
        if not self._rows(sql, due):
            return 0
        with self._writing():
            ids = self._ids()
            changes = [
                change
                for order in self._orders(sql, due)
                if (change := step(order, now, ids)) is not None
            ]
            for change in changes:
                self._apply(change, "courier")
        return len(changes)

    def unpublished(self, *, after: str = "", limit: int = 500) -> tuple[OrderEvent, ...]:
        """Events that are not yet marked as published, oldest first, from behind event `after`."""
        with explained(self._path):
            return outbox.unpublished(self._connection, number_in(after), limit)

    def mark_published(self, event_ids: Iterable[str]) -> None:
        """These events have reached the broker."""
        with self._writing():
            outbox.drop(self._connection, map(number_in, event_ids))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with explained(self._path), transaction(self._connection):
            yield

    def _is_empty(self) -> bool:
        return not any(Database(self._connection).table(table).count for table in _SEEDED)

    def _ids(self) -> Ids:
        """Numbers that continue what is stored; inside a transaction nobody else takes them."""
        row = self._connection.execute(
            "SELECT (SELECT max(number) FROM orders), (SELECT max(number) FROM order_events)"
        ).fetchone()
        orders, events = count((row[0] or FIRST_ORDER - 1) + 1), count((row[1] or 0) + 1)
        return Ids(lambda: order_name(next(orders)), lambda: event_name(next(events)))

    def _answer(self, request: AnyRequest, decide: Decider, now: datetime, ids: Ids) -> Answer:
        if isinstance(request, ListOrders):
            return decide(request, self, now, ids).answer
        digest = blake2b(_encode(request), digest_size=16).digest()
        earlier = self._earlier(request)
        if earlier is not None:
            same = earlier["digest"] == digest
            return _decode_answer(earlier["answer"]) if same else refuse(request, REUSED)
        decision = decide(request, self, now, ids)
        for change in decision.changes:
            self._apply(change, f"{request.device_id}/{request.request_id}")
        if decision.level is not None:
            self._keep_level(decision.level)
        self._connection.execute(
            "INSERT INTO requests (device_id, request_id, digest, answered_at, answer)"
            " VALUES (?, ?, ?, ?, ?)",
            (
                request.device_id,
                request.request_id,
                digest,
                stamp(now),
                _encode(decision.answer),
            ),
        )
        return decision.answer

    def _earlier(self, request: AnyRequest) -> sqlite3.Row | None:
        """How a request with this id was answered before."""
        row: sqlite3.Row | None = self._connection.execute(
            "SELECT digest, answer FROM requests WHERE device_id = ? AND request_id = ?",
            (request.device_id, request.request_id),
        ).fetchone()
        return row

    def _apply(self, change: Change, cause: str) -> None:
        event, order = change.event, change.event.order
        number = number_in(order.order_id)
        due_at = None if change.due_at is None else stamp(change.due_at)
        if event.event == "OrderPlaced":
            self._insert_order(number, order, due_at)
        else:
            self._connection.execute(
                "UPDATE orders SET state = ?, due_at = ? WHERE number = ?",
                (order.state, due_at, number),
            )
        event_number = number_in(event.event_id)
        self._connection.execute(
            "INSERT INTO order_events (number, order_number, event, at, cause)"
            " VALUES (?, ?, ?, ?, ?)",
            (event_number, number, event.event, stamp(event.at), cause),
        )
        outbox.keep(self._connection, event_number, event)

    def _insert_order(self, number: int, order: Order, due_at: str | None) -> None:
        self._connection.execute(
            "INSERT INTO orders (number, state, origin, device_id, slot, total_minor, currency,"
            " placed_at, cancel_until, delivery, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                order.state,
                order.origin,
                order.device_id,
                order.slot,
                order.total.minor,
                order.total.currency,
                stamp(order.placed_at),
                stamp(order.cancel_until),
                order.delivery.isoformat(),
                due_at,
            ),
        )
        self._connection.executemany(
            "INSERT INTO order_lines VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    number,
                    place,
                    line.product_id,
                    _encode(line.names).decode(),
                    line.quantity,
                    line.unit_price.minor,
                    line.unit_price.currency,
                )
                for place, line in enumerate(order.lines, 1)
            ],
        )

    def _keep_level(self, level: ReportLevel) -> None:
        self._connection.execute(
            "UPDATE slots SET remaining = ?, capacity = ?, unit = ?, level_at = ?"
            " WHERE device_id = ? AND slot = ?",
            (
                level.remaining,
                level.capacity,
                level.unit,
                stamp(level.at),
                level.device_id,
                level.slot,
            ),
        )


_SEEDED = ("orders", "purchases", "slots")


def _purchase_row(purchase: PastPurchase) -> dict[str, object]:
    return {
        "product_id": purchase.product_id,
        "quantity": purchase.quantity,
        "unit_price_minor": purchase.unit_price.minor,
        "currency": purchase.unit_price.currency,
        "at": stamp(purchase.at),
    }


def _slot_row(slot: Slot) -> dict[str, object]:
    return {
        "device_id": slot.device_id,
        "slot": slot.slot,
        "product_id": slot.product_id,
        "quantity": slot.quantity,
        "threshold_fraction": slot.threshold_fraction,
        "ceiling_minor": None if slot.ceiling is None else slot.ceiling.minor,
        "ceiling_currency": None if slot.ceiling is None else slot.ceiling.currency,
    }
