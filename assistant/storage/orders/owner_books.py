"""What an owner looks up beyond single orders: how an order came about, counts, whole tables."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from assistant.core.messages import Answer, Order
from assistant.core.money import Money
from assistant.store.delivery.fulfilment import HistoryEntry
from assistant.store.orders.ledger import Posting
from assistant.store.orders.order_store import Movement, OrderTrace

Rows = Callable[[str, Sequence[object]], Iterable[Any]]
"""Asks the database; a row's values are found by name."""

_decode_answer = msgspec.json.Decoder(Answer).decode

CENSUS: Mapping[str, str] = {
    "requests": "SELECT count(*) FROM requests",
    "orders": "SELECT count(*) FROM orders WHERE test = 0",
    "tests": "SELECT count(*) FROM orders WHERE test = 1",
    "events": "SELECT count(*) FROM order_events",
    "postings": "SELECT count(*) FROM ledger",
    "movements": "SELECT count(*) FROM stock_movements",
    "unpublished": "SELECT count(*) FROM outbox",
}
EXPORTS: Mapping[str, str] = {
    "orders": """
        SELECT 'A' || orders.number AS order_id, state, origin, device_id, slot, placed_at,
            delivery, promised, came, given_up, total_minor, shipping_minor, orders.currency, test, held_because,
            line, product_id, quantity, unit_price_minor, seller_id, shipped
        FROM orders JOIN order_lines ON order_number = orders.number
        ORDER BY orders.number, line
    """,
    "events": """
        SELECT 'E' || number AS event_id, 'A' || order_number AS order_id, event, at, cause
        FROM order_events ORDER BY number
    """,
    "ledger": """
        SELECT ledger.number, 'E' || event_number AS event_id,
            'A' || ledger.order_number AS order_id, at, account, amount_minor, currency
        FROM ledger JOIN order_events ON order_events.number = event_number ORDER BY ledger.number
    """,
    "stock": "SELECT product_id, seller_id, available FROM stock ORDER BY product_id, seller_id",
    "movements": """
        SELECT number, product_id, seller_id, quantity, 'A' || order_number AS order_id, at, cause
        FROM stock_movements ORDER BY number
    """,
    "requests": """
        SELECT number, device_id, request_id, answered_at, answer FROM requests ORDER BY number
    """,
    "slots": "SELECT * FROM slots ORDER BY device_id, slot",
    "levels": """
        SELECT device_id, slot, at, remaining, capacity, unit FROM levels ORDER BY number
    """,
    "devices": "SELECT device_id, role, since FROM devices ORDER BY device_id",
    "purchases": """
        SELECT product_id, quantity, unit_price_minor, currency, at FROM purchases ORDER BY number
    """,
}
"""What can be exported, and how it is asked for."""


def census(rows: Rows) -> Mapping[str, int]:
    """How many there are of everything."""
    return {name: next(iter(rows(sql, ())))[0] for name, sql in CENSUS.items()}


def exported(rows: Rows, what: str) -> Iterator[Mapping[str, object]]:
    """A table as plain fields, in the order of its making; `KeyError` where there is none."""
    for row in rows(EXPORTS[what], ()):
        fields = dict(zip(row.keys(), tuple(row), strict=True))
        yield {
            name: bytes(value).decode() if isinstance(value, bytes | memoryview) else value
            for name, value in fields.items()
        }


def traced(rows: Rows, order: Order, number: int, history: tuple[HistoryEntry, ...]) -> OrderTrace:
    """How an order came about, with every answer, posting and movement it led to."""
    answers: dict[str, Answer] = {}
    for entry in history:
        device_id, _, request_id = entry.cause.partition("/")
        sql = "SELECT answer FROM requests WHERE device_id = ? AND request_id = ?"
        for row in rows(sql, (device_id, request_id)) if request_id else ():
            answers[entry.cause] = _decode_answer(row["answer"])
    sql = "SELECT * FROM ledger WHERE order_number = ? ORDER BY number"
    postings = tuple(
        (f"E{row['event_number']}", Posting(row["account"], _money(row)))
        for row in rows(sql, (number,))
    )
    sql = "SELECT * FROM stock_movements WHERE order_number = ? ORDER BY number"
    movements = tuple(
        Movement(
            row["product_id"],
            row["seller_id"],
            row["quantity"],
            datetime.fromisoformat(row["at"]),
        )
        for row in rows(sql, (number,))
    )
    return OrderTrace(order, history, answers, postings, movements)


def _money(row: Any) -> Money:
    return Money(row["amount_minor"], row["currency"])
