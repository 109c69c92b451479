"""Reading the order store: orders, history, slots and purchases out of SQLite."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
from sqlite_utils import Database

from assistant.core.messages import Names, Order, OrderLine
from assistant.core.money import Money
from assistant.storage.sqlite_file import explained
from assistant.store.household import Bought
from assistant.store.order_store import HistoryEntry
from assistant.store.replenish import Slot

_MOST_DIGITS = 18  # what SQLite's integers hold
_decode_names = msgspec.json.Decoder(Names).decode

_ORDER = "SELECT * FROM orders WHERE number = ?"
_RUNNING = """
    SELECT * FROM orders
    WHERE device_id = ? AND slot = ? AND slot IS NOT NULL AND state IN ('placed', 'shipped')
"""
_LATEST = "SELECT * FROM orders ORDER BY number DESC LIMIT ?"
_LATEST_OPEN = """
    SELECT * FROM orders WHERE state IN ('placed', 'shipped') ORDER BY number DESC LIMIT ?
"""
_LINES = """
    SELECT * FROM order_lines WHERE order_number IN (SELECT value FROM json_each(?))
    ORDER BY order_number, line
"""
_HISTORY = "SELECT * FROM order_events WHERE order_number = ? ORDER BY number"
# SQLite takes the bare columns of a group from the row that has the maximum.
_PURCHASES = """
    SELECT product_id, count(*) AS times, sum(quantity) AS units, max(at) AS last_at,
           quantity, unit_price_minor, currency
    FROM (
        SELECT product_id, quantity, unit_price_minor, currency, at FROM purchases
        UNION ALL
        SELECT product_id, quantity, unit_price_minor, order_lines.currency, placed_at
        FROM order_lines JOIN orders ON orders.number = order_number
        WHERE state <> 'cancelled'
    )
    GROUP BY product_id
"""


def order_name(number: int) -> str:
    """How an order is called: short enough to be said."""
    return f"A{number}"


def event_name(number: int) -> str:
    """The id of an event."""
    return f"E{number}"


def number_in(name: str) -> int:
    """The number in the id of an order or event; 0, which none has, where it is no such id."""
    digits = name[1 : _MOST_DIGITS + 1]
    return int(digits) if digits.isascii() and digits.isdigit() else 0


def stamp(moment: datetime) -> str:
    """A moment as it is stored."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


class SqliteBooks:
    """What is known of the household, read from a SQLite file. Raises `StorageError`."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def slot(self, device_id: str, slot: str) -> Slot | None:
        """A device's slot."""
        sql = "SELECT * FROM slots WHERE device_id = ? AND slot = ?"
        rows = self._rows(sql, (device_id, slot))
        return _slot(rows[0]) if rows else None

    def slots(self) -> tuple[Slot, ...]:
        """All slots of all devices."""
        return tuple(
            _slot(row) for row in self._rows("SELECT * FROM slots ORDER BY device_id, slot")
        )

    def running_order(self, device_id: str, slot: str) -> Order | None:
        """The slot's order that has neither come nor been cancelled."""
        return next(iter(self._orders(_RUNNING, (device_id, slot))), None)

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
                at=datetime.fromisoformat(row["at"]),
                cause=row["cause"],
            )
            for row in self._rows(_HISTORY, (number_in(order_id),))
        )

    def purchases(self) -> Mapping[str, Bought]:
        """What was bought, by product id; cancelled orders do not count."""
        with explained(self._path):
            found = list(Database(self._connection).query(_PURCHASES))
        return {
            row["product_id"]: Bought(
                product_id=row["product_id"],
                times=row["times"],
                units=row["units"],
                last_quantity=row["quantity"],
                last_unit_price=Money(row["unit_price_minor"], row["currency"]),
                last_at=datetime.fromisoformat(row["last_at"]),
            )
            for row in found
        }

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
            lines[line["order_number"]].append(_line(line))
        return tuple(_order(row, tuple(lines[row["number"]])) for row in rows)


def _order(row: sqlite3.Row, lines: tuple[OrderLine, ...]) -> Order:
    return Order(
        order_id=order_name(row["number"]),
        state=row["state"],
        origin=row["origin"],
        device_id=row["device_id"],
        lines=lines,
        total=Money(row["total_minor"], row["currency"]),
        placed_at=datetime.fromisoformat(row["placed_at"]),
        cancel_until=datetime.fromisoformat(row["cancel_until"]),
        delivery=date.fromisoformat(row["delivery"]),
        slot=row["slot"],
    )


def _line(row: sqlite3.Row) -> OrderLine:
    return OrderLine(
        product_id=row["product_id"],
        names=_decode_names(row["names"]),
        quantity=row["quantity"],
        unit_price=Money(row["unit_price_minor"], row["currency"]),
    )


def _slot(row: sqlite3.Row) -> Slot:
    ceiling, level_at = row["ceiling_minor"], row["level_at"]
    return Slot(
        device_id=row["device_id"],
        slot=row["slot"],
        product_id=row["product_id"],
        quantity=row["quantity"],
        threshold_fraction=row["threshold_fraction"],
        ceiling=None if ceiling is None else Money(ceiling, row["ceiling_currency"]),
        level_at=level_at and datetime.fromisoformat(level_at),
    )
