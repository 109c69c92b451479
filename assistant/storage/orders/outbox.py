"""The outbox: what was committed is published, at least once, even if the service dies between.

An event is kept in the transaction that makes it happen and dropped when the broker has it.
"""

import sqlite3
from collections.abc import Iterable

import msgspec

from assistant.core.messages import DeviceEvent, OrderEvent

_encode = msgspec.json.Encoder().encode
_decoder = msgspec.json.Decoder(OrderEvent | DeviceEvent)


def keep(connection: sqlite3.Connection, number: int, event: OrderEvent | DeviceEvent) -> None:
    """Remember to publish an event; inside the transaction that commits it."""
    connection.execute(
        "INSERT INTO outbox (event_number, payload) VALUES (?, ?)", (number, _encode(event))
    )


def unpublished(
    connection: sqlite3.Connection, after: int, limit: int
) -> tuple[OrderEvent | DeviceEvent, ...]:
    """What still has to be published, oldest first, from behind event number `after`."""
    rows = connection.execute(
        "SELECT payload FROM outbox WHERE event_number > ? ORDER BY event_number LIMIT ?",
        (after, limit),
    )
    return tuple(_decoder.decode(row["payload"]) for row in rows)


def drop(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """These events have reached the broker."""
    connection.executemany(
        "DELETE FROM outbox WHERE event_number = ?", [(number,) for number in numbers]
    )
