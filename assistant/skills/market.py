"""Prices and sellers: is it a good one, who sells it, is it cheaper elsewhere."""

from collections.abc import Iterable, Mapping, Sequence

from assistant.core.money import Money
from assistant.core.notes import ListItem
from assistant.dialog.steps import (
    Ask,
    LearnName,
    Option,
    Question,
    Say,
    Step,
)
from assistant.language.facets import said_price
from assistant.language.intent import Intent
from assistant.skills.few_of_kind import of_kind
from assistant.skills.held_prices import held_of
from assistant.skills.list_changes import put_on
from assistant.skills.market_basket import Asked, comes, plan, seller_called, takes_long
from assistant.skills.scene import Scene, Skill
from assistant.store.catalog import Product, SellerOffer
from assistant.store.landed import Landed, landed
from assistant.store.lists import SHOPPING
from assistant.store.offers import Market, seller_names
from assistant.store.price_record import SPAN, PriceOpinion, opinion
from assistant.store.pricing import PricedBasket
from assistant.store.purchase import closest

MOST_TOLD = 3
"""Sellers that are told of; by ear, more is a blur."""


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
    told = [each for each in _landed(product, scene) if not each.offer.outside]
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
        if not _outside(point.seller_id, scene) and seller_id in (None, point.seller_id)
    ]
    return opinion(price, ours, scene.now)


def _outside(seller_id: str, scene: Scene) -> bool:
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
    told = _landed(product, scene)
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
        return _has_not(seller_id, phrase, product, scene)
    each, told = sold
    found = _told(told, scene)
    priced = plan([(each, 1)], scene, Asked(only=frozenset({seller_id})))
    comes = priced.comes if isinstance(priced, PricedBasket) else None
    data = {"seller": found["names"], "name": each.names, "comes": comes, "topic": each.id}
    data |= held_of(each, scene)
    return Say("seller_has", {**found, **data})


def _has_not(seller_id: str, phrase: str, product: Product, scene: Scene) -> Say:
    """That a seller does not have a thing, and who has it."""
    others = [_told(one, scene)["names"] for one in _landed(product, scene)[:MOST_TOLD]]
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
        for told in _landed(each, scene)
        if told.offer.seller_id == seller_id
    )
    return next(asks, None)


def order_outside(phrase: str, seller_id: str, scene: Scene) -> Step | None:
    """What a shop outside asks for what was to be ordered of it, and here; on the list, if wanted.

    None where it is no shop outside.
    """
    if not _outside(seller_id, scene):
        return None
    products = [
        *(fit.product for fit in closest(scene.shelf.find(phrase))),
        *of_kind(phrase, scene),
    ]
    sold = _sold_by(seller_id, products, scene)
    if sold is None:
        return _has_not(seller_id, phrase, products[0], scene) if products else None
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
    told = _landed(product, scene)
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


def teach_name(intent: Intent, scene: Scene) -> Step:
    """Remember what a household calls a thing."""
    said = str(intent.value("called", "")).strip()
    product = product_meant(intent, scene)
    if product is None or not said:
        return unknown_product(intent)
    data = {"said": said, "name": product.names, "topic": product.id}
    return LearnName(said, product.id, scene.language, Say("name_learnt", data))


def _landed(product: Product, scene: Scene) -> Sequence[Landed]:
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


def product_meant(intent: Intent, scene: Scene) -> Product | None:
    """The product that is named, or the one that was talked about."""
    phrase = str(intent.value("product", "")).strip()
    if phrase:
        found = scene.shelf.find(phrase)
        known = [fit for fit in found if fit.product.id in scene.history]
        best = [fit for fit in known if fit.score >= found[0].score - 0.08] or found
        return best[0].product if best else None
    return None if scene.topic is None else scene.sold(scene.topic)


def unknown_product(intent: Intent) -> Step:
    """What to say where nothing that is sold was named."""
    phrase = str(intent.value("product", "")).strip()
    return Say("product_unknown", {"phrase": phrase}) if phrase else Say("which_product")


SKILLS: Mapping[str, Skill] = {
    "PriceCheck": price_check,
    "WhoSells": who_sells,
    "CheaperElsewhere": cheaper_elsewhere,
    "TeachName": teach_name,
}
