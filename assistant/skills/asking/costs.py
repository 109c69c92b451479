"""What things cost: how much is it, what does sending cost, and what is cheaper than usual."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from assistant.core.messages import Order
from assistant.core.money import Money
from assistant.dialog.steps import Ask, Say, Step
from assistant.language.intent import Intent
from assistant.language.words.units import counted, pieces_in
from assistant.skills.market.held_prices import held_of
from assistant.skills.market.price_check import opinion_of
from assistant.skills.ordering.few_of_kind import few_of
from assistant.skills.ordering.shopping import shop
from assistant.skills.orders.listed import listed_orders
from assistant.skills.orders.status import how_they_stand
from assistant.skills.products.choosing import offered_now
from assistant.skills.products.market_basket import (
    Asked,
    asked_of,
    parcels_told,
    plan,
    seller_called,
    told,
)
from assistant.skills.scene import Scene, Skill
from assistant.skills.wishes.basket import MOST_AT_ONCE, Wish
from assistant.skills.wishes.how_much import UNSURE, how_many
from assistant.skills.wishes.wanted import of_kind, product_meant, unknown_product
from assistant.store.choosing.purchase import MOST_CHOICES
from assistant.store.goods.catalog import Product, Seller
from assistant.store.pricing import Parcel, PricedBasket

CHEAPER = ("lowest", "good")
"""Opinions of a price that is worth telling of."""


def price_of(intent: Intent, scene: Scene) -> Step:
    """What a thing costs: the one that is bought, or the few best where none is.

    Whether it can be here by a day is answered by what is on its way; else as an order of it is,
    which asks first.
    """
    phrase = str(intent.value("product", "")).strip()
    offered = offered_now(scene)
    asked = offered.ask(offered) if offered is not None and not phrase else None
    if isinstance(asked, Ask):
        return Ask(Say("prices_of", asked.say.data), asked.question)
    product = product_meant(intent, scene)
    if product is None:
        return unknown_product(intent)
    if asked_of((intent,), scene).by is not None:
        return _by_a_day(intent, product, scene)
    hurry = intent.value("manner") is not None
    if phrase and product.id not in scene.history and not hurry:
        now = few_of(of_kind(phrase, scene), phrase, scene)
        asked = None if now is None else now.ask(now)
        if isinstance(asked, Ask):
            return Ask(Say("prices_of", {**asked.say.data, "phrase": phrase}), asked.question)
    count = _how_many(intent, phrase, product, scene)
    return Say("price_of", _told(product, count, scene, asked_of((intent,), scene, [product])))


def _by_a_day(intent: Intent, product: Product, scene: Scene) -> Step:
    def opened(orders: Sequence[Order]) -> Step:
        waited_for = [
            order for order in orders if product.id in {line.product_id for line in order.lines}
        ]
        if waited_for:
            return how_they_stand(waited_for, intent, scene)
        return shop((msgspec.structs.replace(intent, name="Order", score=UNSURE),), scene)

    return listed_orders(intent, scene, "waited_for", opened, open_only=True)


def _how_many(intent: Intent, phrase: str, product: Product, scene: Scene) -> int:
    """How many an order of as much would buy: a dozen eggs are one carton."""
    quantity, unit = intent.value("quantity"), intent.value("unit")
    if not isinstance(quantity, int) or not 1 <= quantity <= MOST_AT_ONCE:
        return 1
    number, kept = counted(quantity, unit if isinstance(unit, str) else None)
    wish = Wish(phrase, number, usual=False, sure=1.0, pieces=pieces_in(kept), unit=kept or "")
    return how_many(wish, product, scene)


def _told(product: Product, count: int, scene: Scene, asked: Asked) -> Mapping[str, object]:
    """As an order would buy it, so that nobody is told less than is paid then."""
    data: dict[str, object] = {
        "name": product.names,
        "quantity": count,
        "price": product.price(scene.currency) * count,
        "topic": product.id,
        **held_of(product, scene),
    }
    priced = plan([(product, count)], scene, asked)
    if isinstance(priced, PricedBasket):
        sent = priced.total if priced.total != priced.goods else None
        data |= {"price": priced.goods, "total": sent, "comes": priced.comes}
        data["sellers"] = told(priced, scene, asked)["sellers"]
    return data


def on_sale(intent: Intent, scene: Scene) -> Step:
    """What costs less than usual just now: of a kind that is named, or of what is bought here."""
    phrase = str(intent.value("product", "")).strip()
    products = of_kind(phrase, scene) if phrase else _bought(scene)
    if phrase and not products:
        return unknown_product(intent)
    found = [told for each in products if (told := _cheaper(each, scene)) is not None]
    if not found:
        return Say("nothing_on_sale", {"phrase": phrase, "any": bool(products)})
    found.sort(key=lambda told: -told[0])
    best = [told for _, told in found[:MOST_CHOICES]]
    topic = {"topic": best[0]["id"]} if len(best) == 1 else {}
    return Say("on_sale", {"found": best, "bought": not phrase, **topic})


def _bought(scene: Scene) -> Sequence[Product]:
    bought = sorted(scene.usual.values(), key=lambda each: each.last_at, reverse=True)
    return [product for each in bought if (product := scene.sold(each.product_id)) is not None]


def _cheaper(product: Product, scene: Scene) -> tuple[float, Mapping[str, object]] | None:
    """By how much of its usual price it is cheaper, and what to tell; None where it is not."""
    price = product.price(scene.currency)
    found = opinion_of(product, price, scene)
    if found.opinion not in CHEAPER or not price < found.median:
        return None
    told = {"id": product.id, "name": product.names, "price": price, "usual": found.median}
    return 1 - price.minor / found.median.minor, told


def shipping_cost(intent: Intent, scene: Scene) -> Step:
    """What sellers ask for sending: of what is talked about, else of what is usually bought."""
    seller_id = seller_called(str(intent.value("seller", "")), scene.market)
    named = product_meant(intent, scene)
    parcels = {} if intent.slots else parcels_told(scene)
    products = [named] if named is not None else _bought(scene)
    ids = list(parcels) or [product.seller_id for product in products]
    sellers = _sellers([seller_id] if seller_id is not None else ids, scene)[:MOST_CHOICES]
    if not sellers:
        return Say("shipping_unknown")
    told = [
        {
            "names": dict(each.names),
            **_terms(each, scene.currency),
            **_short_of_free(each, parcels.get(each.id)),
        }
        for each in sellers
    ]
    return Say("shipping_cost", {"sellers": told})


def _short_of_free(seller: Seller, parcel: Parcel | None) -> Mapping[str, object]:
    """Whether a parcel is sent free, and else how much more has to be in it for that."""
    if parcel is None:
        return {"sent_free": False, "missing": None}
    terms = seller.terms(parcel.goods.currency)
    free_from = terms.free_from if terms else None
    missing = None
    if free_from is not None and parcel.goods < free_from:
        missing = Money(free_from.minor - parcel.goods.minor, free_from.currency)
    return {"sent_free": not parcel.shipping.minor, "missing": missing}


def _sellers(ids: Iterable[str], scene: Scene) -> Sequence[Seller]:
    """Each of them once, in their order."""
    market = scene.market
    if market is None:
        return []
    return [one for id_ in dict.fromkeys(ids) if (one := market.seller(id_)) is not None]


def _terms(seller: Seller, currency: str) -> Mapping[str, Money | None]:
    """What is asked; None for what is not."""
    terms = seller.terms(currency)
    return {
        "per_order": _some(terms.per_order) if terms else None,
        "per_item": _some(terms.per_item) if terms else None,
        "free_from": terms.free_from if terms else None,
    }


def _some(money: Money) -> Money | None:
    return money if money.minor else None


SKILLS: Mapping[str, Skill] = {
    "PriceOf": price_of,
    "OnSale": on_sale,
    "ShippingCost": shipping_cost,
}
