"""The order store in SQLite: a batch of requests is one transaction, synced to the disk."""

import logging
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from hashlib import blake2b
from itertools import count
from pathlib import Path
from typing import Literal, overload

import msgspec
from sqlite_utils import Database

from assistant.core.errors import StorageError
from assistant.core.messages import Answer, AnyRequest, DeviceEvent, ListOrders, OrderEvent, Role
from assistant.storage.orders import household_rows, outbox
from assistant.storage.orders.columns import event_name, number_in, order_name, stamp
from assistant.storage.orders.gathering import GatheringConnection
from assistant.storage.orders.migrations import ORDER_STORE, migrate
from assistant.storage.orders.numbering import latest_numbers
from assistant.storage.orders.seen import Seen
from assistant.storage.orders.sqlite_books import SqliteBooks
from assistant.storage.sqlite_file import connect, connect_as, explained, transaction
from assistant.store.delivery.fulfilment import COURIER, Change, Ids
from assistant.store.household.history import PastPurchase
from assistant.store.household.replenish import Slot
from assistant.store.orders.decision import Effect, refuse
from assistant.store.orders.order_store import Decider, OrderReader, OrderStore, Stepper

log = logging.getLogger("assistant.storage")

ORDERS_FILE = "orders.db"
"""Its name in a household's data folder."""
REUSED = "request_id_reused: this id came before with another request; use a new id"
FAILED = "internal_error: this request cannot be carried out; the log of the order service says why"

_encode = msgspec.json.Encoder().encode
_decode_answer = msgspec.json.Decoder(Answer).decode


def is_made(path: Path) -> bool:
    """Whether there is an order store to read; while it is made or brought up to date there is none.

    Raises `StorageError` where the file is there but damaged.
    """
    if not path.is_file():
        return False
    with explained(path), closing(connect(path, read_only=True)) as connection:
        return not ORDER_STORE.pending(Database(connection))


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
    connection = connect_as(GatheringConnection, path)
    try:
        with explained(path):
            migrate(connection)
    except StorageError:
        connection.close()
        raise
    return SqliteOrders(connection, path)


class SqliteOrders(SqliteBooks):
    """The one writer; see `OrderStore`."""

    _contradictions: tuple[type[Exception], ...] = (sqlite3.IntegrityError,)
    """What says that one of the requests, not the store, is at fault."""

    def __init__(self, connection: GatheringConnection, path: Path) -> None:
        super().__init__(connection, path)
        self._gathering = connection
        self._seen: Seen | None = None
        self._answered: dict[tuple[str, str], tuple[bytes, bytes]] = {}

    def role(self, device_id: str) -> Role | None:
        """What a device may do; None where it is not registered."""
        if self._seen is None:
            return super().role(device_id)
        if device_id not in self._seen.roles:
            self._seen.roles[device_id] = super().role(device_id)
        return self._seen.roles[device_id]

    def stock(self, product_id: str) -> Mapping[str, int]:
        """How many can still be ordered, by seller; nothing where the product is not counted."""
        if self._seen is None:
            return super().stock(product_id)
        if product_id not in self._seen.stock:
            self._seen.stock[product_id] = super().stock(product_id)
        return self._seen.stock[product_id]

    def rules(self) -> Mapping[str, str]:
        """The household's rules by name."""
        if self._seen is None:
            return super().rules()
        if self._seen.rules is None:
            self._seen.rules = super().rules()
        return self._seen.rules

    def seed(self, purchases: Iterable[PastPurchase], slots: Iterable[Slot]) -> bool:
        """Furnish an empty store; False, and no change, where it is not empty."""
        with self._writing():
            if not self._is_empty():
                return False
            db = Database(self._connection)
            db.table("purchases").insert_all(_purchase_row(purchase) for purchase in purchases)
            self._seed_slots(slots)
        return True

    def _seed_slots(self, slots: Iterable[Slot]) -> None:
        for slot in slots:
            household_rows.keep_slot(self._connection, slot)
            self._connection.execute(
                "INSERT INTO devices (device_id, role, since) VALUES (?, 'appliance', ?)"
                " ON CONFLICT DO NOTHING",
                (slot.device_id, _BEFORE),
            )

    def handle_batch(
        self, requests: Sequence[AnyRequest], decide: Decider, now: datetime
    ) -> list[Answer]:
        """Decide, keep and answer requests in order, in one transaction."""
        try:
            with self._writing():
                self._prepare(requests, now)
                ids = self._ids(len(requests))
                with self._gathering.gathered():
                    return [self._answer(request, decide, now, ids) for request in requests]
        except StorageError as error:
            if not isinstance(error.__cause__, self._contradictions):
                raise
            log.exception("the order store contradicts itself")
        except Exception:
            log.exception("a mistake in deciding about a request")
        finally:
            self._seen = None
            self._answered.clear()
        if len(requests) == 1:
            return [refuse(requests[0], FAILED)]
        # One of them cannot be carried out; the others must not suffer from it.
        return [self.handle_batch([request], decide, now)[0] for request in requests]

    def _prepare(self, requests: Sequence[AnyRequest], now: datetime) -> None:  # noqa: ARG002
        """Before a batch is decided, inside its transaction."""
        self._seen = Seen()

    def advance_due(self, step: Stepper, now: datetime, limit: int = 500) -> int:
        """Let orders whose time has come move on; how many did."""
        sql = "SELECT * FROM orders WHERE due_at <= ? ORDER BY due_at LIMIT ?"
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
                self._keep(change, COURIER, now)
        return len(changes)

    def forget_levels(self, before: datetime) -> int:
        """Let go of the levels that slots had before a moment; how many that were."""
        with self._writing():
            sql = "DELETE FROM levels WHERE at < ?"
            return self._connection.execute(sql, (stamp(before),)).rowcount

    def unpublished(
        self, *, after: str = "", limit: int = 500
    ) -> tuple[OrderEvent | DeviceEvent, ...]:
        """Events that are not yet marked as published, oldest first, from behind event `after`."""
        with explained(self._path):
            return outbox.unpublished(self._connection, number_in(after), limit)

    def mark_published(self, event_ids: Iterable[str]) -> None:
        """These events have reached the broker."""
        with self._writing():
            outbox.drop(self._connection, map(number_in, event_ids))

    def _keep(self, effect: Effect, cause: str, now: datetime) -> None:
        household_rows.keep(self._connection, effect, cause, now)
        if self._seen is None:
            return
        if isinstance(effect, Change):
            if effect.takes or effect.before is not None:
                self._seen.forget_stock()
        else:
            self._seen.forget(effect)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with explained(self._path), transaction(self._connection):
            yield

    def _is_empty(self) -> bool:
        return not any(Database(self._connection).table(table).count for table in _SEEDED)

    def _ids(self, likely: int = 1) -> Ids:  # noqa: ARG002
        """Numbers that continue what is stored; inside a transaction nobody else takes them."""
        latest = latest_numbers(self._connection)
        orders, events = count(latest.order + 1), count(latest.event + 1)
        return Ids(lambda: order_name(next(orders)), lambda: event_name(next(events)))

    def _answer(self, request: AnyRequest, decide: Decider, now: datetime, ids: Ids) -> Answer:
        if isinstance(request, ListOrders):
            return decide(request, self, now, ids).answer
        digest = _digest(request)
        name = request.device_id, request.request_id
        earlier = self._answered.get(name) or self._earlier(request)
        if earlier is not None:
            kept_digest, kept_answer = earlier
            same = kept_digest == digest
            return _decode_answer(kept_answer) if same else refuse(request, REUSED)
        decision = decide(request, self, now, ids)
        cause = f"{request.device_id}/{request.request_id}"
        for effect in decision.effects:
            self._keep(effect, cause, now)
        answer = _encode(decision.answer)
        self._answered[name] = digest, answer
        self._connection.execute(
            "INSERT INTO requests (device_id, request_id, digest, answered_at, answer)"
            " VALUES (?, ?, ?, ?, ?)",
            (*name, digest, stamp(now), answer),
        )
        return decision.answer

    def _earlier(self, request: AnyRequest) -> tuple[bytes, bytes] | None:
        """Digest and answer of a request that was answered in an earlier batch."""
        row = self._gathering.look(
            "SELECT digest, answer FROM requests WHERE device_id = ? AND request_id = ?",
            (request.device_id, request.request_id),
        ).fetchone()
        return None if row is None else (row["digest"], row["answer"])


_LATER_FIELDS = (
    *(b',"seller_id":null', b',"told_shipping":null', b',"deliver_by":null'),
    b',"instead_of":null',
)
"""What requests have had since the second version, as it stands where it says nothing."""


def _digest(request: AnyRequest) -> bytes:
    """What tells requests apart; the same whichever version of the messages wrote them down."""
    encoded = _encode(request)
    for field in _LATER_FIELDS:  # inside a text the quotation marks would be escaped
        encoded = encoded.replace(field, b"")
    return blake2b(encoded, digest_size=16).digest()


_SEEDED = ("orders", "purchases", "slots")
_BEFORE = "1970-01-01T00:00:00.000000+00:00"
"""Since when the devices of a new store may ask."""


def _purchase_row(purchase: PastPurchase) -> dict[str, object]:
    return {
        "product_id": purchase.product_id,
        "quantity": purchase.quantity,
        "unit_price_minor": purchase.unit_price.minor,
        "currency": purchase.unit_price.currency,
        "at": stamp(purchase.at),
    }
