"""What is demanded of what was just ordered or spoken of: sooner, cheaper, of another seller, by a day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import msgspec

from assistant.core.messages import Order
from assistant.core.money import Money
from assistant.dialog.steps import Ask, AskStore, Option, Question, Say, Step
from assistant.language.intent import Intent, Slot
from assistant.language.words.questions import asks_whether, is_question
from assistant.skills.changing.corrections import change, of_earlier
from assistant.skills.ordering.checkout import check_out
from assistant.skills.ordering.open_orders import anew, kept
from assistant.skills.orders.status import order_status
from assistant.skills.products.market_basket import Asked, asked_of, plan
from assistant.skills.products.why_bought import why_bought
from assistant.skills.scene import Scene, Skill
from assistant.skills.wishes.basket import Basket, Line
from assistant.skills.wishes.how_much import UNSURE
from assistant.store.choosing.purchase import Fit
from assistant.store.goods.catalog import Product
from assistant.store.market.offers import seller_names
from assistant.store.pricing import PricedBasket

TOLD_OF = frozenset({"price_of", "price_opinion", "sellers", "seller_has", "not_cheaper"})
"""Replies about one thing, which a demand right behind is of: "can it come by Friday"."""


def demand(intent: Intent, scene: Scene) -> Step:
    """Order what was just ordered otherwise: by another day, of another seller, for less.

    What was demanded of it before stays: "as cheap as possible", then "not from Homewell". Asked first
    is what was only a question, a wish without a measure ("sooner", "cheaper"), and what costs more or
    comes later than what was ordered. Whether an earlier order comes by a day is only told.
    """
    last, spoken_of = scene.last_order, _told_of_beside_an_order(scene)
    if spoken_of is not None:
        line = Line(Fit(spoken_of, UNSURE), 1)
        return check_out(Basket((line,), asked=asked_of((intent,), scene, [spoken_of])), scene)
    if last is None and is_question(intent.text):
        return order_status(intent, scene)
    if last is None:
        return of_earlier(intent, scene, Say("demand_of_what"), demand)
    basket = anew(last, scene)
    products = [product for product, _ in basket.wanted]
    sellers = {line.seller_id for line in last.lines if line.seller_id}
    before = scene.last_said.data.get("asked") if scene.last_said is not None else None
    before = before if isinstance(before, Asked) else Asked()
    more = asked_of((intent,), scene, products, sellers)
    if more == Asked(by=more.by) and more.by is not None and last.delivery <= more.by:
        return Say("comes_in_time", {"delivery": last.delivery})
    asked = before.joined(more)
    otherwise = replace(basket, asked=asked)
    priced = plan(otherwise.wanted, scene, asked)
    if isinstance(priced, PricedBasket) and _as_ordered(priced, last):
        so = {"cheapest": more.cheapest, "fastest": more.fastest, "asked": asked}
        return Say("ordered_so", {"delivery": last.delivery, "total": last.total, **so})
    step = check_out(otherwise, scene)
    if isinstance(step, AskStore) and isinstance(priced, PricedBasket):
        only_asked = is_question(intent.text) or asks_whether(intent.text)
        if only_asked or more.cheapest or more.fastest or _is_worse(priced, last):
            return _ask_whether(last, priced, more.by if only_asked else None, step, scene)
    if isinstance(step, Say) and step.key == "basket_impossible":
        return replace(step, data={**step.data, "asked": before})
    return step


def _told_of_beside_an_order(scene: Scene) -> Product | None:
    """The thing whose price or sellers were told just now, where it is in no order of now."""
    said, last = scene.last_said, scene.last_order
    topic = said.data.get("topic") if said is not None and said.key in TOLD_OF else None
    ordered = {line.product_id for line in last.lines} if last is not None else set()
    return None if topic is None or topic in ordered else scene.sold(str(topic))


def _as_ordered(priced: PricedBasket, last: Order) -> bool:
    """Whether it would be bought of the same sellers as it was, for as much."""
    ordered = {(line.product_id, line.seller_id) for line in last.lines}
    lots = {(lot.product_id, lot.seller_id) for lot in priced.lots}
    return lots == ordered and priced.total == last.total


def _is_worse(priced: PricedBasket, last: Order) -> bool:
    """Whether it would cost more than it was ordered for, or come later."""
    later = priced.comes is not None and priced.comes > last.delivery
    return later or last.total < priced.total


def _ask_whether(
    last: Order, priced: PricedBasket, by: date | None, step: Step, scene: Scene
) -> Ask:
    """Say what it would be otherwise, of whom and for how much more, and ask whether to change it."""
    more = priced.total.minor - last.total.minor
    data = {
        "was": last.total,
        "delivery": last.delivery,
        "by": by,
        "total": priced.total,
        "comes": priced.comes or last.delivery,
        "more": Money(more, priced.total.currency) if more > 0 else None,
        "less": Money(-more, priced.total.currency) if more < 0 else None,
        "sellers": [seller_names(scene.market, each.seller_id) for each in priced.parcels],
        "plan": priced,
    }
    say = Say("comes_later" if by is not None else "order_otherwise", data)
    only = Option("order", tuple(last.lines[0].names.values()))
    stays = kept(last, "", scene)

    def ask(told: Say) -> Ask:
        question = Question(lambda _: step, (only,), decline=stays, again=say, amend=amend)
        return Ask(told, question)

    def amend(intent: Intent) -> Step | None:
        if intent.name == "AskWhy":
            return ask(Say("why_bought", {**why_bought(priced, None, scene), "asked": 1}))
        return demand(intent, scene) if intent.name == "Demand" else None

    return ask(say)


def choose(intent: Intent, scene: Scene) -> Step:
    """Another instead of what was ordered; what is to come sooner is the same, sent otherwise."""
    if intent.value("by") != "fastest" or scene.last_order is None:
        return change(intent, scene)
    slots = {"manner": Slot(intent.text, "fastest")}
    return demand(msgspec.structs.replace(intent, name="Demand", slots=slots), scene)


SKILLS: Mapping[str, Skill] = {"Demand": demand, "Choose": choose}
