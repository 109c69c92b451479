"""An order that can still be changed: which one is meant, and how it is had otherwise."""

from collections.abc import Callable, Collection, Mapping, Sequence

from assistant.core.messages import Names, Order
from assistant.dialog.steps import Say, Step
from assistant.language.intent import Intent
from assistant.skills.ordering.checkout import check_out
from assistant.skills.orders.cancelling import cancel
from assistant.skills.orders.listed import listed_orders
from assistant.skills.products.called import called
from assistant.skills.products.market_basket import Asked
from assistant.skills.scene import Scene, Skill
from assistant.skills.wishes.basket import Basket, Line
from assistant.store.choosing.purchase import Fit


def holds(order: Order, phrase: str, scene: Scene) -> bool:
    """Whether something that goes by this name is in an order; any is where none is named."""
    meant = called(phrase, scene) if phrase else set()
    return not phrase or any(line.product_id in meant for line in order.lines)


def is_open(order: Order | None, scene: Scene) -> bool:
    """Whether an order was asked for here and can still be called off."""
    return (
        order is not None
        and order.state == "placed"
        and order.slot is None
        and scene.now < order.cancel_until
    )


def of_open_order(
    intent: Intent,
    scene: Scene,
    then: Callable[[Order], Step],
    otherwise: Callable[[Order | None], Step],
) -> Step:
    """Go on with the order that is meant: this conversation's, else the latest that is open.

    Args:
        intent: its slot `ordered` names something that is in it.
        scene: in which it is said.
        then: what to do with it.
        otherwise: what to do where none can be changed: with the latest that is under way.
    """
    phrase = str(intent.value("ordered", ""))
    last = scene.last_order
    if last is not None and is_open(last, scene) and holds(last, phrase, scene):
        return then(last)

    def found(orders: Sequence[Order]) -> Step:
        fitting = [order for order in orders if holds(order, phrase, scene)]
        able = next((order for order in fitting if is_open(order, scene)), None)
        if able is not None:
            return then(able)
        return otherwise(fitting[0] if fitting else None)

    unnamed = Intent(name=intent.name, text=intent.text, language=intent.language)
    return listed_orders(unnamed, scene, "open", found, open_only=True)


def anew(
    order: Order,
    scene: Scene,
    more: Sequence[Line] = (),
    *,
    counts: Mapping[str, int] | None = None,
    but: Collection[str] = (),
) -> Basket:
    """What takes the place of an order: by the day that was asked for, as it was.

    Args:
        order: to be had otherwise.
        scene: in which it is.
        more: what is in it besides.
        counts: how many of what, by product id; of the rest as many as before.
        but: the ids of what is not in it any more.
    """
    lines: list[Line] = []
    gone: list[Names] = []
    for line in order.lines:
        if line.product_id in but:
            continue
        product = scene.sold(line.product_id)
        if product is None:
            gone.append(line.names)
        else:
            quantity = (counts or {}).get(line.product_id, line.quantity)
            lines.append(Line(Fit(product, 1.0), quantity, chosen=True))
    asked = Asked(by=order.deliver_by)
    return Basket((*lines, *more), gone=tuple(gone), instead_of=order, asked=asked)


def with_count(order: Order, phrase: str, quantity: int, scene: Scene) -> Step:
    """Order it anew with so many of what is named; where nothing is, of the only thing in it."""
    meant = called(phrase, scene) if phrase else {line.product_id for line in order.lines}
    changed = [line for line in order.lines if line.product_id in meant]
    if all(line.quantity == quantity for line in changed):
        return kept(order, phrase, scene)
    return check_out(anew(order, scene, counts=dict.fromkeys(meant, quantity)), scene)


def without(order: Order, product_ids: set[str], scene: Scene) -> Step | None:
    """The order without some things, cancelled where that is all of it; None: they are not in it."""
    ordered = {line.product_id for line in order.lines}
    if not ordered & product_ids:
        return None
    if ordered <= product_ids:
        return cancel(order.order_id, scene)
    return check_out(anew(order, scene, but=product_ids), scene)


def kept(order: Order, phrase: str, scene: Scene) -> Say:
    """That an order stays as it is."""
    meant = called(phrase, scene) if phrase else set()
    line = next((each for each in order.lines if each.product_id in meant), order.lines[0])
    return Say("order_kept", {"name": line.names, "quantity": line.quantity})


def cancel_until(_intent: Intent, scene: Scene) -> Step:
    """Until when the order of now can be called off or changed; where there is none, how long one can."""

    def found(orders: Sequence[Order]) -> Step:
        able = next((order for order in orders if is_open(order, scene)), None)
        names = {"name": able.lines[0].names, "until": able.cancel_until} if able else {}
        return Say("cancel_until", {**names, "coming": bool(orders)})

    last = scene.last_order
    if last is not None and is_open(last, scene):
        return found((last,))
    return listed_orders(Intent(name="OrderStatus", text=""), scene, "open", found, open_only=True)


SKILLS: Mapping[str, Skill] = {"CancelUntil": cancel_until}
