"""Writing what a decision changes beside orders: levels, slots, devices, stock and rules."""

import sqlite3
from datetime import datetime

import msgspec

from assistant.core.messages import DeviceEvent, ReportLevel
from assistant.storage.orders import outbox
from assistant.storage.orders.columns import number_in, stamp
from assistant.storage.orders.order_rows import keep_change, move_stock
from assistant.store.delivery.fulfilment import Change
from assistant.store.household.replenish import Agreed, Slot
from assistant.store.orders.decision import (
    DeviceKept,
    Effect,
    RuleKept,
    SlotAgreed,
    SlotDropped,
    SlotKept,
    StockCounted,
)

_encode = msgspec.json.Encoder().encode


def keep(connection: sqlite3.Connection, effect: Effect, cause: str, now: datetime) -> None:
    """Keep one effect of a decision, inside the transaction that keeps its answer."""
    match effect:
        case Change():
            keep_change(connection, effect, cause)
        case ReportLevel():
            _keep_level(connection, effect)
        case SlotKept() | SlotAgreed() | SlotDropped():
            _keep_of_slot(connection, effect)
        case DeviceKept():
            _keep_device(connection, effect, stamp(now))
        case StockCounted():
            _count_stock(connection, effect, stamp(now), cause)
        case RuleKept():
            _keep_rule(connection, effect)
        case DeviceEvent():
            _keep_event(connection, effect, cause)


def _keep_of_slot(
    connection: sqlite3.Connection, effect: SlotKept | SlotAgreed | SlotDropped
) -> None:
    match effect:
        case SlotKept(slot):
            keep_slot(connection, slot)
        case SlotAgreed(device_id, name, agreed):
            connection.execute(
                "UPDATE slots SET agreed = ? WHERE device_id = ? AND slot = ?",
                (agreed_text(agreed), device_id, name),
            )
        case SlotDropped(device_id, None):
            connection.execute("DELETE FROM slots WHERE device_id = ?", (device_id,))
        case SlotDropped(device_id, name):
            sql = "DELETE FROM slots WHERE device_id = ? AND slot = ?"
            connection.execute(sql, (device_id, name))


def _keep_level(connection: sqlite3.Connection, level: ReportLevel) -> None:
    measured = (level.remaining, level.capacity, level.unit, stamp(level.at))
    connection.execute(
        "UPDATE slots SET remaining = ?, capacity = ?, unit = ?, level_at = ?"
        " WHERE device_id = ? AND slot = ?",
        (*measured, level.device_id, level.slot),
    )
    connection.execute(
        "INSERT INTO levels (remaining, capacity, unit, at, device_id, slot)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (*measured, level.device_id, level.slot),
    )


def keep_slot(connection: sqlite3.Connection, slot: Slot) -> None:
    """Keep what a slot stands for; the level it had stays."""
    connection.execute(
        "INSERT INTO slots (device_id, slot, product_id, quantity, threshold_fraction,"
        " ceiling_minor, ceiling_currency, agreed, ahead_days) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (device_id, slot) DO UPDATE SET product_id = excluded.product_id,"
        " quantity = excluded.quantity, threshold_fraction = excluded.threshold_fraction,"
        " ceiling_minor = excluded.ceiling_minor, ceiling_currency = excluded.ceiling_currency,"
        " agreed = excluded.agreed, ahead_days = excluded.ahead_days",
        (
            slot.device_id,
            slot.slot,
            slot.product_id,
            slot.quantity,
            slot.threshold_fraction,
            None if slot.ceiling is None else slot.ceiling.minor,
            None if slot.ceiling is None else slot.ceiling.currency,
            None if slot.agreed is None else agreed_text(slot.agreed),
            slot.ahead_days,
        ),
    )


def agreed_text(agreed: Agreed) -> str:
    """What was agreed, as it is kept: JSON."""
    return _encode(agreed).decode()


def _keep_device(connection: sqlite3.Connection, device: DeviceKept, at: str) -> None:
    if device.role is None:
        connection.execute("DELETE FROM devices WHERE device_id = ?", (device.device_id,))
    else:
        connection.execute(
            "INSERT INTO devices (device_id, role, since) VALUES (?, ?, ?)"
            " ON CONFLICT (device_id) DO UPDATE SET role = excluded.role",
            (device.device_id, device.role, at),
        )


def _count_stock(
    connection: sqlite3.Connection, counted: StockCounted, at: str, cause: str
) -> None:
    """A count is a movement too, from what was there to what is."""
    key = counted.product_id, counted.seller_id
    connection.execute(
        "INSERT INTO stock (product_id, seller_id, available) VALUES (?, ?, 0)"
        " ON CONFLICT DO NOTHING",
        key,
    )
    row = connection.execute(
        "SELECT available FROM stock WHERE product_id = ? AND seller_id = ?", key
    ).fetchone()
    move_stock(connection, key, counted.available - row["available"], at, cause)


def _keep_rule(connection: sqlite3.Connection, rule: RuleKept) -> None:
    if rule.value is None:
        connection.execute("DELETE FROM house_rules WHERE name = ?", (rule.name,))
    else:
        connection.execute(
            "INSERT INTO house_rules (name, value) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (rule.name, rule.value),
        )


def _keep_event(connection: sqlite3.Connection, event: DeviceEvent, cause: str) -> None:
    number = number_in(event.event_id)
    connection.execute(
        "INSERT INTO device_events (number, event, device_id, slot, product_id, at, cause)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            event.event,
            event.device_id,
            event.slot,
            event.product_id,
            stamp(event.at),
            cause,
        ),
    )
    outbox.keep(connection, number, event)
