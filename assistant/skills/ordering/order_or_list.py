"""Ordering what stands on a list, and what is named without a word on whether to order or to note it."""

from collections.abc import Mapping, Sequence

from assistant.dialog.steps import Ask, Option, Question, Say, Step
from assistant.language.intent import Intent
from assistant.language.names.resolve import CERTAIN
from assistant.language.words.units import pieces_in
from assistant.skills.lists.changes import put_on, taken_off
from assistant.skills.lists.which_list import item, items_of, meant, named, shown
from assistant.skills.ordering.open_orders import is_open
from assistant.skills.ordering.shopping import fill, shop, surely
from assistant.skills.products.market_basket import asked_of
from assistant.skills.scene import Scene, Skill
from assistant.skills.wishes.basket import Basket, Wish
from assistant.skills.wishes.how_much import UNSURE
from assistant.skills.wishes.wanted import found
from assistant.skills.wishes.wish_said import ABOUT, as_order
from assistant.store.household.lists import SHOPPING

MEANT = 0.75
"""How well each of several bare names has to fit a product, where one fits exactly."""


def also(intents: Sequence[Intent], scene: Scene) -> Step:
    """One more thing of what was asked for last: "and eggs too" after a list, or after an order."""
    said = scene.last_said.key if scene.last_said is not None else ""
    wanted = [as_order(each) for each in intents]
    if said == "ordered":
        last = scene.last_order
        return shop(wanted, scene, last if is_open(last, scene) else None)
    asked = any(each.value(ABOUT) for each in intents)
    if asked or (named(intents, scene) is None and scene.list is None):
        unknown = Say("not_understood", {"text": intents[0].text})
        return order_or_list(wanted, scene) or unknown
    name = meant(intents, scene)
    doing = put_on if said != "list_removed" or intents[0].value("put") else taken_off
    return doing(name, items_of(intents), scene)


def order_list(intent: Intent, scene: Scene) -> Step:
    """Order everything on a list; what is ordered is taken off it.

    Where that may have been said to somebody else, “get everything on the list”, it is asked about.
    """
    name = meant((intent,), scene)
    items = scene.lists.get(name, ())
    if not items:
        return Say("list_empty" if name in scene.lists else "list_none", {"list": shown(name)})
    sure = UNSURE if intent.value("perhaps") else intent.score
    wishes = tuple(
        Wish(
            each.name,
            each.quantity,
            usual=True,
            sure=sure,
            pieces=pieces_in(each.unit),
            unit=each.unit or "",
        )
        for each in items
    )
    asked = asked_of((intent,), scene)
    return fill(wishes, Basket(from_list=name, asked=asked), scene)


def want(intents: Sequence[Intent], scene: Scene) -> Step:
    """Things that somebody wants, or would have in a basket: ask what is to be done about them."""
    phrases = ", ".join(str(intent.value("product", "")) for intent in intents)
    asked = order_or_list(tuple(map(surely, intents)), scene, MEANT)
    return asked or Say("product_unknown", {"phrase": phrases})


def order_or_list(intents: Sequence[Intent], scene: Scene, sure: float = CERTAIN) -> Step | None:
    """Things named without a word on what to do: ask; None where they are no known products.

    Args:
        intents: whose slot `product` names them.
        scene: in which they are named.
        sure: how well the best known of them has to fit.
    """
    names = [str(intent.value("product", "")) for intent in intents]
    fits = [max((fit.score for fit in found(name, scene)), default=0.0) for name in names]
    if not fits or max(fits) < sure or min(fits) < MEANT:
        return None
    items = tuple(filter(None, (item(intent, "product") for intent in intents)))
    say = Say("order_or_list", {"items": items})
    listed = put_on(SHOPPING, items, scene)
    options = (Option("order", ("order", "주문")), Option("list", ("list", "목록", "리스트")))
    question = Question(
        lambda id_: shop(intents, scene) if id_ == "order" else listed,
        options,
        again=say,
        meant_by={"ListAdd": "list", "ListShow": "list", "Order": "order", "Reorder": "order"},
        about=names,
    )
    return Ask(say, question)


SKILLS: Mapping[str, Skill] = {
    "Want": lambda intent, scene: want((intent,), scene),
    "Also": lambda intent, scene: also((intent,), scene),
    "ListOrder": order_list,
}
