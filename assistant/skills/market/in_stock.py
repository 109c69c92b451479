"""Whether a thing can be had just now, of whom, and how many there are where that is told."""

from collections.abc import Mapping, Sequence

from assistant.dialog.steps import Say, Step
from assistant.language.intent import Intent
from assistant.skills.market.who_sells import MOST_TOLD, has_not, offers_by_price
from assistant.skills.products.market_basket import seller_called
from assistant.skills.scene import Scene, Skill
from assistant.skills.wishes.wanted import product_meant, unknown_product
from assistant.store.goods.catalog import Product, SellerOffer
from assistant.store.market.offers import seller_names


def in_stock(intent: Intent, scene: Scene) -> Step:
    """Say who has it and how many of them, as far as the sellers tell; of a seller that is named, alone."""
    product = thing_meant(intent, scene)
    if product is None:
        return unknown_product(intent)
    seller_id = seller_called(str(intent.value("seller", "")), scene.market)
    here = [o for o in _offers(product, scene) if seller_id is None or o.seller_id == seller_id]
    if seller_id is not None and not here:
        return has_not(seller_id, product.name(scene.language), product, scene)
    told = here[:MOST_TOLD]
    return Say(
        "in_stock",
        {
            "name": product.names,
            "sellers": [seller_names(scene.market, offer.seller_id) for offer in told],
            "counted": [
                {"seller": seller_names(scene.market, offer.seller_id), "stock": offer.stock}
                for offer in told
                if offer.stock is not None
            ],
            "untold": sum(offer.stock is None for offer in told),
            "more": len(here) - len(told),
            "count_asked": intent.value("asks") == "count",
            "topic": product.id,
        },
    )


def thing_meant(intent: Intent, scene: Scene) -> Product | None:
    """What is named; else the only thing that is offered, or what was spoken of last."""
    offered = scene.on_offer
    if not intent.value("product") and len(offered) == 1:
        return offered[0]
    return product_meant(intent, scene)


def _offers(product: Product, scene: Scene) -> Sequence[SellerOffer]:
    """New ones of this shop's sellers that can be had, its usual seller first, then the cheapest."""
    ours = [offer for offer in offers_by_price(product, scene) if not offer.outside]
    return sorted(ours, key=lambda offer: offer.seller_id != product.seller_id)


SKILLS: Mapping[str, Skill] = {"InStock": in_stock}
