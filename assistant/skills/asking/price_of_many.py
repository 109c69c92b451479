"""What several of a thing cost beside one, and by how much something else would cost more or less."""

from collections.abc import Mapping
from typing import Final

from assistant.core.money import Money
from assistant.dialog.steps import Say, Step
from assistant.language.intent import Intent
from assistant.skills.market.in_stock import thing_meant
from assistant.skills.products.market_basket import Asked, plan, told
from assistant.skills.products.why_bought import impossible
from assistant.skills.scene import Scene, Skill
from assistant.skills.wishes.basket import MOST_AT_ONCE
from assistant.skills.wishes.wanted import unknown_product
from assistant.store.pricing import Impossible, PricedBasket

SEVERAL: Final = 3
"""As many are told of where only "more" or "in bulk" is said."""


def price_of_many(intent: Intent, scene: Scene) -> Step:
    """What so many cost in all and each, with sending, beside what one costs."""
    product = thing_meant(intent, scene)
    if product is None:
        return unknown_product(intent)
    said = intent.value("quantity")
    count = said if isinstance(said, int) else SEVERAL
    if not 1 <= count <= MOST_AT_ONCE:
        return Say("number_too_large", {"quantity": count, "limit": MOST_AT_ONCE})
    many, single = (plan([(product, n)], scene, Asked()) for n in (count, 1))
    if isinstance(many, Impossible):
        return impossible(many, scene, Asked())
    if not isinstance(many, PricedBasket) or not isinstance(single, PricedBasket):
        price = product.price(scene.currency)
        return Say("price_of", {"name": product.names, "quantity": count, "price": price * count})
    each = Money(round(many.total.minor / count), many.total.currency)
    data = {
        "name": product.names,
        "quantity": count,
        "total": many.total,
        "each": each,
        "single": single.total,
        "cheaper": each < single.total,
        "goods_cheaper": many.goods < single.goods * count,
        "comes": many.comes,
        "sellers": told(many, scene, Asked())["sellers"],
        "plan": many,
        "topic": product.id,
    }
    return Say("price_of_many", data)


def price_difference(intent: Intent, scene: Scene) -> Step:
    """By how much what was told of or ordered just now costs more or less than before, or as usual."""
    said = scene.last_said
    if said is None or "was" not in said.data:
        said = scene.told
    data = said.data if said is not None else {}
    total, was = data.get("total"), data.get("was")
    if isinstance(data.get("plan"), PricedBasket) and was is None:
        total, was = data["plan"].total, _as_usual(data["plan"], scene)
    if not isinstance(total, Money) or not isinstance(was, Money) or total.currency != was.currency:
        return Say("not_understood", {"text": intent.text})
    more = total.minor - was.minor
    known = {name: data[name] for name in ("asked", "topic") if name in data}
    difference = Money(abs(more), total.currency)
    return Say(
        "price_difference",
        {**known, "total": total, "was": was, "difference": difference, "more": more > 0},
    )


def _as_usual(priced: PricedBasket, scene: Scene) -> Money | None:
    """What the same things cost where nothing is demanded of them."""
    counts: dict[str, int] = {}
    for lot in priced.lots:
        counts[lot.product_id] = counts.get(lot.product_id, 0) + lot.quantity
    wanted = [(scene.shelf.product(id_), count) for id_, count in counts.items()]
    usual = plan(wanted, scene, Asked())
    return usual.total if isinstance(usual, PricedBasket) else None


SKILLS: Mapping[str, Skill] = {
    "PriceOfMany": price_of_many,
    "PriceDifference": price_difference,
}
