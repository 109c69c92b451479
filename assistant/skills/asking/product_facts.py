"""What a thing is: who makes it, how much is in it, how it is rated; and what no catalog tells, said so."""

from collections.abc import Mapping, Sequence

from assistant.dialog.steps import Say, Step
from assistant.language.intent import Intent
from assistant.skills.scene import Scene, Skill
from assistant.skills.wishes.wanted import product_meant, unknown_product
from assistant.store.choosing.purchase import MOST_CHOICES
from assistant.store.goods.catalog import Product
from assistant.store.goods.measures import measure


def product_fact(intent: Intent, scene: Scene) -> Step:
    """Tell a fact of what is named, offered, or was spoken of last."""
    products = _meant(intent, scene)
    if not products:
        return unknown_product(intent)
    rows = [
        {
            "names": product.names,
            "brand": product.brand,
            "rating": product.rating,
            "raters": product.raters,
            "amount": size.amount if size is not None else None,
            "unit": size.base if size is not None else None,
        }
        for product in products
        for size in [measure(product.size, product.size_unit)]
    ]
    told = {"rows": rows, "fact": intent.value("fact")}
    return Say("product_fact", {**told, "topic": products[0].id} if len(rows) == 1 else told)


def _meant(intent: Intent, scene: Scene) -> Sequence[Product]:
    if not intent.value("product") and scene.on_offer:
        return scene.on_offer[:MOST_CHOICES]
    product = product_meant(intent, scene)
    return () if product is None else (product,)


SKILLS: Mapping[str, Skill] = {"ProductFact": product_fact}
