"""Asking after orders and cancelling them."""

from collections.abc import Mapping, Sequence

from assistant.core.messages import Answer, CancelOrder, ListOrders, Order
from assistant.dialog.steps import AskStore, Say, Step
from assistant.language.intent import Intent
from assistant.skills.scene import Scene, Skill


def order_status(intent: Intent, scene: Scene) -> Step:
    """Say what is on its way and when it comes: everything, or the product that was named."""
    request = ListOrders(
        request_id=f"{scene.utterance_id}.status",
        device_id=scene.device_id,
        at=scene.now,
        open_only=True,
        limit=5,
    )
    wanted = _named(intent, scene)
    return AskStore(request, lambda answer: _status(answer, wanted))


def _named(intent: Intent, scene: Scene) -> frozenset[str]:
    """The products that the question names; none where it is about all orders."""
    phrase = str(intent.value("ordered", ""))
    return frozenset(fit.product.id for fit in scene.shelf.find(phrase)) if phrase else frozenset()


def _about(orders: Sequence[Order], wanted: frozenset[str]) -> list[Order]:
    """Those with a product that is asked after; all of them where none has it."""
    found = [o for o in orders if wanted & {line.product_id for line in o.lines}]
    return found or list(orders)


def _status(answer: Answer | None, wanted: frozenset[str]) -> Step:
    if answer is None:
        return Say("store_silent_question")
    if not answer.orders:
        return Say("order_status_none")
    rows = [
        {
            "name": order.lines[0].names,
            "more": len(order.lines) - 1,
            "state": order.state,
            "delivery": order.delivery,
        }
        for order in _about(answer.orders, wanted)[:3]
    ]
    return Say("order_status", {"orders": rows, "count": len(answer.orders)})


def cancel_order(intent: Intent, scene: Scene) -> Step:
    """Cancel the last order, the one of this conversation first; or the one that was named."""
    wanted = _named(intent, scene)
    if not wanted and intent.value("ordered"):
        return Say("nothing_to_cancel")
    last = scene.last_order
    if not wanted or (last and wanted & {line.product_id for line in last.lines}):
        return _cancel(last.order_id if last else None, scene)
    request = ListOrders(
        request_id=f"{scene.utterance_id}.find",
        device_id=scene.device_id,
        at=scene.now,
        open_only=True,
        limit=20,
    )

    def listed(answer: Answer | None) -> Step:
        if answer is None:
            return Say("store_silent_question")
        found = [o for o in answer.orders if wanted & {line.product_id for line in o.lines}]
        return _cancel(found[0].order_id, scene) if found else Say("nothing_to_cancel")

    return AskStore(request, listed)


def _cancel(order_id: str | None, scene: Scene) -> Step:
    request = CancelOrder(
        request_id=f"{scene.utterance_id}.cancel",
        device_id=scene.device_id,
        at=scene.now,
        order_id=order_id,
    )
    return AskStore(request, _cancelled)


def _cancelled(answer: Answer | None) -> Step:
    if answer is None:
        return Say("store_silent_question")
    name = answer.order.lines[0].names if answer.order else {}
    if answer.status == "cancelled":
        more = len(answer.order.lines) - 1 if answer.order else 0
        return Say("cancelled", {"name": name, "more": more, "order": answer.order})
    if answer.status == "too_late":
        return Say("cancel_too_late", {"name": name})
    if answer.status == "refused":
        return Say("refused", {"reason": answer.reason or ""})
    return Say("nothing_to_cancel")


SKILLS: Mapping[str, Skill] = {
    "OrderStatus": order_status,
    "CancelOrder": cancel_order,
}
