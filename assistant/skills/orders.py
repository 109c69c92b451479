"""Asking after orders and cancelling them."""

from collections.abc import Mapping

from assistant.core.messages import Answer, CancelOrder, ListOrders
from assistant.dialog.steps import AskStore, Say, Step
from assistant.language.intent import Intent
from assistant.skills.scene import Scene, Skill


def order_status(_intent: Intent, scene: Scene) -> Step:
    """Say what is on its way and when it comes."""
    request = ListOrders(
        request_id=f"{scene.utterance_id}.status",
        device_id=scene.device_id,
        at=scene.now,
        open_only=True,
        limit=5,
    )
    return AskStore(request, _status)


def _status(answer: Answer | None) -> Step:
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
        for order in answer.orders[:3]
    ]
    return Say("order_status", {"orders": rows, "count": len(answer.orders)})


def cancel_order(_intent: Intent, scene: Scene) -> Step:
    """Cancel the last order, the one of this conversation first."""
    request = CancelOrder(
        request_id=f"{scene.utterance_id}.cancel",
        device_id=scene.device_id,
        at=scene.now,
        order_id=scene.last_order.order_id if scene.last_order else None,
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
