"""What to say of an order that was placed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from assistant.core.messages import Order
from assistant.dialog.steps import Say


def ordered(order: Order, now: datetime, unknown: Sequence[str] = ()) -> Say:
    """That it is ordered, when it comes, how long it can be called off, and what was not found."""
    return Say("ordered", {**ordered_data(order, now), "unknown": unknown})


def ordered_data(order: Order, now: datetime) -> Mapping[str, Any]:
    """What the replies about an order need to know; `now` may be when it was asked whether to order."""
    left = order.cancel_until - max(now, order.placed_at)
    return {
        "lines": [
            {"names": line.names, "quantity": line.quantity, "unit_price": line.unit_price}
            for line in order.lines
        ],
        "total": order.total,
        "shipping": order.shipping,
        "delivery": order.delivery,
        "cancel_min": max(0, round(left.total_seconds() / 60)),
        "order": order,
    }
