"""Whether a price is a good one, by what the thing cost in the last months."""

from collections.abc import Mapping

from assistant.core.money import Money
from assistant.dialog.steps import Say, Step
from assistant.language.intent import Intent
from assistant.language.words.facets import said_price
from assistant.skills.market.who_sells import is_outside, landed_at_each
from assistant.skills.scene import Scene, Skill
from assistant.skills.wishes.wanted import product_meant, unknown_product
from assistant.store.goods.catalog import Product
from assistant.store.market.offers import seller_names
from assistant.store.market.price_record import SPAN, PriceOpinion, opinion


def price_check(intent: Intent, scene: Scene) -> Step:
    """Whether a price is a good one, from what it cost in the last 90 days."""
    product = product_meant(intent, scene)
    if product is None:
        return unknown_product(intent)
    said = said_limit(intent)
    supposed = said_price(said, scene.currency) if said else None
    price = supposed or product.price(scene.currency)
    found = opinion_of(product, price, scene)
    bought = scene.history.get(product.id)
    paid = bought.last_unit_price if bought is not None else None
    if paid is not None and paid.currency != scene.currency:
        paid = None
    data = {
        "name": product.names,
        "price": price,
        "supposed": supposed is not None,
        "opinion": found.opinion,
        "lowest": found.lowest,
        "usual": found.median,
        "highest": found.highest,
        "days": found.days,
        "cheaper_percent": round(100 * found.percentile),
        "paid": paid,
        "paid_more": paid is not None and price < paid,
        "paid_less": paid is not None and paid < price,
        "topic": product.id,
        "beside": None if supposed else _beside_cheapest(product, price, scene),
    }
    return Say("price_opinion", data)


def _beside_cheapest(product: Product, price: Money, scene: Scene) -> Mapping[str, object] | None:
    """How a price stands against its own seller's, where another seller of this shop asks less.

    None where none is cheaper in all: one who eats up the difference by shipping, or sells several
    at least, is not.
    """
    told = [each for each in landed_at_each(product, scene) if not each.offer.outside]
    mine = next((each for each in told if each.offer.seller_id == product.seller_id), None)
    if mine is None:
        return None
    cheaper = (
        each
        for each in told
        if each.offer.unit_price < price and each.total < mine.total and each.offer.minimum <= 1
    )
    best = next(cheaper, None)
    if best is None:
        return None
    own = opinion_of(product, price, scene, product.seller_id)
    return {
        "seller": seller_names(scene.market, product.seller_id),
        "opinion": own.opinion,
        "usual": own.median,
        "cheapest": seller_names(scene.market, best.offer.seller_id),
        "asks": best.offer.unit_price,
        "in_all": best.total,
    }


def said_limit(intent: Intent) -> str:
    """The price that was said, with its money where that was heard apart from the number."""
    said, money = str(intent.value("limit", "")).strip(), intent.value("currency")
    return f"{said} {money}" if said and money else said


def opinion_of(
    product: Product, price: Money, scene: Scene, seller_id: str | None = None
) -> PriceOpinion:
    """What the last 90 days at the sellers of this shop, or at one of them, say about a price."""
    market = scene.market
    points = () if market is None else market.price_history(product.id, scene.now - SPAN, scene.now)
    ours = [
        point
        for point in points
        if not is_outside(point.seller_id, scene) and seller_id in (None, point.seller_id)
    ]
    return opinion(price, ours, scene.now)


SKILLS: Mapping[str, Skill] = {"PriceCheck": price_check}
