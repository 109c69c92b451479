"""The household's orders, as the store knows them, for skills that speak of several."""

from collections.abc import Callable, Mapping, Sequence

from assistant.core.messages import Answer, ListOrders, Order
from assistant.dialog.steps import AskStore, Say, Step
from assistant.language.intent import Intent
from assistant.skills.orders.overdue import lateness_row, today
from assistant.skills.scene import Scene
from assistant.store.household.past_orders import days_of

MOST_LISTED = 50
MOST_NAMED = 3
"""Things of an order that are named when it is mentioned; by ear, more is a blur."""


def listed_orders(
    intent: Intent,
    scene: Scene,
    what: str,
    then: Callable[[Sequence[Order]], Step],
    *,
    open_only: bool = False,
) -> Step:
    """Go on with the latest orders, newest first; with those of what is named, if it is.

    Args:
        intent: its slot `ordered` names something that was ordered, or `order_number` the order;
            `period` when it was placed.
        scene: in which it is asked.
        what: tells this question from others of the same utterance.
        then: what to do with the orders.
        open_only: leave out what has come, was sent back or was called off.
    """
    request = ListOrders(
        request_id=f"{scene.utterance_id}.{what}",
        device_id=scene.device_id,
        at=scene.now,
        open_only=open_only,
        limit=MOST_LISTED,
    )

    def listed(answer: Answer | None) -> Step:
        if answer is None:
            return Say("store_silent_question")
        if (number := intent.value("order_number")) is not None:
            return then([each for each in answer.orders if each.order_id == f"A{number}"])
        orders: Sequence[Order] = answer.orders
        phrase = str(intent.value("ordered", ""))
        if (period := intent.value("period")) is not None:
            orders = placed_in(orders, str(period), scene)
        return then(named(orders, phrase, scene) if phrase else orders)

    return AskStore(request, listed)


def placed_in(orders: Sequence[Order], period: str, scene: Scene) -> list[Order]:
    """The orders that were placed in a period of `past_orders.days_of`."""
    begin, end = days_of(period, today(scene))
    return [each for each in orders if begin <= each.placed_at.astimezone(scene.zone).date() < end]


def named(orders: Sequence[Order], phrase: str, scene: Scene) -> list[Order]:
    """The orders in which there is something that goes by this name."""
    meant = {fit.product.id for fit in scene.shelf.find(phrase)}
    return [order for order in orders if any(line.product_id in meant for line in order.lines)]


def order_row(order: Order) -> Mapping[str, object]:
    """What the replies need to know of an order that is only mentioned."""
    return {
        "name": order.lines[0].names,
        "more": len(order.lines) - 1,
        "things": _things(order) if len(order.lines) <= MOST_NAMED else (),
        "state": order.state,
        "delivery": order.delivery,
        "came": order.came or order.delivery,
    }


def _things(order: Order) -> Sequence[Mapping[str, object]]:
    """What is in an order, and how many of each, whoever sends it."""
    counts: dict[str, int] = {}
    names = {line.product_id: line.names for line in order.lines}
    for line in order.lines:
        counts[line.product_id] = counts.get(line.product_id, 0) + line.quantity
    return [{"names": names[id_], "quantity": count} for id_, count in counts.items()]


def each_once(rows: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """The rows without those that say the same again."""
    return [row for place, row in enumerate(rows) if row not in rows[:place]]


def too_late(order: Order, scene: Scene) -> Say:
    """That an order cannot be changed any more, and what can be done."""
    return Say("change_too_late", {**order_row(order), **lateness_row(order, scene)})
