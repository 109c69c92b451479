"""What the house tells of itself: held, ordered and delivered things, each once and in a few words."""

from dataclasses import dataclass
from typing import Any

from assistant.core.messages import Answer, Order, OrderEvent
from assistant.dialog.steps import Ask, Say, Step
from assistant.skills.market.held_prices import ask_about as ask_about_price
from assistant.skills.orders.held import ask_about, settled
from assistant.skills.orders.overdue import lateness_row, sellers_of
from assistant.skills.products.market_basket import takes_long
from assistant.skills.scene import Scene
from assistant.store.market.offer_check import HeldOffer
from assistant.store.market.watches import PriceDropped

BY_ITSELF = frozenset({"press", "level", "estimate"})
"""Origins of orders that nobody has spoken."""


@dataclass(frozen=True)
class Late:
    """An order that should have come before today."""

    order: Order


Happening = OrderEvent | Answer | Late | PriceDropped | HeldOffer
"""What is told without being asked."""


def worth_saying(event: OrderEvent) -> bool:
    """Whether an event is told aloud: not what was just said in a conversation, nor every step."""
    if event.order.test:
        return False
    if event.event in {"Delivered", "GivenUp"}:
        return True
    return event.event in {"OrderPlaced", "OrderHeld"} and event.order.origin in BY_ITSELF


def announcement(event: Happening, scene: Scene, *, busy: bool = False) -> Step:
    """What to say of an event, or of an order that was answered late.

    Args:
        event: what has happened.
        scene: the conversation that it is told in.
        busy: a question is open there, so that no other may be asked now.
    """
    match event:
        case Answer():
            step = settled(event, scene)
        case OrderEvent():
            step = _order_happened(event, scene)
        case Late(order):
            late = {**_data(order), **lateness_row(order, scene), "order_id": order.order_id}
            late |= {"topic": order.lines[0].product_id, "promised_by": sellers_of(order, scene)}
            step = Say("late", late)
        case PriceDropped(watch, offer, seller):
            told = {
                "name": watch.names,
                "price": offer.unit_price,
                "below": watch.below,
                "seller": seller,
                "outside": offer.outside,
                "minimum": offer.minimum,
                "takes": takes_long(offer, scene),
                "topic": watch.product_id,
            }
            step = Say("price_dropped", told)
        case HeldOffer():
            step = ask_about_price(event, scene)
    if busy and isinstance(step, Ask):
        if step.say.key == "held_price":
            return Say("held_price_notice", step.say.data)
        return Say("held_notice", step.say.data) if "name" in step.say.data else step.say
    return step


def _order_happened(event: OrderEvent, scene: Scene) -> Step:
    order = event.order
    match event.event:
        case "OrderHeld":
            return ask_about(order, None, scene)
        case "Delivered":
            return Say("delivered", {**_data(order), "order_id": order.order_id})
        case "GivenUp":
            return Say("given_up", {**_data(order), "order_id": order.order_id})
        case _:
            key = "slot_ordered" if order.origin == "press" else "level_ordered"
            return Say(key, _data(order))


def _data(order: Order) -> dict[str, Any]:
    return {
        "name": order.lines[0].names,
        "more": len(order.lines) - 1,
        "quantity": order.lines[0].quantity,
        "delivery": order.delivery,
        "device": order.device_id,
    }
