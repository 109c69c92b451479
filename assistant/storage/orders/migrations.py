"""Versions of the order store's tables: each step runs once, in a transaction, and keeps the data.

A new version is a new function at the end; a step that was released is never changed.
"""

import sqlite3

from sqlite_utils import Database, Migrations

from assistant.core.errors import StorageError
from assistant.storage.orders.schema import FIRST, SECOND
from assistant.storage.orders.schema_changes import EIGHTH, FIFTH, FOURTH, SEVENTH, SIXTH, THIRD

ORDER_STORE = Migrations("orders")


@ORDER_STORE()
def m001_first_tables(db: Database) -> None:
    """Requests, orders with lines and history, the outbox, slots and earlier purchases."""
    for statement in FIRST:
        db.execute(statement)


@ORDER_STORE()
def m002_books(db: Database) -> None:
    """More states of an order; a ledger, stock, devices, rules and the history of levels."""
    for statement in SECOND:
        db.execute(statement)


@ORDER_STORE()
def m003_shipping(db: Database) -> None:
    """What sending costs, how likely it comes in time, and by when it is wanted."""
    for statement in THIRD:
        db.execute(statement)


@ORDER_STORE()
def m004_stock_of_sellers(db: Database) -> None:
    """Each seller's stock by itself; a slot's latest order is found at once."""
    for statement in FOURTH:
        db.execute(statement)


@ORDER_STORE()
def m005_used_numbers(db: Database) -> None:
    """Numbers of orders and events that are not here any more are not used again."""
    for statement in FIFTH:
        db.execute(statement)


@ORDER_STORE()
def m006_changed_orders(db: Database) -> None:
    """Which order one has taken the place of."""
    for statement in SIXTH:
        db.execute(statement)


@ORDER_STORE()
def m007_arrivals(db: Database) -> None:
    """On which day an order came."""
    for statement in SEVENTH:
        db.execute(statement)


@ORDER_STORE()
def m008_given_up(db: Database) -> None:
    """What is long overdue no longer keeps its slot from ordering anew."""
    for statement in EIGHTH:
        db.execute(statement)


def migrate(connection: sqlite3.Connection, steps: Migrations = ORDER_STORE) -> None:
    """Bring a database up to this program's version.

    Raises:
        StorageError: a newer program has changed it in ways that this one does not know.
    """
    db = Database(connection)
    known = {step.name for step in steps.pending(Database(memory=True))}  # there all are pending
    if unknown := sorted({step.name for step in steps.applied(db)} - known):
        raise StorageError(
            f"the order store was written by a newer version ({unknown[-1]}); update the assistant"
        )
    steps.apply(db)
