"""Asking after orders, cancelling them and sending them back."""

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
from assistant.language.intent import Intent
from assistant.skills.choosing import offered_now
from assistant.skills.details import when_offered_comes
from assistant.skills.list_changes import IT, taken_back
from assistant.skills.listed import listed_orders, order_row
from assistant.skills.refusals import names_of, refusal
from assistant.skills.scene import Scene, Skill

MOST_TOLD = 3
MOST_CANCELLED, BOTH = 6, 2
"""Orders that are cancelled at a word."""
_AWAY: frozenset[OrderState] = frozenset({"returned", "refunded", "cancelled"})


def order_status(intent: Intent, scene: Scene) -> Step:
    """Say what is on its way and when it comes, of all open orders or of those with something."""
    number = intent.value("order_number")
    phrase = str(intent.value("ordered", "" if number is None else f"A{number}"))
    if intent.value("about") == "it" and (asked := _of_what_is_asked(scene)) is not None:
        return asked

    def told(orders: Sequence[Order]) -> Step:
        if not orders:
            of = {"phrase": phrase, "numbered": number is not None}
            return Say("order_status_none_of", of) if phrase else _none()
        today = scene.now.astimezone(scene.zone).date()
        rows: list[Mapping[str, object]] = [
            {**order_row(order), "late": order.delivery < today, **_how_sure(order, intent)}
            for order in orders
        ]
        alike = [{**row, "times": rows.count(row)} for row in _each_once(rows)]
        return Say("order_status", {"orders": alike[:MOST_TOLD], "count": len(orders)})

    return listed_orders(intent, scene, "status", told, open_only=number is None)


def _how_sure(order: Order, intent: Intent) -> Mapping[str, object]:
    """How likely an order comes by its day, in percent, where that is asked."""
    if intent.value("fact") != "sure":
        return {}
    return {"sure": None if order.promised is None else round(100 * order.promised)}


def _of_what_is_asked(scene: Scene) -> Step | None:
    """When what is being asked about would come: "when does it come?" is about that."""
    now, said = offered_now(scene), scene.last_said
    if now is not None:
        return when_offered_comes(now, scene)
    if said is None or said.key not in {"confirm_purchase", "confirm_basket"}:
        return None
    comes = said.data.get("comes")
    return None if comes is None else Say("would_come", {"comes": comes})


def _each_once(rows: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
    return [row for place, row in enumerate(rows) if row not in rows[:place]]


def _none() -> Step:
    return Say("order_status_none")


def cancel_order(intent: Intent, scene: Scene) -> Step:
    """Cancel the order with what is named; else the one of this conversation, else the last.

    Right after a list was changed, "undo that" is about the list: no order is called off by it.
    """
    if intent.value("all") is not None:
        most = BOTH if intent.value("all") == "two" else MOST_CANCELLED
        then = partial(_cancel_each, scene, most)
        return listed_orders(intent, scene, "all", then, open_only=True)
    if intent.value("ordered") is None and intent.value("order_number") is None:
        it = taken_back(scene) if intent.value("which") == IT else None
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
    return AskStore(request, _cancelled)


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
        key: [{**row, "times": each.count(row)} for row in _each_once(each)]
        for key, each in rows.items()
    }
    return Say("cancelled_all", alike)


def _cancelled(answer: Answer | None) -> Step:
    if answer is None:
        return Say("store_silent_question")
    name = answer.order.lines[0].names if answer.order else {}
    if answer.status == "cancelled":
        more = len(answer.order.lines) - 1 if answer.order else 0
        return Say("cancelled", {"name": name, "more": more, "order": answer.order})
    if answer.status == "too_late":
        return Say("cancel_too_late", order_row(answer.order) if answer.order else {"name": name})
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
    """Ask whether to send an order back; `sorry` where something is wrong with it."""
    say = Say("return_sure", {**order_row(order), "total": order.total, "sorry": sorry})
    names = tuple(name for line in order.lines for name in line.names.values())
    question = Question(
        lambda _: _return(order, scene),
        (Option(order.order_id, names),),
        decline=Say("return_kept", order_row(order)),
        again=say,
        undoes=True,
    )
    return Ask(say, question)


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
    "OrderStatus": order_status,
    "CancelOrder": cancel_order,
    "ReturnOrder": return_order,
}
