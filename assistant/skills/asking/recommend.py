"""What to buy next, out of what this household buys, or to hear: nothing is pushed, nothing is paid for."""

from collections.abc import Mapping

from assistant.dialog.steps import Say, Step
from assistant.language.intent import Intent
from assistant.skills.music import what_there_is
from assistant.skills.ordering.checkout import confirm
from assistant.skills.ordering.few_of_kind import few_of_kind
from assistant.skills.ordering.shopping import fill
from assistant.skills.products.choosing import Choosing
from assistant.skills.scene import Scene, Skill
from assistant.skills.wishes.basket import Basket, Line, Wish
from assistant.store.choosing.purchase import Confirm, Fit
from assistant.store.household.history import Bought

OFTEN = 2
"""Bought so many times, a product is one that is bought again and again."""


def recommend(intent: Intent, scene: Scene) -> Step:
    """Whose music there is; a few good ones of a kind that is named; or what was not bought for longest."""
    if intent.value("genre") is not None:
        return what_there_is({}, scene)
    goods = str(intent.value("goods", "")).strip()
    few = few_of_kind(goods, scene) if goods else None
    if isinstance(few, Choosing):
        return few.ask(few)
    if goods and not scene.shelf.find(goods):
        return Say("product_unknown", {"phrase": goods})
    if goods:
        return fill((Wish(goods, None, usual=True, sure=0.0),), Basket(), scene)
    often = (bought for bought in scene.history.values() if bought.times >= OFTEN)
    usual = [bought for bought in often if scene.sold(bought.product_id) is not None]
    if not usual:
        return Say("recommend_nothing")
    longest = min(usual, key=_last)
    product = scene.shelf.product(longest.product_id)
    line = Line(Fit(product, 1.0), longest.last_quantity)
    return confirm(Confirm(product, line.quantity, "due"), Basket((line,)), scene)


def _last(bought: Bought) -> tuple[float, str]:
    return bought.last_at.timestamp(), bought.product_id


SKILLS: Mapping[str, Skill] = {"Recommend": recommend}
