"""Why something is bought as it is, or cannot be: asked before the order and after it."""

from collections.abc import Mapping
from typing import Any

from assistant.dialog.steps import Say
from assistant.skills.products.market_basket import Asked, comes
from assistant.skills.scene import Scene
from assistant.store.market.offers import seller_names
from assistant.store.pricing import Impossible, Lacking, PricedBasket


def why_bought(priced: PricedBasket, said: Say | None, scene: Scene) -> Mapping[str, Any]:
    """What each seller gets, what other ways would have cost, and whether anything is cheaper."""
    sellers = [
        {
            "names": seller_names(scene.market, each.seller_id),
            "goods": each.goods,
            "shipping": each.shipping if each.shipping.minor else None,
        }
        for each in priced.parcels
    ]
    return {
        "sellers": sellers,
        "total": priced.total,
        "line_by_line": priced.line_by_line,
        "one_seller": priced.one_seller,
        "proved": priced.proved,
        "bound": priced.bound,
        "plan": priced,
        "order": said.data.get("order") if said is not None else None,
        "reason": said.data.get("reason") if said is not None else None,
    }


def _soonest(lacking: Lacking, scene: Scene) -> Mapping[str, Any] | None:
    """Who brings something first that cannot be here in time, and when."""
    market = scene.market
    if market is None or lacking.why != "too_late":
        return None
    day = comes(market, scene)
    sold = [
        offer
        for offer in market.offers_of(lacking.product_id, scene.now)
        if not offer.outside and offer.condition == "new" and offer.stock != 0
    ]
    first = min(sold, key=lambda offer: (day(offer), offer.unit_price.minor), default=None)
    if first is None:
        return None
    return {"seller": seller_names(market, first.seller_id), "comes": day(first)}


def impossible(problem: Impossible, scene: Scene, asked: Asked) -> Say:
    """Why a basket cannot be had so, and what can be had."""
    rows: list[Mapping[str, Any]] = [
        {
            "names": scene.shelf.product(each.product_id).names,
            "why": each.why,
            "left": each.left,
            "soonest": _soonest(each, scene),
        }
        for each in problem.lacking
    ]
    data: dict[str, Any] = {"lacking": rows, "nearest": problem.nearest, "by": asked.by}
    if asked.only:
        data["only"] = [seller_names(scene.market, each) for each in sorted(asked.only)]
    return Say("basket_impossible", data)
