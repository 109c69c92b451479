"""Ordering, asking after orders and cancelling them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from assistant.core.messages import (
    Answer,
    CancelOrder,
    LineRequest,
    ListOrders,
    Order,
    PlaceOrder,
)
from assistant.dialog.steps import Ask, AskStore, Option, Question, Say, Step
from assistant.language.intent import Intent
from assistant.skills.scene import Scene, Skill
from assistant.store.catalog import Product
from assistant.store.purchase import Choose, Confirm, Fit, pick, weigh

MOST_AT_ONCE = 99
"""More of one thing than this is a slip of the tongue, or of the ear."""


def reorder(intent: Intent, scene: Scene) -> Step:
    """Order again what this household buys, as many as the last time."""
    return _order(intent, scene, usual_quantity=True)


def order(intent: Intent, scene: Scene) -> Step:
    """Order something, one of it unless a quantity is said."""
    return _order(intent, scene, usual_quantity=False)


def _order(intent: Intent, scene: Scene, *, usual_quantity: bool) -> Step:
    phrase = str(intent.value("product", "")).strip()
    if not phrase:
        return _order_the_last_again(scene) if usual_quantity else Say("ask_product")
    quantity = intent.value("quantity")
    if quantity == 0:
        return Say("never_mind")
    if isinstance(quantity, int) and not 1 <= quantity <= MOST_AT_ONCE:
        return Say("number_too_large", {"quantity": quantity, "limit": MOST_AT_ONCE})
    wanted = quantity if isinstance(quantity, int) else None
    picked = pick(scene.shelf.find(phrase), scene.history)
    if picked is None:
        return Say("product_unknown", {"phrase": phrase})

    def buy(fit: Fit, *, chosen: bool = False) -> Step:
        count = wanted or _usual_quantity(fit.product, scene, usual=usual_quantity)
        sure = fit if chosen else Fit(fit.product, min(fit.score, intent.score))
        return _weighed(sure, count, scene, chosen=chosen)

    def choose(product_id: str) -> Step:
        return buy(Fit(scene.shelf.product(product_id), 1.0), chosen=True)

    if isinstance(picked, Choose):
        return _ask_which(picked.products, scene, choose)
    return buy(picked)


def _order_the_last_again(scene: Scene) -> Step:
    if not scene.history:
        return Say("ask_product")
    last = max(scene.history, key=lambda product_id: scene.history[product_id].last_at)
    product = scene.shelf.product(last)
    return _confirm(Confirm(product, scene.history[last].last_quantity, "first_time"), scene)


def _usual_quantity(product: Product, scene: Scene, *, usual: bool) -> int:
    bought = scene.history.get(product.id)
    return bought.last_quantity if usual and bought else 1


def _ask_which(products: tuple[Product, ...], scene: Scene, choose: Callable[[str], Step]) -> Step:
    currency = scene.rules.confirm_above.currency
    data = {
        "names": [product.names for product in products],
        "prices": [product.price(currency) for product in products],
    }
    options = tuple(Option(product.id, product.spoken) for product in products)
    again = Say("chosen_unclear", {"names": data["names"]})
    return Ask(Say("ask_which", data), Question(choose, options, again=again))


def _weighed(fit: Fit, quantity: int, scene: Scene, *, chosen: bool) -> Step:
    """Order, or confirm first; a product just chosen by name and price needs no second yes."""
    weighed = weigh(fit, quantity, scene.history, scene.rules)
    if isinstance(weighed, Confirm) and not (chosen and weighed.why != "expensive"):
        return _confirm(weighed, scene)
    return _place(fit.product, quantity, scene)


def _confirm(confirm: Confirm, scene: Scene) -> Step:
    product, quantity = confirm.product, confirm.quantity
    price = product.price(scene.rules.confirm_above.currency)
    data = {
        "name": product.names,
        "quantity": quantity,
        "price": price,
        "total": price * quantity,
        "why": confirm.why,
        "usual_price": confirm.usual_price,
    }
    say = Say("confirm_purchase", data)
    only = Option(product.id, product.spoken)
    return Ask(say, Question(lambda _: _place(product, quantity, scene), (only,), again=say))


def _place(product: Product, quantity: int, scene: Scene) -> Step:
    told = product.price(scene.rules.confirm_above.currency)
    line = LineRequest(product_id=product.id, quantity=quantity, told_unit_price=told)
    request = PlaceOrder(
        request_id=scene.utterance_id,
        device_id=scene.device_id,
        at=scene.now,
        lines=(line,),
        origin=scene.origin,
    )
    return AskStore(request, lambda answer: placed(answer, scene.now))


def placed(answer: Answer | None, now: datetime) -> Say:
    """What to say of an order that was asked for."""
    if answer is None:
        return Say("store_silent")
    if answer.status == "refused" or answer.order is None:
        return Say("refused", {"reason": answer.reason or ""})
    return Say("ordered", ordered_data(answer.order, now))


def ordered_data(order: Order, now: datetime) -> Mapping[str, Any]:
    """What the replies about an order need to know."""
    left = order.cancel_until - now
    return {
        "lines": [
            {"names": line.names, "quantity": line.quantity, "unit_price": line.unit_price}
            for line in order.lines
        ],
        "total": order.total,
        "delivery": order.delivery,
        "cancel_min": max(0, round(left.total_seconds() / 60)),
        "order": order,
    }


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
        return Say("store_silent_status")
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
        return Say("store_silent_status")
    name = answer.order.lines[0].names if answer.order else {}
    if answer.status == "cancelled":
        return Say("cancelled", {"name": name, "order": answer.order})
    if answer.status == "too_late":
        return Say("cancel_too_late", {"name": name})
    if answer.status == "refused":
        return Say("refused", {"reason": answer.reason or ""})
    return Say("nothing_to_cancel")


SKILLS: Mapping[str, Skill] = {
    "Reorder": reorder,
    "Order": order,
    "OrderStatus": order_status,
    "CancelOrder": cancel_order,
}
