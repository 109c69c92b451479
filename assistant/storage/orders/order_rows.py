"""Writing what happened to an order: its row and lines, history, ledger, stock and outbox."""

import sqlite3

import msgspec

from assistant.core.messages import Order, OrderLine
from assistant.storage.orders import outbox
from assistant.storage.orders.columns import number_in, stamp
from assistant.store.delivery.fulfilment import Change
from assistant.store.orders.ledger import postings

_encode = msgspec.json.Encoder().encode
TAKEN = """
    SELECT product_id, seller_id, -sum(quantity) AS quantity FROM stock_movements
    WHERE order_number = ? GROUP BY product_id, seller_id
"""
"""What an order has out of stock."""
_GIVE_BACK = frozenset({"OrderCancelled", "OrderReturned"})


def keep_change(connection: sqlite3.Connection, change: Change, cause: str) -> None:
    """Keep a change of an order with everything that follows from it, inside a transaction.

    Raises:
        sqlite3.IntegrityError: there is less in stock than is taken.
    """
    event, order = change.event, change.event.order
    number, event_number = number_in(order.order_id), number_in(event.event_id)
    due_at = None if change.due_at is None else stamp(change.due_at)
    if change.before is None:
        _insert(connection, number, order, due_at)
    else:
        _update(connection, number, order, change.before, due_at)
    connection.execute(
        "INSERT INTO order_events (number, order_number, event, at, cause) VALUES (?, ?, ?, ?, ?)",
        (event_number, number, event.event, stamp(event.at), cause),
    )
    for posting in postings(change):
        connection.execute(
            "INSERT INTO ledger (event_number, order_number, account, amount_minor, currency)"
            " VALUES (?, ?, ?, ?, ?)",
            (event_number, number, posting.account, posting.amount.minor, posting.amount.currency),
        )
    _move_stock(connection, change, number, stamp(event.at), cause)
    outbox.keep(connection, event_number, event)


def _insert(connection: sqlite3.Connection, number: int, order: Order, due_at: str | None) -> None:
    connection.execute(
        "INSERT INTO orders (number, state, origin, device_id, slot, total_minor, currency,"
        " placed_at, cancel_until, delivery, due_at, test, held_because, shipping_minor, promised,"
        " deliver_by, instead_of) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
            int(order.test),
            order.held_because,
            None if order.shipping is None else order.shipping.minor,
            order.promised,
            None if order.deliver_by is None else order.deliver_by.isoformat(),
            None if order.instead_of is None else number_in(order.instead_of),
        ),
    )
    _insert_shipping(connection, number, order)
    connection.executemany(
        "INSERT INTO order_lines (order_number, line, product_id, names, quantity,"
        " unit_price_minor, currency, seller_id, shipped) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [_line_row(number, place, line) for place, line in enumerate(order.lines, 1)],
    )


def _insert_shipping(connection: sqlite3.Connection, number: int, order: Order) -> None:
    if order.shipping_by:
        connection.executemany(
            "INSERT INTO order_shipping (order_number, seller_id, amount_minor) VALUES (?, ?, ?)",
            [(number, seller_id, fee.minor) for seller_id, fee in order.shipping_by.items()],
        )


def _line_row(number: int, place: int, line: OrderLine) -> tuple[object, ...]:
    return (
        number,
        place,
        line.product_id,
        _encode(line.names).decode(),
        line.quantity,
        line.unit_price.minor,
        line.unit_price.currency,
        line.seller_id,
        line.shipped,
    )


def _update(
    connection: sqlite3.Connection, number: int, order: Order, before: Order, due_at: str | None
) -> None:
    connection.execute(
        "UPDATE orders SET state = ?, due_at = ?, total_minor = ?, cancel_until = ?, delivery = ?,"
        " held_because = ?, shipping_minor = ?, promised = ?, came = ?, given_up = ?"
        " WHERE number = ?",
        (
            order.state,
            due_at,
            order.total.minor,
            stamp(order.cancel_until),
            order.delivery.isoformat(),
            order.held_because,
            None if order.shipping is None else order.shipping.minor,
            order.promised,
            None if order.came is None else order.came.isoformat(),
            int(order.given_up),
            number,
        ),
    )
    if order.shipping_by != before.shipping_by:
        connection.execute("DELETE FROM order_shipping WHERE order_number = ?", (number,))
        _insert_shipping(connection, number, order)
    for place, (line, earlier) in enumerate(zip(order.lines, before.lines, strict=True), 1):
        if line != earlier:
            connection.execute(
                "UPDATE order_lines SET names = ?, unit_price_minor = ?, currency = ?,"
                " seller_id = ?, shipped = ? WHERE order_number = ? AND line = ?",
                (
                    *_line_row(number, place, line)[3:4],
                    *_line_row(number, place, line)[5:],
                    number,
                    place,
                ),
            )


def _move_stock(
    connection: sqlite3.Connection, change: Change, number: int, at: str, cause: str
) -> None:
    moved = [(each.product_id, each.seller_id, -each.quantity) for each in change.takes]
    if change.event.event in _GIVE_BACK and not change.event.order.test:
        # What this order took: a product may be counted only since later.
        rows = connection.execute(TAKEN, (number,)).fetchall()
        moved = [(row["product_id"], row["seller_id"], int(row["quantity"])) for row in rows]
    for product_id, seller_id, quantity in moved:
        move_stock(connection, (product_id, seller_id), quantity, at, cause, order_number=number)


def move_stock(
    connection: sqlite3.Connection,
    counted: tuple[str, str],
    quantity: int,
    at: str,
    cause: str,
    *,
    order_number: int | None = None,
) -> None:
    """Take so many out of what is counted of a product and seller (negative) or put them back."""
    connection.execute(
        "UPDATE stock SET available = available + ? WHERE product_id = ? AND seller_id = ?",
        (quantity, *counted),
    )
    connection.execute(
        "INSERT INTO stock_movements (product_id, seller_id, quantity, order_number, at, cause)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (*counted, quantity, order_number, at, cause),
    )
