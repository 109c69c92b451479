"""Proving the books: what has to be true of every order store, whatever was killed meanwhile.

Each rule is a question for what breaks it, so that a clean store answers with nothing, however
large it is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from assistant.core.messages import OrderEventName, OrderState
from assistant.store.delivery.fulfilment import TRANSITIONS

Rows = Callable[[str, Sequence[object]], Iterable[Any]]
"""Asks the database; a row's values are found by name."""

RULES: Mapping[str, str] = {
    "order A{order_number} was asked for, but no answer is kept": """
        SELECT order_number FROM order_events
        WHERE event IN ('OrderPlaced', 'OrderHeld') AND NOT EXISTS (
            SELECT 1 FROM requests WHERE device_id || '/' || request_id = cause)
    """,
    "order A{number} costs {total_minor}, its lines and shipping {minor}": """
        SELECT number, total_minor,
            sum(quantity * unit_price_minor) + coalesce(shipping_minor, 0) AS minor
        FROM orders JOIN order_lines ON order_number = number
        GROUP BY number, total_minor, shipping_minor
        HAVING sum(quantity * unit_price_minor) + coalesce(shipping_minor, 0) <> total_minor
    """,
    "order A{number} costs {shipping_minor} to send, its sellers ask {asked}": """
        SELECT number, shipping_minor, asked FROM (
            SELECT number, coalesce(shipping_minor, 0) AS shipping_minor,
                (SELECT coalesce(sum(amount_minor), 0) FROM order_shipping
                 WHERE order_number = number) AS asked
            FROM orders
        ) AS fees WHERE shipping_minor <> asked
    """,
    "order A{number} took the place of A{instead_of}, which is {state}": """
        SELECT later.number, later.instead_of, earlier.state FROM orders AS later
        JOIN orders AS earlier ON earlier.number = later.instead_of
        WHERE later.state NOT IN ('held', 'cancelled') AND earlier.state <> 'cancelled'
    """,
    "order A{number} has no lines": """
        SELECT number FROM orders
        WHERE NOT EXISTS (SELECT 1 FROM order_lines WHERE order_number = number)
    """,
    "the postings of event E{event_number} add up to {minor}": """
        SELECT event_number, sum(amount_minor) AS minor FROM ledger
        GROUP BY event_number, currency HAVING sum(amount_minor) <> 0
    """,
    "order A{number} is {state} and costs {total_minor}, but {minor} was paid": """
        SELECT orders.number, state, total_minor, -coalesce(sum(amount_minor), 0) AS minor
        FROM orders LEFT JOIN ledger ON order_number = orders.number AND account = 'household'
        GROUP BY orders.number, state, total_minor, test
        HAVING -coalesce(sum(amount_minor), 0)
            <> CASE WHEN state IN ('held', 'cancelled', 'refunded') OR test = 1
                    THEN 0 ELSE total_minor END
    """,
    "order A{number} is {state}, but {minor} is in escrow for it, and {left_minor} is not sent": """
        SELECT number, state, left_minor, minor FROM (
            SELECT orders.number AS number, state,
                CASE WHEN test = 1 OR state NOT IN ('placed', 'confirmed', 'packed') THEN 0
                    ELSE (SELECT sum((quantity - shipped) * unit_price_minor) FROM order_lines
                          WHERE order_number = orders.number)
                       + (SELECT coalesce(sum(amount_minor), 0) FROM order_shipping
                          WHERE order_number = orders.number AND NOT EXISTS (
                              SELECT 1 FROM order_lines WHERE order_number = orders.number
                              AND order_lines.seller_id = order_shipping.seller_id
                              AND shipped > 0)) END AS left_minor,
                (SELECT coalesce(sum(amount_minor), 0) FROM ledger
                 WHERE order_number = orders.number AND account = 'escrow') AS minor
            FROM orders
        ) AS escrow WHERE minor <> left_minor
    """,
    "{available} of {product_id} are in stock, its movements come to {moved}": """
        SELECT product_id, available, moved FROM (
            SELECT product_id, available,
                (SELECT coalesce(sum(quantity), 0) FROM stock_movements AS each
                 WHERE each.product_id = stock.product_id
                 AND each.seller_id = stock.seller_id) AS moved
            FROM stock
        ) AS counted WHERE available <> moved
    """,
    "order A{number} is {state}, but still has {moved} of {product_id} out of stock": """
        SELECT orders.number, state, product_id, sum(quantity) AS moved
        FROM orders JOIN stock_movements ON order_number = orders.number
        WHERE state IN ('cancelled', 'returned', 'refunded')
        GROUP BY orders.number, state, product_id, seller_id HAVING sum(quantity) <> 0
    """,
    "order A{number} took {moved} of {product_id} out of stock, and sold {sold}": """
        SELECT number, product_id, sold, moved FROM (
            SELECT orders.number AS number, taken.product_id AS product_id, taken.moved AS moved,
                (SELECT sum(quantity) FROM order_lines WHERE order_number = orders.number
                 AND order_lines.product_id = taken.product_id
                 AND (order_lines.seller_id = taken.seller_id OR (taken.seller_id = ''
                    AND NOT EXISTS (SELECT 1 FROM stock_movements AS own
                        WHERE own.order_number = orders.number
                        AND own.product_id = taken.product_id
                        AND own.seller_id = order_lines.seller_id
                        AND own.seller_id <> '')))) AS sold
            FROM orders JOIN (
                SELECT order_number, product_id, seller_id, -sum(quantity) AS moved
                FROM stock_movements WHERE order_number IS NOT NULL
                GROUP BY order_number, product_id, seller_id
            ) AS taken ON taken.order_number = orders.number
            WHERE state NOT IN ('held', 'cancelled', 'returned', 'refunded')
        ) AS sales WHERE moved <> sold
    """,
    "event E{event_number} waits to be published and never happened": """
        SELECT event_number FROM outbox
        WHERE event_number NOT IN (SELECT number FROM order_events)
          AND event_number NOT IN (SELECT number FROM device_events)
    """,
}
_EVENTS = """
    SELECT order_number, event, state, test FROM order_events
    JOIN orders ON orders.number = order_number ORDER BY order_number, order_events.number
"""
_AFTER: Mapping[tuple[OrderState, OrderEventName], OrderState] = {
    **TRANSITIONS,
    ("placed", "ItemShipped"): "shipped",  # what the first version did
}
MOST_SHOWN = 20
"""Of what breaks one rule."""


def problems(rows: Rows) -> tuple[str, ...]:
    """Everything that is wrong with a store, in words; nothing where its books are right."""
    found: list[str] = []
    for words, question in RULES.items():
        broken = rows(f"{question} LIMIT {MOST_SHOWN}", ())
        found += [words.format(**dict(zip(row.keys(), tuple(row), strict=True))) for row in broken]
    return (*found, *_wrong_histories(rows))


def _wrong_histories(rows: Rows) -> list[str]:
    """Orders whose history does not lead to what they are."""
    wrong = []
    for number, group in groupby(rows(_EVENTS, ()), key=lambda row: row["order_number"]):
        happened = list(group)
        events: list[OrderEventName] = [row["event"] for row in happened]
        state = happened[0]["state"]
        if not _leads_to(events, state, test=bool(happened[0]["test"])):
            wrong.append(f"order A{number} is {state}, its history says {', '.join(events)}")
    return wrong[:MOST_SHOWN]


def _leads_to(events: Sequence[OrderEventName], end: OrderState, *, test: bool) -> bool:
    beginning: OrderState = "held" if events[0] == "OrderHeld" else "placed"
    states: set[OrderState] = {beginning}
    for event in events[1:]:
        states = {_AFTER[state, event] for state in states if (state, event) in _AFTER}
        if event == "ItemShipped" and states:
            states.add("packed")  # a part of it went out
        if event == "OrderCancelled" and test:
            states.add("cancelled")
    return end in states
