"""Changing an order that is still open by what is named: more in it, less, something else."""

from collections.abc import Mapping, Sequence

from assistant.core.messages import Order, OrderLine
from assistant.dialog.steps import Ask, Option, Question, Say, Step
from assistant.language.intent import Intent
from assistant.language.words.units import counted
from assistant.skills.lists.which_list import item
from assistant.skills.ordering.checkout import check_out
from assistant.skills.ordering.open_orders import (
    anew,
    is_open,
    kept,
    of_open_order,
    with_count,
    without,
)
from assistant.skills.ordering.shopping import shop, surely
from assistant.skills.orders.listed import order_row, too_late
from assistant.skills.orders.ordered import ordered_data
from assistant.skills.products.called import called
from assistant.skills.scene import Scene, Skill
from assistant.skills.wishes.basket import MOST_AT_ONCE, Line
from assistant.skills.wishes.wanted import another_called
from assistant.skills.wishes.wish_said import as_order
from assistant.store.choosing.purchase import Fit


def put_in(intents: Sequence[Intent], scene: Scene) -> Step:
    """Order what is named together with what is still open; what is on its way is asked about."""
    wanted = [surely(as_order(each)) for each in intents]

    def alone(late: Order | None) -> Step:
        items = tuple(filter(None, (item(each, "product") for each in intents)))
        say = Say("add_alone", {"items": items, "late": order_row(late) if late else None})
        only = Option("alone", tuple(each.name for each in items))
        return Ask(say, Question(lambda _: shop(wanted, scene), (only,), again=say))

    return of_open_order(intents[0], scene, lambda order: shop(wanted, scene, order), alone)


def take_out(intent: Intent, scene: Scene) -> Step:
    """Order the rest of it anew; an order of nothing else is cancelled."""
    phrase = str(intent.value("ordered", ""))

    def otherwise(late: Order | None) -> Step:
        if late is None:
            return Say("order_status_none_of", {"phrase": phrase})
        return Say("cancel_too_late", order_row(late))

    def taken(order: Order) -> Step:
        return without(order, called(phrase, scene), scene) or otherwise(None)

    return of_open_order(intent, scene, taken, otherwise)


def set_count(intent: Intent, scene: Scene) -> Step:
    """Order another number of what is named; of what was just ordered, perhaps another thing."""
    phrase, quantity = str(intent.value("ordered")), how_many(intent)
    if quantity is not None and not 1 <= quantity <= MOST_AT_ONCE:
        return Say("number_too_large", {"quantity": quantity, "limit": MOST_AT_ONCE})

    def otherwise(late: Order | None) -> Step:
        last = scene.last_order
        if late is not None:
            return too_late(late, scene)
        swap = None
        if last is not None and is_open(last, scene) and len(last.lines) == 1:
            swap = ask_swap(last, last.lines[0], phrase, scene, quantity)
        return swap or Say("order_status_none_of", {"phrase": phrase})

    def changed(order: Order) -> Step:
        line = next(each for each in order.lines if each.product_id in called(phrase, scene))
        return with_count(order, phrase, quantity or times(intent) * line.quantity, scene)

    return of_open_order(intent, scene, changed, otherwise)


def how_many(intent: Intent) -> int | None:
    """The number that is said: "two packs" is two, "a dozen" is twelve."""
    said, unit = intent.value("quantity"), intent.value("unit")
    count, _ = counted(
        said if isinstance(said, int) else None, unit if isinstance(unit, str) else None
    )
    return count


def times(intent: Intent) -> int:
    """How many times as much as it was: "double that"."""
    said = intent.value("times")
    return said if isinstance(said, int) else 1


def ask_count_of_which(order: Order, quantity: int, scene: Scene, *, more: bool = False) -> Step:
    """Of which of several things so many are wanted, or so many more."""
    told = {"names": [e.names for e in order.lines], "quantity": quantity, "more": more}
    say = Say("count_of_which", told)
    before = {line.product_id: line.quantity if more else 0 for line in order.lines}

    def choose(product_id: str) -> Step:
        count = before[product_id] + quantity
        return check_out(anew(order, scene, counts={product_id: count}), scene)

    options = tuple(Option(line.product_id, _spoken(line, scene)) for line in order.lines)
    return Ask(say, Question(choose, options, decline=kept(order, "", scene), again=say))


def _spoken(line: OrderLine, scene: Scene) -> tuple[str, ...]:
    """What a thing that was ordered may be called."""
    product = scene.sold(line.product_id)
    return tuple(line.names.values()) if product is None else product.spoken


def ask_how(intent: Intent, scene: Scene) -> Step:
    """Say what is ordered and how it can be changed; it is what "make it two" means from now on."""

    def told(order: Order) -> Step:
        return Say("change_how", ordered_data(order, scene.now))

    def otherwise(late: Order | None) -> Step:
        return too_late(late, scene) if late else Say("nothing_to_change")

    return of_open_order(intent, scene, told, otherwise)


def ask_swap(
    order: Order, old: OrderLine, what: str, scene: Scene, quantity: int | None = None
) -> Step | None:
    """Whether to have another thing instead; nothing is changed without a yes."""
    product = another_called(what, scene.sold(old.product_id), scene, any_kind=True)
    if product is None:
        return None
    stays = Say("order_kept", {"name": old.names, "quantity": old.quantity})
    if product.id == old.product_id:  # "the Duracell ones", of Duracell that was ordered
        return stays
    count = quantity or old.quantity
    price = product.price(scene.currency)
    line = Line(Fit(product, 1.0), count, chosen=True)
    told = {"old": old.names, "name": product.names, "price": price, "quantity": count}
    say = Say("swap_sure", told)
    question = Question(
        lambda _: check_out(anew(order, scene, (line,), but={old.product_id}), scene),
        (Option(product.id, product.spoken, price, product.size, product.size_unit),),
        decline=stays,
        again=say,
        amend=lambda intent: _counted_anew(intent, order, old, what, scene),
    )
    return Ask(say, question)


def _counted_anew(
    intent: Intent, order: Order, old: OrderLine, what: str, scene: Scene
) -> Step | None:
    """The same question about another number of what is to be had instead: "two of them"."""
    count = how_many(intent) if intent.name == "ChangeQuantity" else None
    if count is None or not 1 <= count <= MOST_AT_ONCE or intent.value("ordered"):
        return None
    return ask_swap(order, old, what, scene, count)


SKILLS: Mapping[str, Skill] = {
    "AddToOrder": lambda intent, scene: put_in((intent,), scene),
    "TakeOut": take_out,
    "ChangeOrder": ask_how,
}
