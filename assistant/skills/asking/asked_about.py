"""What is asked about a thing that is named, is offered or was just ordered: its price by measure, its traits."""

from collections.abc import Mapping, Sequence

from assistant.core.money import Money
from assistant.dialog.steps import Say, Step
from assistant.language.intent import Intent
from assistant.skills.products.facets import has
from assistant.skills.scene import Scene, Skill
from assistant.skills.wishes.wanted import of_kind, product_meant
from assistant.store.choosing.purchase import MOST_CHOICES
from assistant.store.goods.catalog import Product
from assistant.store.goods.measures import measure, per_unit


def price_per(intent: Intent, scene: Scene) -> Step:
    """What a pound, a litre or a piece costs; by the measure that it is sold by where none fits."""
    named = product_meant(intent, scene) if intent.value("product") else None
    products = _asked_about(intent, scene) if named is None else (named,)
    rows = [row for product in products if (row := _by_measure(product, intent, scene)) is not None]
    if not products:
        return Say("nothing_chosen")
    return Say("price_per", {"rows": rows, "names": [product.names for product in products]})


def _by_measure(product: Product, intent: Intent, scene: Scene) -> Mapping[str, object] | None:
    price, size = product.price(scene.currency), measure(product.size, product.size_unit)
    if size is None:
        return None
    said = str(intent.value("measure", ""))
    wanted = measure(1, said) if said else None
    if wanted is None or wanted.base != size.base:
        cost, label = per_unit(price, size)
        return {"names": product.names, "price": cost, "per": label}
    cost = Money(round(price.minor * wanted.amount / size.amount), price.currency)
    return {"names": product.names, "price": cost, "per": said}


def has_trait(intent: Intent, scene: Scene) -> Step:
    """Which of what is asked about is organic, decaf and so on, as far as the catalog tells.

    Of a kind that is named it is what this household buys of it; where that is not so, what is.
    """
    trait, kind = str(intent.value("trait")), str(intent.value("kind", "")).strip()
    found = of_kind(kind, scene) if kind else _asked_about(intent, scene)
    if not found:
        return Say("product_unknown", {"phrase": kind}) if kind else Say("nothing_chosen")
    such = [product for product in found if has(product, trait)]
    own = [product for product in found if not kind or product.id in scene.history]
    meant = (own or such or found)[:MOST_CHOICES]
    are = [product for product in meant if product in such]
    instead = [] if are else such[:MOST_CHOICES]
    told = {
        "trait": trait,
        "names": [product.names for product in are],
        "others": [product.names for product in meant if product not in are],
        "instead": [product.names for product in instead],
    }
    one = are or instead or meant
    return Say("has_trait", {**told, "topic": one[0].id} if kind and len(one) == 1 else told)


def label_fact(intent: Intent, _: Scene) -> Step:
    """Say that until when a thing keeps, where it is from or what is in it stands on its label only."""
    return Say("label_fact", {"phrase": intent.value("kind", ""), "fact": intent.value("fact")})


def _asked_about(intent: Intent, scene: Scene) -> Sequence[Product]:
    """What is offered, or the one at a place of it; else what was just ordered or talked about."""
    offered, place = scene.on_offer, intent.value("ordinal")
    if isinstance(place, int):
        at = place - 1 if place > 0 else len(offered) + place
        return offered[at : at + 1] if at >= 0 else ()
    if offered:
        return offered[:MOST_CHOICES]
    last = scene.last_order
    ids = [line.product_id for line in last.lines] if last is not None else [scene.topic or ""]
    said = scene.last_said
    if said is not None and "topic" in said.data:
        ids = [said.data["topic"]]
    return [product for id_ in ids if (product := scene.sold(id_)) is not None][:MOST_CHOICES]


SKILLS: Mapping[str, Skill] = {
    "PricePer": price_per,
    "HasTrait": has_trait,
    "LabelFact": label_fact,
}
