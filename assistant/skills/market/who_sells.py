"""Who sells a thing and for how much, with shipping; whether it is cheaper elsewhere."""

from collections.abc import Iterable, Mapping, Sequence

from assistant.core.money import Money
from assistant.core.notes import ListItem
from assistant.dialog.steps import Ask, Option, Question, Say, Step
from assistant.language.intent import Intent
from assistant.skills.lists.changes import put_on
from assistant.skills.market.held_prices import held_of
from assistant.skills.products.market_basket import Asked, comes, plan, seller_called, takes_long
from assistant.skills.scene import Scene, Skill
from assistant.skills.wishes.wanted import of_kind, product_meant, unknown_product
from assistant.store.choosing.purchase import closest
from assistant.store.goods.catalog import Product, SellerOffer
from assistant.store.household.lists import SHOPPING
from assistant.store.market.landed import Landed, landed
from assistant.store.market.offers import Market, seller_names
from assistant.store.pricing import PricedBasket

MOST_TOLD = 3
"""Sellers that are told of; by ear, more is a blur."""


def is_outside(seller_id: str, scene: Scene) -> bool:
    """Whether a seller is a shop outside, of which nothing can be ordered here."""
    seller = None if scene.market is None else scene.market.seller(seller_id)
    return seller is not None and seller.outside


def offers_by_price(product: Product, scene: Scene) -> Sequence[SellerOffer]:
    """New ones that can be had, the cheapest first."""
    if scene.market is None:
        return ()
    offers = scene.market.offers_of(product.id, scene.now)
    return [each for each in offers if each.condition == "new" and each.stock != 0]


def who_sells(intent: Intent, scene: Scene) -> Step:
    """Who sells it, for how much; the few cheapest with shipping, and how many more."""
    product = product_meant(intent, scene)
    seller_id = seller_called(str(intent.value("seller", "")), scene.market)
    if product is not None and seller_id is not None:
        return _of_seller(product, seller_id, intent, scene)
    if product is None:
        return unknown_product(intent)
    told = landed_at_each(product, scene)
    held = held_of(product, scene)
    if not told:
        return Say("nobody_sells", {"name": product.names, **held})
    data = {
        **held,
        "name": product.names,
        "sellers": [_told(each, scene) for each in told[:MOST_TOLD]],
        "more": max(0, len(told) - MOST_TOLD),
        "topic": product.id,
    }
    return Say("sellers", data)


def _of_seller(product: Product, seller_id: str, intent: Intent, scene: Scene) -> Step:
    """Whether one seller has a thing, or another of its kind, and for how much."""
    phrase = str(intent.value("product", "")).strip() or product.name(scene.language)
    sold = _sold_by(seller_id, [product, *of_kind(phrase, scene)], scene)
    if sold is None:
        return has_not(seller_id, phrase, product, scene)
    each, told = sold
    found = _told(told, scene)
    priced = plan([(each, 1)], scene, Asked(only=frozenset({seller_id})))
    comes = priced.comes if isinstance(priced, PricedBasket) else None
    data = {"seller": found["names"], "name": each.names, "comes": comes, "topic": each.id}
    data |= held_of(each, scene)
    return Say("seller_has", {**found, **data})


def has_not(seller_id: str, phrase: str, product: Product, scene: Scene) -> Say:
    """That a seller does not have a thing, and who has it."""
    others = [_told(one, scene)["names"] for one in landed_at_each(product, scene)[:MOST_TOLD]]
    names = seller_names(scene.market, seller_id)
    held = held_of(product, scene)
    return Say("seller_has_not", {"seller": names, "phrase": phrase, "others": others, **held})


def _sold_by(
    seller_id: str, products: Iterable[Product], scene: Scene
) -> tuple[Product, Landed] | None:
    """The first of some products that a seller has, and what it asks for it."""
    asks = (
        (each, told)
        for each in products
        for told in landed_at_each(each, scene)
        if told.offer.seller_id == seller_id
    )
    return next(asks, None)


def order_outside(phrase: str, seller_id: str, scene: Scene) -> Step | None:
    """What a shop outside asks for what was to be ordered of it, and here; on the list, if wanted.

    None where it is no shop outside.
    """
    if not is_outside(seller_id, scene):
        return None
    products = [
        *(fit.product for fit in closest(scene.shelf.find(phrase))),
        *of_kind(phrase, scene),
    ]
    sold = _sold_by(seller_id, products, scene)
    if sold is None:
        return has_not(seller_id, phrase, products[0], scene) if products else None
    product, told = sold
    here = plan([(product, 1)], scene, Asked())
    ours = here.total if isinstance(here, PricedBasket) else None
    data = {"name": product.names, "seller": _told(told, scene), "ours": ours, "topic": product.id}
    return _offer_list(product, told, Say("order_outside", data), scene)


def cheaper_elsewhere(intent: Intent, scene: Scene) -> Step:
    """The honest comparison; what only a shop outside has cheaper goes on the list if wanted."""
    product = product_meant(intent, scene)
    if product is None:
        return unknown_product(intent)
    told = landed_at_each(product, scene)
    mine = next((each for each in told if each.offer.seller_id == product.seller_id), None)
    best = told[0] if told else None
    data: dict[str, object] = {"name": product.names, "topic": product.id}
    if best is None or mine is None or not best.total < mine.total:
        return Say("not_cheaper", data | {"alone": len(told) <= 1})
    data |= {
        "seller": _told(best, scene),
        "mine": _told(mine, scene),
        "saved": Money(mine.total.minor - best.total.minor, scene.currency),
    }
    if scene.market is not None:
        data |= _when(best, mine, told, scene.market, scene)
    if not best.offer.outside:
        return Say("cheaper_here", data)
    return _offer_list(product, best, Say("cheaper_outside", data), scene)


def _when(
    best: Landed, mine: Landed, told: Sequence[Landed], market: Market, scene: Scene
) -> Mapping[str, object]:
    """How much later the cheapest comes; where it takes long, who is cheaper and does not."""
    day = comes(market, scene)
    takes = takes_long(best.offer, scene)
    soon = (e for e in told if e.total < mine.total and takes_long(e.offer, scene) is None)
    sooner = next(soon, None) if takes else None
    return {
        "later": max(0, (day(best.offer) - day(mine.offer)).days),
        "takes": takes,
        "sooner": sooner and {**_told(sooner, scene), "comes": day(sooner.offer)},
    }


def _offer_list(product: Product, best: Landed, say: Say, scene: Scene) -> Step:
    names = seller_names(scene.market, best.offer.seller_id)
    shop = names.get(scene.language) or names["en"]
    item = ListItem(name=f"{product.name(scene.language)} ({shop})")
    noted = put_on(SHOPPING, (item,), scene)
    options = (Option("list", (product.name(scene.language), shop)),)
    question = Question(lambda _: noted, options, decline=Say("never_mind"), again=say)
    return Ask(say, question)


def landed_at_each(product: Product, scene: Scene) -> Sequence[Landed]:
    """What one costs at each seller, shipping included, the cheapest first."""
    market = scene.market
    if market is None:
        return ()
    found = (
        landed(each, market.terms(each.seller_id), 1) for each in offers_by_price(product, scene)
    )
    best: dict[str, Landed] = {}
    for each in sorted(found, key=lambda one: (one.total.minor, one.offer.id)):
        best.setdefault(each.offer.seller_id, each)
    return list(best.values())


def _told(each: Landed, scene: Scene) -> Mapping[str, object]:
    offer = each.offer
    return {
        "names": seller_names(scene.market, offer.seller_id),
        "price": offer.unit_price,
        "shipping": each.shipping,
        "total": each.total,
        "outside": offer.outside,
        "minimum": offer.minimum,
        "takes": takes_long(offer, scene),
    }


SKILLS: Mapping[str, Skill] = {
    "WhoSells": who_sells,
    "CheaperElsewhere": cheaper_elsewhere,
}
