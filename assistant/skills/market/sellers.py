"""The sellers themselves: who there is, who delivers first, and what one of them is like."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from assistant.dialog.steps import Say, Step
from assistant.language.intent import Intent
from assistant.skills.products.market_basket import parcels_told, seller_called
from assistant.skills.scene import Scene, Skill
from assistant.store.goods.catalog import Seller

MOST_THINGS = 5
MOST_TOLD = 3
"""By ear, more is a blur."""


def sellers(intent: Intent, scene: Scene) -> Step:
    """Who sells here at all, those first that this household buys of; or who delivers first or surely."""
    market = scene.market
    found = market.sellers() if market else ()
    if intent.value("by") == "fastest":
        ours = sorted((delivers(each, scene) for each in found if not each.outside), key=sooner)
        return Say("sellers_fastest", {"sellers": ours[:MOST_TOLD]})
    if intent.value("by") in {"surest", "latest"}:
        return _known_by(
            str(intent.value("by")), [each for each in found if not each.outside], scene
        )
    own = bought_of(scene)
    ranked = sorted(found, key=lambda seller: -own[seller.id])
    names = [dict(each.names) for each in ranked if not each.outside]
    outside = [dict(each.names) for each in ranked if each.outside]
    return Say("sellers_here", {"names": names, "outside": outside})


def about(intent: Intent, scene: Scene) -> Step:
    """When a seller delivers and how surely, until when it takes orders, or what it has."""
    if intent.value("fact") == "cutoff":
        return _until_when(intent, scene)
    seller_id = seller_called(str(intent.value("seller", "")), scene.market)
    seller = scene.market.seller(seller_id) if scene.market and seller_id else None
    if seller is None:
        return Say("seller_unknown", {"phrase": str(intent.value("seller", ""))})
    if intent.value("fact") == "goods":
        things = _sold_by(seller, scene)
        more = max(0, len(things) - MOST_THINGS)
        data = {"seller": dict(seller.names), "names": things[:MOST_THINGS], "more": more}
        return Say("seller_goods", data)
    told = {**delivers(seller, scene), **record_row(seller, scene), "outside": seller.outside}
    return Say("seller_about", {**told, "promised_by": () if seller.outside else (seller,)})


def _until_when(intent: Intent, scene: Scene) -> Say:
    """Until when an order counts for its day, of who is named or at hand, else of the quickest."""
    market = scene.market
    called = seller_called(str(intent.value("seller", "")), market)
    topic = None if scene.topic is None else scene.sold(scene.topic)
    spoken_of = scene.last_said.data.get("promised_by", ()) if scene.last_said is not None else ()
    at_hand = list(parcels_told(scene)) or [each.id for each in spoken_of]
    ids = [called] if called else at_hand or ([topic.seller_id] if topic else [])
    known = {each.id: each for each in (market.sellers() if market else ()) if not each.outside}
    quickest = sorted(known.values(), key=lambda each: sooner(delivers(each, scene)))
    told = [known[id_] for id_ in ids if id_ in known] or quickest
    today = scene.now.astimezone(scene.zone).date()
    rows = [
        {**delivers(each, scene), "until": datetime.combine(today, each.cutoff, scene.zone)}
        for each in told[:MOST_TOLD]
    ]
    return Say("sellers_until", {"sellers": rows})


def bought_of(scene: Scene) -> Counter[str]:
    """Of how many things the household last bought each seller is the usual one, by seller."""
    return Counter(bought.seller_id for id_ in scene.history if (bought := scene.sold(id_)))


def delivers(seller: Seller, scene: Scene) -> Mapping[str, object]:
    """When what is ordered of a seller now comes, and how likely that is."""
    promised = scene.promise(seller, scene.now, scene.zone)
    likely = None if promised.probability is None else round(100 * promised.probability)
    return {"names": dict(seller.names), "comes": promised.day, "percent": likely}


def record_row(seller: Seller, scene: Scene) -> Mapping[str, object]:
    """How many deliveries of a seller are known, and how many of them came on the day it named."""
    lates = scene.record().lates(seller.id)
    days = sorted(late for late in lates if late)
    return {
        "names": dict(seller.names),
        "deliveries": len(lates),
        "in_time": lates.count(0),
        "late_days": days[len(days) // 2] if days else 0,
    }


def _known_by(by: str, sellers: Sequence[Seller], scene: Scene) -> Step:
    """Whose deliveries come in time most often, or least often, of those that are known."""
    known = [each for each in sellers if scene.record().lates(each.id)]
    known.sort(key=lambda each: _on_the_day(each, scene), reverse=by == "surest")
    rows = [record_row(each, scene) for each in known[:MOST_TOLD]]
    return Say("sellers_known_by", {"sellers": rows})


def _on_the_day(seller: Seller, scene: Scene) -> float:
    """How likely it comes on the day it names, few deliveries drawn to everybody's."""
    lateness = scene.record().lateness(seller.id)
    return lateness[0] if lateness else 0.0


def kept_word(sellers: Sequence[Seller], scene: Scene) -> Say:
    """What a promise of these sellers goes by: what is known of their deliveries."""
    return Say("promise_why", {"sellers": [record_row(each, scene) for each in sellers]})


def sooner(told: Mapping[str, object]) -> tuple[str, float]:
    """The order of sellers by when they deliver, the likelier first of a day."""
    likely = told["percent"]
    return str(told["comes"]), -(likely if isinstance(likely, int) else 0)


def _sold_by(seller: Seller, scene: Scene) -> Sequence[Mapping[str, str]]:
    """Of what this household buys, the kinds that a seller has, the most bought first."""
    bought = sorted(scene.usual.values(), key=lambda each: -each.times)
    market = scene.market
    if market is None:
        return ()
    ids = [
        each.product_id
        for each in bought
        if any(
            offer.seller_id == seller.id and offer.stock != 0
            for offer in market.offers_of(each.product_id, scene.now)
        )
    ]
    return scene.home.discover().kinds_named(ids)


SKILLS: Mapping[str, Skill] = {
    "SellersShow": sellers,
    "SellerAbout": about,
}
