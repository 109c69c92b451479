"""What was bought before: when last, how often, at what price, and what it was."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from assistant.core.messages import Order
from assistant.dialog.steps import Ask, Say, Step
from assistant.language.intent import Intent
from assistant.skills.orders.listed import listed_orders
from assistant.skills.products.called import called
from assistant.skills.products.choosing import offered_now
from assistant.skills.scene import Scene, Skill
from assistant.store.household.past_orders import PastLine, PastOrder, habit, only, ordered_in
from assistant.store.market.offers import seller_names
from assistant.store.pricing import PricedBasket

MOST_TOLD = 5
"""By ear, more is a blur."""


def last_bought(intent: Intent, scene: Scene) -> Step:
    """When something was bought last, how many and for how much; without a name, whatever it was."""
    phrase, said = str(intent.value("ordered", "")), scene.last_said
    if intent.value("fact") == "total":
        if said is not None and said.key in {"confirm_purchase", "confirm_basket"}:
            return Say("order_total", {"total": said.data["total"], "asked": True})
        if (prices := _of_what_is_offered(scene)) is not None:
            return prices
        if scene.last_order is not None:
            return Say("order_total", {"total": scene.last_order.total})
    past = _of(intent, scene)
    if not past:
        return _never(phrase)
    last = max(past, key=lambda each: each.at)
    lines = [_told(line, scene) for line in last.lines]
    days = (_day(scene.now, scene) - _day(last.at, scene)).days
    topic = {"topic": last.lines[0].product_id} if len(last.lines) == 1 else {}
    data = {"lines": lines, "on": _day(last.at, scene), "days": days, "total": last.total}
    return Say("last_bought", {**data, "fact": intent.value("fact"), **topic})


def _of_what_is_offered(scene: Scene) -> Step | None:
    """What each costs of what is being chosen from; it is asked again which."""
    offered = offered_now(scene)
    asked = None if offered is None else offered.ask(offered)
    return Ask(Say("prices_of", asked.say.data), asked.question) if isinstance(asked, Ask) else None


def how_often(intent: Intent, scene: Scene) -> Step:
    """How many times something was bought, and how many days there are between."""
    phrase, period = str(intent.value("ordered", "")), intent.value("period")
    past = _of(intent, scene)
    if period is not None:
        past = ordered_in(past, str(period), scene.now, scene.zone)
    found = habit(past)
    if found is None:
        return _never(phrase, period)
    told = {
        "name": _name(max(past, key=lambda each: each.at).lines[0].product_id, scene),
        "times": found.times,
        "units": found.units,
        "every": None if period else found.every_days,
        "since": found.first,
        "period": period,
    }
    return Say("how_often", told)


def what_ordered(intent: Intent, scene: Scene) -> Step:
    """What was ordered in a period, the latest first."""
    period = str(intent.value("period", "past_month"))
    found = ordered_in(scene.home.past(), period, scene.now, scene.zone)
    if not found:
        return _never("", period)
    counts: Counter[str] = Counter()
    for order in found:
        for line in order.lines:
            counts[line.product_id] += line.quantity
    rows = [{"names": _name(id_, scene), "quantity": n} for id_, n in counts.items()]
    data = {"lines": rows[:MOST_TOLD], "more": max(0, len(rows) - MOST_TOLD), "period": period}
    return Say("ordered_in", data)


def _of(intent: Intent, scene: Scene) -> Sequence[PastOrder]:
    """What was bought of what is named, or of what was talked about last; of everything else."""
    phrase, past = str(intent.value("ordered", "")), scene.home.past()
    if phrase:
        return only(past, called(phrase, scene))
    it = intent.value("about") is not None
    return only(past, {scene.topic} if scene.topic else set()) if it else past


def _never(phrase: str, period: object = None) -> Say:
    return Say("never_bought", {"phrase": phrase, "period": period})


def _told(line: PastLine, scene: Scene) -> Mapping[str, object]:
    names = _name(line.product_id, scene)
    return {"names": names, "quantity": line.quantity, "unit_price": line.unit_price}


def _name(product_id: str, scene: Scene) -> Mapping[str, str]:
    """What a product is called; by its id where it is not sold any more."""
    product = scene.sold(product_id)
    return {"en": product_id.replace("-", " ")} if product is None else product.names


def _day(moment: datetime, scene: Scene) -> date:
    return moment.astimezone(scene.zone).date()


def bought_from(intent: Intent, scene: Scene) -> Step:
    """Of whom the last order, or what is named, was bought."""

    def told(orders: Sequence[Order]) -> Step:
        if not orders:
            return _never(str(intent.value("ordered", "")))
        order, market = orders[0], scene.market
        ids = dict.fromkeys(line.seller_id for line in order.lines)
        sellers = [] if market is None else [market.seller(id_) for id_ in ids]
        names = [dict(each.names) for each in sellers if each is not None]
        lines = [line.names for line in order.lines]
        return Say("bought_from", {"names": lines[:MOST_TOLD], "sellers": names})

    last = scene.last_order
    if last is not None and not intent.value("ordered"):
        return told((last,))
    priced = scene.last_said.data.get("plan") if scene.last_said is not None else None
    if isinstance(priced, PricedBasket) and not intent.value("ordered"):  # who would bring it
        things = [scene.shelf.product(lot.product_id).names for lot in priced.lots]
        ours = [seller_names(scene.market, each.seller_id) for each in priced.parcels]
        return Say("bought_from", {"names": things[:MOST_TOLD], "sellers": ours})
    return listed_orders(intent, scene, "seller", told)


SKILLS: Mapping[str, Skill] = {
    "BoughtFrom": bought_from,
    "LastBought": last_bought,
    "HowOften": how_often,
    "WhatOrdered": what_ordered,
}
