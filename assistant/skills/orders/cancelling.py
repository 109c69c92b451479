"""Cancelling orders and sending them back."""

from collections.abc import Mapping, Sequence
from functools import partial

from assistant.core.messages import (
    Answer,
    CancelOrder,
    Order,
    OrderState,
    ReturnOrder,
)
from assistant.dialog.steps import Ask, AskStore, Option, Question, Say, Step
from assistant.language.intent import IT, Intent
from assistant.skills import music
from assistant.skills.lists.changes import taken_back
from assistant.skills.orders import arrivals
from assistant.skills.orders.listed import each_once, listed_orders, order_row
from assistant.skills.orders.overdue import lateness_row, today
from assistant.skills.refusals import names_of, refusal
from assistant.skills.scene import Scene, Skill

MOST_CANCELLED, BOTH = 6, 2
"""Orders that are cancelled at a word."""
DONE = "done"
"""Of a slot `which`: what was done just now, whatever that was."""
_AWAY: frozenset[OrderState] = frozenset({"returned", "refunded", "cancelled"})


def cancel_order(intent: Intent, scene: Scene) -> Step:
    """Cancel the order with what is named, or of the day; else the one of this conversation, else the last.

    Right after music was begun, a list changed or an arrival noted, "undo that" is about that: no order
    is called off by it.
    """
    if intent.value("all") is not None:
        most = BOTH if intent.value("all") == "two" else MOST_CANCELLED
        then = partial(_cancel_each, scene, most)
        return listed_orders(intent, scene, "all", then, open_only=True)
    if all(intent.value(slot) is None for slot in ("ordered", "order_number", "period")):
        which, it = intent.value("which"), None
        if which in {IT, DONE}:
            it = music.taken_back(scene) or taken_back(scene) or arrivals.taken_back(scene)
        if it is None and which == DONE and scene.last_order is None:
            return Say("nothing_to_undo")
        return it or cancel_last(scene)

    def chosen(orders: Sequence[Order]) -> Step:
        return cancel(orders[0].order_id, scene) if orders else Say("nothing_to_cancel")

    return listed_orders(intent, scene, "which", chosen, open_only=True)


def cancel_last(scene: Scene) -> Step:
    """Cancel the order of this conversation, else the last of the household."""
    return cancel(scene.last_order.order_id if scene.last_order else None, scene)


def cancel(order_id: str | None, scene: Scene) -> Step:
    """Cancel an order; the household's last open one where no id is given."""
    request = CancelOrder(
        request_id=f"{scene.utterance_id}.cancel",
        device_id=scene.device_id,
        at=scene.now,
        order_id=order_id,
    )
    return AskStore(request, partial(_cancelled, scene))


def _cancel_each(scene: Scene, most: int, listed: Sequence[Order]) -> Step:
    """Cancel the latest, one after the other, then tell which it was still time for."""
    orders = listed[:most]
    gone: list[Order] = []
    kept: list[Order] = []

    def from_here(rest: Sequence[Order]) -> Step:
        if not rest:
            return _all_cancelled(gone, kept)
        place = len(orders) - len(rest)
        request = CancelOrder(
            request_id=f"{scene.utterance_id}.cancel{place}",
            device_id=scene.device_id,
            at=scene.now,
            order_id=rest[0].order_id,
        )

        def answered(answer: Answer | None) -> Step:
            if answer is None:
                return Say("store_silent_question")
            (gone if answer.status == "cancelled" else kept).append(rest[0])
            return from_here(rest[1:])

        return AskStore(request, answered)

    return from_here(orders)


def _all_cancelled(gone: Sequence[Order], kept: Sequence[Order]) -> Step:
    if not gone and not kept:
        return Say("nothing_to_cancel")
    told = {"gone": gone, "kept": kept}
    rows = {key: [order_row(each) for each in orders] for key, orders in told.items()}
    alike = {
        key: [{**row, "times": each.count(row)} for row in each_once(each)]
        for key, each in rows.items()
    }
    return Say("cancelled_all", alike)


def _cancelled(scene: Scene, answer: Answer | None) -> Step:
    if answer is None:
        return Say("store_silent_question")
    name = answer.order.lines[0].names if answer.order else {}
    if answer.status == "cancelled":
        more = len(answer.order.lines) - 1 if answer.order else 0
        return Say("cancelled", {"name": name, "more": more, "order": answer.order})
    if answer.status == "too_late":
        order = answer.order
        told = {**order_row(order), **lateness_row(order, scene)} if order else {"name": name}
        return Say("cancel_too_late", told)
    if answer.status == "refused":
        return refusal(answer)
    return Say("nothing_to_cancel")


def return_order(intent: Intent, scene: Scene) -> Step:
    """Send back what was delivered last, or what is named, after a yes."""

    def chosen(orders: Sequence[Order]) -> Step:
        here = [order for order in orders if order.state == "delivered"]
        if here:
            return ask_return(here[0], scene)
        coming = [order for order in orders if order.state not in _AWAY]
        if coming:
            return Say("return_not_here", order_row(coming[0]))
        return Say("return_nothing")

    return listed_orders(intent, scene, "returnable", chosen)


def ask_return(order: Order, scene: Scene, *, sorry: bool = False) -> Step:
    """Ask whether to send an order back; `sorry` where something is wrong with it.

    Where nobody has told yet that it came, a yes does.
    """
    row = dict(order_row(order)) if order.state == "delivered" else _come_today(order, scene)
    say = Say("return_sure", {**row, "total": order.total, "sorry": sorry})
    names = tuple(name for line in order.lines for name in line.names.values())

    def send_back() -> Step:
        if order.state == "delivered":
            return _return(order, scene)
        return arrivals.received(order, scene, lambda here: _return(here, scene))

    question = Question(
        lambda _: send_back(),
        (Option(order.order_id, names),),
        decline=Say("return_kept", order_row(order)),
        again=say,
        undoes=True,
    )
    return Ask(say, question)


def _come_today(order: Order, scene: Scene) -> dict[str, object]:
    return {**order_row(order), "came": today(scene)}


def _return(order: Order, scene: Scene) -> Step:
    request = ReturnOrder(
        request_id=f"{scene.utterance_id}.return",
        device_id=scene.device_id,
        at=scene.now,
        order_id=order.order_id,
    )

    def answered(answer: Answer | None) -> Step:
        if answer is None:
            return Say("store_silent_question")
        if answer.status == "returned":
            return Say("returned", {**order_row(order), "total": order.total})
        return refusal(answer, names_of(order.lines))

    return AskStore(request, answered)


SKILLS: Mapping[str, Skill] = {
    "CancelOrder": cancel_order,
    "ReturnOrder": return_order,
}
