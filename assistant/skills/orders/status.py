"""How orders stand: what is on its way, when it comes, how sure that is, and what came last."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from assistant.core.messages import Order
from assistant.dialog.steps import Say, Step
from assistant.language.intent import Intent
from assistant.skills.orders.listed import each_once, listed_orders, order_row
from assistant.skills.orders.overdue import day_said, lateness_row, sellers_of, today
from assistant.skills.products.choosing import offered_now
from assistant.skills.products.details import when_offered_comes
from assistant.skills.products.market_basket import Asked, plan
from assistant.skills.scene import Scene, Skill
from assistant.store.delivery.fulfilment import OPEN
from assistant.store.pricing import PricedBasket

MOST_TOLD = 3
CANCELLED = "cancelled"
"""Of a slot `fact`: it is asked whether an order was called off."""
WOULD_COME = frozenset({"confirm_purchase", "confirm_basket", "price_of", "only_choice"})
"""Replies that tell of what is not ordered yet: "when does it come?" is about that."""
LATELY = timedelta(days=7)
"""So long ago is what may be meant by who asks whether it came."""


def order_status(intent: Intent, scene: Scene) -> Step:
    """Say what is on its way and when it comes, of all open orders or of those with something.

    Where there are none, what came lately may be meant.
    """
    if intent.value("fact") == CANCELLED:
        return _whether_cancelled(intent, scene)
    number = intent.value("order_number")
    phrase = str(intent.value("ordered", "" if number is None else f"A{number}"))
    if intent.value("about") == "it" and (asked := of_what_is_told(scene)) is not None:
        return asked

    came = day_said(intent, scene)

    def told(orders: Sequence[Order]) -> Step:
        if came is not None:
            orders = [
                order
                for order in orders
                if order.state == "delivered" and (order.came or order.delivery) == came
            ]
            if not orders:
                return Say("nothing_came", {"day": came})
        elif number is None:
            orders = [order for order in orders if order.state in OPEN] or _latest(orders, scene)
        if not orders:
            of = {"phrase": phrase, "numbered": number is not None}
            return Say("order_status_none_of", of) if phrase else Say("order_status_none")
        return how_they_stand(orders, intent, scene)

    def opened(orders: Sequence[Order]) -> Step:
        return told(orders) if orders else listed_orders(intent, scene, "status", told)

    if came is not None or number is not None:
        return listed_orders(intent, scene, "status", told)
    # An open order may be older than all that is listed otherwise.
    return listed_orders(intent, scene, "open", opened, open_only=True)


def _whether_cancelled(intent: Intent, scene: Scene) -> Step:
    """Whether the latest order, or the latest with what is named, was called off."""
    phrase = str(intent.value("ordered", ""))

    def told(orders: Sequence[Order]) -> Step:
        if not orders:
            return Say("none_cancelled", {"phrase": phrase})
        latest = orders[0]
        return Say("whether_cancelled", {**order_row(latest), "waits": latest.state in OPEN})

    return listed_orders(intent, scene, "cancelled", told)


def how_they_stand(orders: Sequence[Order], intent: Intent, scene: Scene) -> Say:
    """How some orders stand, alike ones together, with what is asked of them besides."""
    rows: list[Mapping[str, object]] = [
        {**order_row(order), **lateness_row(order, scene), **_asked(order, intent, scene)}
        for order in orders
    ]
    alike = [{**row, "times": rows.count(row)} for row in each_once(rows)]
    told: dict[str, object] = {"orders": alike[:MOST_TOLD], "count": len(orders)}
    if len(orders) == 1:
        told["order_id"] = orders[0].order_id
    sellers = [each for order in orders[:MOST_TOLD] for each in sellers_of(order, scene)]
    told["promised_by"] = list({each.id: each for each in sellers}.values())
    return Say("order_status", told)


def _latest(orders: Sequence[Order], scene: Scene) -> list[Order]:
    """The order that came last, where that is not long ago."""
    here = [
        order
        for order in orders
        if order.state == "delivered" and today(scene) - (order.came or order.delivery) <= LATELY
    ]
    return here[:1]


def _asked(order: Order, intent: Intent, scene: Scene) -> Mapping[str, object]:
    """What is asked besides: whether the promise was kept, or how sure it is, in percent."""
    if intent.value("fact") == "kept":
        return {"kept": True}
    if intent.value("fact") != "sure" or order.state not in OPEN:
        return {}
    record = scene.record()
    known = sum(len(record.lates(seller.id)) for seller in sellers_of(order, scene))
    sure = None if order.promised is None else round(100 * order.promised)
    return {"sure": sure, "deliveries": known}


def of_what_is_told(scene: Scene) -> Step | None:
    """When what is being asked about would come: "when does it come?" is about that."""
    now, said = offered_now(scene), scene.last_said
    if now is not None:
        return when_offered_comes(now, scene)
    if said is None or said.key not in WOULD_COME:
        return None
    comes = said.data.get("comes")
    product = scene.sold(str(said.data.get("topic")))
    if comes is None and product is not None:
        priced = plan([(product, 1)], scene, Asked())
        comes = priced.comes if isinstance(priced, PricedBasket) else None
    more = {key: said.data[key] for key in ("topic", "quantity") if key in said.data}
    return None if comes is None else Say("would_come", {"comes": comes, **more})


SKILLS: Mapping[str, Skill] = {"OrderStatus": order_status}
