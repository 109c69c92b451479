"""How ids, moments, orders and slots stand in the order store's columns, and are read out of them."""

import sqlite3
from datetime import UTC, date, datetime
from functools import lru_cache

import msgspec

from assistant.core.messages import Names, Order, OrderLine
from assistant.core.money import Money
from assistant.store.household.replenish import Agreed, Slot

_MOST_DIGITS = 18  # what SQLite's integers hold
_decode_agreed = msgspec.json.Decoder(Agreed).decode
_decode_names = msgspec.json.Decoder(Names).decode


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


@lru_cache(maxsize=1024)
def stamp(moment: datetime) -> str:
    """A moment as it is stored."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


@lru_cache(maxsize=1024)
def moment(stamped: str) -> datetime:
    """The moment that was stored."""
    return datetime.fromisoformat(stamped)


def order_of(row: sqlite3.Row, lines: tuple[OrderLine, ...], fees: dict[str, Money]) -> Order:
    """An order, with its lines and what each seller gets for sending them."""
    shipping, deliver_by = row["shipping_minor"], row["deliver_by"]
    instead_of, came = row["instead_of"], row["came"]
    return Order(
        order_id=order_name(row["number"]),
        state=row["state"],
        origin=row["origin"],
        device_id=row["device_id"],
        lines=lines,
        total=Money(row["total_minor"], row["currency"]),
        placed_at=moment(row["placed_at"]),
        cancel_until=moment(row["cancel_until"]),
        delivery=date.fromisoformat(row["delivery"]),
        slot=row["slot"],
        test=bool(row["test"]),
        held_because=row["held_because"],
        shipping=None if shipping is None else Money(shipping, row["currency"]),
        shipping_by=fees,
        promised=row["promised"],
        deliver_by=deliver_by and date.fromisoformat(deliver_by),
        instead_of=None if instead_of is None else order_name(instead_of),
        came=came and date.fromisoformat(came),
        given_up=bool(row["given_up"]),
    )


def line_of(row: sqlite3.Row) -> OrderLine:
    """A line of an order."""
    return OrderLine(
        product_id=row["product_id"],
        names=_decode_names(row["names"]),
        quantity=row["quantity"],
        unit_price=Money(row["unit_price_minor"], row["currency"]),
        seller_id=row["seller_id"],
        shipped=row["shipped"],
    )


def slot_of(row: sqlite3.Row) -> Slot:
    """A device's slot."""
    ceiling, level_at = row["ceiling_minor"], row["level_at"]
    return Slot(
        device_id=row["device_id"],
        slot=row["slot"],
        product_id=row["product_id"],
        quantity=row["quantity"],
        threshold_fraction=row["threshold_fraction"],
        ceiling=None if ceiling is None else Money(ceiling, row["ceiling_currency"]),
        agreed=row["agreed"] and _decode_agreed(row["agreed"]),
        ahead_days=row["ahead_days"],
        level_at=level_at and moment(level_at),
    )
