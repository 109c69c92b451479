"""What is asked about a thing that is offered or was just ordered: its price by measure, its traits."""

from collections.abc import Mapping, Sequence

from assistant.core.money import Money
from assistant.dialog.steps import Say, Step
from assistant.language.intent import Intent
from assistant.language.traits import traits_in
from assistant.skills.scene import Scene, Skill
from assistant.store.catalog import Product
from assistant.store.measures import measure, per_unit
from assistant.store.purchase import MOST_CHOICES


def price_per(intent: Intent, scene: Scene) -> Step:
    """What a pound, a litre or a piece costs; by the measure that it is sold by where none fits."""
    products = _asked_about(intent, scene)
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
    """Which of what is asked about is organic, decaf and so on, as far as its names tell."""
    products, trait = _asked_about(intent, scene), str(intent.value("trait"))
    if not products:
        return Say("nothing_chosen")
    are = [p.names for p in products if trait in traits_in(" ".join(p.spoken))]
    rest = [p.names for p in products if p.names not in are]
    return Say("has_trait", {"trait": trait, "names": are, "others": rest})


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


SKILLS: Mapping[str, Skill] = {"PricePer": price_per, "HasTrait": has_trait}
