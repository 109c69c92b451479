"""Trouble with an order: it came broken, wrong or not at all, or it was charged twice.

What the store can do is take back what was delivered; that is asked first. Where nothing can be
done, what is known of the order is told.
"""

from collections.abc import Mapping, Sequence

from assistant.core.messages import Order
from assistant.dialog.steps import Say, Step
from assistant.language.intent import Intent
from assistant.skills.listed import listed_orders, order_row
from assistant.skills.orders import ask_return
from assistant.skills.scene import Scene, Skill

LATEST = 3
_GONE = frozenset({"returned", "refunded", "cancelled"})


def trouble(intent: Intent, scene: Scene) -> Step:
    """What can be done about it: send it back, wait for it, or nothing but say what is known."""
    kind = intent.value("trouble")

    def found(orders: Sequence[Order]) -> Step:
        ours = [order for order in orders if order.state not in _GONE]
        if kind == "charged":
            return _charged(ours)
        if kind == "lost":
            return _lost(ours, scene)
        here = next((order for order in ours if order.state == "delivered"), None)
        if here is not None:
            return ask_return(here, scene, sorry=True)
        return Say("return_not_here", order_row(ours[0])) if ours else Say("trouble_unknown")

    return listed_orders(intent, scene, "trouble", found)


def _charged(orders: Sequence[Order]) -> Step:
    """What was charged lately, so that it can be compared."""
    rows = [{**order_row(order), "total": order.total} for order in orders[:LATEST]]
    return Say("trouble_charged", {"orders": rows}) if rows else Say("trouble_unknown")


def _lost(orders: Sequence[Order], scene: Scene) -> Step:
    """How it stands with what has not come, or with what is said to have come."""
    if not orders:
        return Say("trouble_unknown")
    coming = [order for order in orders if order.state != "delivered"]
    order = min(coming, key=lambda each: each.delivery) if coming else orders[0]
    today = scene.now.astimezone(scene.zone).date()
    sellers = [] if scene.market is None else _sellers(order, scene)
    data = {**order_row(order), "late": order.delivery < today, "sellers": sellers}
    return Say("trouble_lost", data)


def _sellers(order: Order, scene: Scene) -> list[Mapping[str, str]]:
    """Who has to answer for it."""
    ids = dict.fromkeys(line.seller_id for line in order.lines)
    market = scene.market
    found = [market.seller(id_) for id_ in ids] if market is not None else []
    return [dict(each.names) for each in found if each is not None]


SKILLS: Mapping[str, Skill] = {"OrderTrouble": trouble}
