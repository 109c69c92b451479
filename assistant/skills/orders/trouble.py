"""Trouble with an order: it came broken, wrong or not at all, or it was charged twice.

What was delivered can be taken back; that is asked first. Of what is said not to have come the store
notes that it is awaited still. Where nothing can be done, what is known of the order is told.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from assistant.core.messages import Order
from assistant.dialog.steps import Say, Step
from assistant.language.intent import IT, Intent
from assistant.language.words.questions import is_question
from assistant.skills.orders.arrivals import (
    came_lately,
    denied,
    may_be_here,
    not_come,
    spoken_of_last,
)
from assistant.skills.orders.cancelling import ask_return
from assistant.skills.orders.listed import listed_orders, order_row
from assistant.skills.orders.overdue import lateness_row, sellers_of, today
from assistant.skills.scene import Scene, Skill
from assistant.store.delivery.fulfilment import OPEN

LATEST = 3
FRESH = timedelta(days=2)
"""So long ago is what is said to have come and may still be waited for, rather than what is not due."""
_GONE = frozenset({"returned", "refunded", "cancelled"})


def trouble(intent: Intent, scene: Scene) -> Step:
    """What can be done about it: send it back, note that it is awaited, or say what is known."""
    kind = intent.value("trouble")
    if intent.value("only") == IT:
        return denied(scene) or Say("not_understood", {"text": intent.text})

    def found(orders: Sequence[Order]) -> Step:
        ours = [order for order in orders if order.state not in _GONE]
        if kind == "charged":
            return _charged(ours)
        if kind in {"lost", "late", "stolen"}:
            return _lost(ours, intent, scene)
        here = next((order for order in ours if order.state == "delivered"), None)
        if here is not None:
            return ask_return(here, scene, sorry=True)
        due = next((order for order in ours if may_be_here(order, scene)), None)
        if due is not None:  # a yes tells as well that it came
            return ask_return(due, scene, sorry=True)
        return Say("return_not_here", order_row(ours[0])) if ours else Say("trouble_unknown")

    return listed_orders(intent, scene, "trouble", found)


def _charged(orders: Sequence[Order]) -> Step:
    """What was charged lately, so that it can be compared."""
    rows = [{**order_row(order), "total": order.total} for order in orders[:LATEST]]
    return Say("trouble_charged", {"orders": rows}) if rows else Say("trouble_unknown")


def _lost(orders: Sequence[Order], intent: Intent, scene: Scene) -> Step:
    """How it stands with what has not come; where it was told to have come, that was a mistake.

    What was only nearly understood, or may be a question, changes nothing.
    """
    order = _awaited(orders, scene)
    if order is None:
        return Say("order_status_none")
    told = Say("trouble_lost", {**order_row(order), **lateness_row(order, scene)})
    here = came_lately(order, scene)
    if here and intent.value("trouble") == "late":
        return Say("order_status", {"orders": [{**told.data, "kept": True}], "count": 1})
    sure = intent.score == 1 and not is_question(intent.text)
    if not here or intent.value("trouble") != "lost" or not sure:
        more = {"order_id": order.order_id, "promised_by": sellers_of(order, scene)}
        return Say("trouble_lost", {**told.data, **more, "topic": order.lines[0].product_id})
    return not_come(order, scene, told)


def _awaited(orders: Sequence[Order], scene: Scene) -> Order | None:
    """What is most likely waited for: what was just spoken of, is late, or came by hearsay only."""
    if (spoken_of := spoken_of_last(scene, orders)) is not None:
        return spoken_of
    now = today(scene)
    coming = sorted(
        (order for order in orders if order.state in OPEN), key=lambda each: each.delivery
    )
    due = [order for order in coming if order.delivery <= now and order.state != "held"]
    here = [order for order in orders if order.state == "delivered"]
    fresh = [order for order in here if now - (order.came or order.delivery) <= FRESH]
    return next(iter(due or fresh or coming or here), None)


SKILLS: Mapping[str, Skill] = {"OrderTrouble": trouble}
