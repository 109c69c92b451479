"""Prices of sellers that look like a slip: asked about, one after the other, until somebody says."""

from collections.abc import Mapping
from datetime import datetime

from assistant.core.money import Money
from assistant.dialog.steps import Ask, JudgePrice, Option, Question, Say, Step
from assistant.language.intent import Intent
from assistant.skills.scene import Scene, Skill
from assistant.store.goods.catalog import Product, SellerOffer
from assistant.store.market.offer_check import JUMP, LATELY, HeldOffer
from assistant.store.market.offers import Market, seller_names

RIGHT, WRONG = "right", "wrong"


def show(_intent: Intent, scene: Scene) -> Step:
    """Ask whether the first price that waits is right; a yes lets it count, a no forgets it."""
    waiting = [each for each in scene.held_prices() if _here(each, scene)]
    if not waiting:
        return Say("held_price_none")
    return ask_about(waiting[0], scene)


def ask_about(first: HeldOffer, scene: Scene) -> Ask:
    """Ask whether a price is right, and say how many more wait."""
    more = sum(_here(each, scene) and each.number != first.number for each in scene.held_prices())
    say = Say("held_price", {**_told(first, scene), "more": more})
    question = Question(
        lambda said: _judged(first, scene, right=said == RIGHT),
        (
            Option(RIGHT, ("right", "correct", "맞아")),
            Option(WRONG, ("wrong", "a mistake", "틀려")),
        ),
        decline=Say("never_mind"),
        again=say,
        meant_by={"Yes": RIGHT, "No": WRONG},
    )
    return Ask(say, question)


def held_of(product: Product, scene: Scene) -> Mapping[str, object]:
    """What is told of a thing's sellers besides: whose price waits for somebody's word."""
    waits = (e for e in scene.held_prices() if e.offer.product_id == product.id and _here(e, scene))
    first = next(waits, None)
    return {} if first is None else {"held": _told(first, scene)}


def _judged(held: HeldOffer, scene: Scene, *, right: bool) -> Step:
    said = Say("held_price_counts" if right else "held_price_dropped", _told(held, scene))
    return JudgePrice(held.number, right, said)


def _told(held: HeldOffer, scene: Scene) -> Mapping[str, object]:
    offer = held.offer
    product = scene.sold(offer.product_id)
    market = scene.market
    known = () if market is None else market.offers_of(offer.product_id, scene.now)
    counts = next((each.unit_price for each in known if each.id == offer.id), None)
    return {
        "seller": seller_names(scene.market, offer.seller_id),
        "name": product.names if product else {"en": offer.product_id},
        "price": offer.unit_price,
        "before": _before(offer, counts, market, scene.now),
        "stays": counts,
    }


def _before(
    offer: SellerOffer, counts: Money | None, market: Market | None, now: datetime
) -> Money | None:
    """What it cost: what counts now, or what it crept up or down from where that alone is no jump."""
    points = () if market is None else market.price_history(offer.id, now - LATELY, now)
    asked = [counts, *(point.unit_price for point in points)]
    far = (e for e in asked if e and not 1 / JUMP < offer.unit_price.minor / e.minor < JUMP)
    return next(far, counts)


def _here(held: HeldOffer, scene: Scene) -> bool:
    """Whether it is in the money that is paid with here."""
    return held.offer.unit_price.currency == scene.currency


SKILLS: Mapping[str, Skill] = {"HeldPrices": show}
