"""The numbers of orders and events: they run on and are never used twice, whatever was restored."""

import sqlite3
from typing import NamedTuple

FIRST_ORDER = 1001
_LATEST = """
    SELECT max(
        coalesce((SELECT max(number) FROM orders), 0),
        coalesce((SELECT number FROM used_numbers WHERE kind = 'order'), 0)
    ), max(
        coalesce((SELECT max(number) FROM order_events), 0),
        coalesce((SELECT max(number) FROM device_events), 0),
        coalesce((SELECT number FROM used_numbers WHERE kind = 'event'), 0)
    )
"""


class Numbers(NamedTuple):
    """An order's and an event's number."""

    order: int
    event: int


def latest_numbers(connection: sqlite3.Connection) -> Numbers:
    """The highest that were used."""
    order, event = connection.execute(_LATEST).fetchone()
    return Numbers(max(order, FIRST_ORDER - 1), event)


def use_up_to(connection: sqlite3.Connection, numbers: Numbers) -> None:
    """Never use these and lower ones, which devices and people may know from elsewhere."""
    connection.executemany(
        "INSERT OR REPLACE INTO used_numbers (kind, number) VALUES (?, ?)",
        numbers._asdict().items(),
    )
