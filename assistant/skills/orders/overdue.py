"""When orders come and came: the day that is said, how late one is, and when it may be expected."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from assistant.core.messages import Order
from assistant.language.intent import Intent
from assistant.skills.scene import Scene
from assistant.store.delivery.days import promise
from assistant.store.delivery.fulfilment import OPEN
from assistant.store.goods.catalog import Seller

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_AGO: Mapping[str, int] = {"today": 0, "yesterday": 1, "two_days_ago": 2, "three_days_ago": 3}


def today(scene: Scene) -> date:
    """The day it is where the household lives."""
    return scene.now.astimezone(scene.zone).date()


def day_said(intent: Intent, scene: Scene) -> date | None:
    """The day on which it is said to have come; None where none is said."""
    said = str(intent.value("came_day", ""))
    if said in _AGO:
        return today(scene) - timedelta(days=_AGO[said])
    if said in _WEEKDAYS:
        return today(scene) - timedelta(days=(today(scene).weekday() - _WEEKDAYS.index(said)) % 7)
    return None


def is_overdue(order: Order, scene: Scene) -> bool:
    """Whether an order should have come before today."""
    return order.state in OPEN - {"held"} and order.delivery < today(scene)


def sellers_of(order: Order, scene: Scene) -> list[Seller]:
    """Who has to answer for an order."""
    market = scene.market
    ids = dict.fromkeys(line.seller_id for line in order.lines)
    found = [market.seller(id_) for id_ in ids] if market is not None else []
    return [each for each in found if each is not None]


def lateness_row(order: Order, scene: Scene) -> Mapping[str, Any]:
    """By how many days an order is late, who sends it, and by when it comes most likely now."""
    row: dict[str, Any] = {"late": is_overdue(order, scene), "late_days": 0, "expected": None}
    sellers = sellers_of(order, scene)
    row["sellers"] = [dict(each.names) for each in sellers]
    if order.state == "delivered" and order.came is not None:
        row["late_days"] = max(0, (order.came - order.delivery).days)
    if not row["late"]:
        return row
    row["late_days"] = (today(scene) - order.delivery).days
    # What was held was quoted its days when it was confirmed, soon before it could not be cancelled.
    quoted_at = order.placed_at if order.held_because is None else order.cancel_until
    quoted = [(promise(quoted_at, each, scene.zone), each) for each in sellers]
    if quoted:
        day, last = max(quoted, key=lambda each: each[0])
        found = scene.record().overdue(day, today(scene), last)
        if found is not None and found.probability is not None:
            row["expected"] = found.day
            row["expected_percent"] = round(100 * found.probability)
    return row
