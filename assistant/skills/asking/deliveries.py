"""How soon things come here, and whether they come at weekends."""

from collections.abc import Mapping

from assistant.dialog.steps import Say, Step
from assistant.language.intent import Intent
from assistant.skills.asking.costs import price_of
from assistant.skills.market.sellers import MOST_TOLD, bought_of, delivers, sooner
from assistant.skills.orders.status import of_what_is_told, order_status
from assistant.skills.products.market_basket import seller_called
from assistant.skills.scene import Scene, Skill


def deliveries(intent: Intent, scene: Scene) -> Step:
    """How soon things come: what is ordered, what was spoken of, or of the sellers bought of here.

    Who delivers at weekends, where that is asked; of a seller that is named, whether it does.
    """
    market, called = scene.market, str(intent.value("seller", ""))
    seller_id = seller_called(called, market)
    ours = [id_ for id_, _ in bought_of(scene).most_common()] if seller_id is None else [seller_id]
    known = [each for each in (market.sellers() if market else ()) if not each.outside]
    found = sorted((e for e in known if e.id in ours), key=lambda e: ours.index(e.id)) or known
    if intent.value("days") == "weekend":
        do = [each for each in (found if seller_id else known) if each.works_weekends]
        told = [dict(each.names) for each in do[:MOST_TOLD]]
        others = [dict(each.names) for each in found if not each.works_weekends]
        return Say("delivers_weekends", {"names": told, "others": others[:MOST_TOLD]})
    if seller_id is None and (spoken_of := of_what_is_told(scene)) is not None:
        return spoken_of
    if seller_id is None and scene.last_order is not None:
        return order_status(Intent(name="OrderStatus", text=intent.text), scene)
    if seller_id is None and scene.topic is not None:
        return price_of(Intent(name="PriceOf", text=intent.text), scene)
    rows = [delivers(each, scene) for each in found]
    return Say("sellers_fastest", {"sellers": sorted(rows[:MOST_TOLD], key=sooner)})


SKILLS: Mapping[str, Skill] = {"DeliveryAsk": deliveries}
