"""Reading the order store: orders, history, slots and purchases out of SQLite."""

import json
import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from assistant.core.messages import Order, OrderLine, Role
from assistant.core.money import Money
from assistant.storage.orders.audit import problems
from assistant.storage.orders.columns import (
    event_name,
    line_of,
    moment,
    number_in,
    order_name,
    order_of,
    slot_of,
    stamp,
)
from assistant.storage.orders.order_rows import TAKEN
from assistant.storage.orders.owner_books import census, exported, traced
from assistant.storage.sqlite_file import explained
from assistant.store.delivery.fulfilment import HistoryEntry, Taken
from assistant.store.delivery.kept_promises import Delivered
from assistant.store.household.history import Bought
from assistant.store.household.limits import Spent
from assistant.store.household.replenish import Slot
from assistant.store.household.run_out import Level
from assistant.store.market.stock_left import Sale
from assistant.store.orders.order_store import OrderTrace

_ORDER = "SELECT * FROM orders WHERE number = ?"
_RUNNING = """
    SELECT * FROM orders
    WHERE device_id = ? AND slot = ? AND test = ? AND slot IS NOT NULL AND given_up = 0
      AND state IN ('held', 'placed', 'confirmed', 'packed', 'shipped')
"""
_LAST_OF_SLOT = """
    SELECT * FROM orders WHERE device_id = ? AND slot = ? AND slot IS NOT NULL AND test = 0
    ORDER BY number DESC LIMIT 1
"""
_RUNNING_TESTS = """
    SELECT * FROM orders WHERE device_id = ? AND slot IS NOT NULL AND test = 1
      AND state IN ('held', 'placed', 'confirmed', 'packed', 'shipped')
"""
_LATEST = "SELECT * FROM orders WHERE test = 0 ORDER BY number DESC LIMIT ?"
_LATEST_OPEN = """
    SELECT * FROM orders
    WHERE test = 0 AND state IN ('held', 'placed', 'confirmed', 'packed', 'shipped')
    ORDER BY number DESC LIMIT ?
"""
_SPENT = """
    SELECT count(*) AS orders, coalesce(sum(total_minor), 0) AS minor FROM orders
    WHERE placed_at >= ? AND test = 0 AND state NOT IN ('held', 'cancelled')
"""
_SPENT_BEFORE = """
    SELECT coalesce(sum(quantity * unit_price_minor), 0) AS minor FROM purchases WHERE at >= ?
"""
_LOG = """
    SELECT at, quantity FROM purchases WHERE product_id = ?
    UNION ALL
    SELECT placed_at, quantity FROM order_lines JOIN orders ON orders.number = order_number
    WHERE product_id = ? AND test = 0 AND state NOT IN ('held', 'cancelled')
    ORDER BY 1
"""
_SALES = """
    SELECT product_id, seller_id, quantity, at FROM order_lines
    JOIN orders ON orders.number = order_lines.order_number
    JOIN order_events ON order_events.order_number = orders.number AND event = 'OrderPlaced'
    WHERE test = 0 AND state NOT IN ('held', 'cancelled')
"""
_LINES = """
    SELECT * FROM order_lines WHERE order_number IN (SELECT value FROM json_each(?))
    ORDER BY order_number, line
"""
_SHIPPING = """
    SELECT * FROM order_shipping WHERE order_number IN (SELECT value FROM json_each(?))
    ORDER BY order_number, seller_id
"""
_ORDERS = "SELECT * FROM orders WHERE number IN (SELECT value FROM json_each(?))"
# What the courier brings is simulated. What was held is quoted a day when it is confirmed.
_DELIVERED = """
    SELECT order_events.number, order_number, at,
        (SELECT max(placed.at) FROM order_events AS placed
         WHERE placed.order_number = orders.number AND placed.event = 'OrderPlaced') AS quoted_at
    FROM order_events JOIN orders ON orders.number = order_number
    WHERE order_events.number > ? AND event IN ('Delivered', 'Received', 'NotReceived')
      AND test = 0 AND cause <> 'courier'
    ORDER BY order_events.number DESC LIMIT ?
"""
_HISTORY = "SELECT * FROM order_events WHERE order_number = ? ORDER BY number"


class SqliteBooks:
    """What is known of the household, read from a SQLite file. Raises `StorageError`."""

    # SQLite takes the bare columns of a group from the row that has the maximum.
    _purchased: ClassVar[str] = """
        SELECT product_id, count(*) AS times, sum(quantity) AS units, max(at) AS last_at,
               quantity, unit_price_minor, currency
        FROM (
            SELECT product_id, quantity, unit_price_minor, currency, at FROM purchases
            UNION ALL
            SELECT product_id, quantity, unit_price_minor, order_lines.currency, placed_at
            FROM order_lines JOIN orders ON orders.number = order_number
            WHERE test = 0 AND state NOT IN ('held', 'cancelled')
        )
        GROUP BY product_id
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def slot(self, device_id: str, slot: str) -> Slot | None:
        """A device's slot."""
        sql = "SELECT * FROM slots WHERE device_id = ? AND slot = ?"
        rows = self._rows(sql, (device_id, slot))
        return slot_of(rows[0]) if rows else None

    def slots(self, *, ahead_only: bool = False) -> tuple[Slot, ...]:
        """All slots of all devices, or those that are ordered for ahead of time."""
        sql = "SELECT * FROM slots WHERE ahead_days >= ? ORDER BY device_id, slot"
        least = sys.float_info.min if ahead_only else 0.0
        return tuple(slot_of(row) for row in self._rows(sql, (least,)))

    def role(self, device_id: str) -> Role | None:
        """What a device may do; None where it is not registered."""
        rows = self._rows("SELECT role FROM devices WHERE device_id = ?", (device_id,))
        return rows[0]["role"] if rows else None

    def devices(self) -> Mapping[str, Role]:
        """Who may ask, and for what."""
        rows = self._rows("SELECT device_id, role FROM devices ORDER BY device_id")
        return {row["device_id"]: row["role"] for row in rows}

    def running_order(self, device_id: str, slot: str, *, test: bool = False) -> Order | None:
        """The slot's order, or its test order, that has neither come, been cancelled nor given up."""
        return next(iter(self._orders(_RUNNING, (device_id, slot, int(test)))), None)

    def running_tests(self, device_id: str) -> tuple[Order, ...]:
        """A device's test orders that are under way."""
        return self._orders(_RUNNING_TESTS, (device_id,))

    def stock(self, product_id: str) -> Mapping[str, int]:
        """How many can still be ordered, by seller; nothing where the product is not counted."""
        sql = "SELECT seller_id, available FROM stock WHERE product_id = ?"
        return {row["seller_id"]: row["available"] for row in self._rows(sql, (product_id,))}

    def stocks(self) -> Mapping[str, Mapping[str, int]]:
        """The same of every product that is counted."""
        found: dict[str, dict[str, int]] = {}
        for row in self._rows("SELECT product_id, seller_id, available FROM stock"):
            found.setdefault(row["product_id"], {})[row["seller_id"]] = row["available"]
        return found

    def sales(self, product_id: str | None = None, but: str | None = None) -> Sequence[Sale]:
        """What was ordered and not cancelled, of one product or of all; nothing of the order `but`."""
        sql, values = _SALES, list[str | int]()
        if product_id is not None:
            sql, values = sql + " AND product_id = ?", [product_id]
        if but is not None:
            sql, values = sql + " AND orders.number <> ?", [*values, number_in(but)]
        rows = self._rows(sql, tuple(values))
        return [
            Sale(each["product_id"], each["seller_id"], each["quantity"], moment(each["at"]))
            for each in rows
        ]

    def took(self, order_id: str) -> Sequence[Taken]:
        """What an order has out of the stock that is counted."""
        rows = self._rows(TAKEN, (number_in(order_id),))
        return [Taken(row["product_id"], row["seller_id"], int(row["quantity"])) for row in rows]

    def last_order(self, device_id: str, slot: str) -> Order | None:
        """The latest order for a slot, whatever became of it."""
        return next(iter(self._orders(_LAST_OF_SLOT, (device_id, slot))), None)

    def rules(self) -> Mapping[str, str]:
        """The household's rules by name."""
        return {row["name"]: row["value"] for row in self._rows("SELECT * FROM house_rules")}

    def spent(self, since: datetime, device_id: str | None = None) -> Spent:
        """What was ordered since, by a device or by all, and not cancelled.

        No device bought what was bought before the first order.
        """
        if device_id is not None:
            (row,) = self._rows(_SPENT + " AND device_id = ?", (stamp(since), device_id))
            return Spent(int(row["orders"]), int(row["minor"]))
        (row,) = self._rows(_SPENT, (stamp(since),))
        (before,) = self._rows(_SPENT_BEFORE, (stamp(since),))
        return Spent(int(row["orders"]), int(row["minor"]), int(before["minor"]))

    def levels(self, device_id: str, slot: str, since: datetime) -> tuple[Level, ...]:
        """The levels a slot had, oldest first."""
        sql = "SELECT * FROM levels WHERE device_id = ? AND slot = ? AND at >= ? ORDER BY at"
        return tuple(
            Level(moment(row["at"]), row["remaining"], row["capacity"], row["unit"])
            for row in self._rows(sql, (device_id, slot, stamp(since)))
        )

    def purchase_log(self, product_id: str) -> tuple[tuple[datetime, int], ...]:
        """When a product was bought and how many, oldest first; cancelled orders do not count."""
        rows = self._rows(_LOG, (product_id, product_id))
        return tuple((moment(row["at"]), row["quantity"]) for row in rows)

    def order(self, order_id: str) -> Order | None:
        """An order by its id."""
        if order_name(number := number_in(order_id)) != order_id:
            return None
        return next(iter(self._orders(_ORDER, (number,))), None)

    def orders(self, limit: int, *, open_only: bool = False) -> tuple[Order, ...]:
        """The latest orders, newest first."""
        return self._orders(_LATEST_OPEN if open_only else _LATEST, (limit,))

    def history(self, order_id: str) -> tuple[HistoryEntry, ...]:
        """What happened to an order, oldest first."""
        return tuple(
            HistoryEntry(
                event_id=event_name(row["number"]),
                event=row["event"],
                at=moment(row["at"]),
                cause=row["cause"],
            )
            for row in self._rows(_HISTORY, (number_in(order_id),))
        )

    def delivered(self, after: int, limit: int = 1000) -> tuple[Delivered, ...]:
        """What sellers and the household have told of arrivals after an event, oldest first."""
        events = self._rows(_DELIVERED, (after, limit))[::-1]
        numbers = json.dumps([row["order_number"] for row in events])
        orders = {order.order_id: order for order in self._orders(_ORDERS, (numbers,))}
        return tuple(
            Delivered(
                row["number"],
                orders[order_name(row["order_number"])],
                moment(row["at"]),
                moment(row["quoted_at"]),
            )
            for row in events
        )

    def trace(self, order_id: str) -> OrderTrace | None:
        """How an order came about; None where there is none of that id."""
        with self._snapshot():
            order = self.order(order_id)
            if order is None:
                return None
            return traced(self._rows, order, number_in(order_id), self.history(order_id))

    def census(self) -> Mapping[str, int]:
        """How many requests, orders, events, postings and movements there are."""
        with self._snapshot():
            return census(self._rows)

    def export(self, what: str) -> Iterator[Mapping[str, object]]:
        """A whole table as plain fields; `KeyError` where there is none of that name."""
        return exported(self._connection.execute, what)

    def purchases(self) -> Mapping[str, Bought]:
        """What was bought, by product id; cancelled orders do not count."""
        return {
            row["product_id"]: Bought(
                product_id=row["product_id"],
                times=row["times"],
                units=row["units"],
                last_quantity=row["quantity"],
                last_unit_price=Money(row["unit_price_minor"], row["currency"]),
                last_at=moment(row["last_at"]),
            )
            for row in self._rows(self._purchased)
        }

    def audit(self) -> tuple[str, ...]:
        """Everything that is wrong with the books, in words; nothing where they are right."""
        with self._snapshot():
            return problems(self._connection.execute)

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        """What is read meanwhile is of one moment, whatever others write."""
        with explained(self._path):
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.execute("ROLLBACK")

    def close(self) -> None:
        """Let go of the file."""
        with explained(self._path):
            self._connection.close()

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        with explained(self._path):
            return self._connection.execute(sql, values).fetchall()

    def _orders(self, sql: str, values: Sequence[object]) -> tuple[Order, ...]:
        rows = self._rows(sql, values)
        if not rows:
            return ()
        lines: dict[int, list[OrderLine]] = {row["number"]: [] for row in rows}
        for line in self._rows(_LINES, (json.dumps(list(lines)),)):
            lines[line["order_number"]].append(line_of(line))
        fees = self._shipping(rows)
        return tuple(
            order_of(row, tuple(lines[row["number"]]), fees.get(row["number"], {})) for row in rows
        )

    def _shipping(self, rows: Sequence[sqlite3.Row]) -> dict[int, dict[str, Money]]:
        """What sending costs by order and seller, of those orders where it costs something."""
        currencies = {
            row["number"]: row["currency"] for row in rows if row["shipping_minor"] is not None
        }
        fees: dict[int, dict[str, Money]] = {}
        if currencies:
            for fee in self._rows(_SHIPPING, (json.dumps(list(currencies)),)):
                number = fee["order_number"]
                amount = Money(fee["amount_minor"], currencies[number])
                fees.setdefault(number, {})[fee["seller_id"]] = amount
        return fees
