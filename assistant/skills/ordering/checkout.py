"""From a basket to an order: confirmed where it has to be, placed, and told of."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from assistant.core.messages import Answer, LineRequest, Order, PlaceOrder
from assistant.core.money import Money
from assistant.core.notes import ListChange, ListItem, Note
from assistant.dialog.steps import Ask, AskStore, ChangeList, KeepNotes, Option, Question, Say, Step
from assistant.language.intent import Intent
from assistant.language.words.facets import facets
from assistant.skills.market.vanished import Elsewhere, elsewhere
from assistant.skills.ordering.amending import Amending, declined
from assistant.skills.orders.held import settled
from assistant.skills.orders.listed import too_late
from assistant.skills.products.discover import with_suggestion
from assistant.skills.products.market_basket import (
    Asked,
    asked_of,
    line_requests,
    plan,
    told,
    unit_price,
    why_note,
)
from assistant.skills.products.why_bought import impossible
from assistant.skills.refusals import code_of
from assistant.skills.scene import Scene
from assistant.skills.wishes.basket import MOST_AT_ONCE, Basket, Line
from assistant.skills.wishes.which_product import AS_ORDERED
from assistant.store.choosing.purchase import Confirm, weigh
from assistant.store.household.notes import over_budget
from assistant.store.pricing import Impossible

NOT_THE_MORE = frozenset({"over_limit", "over_budget", "unwanted", "gone"})
"""Why a basket is asked about that nobody wants more in."""


def not_found(unknown: Sequence[str], scene: Scene) -> Step:
    """Say that there is no such thing; of a single one ask what else it is called."""
    data = {"phrase": ", ".join(unknown)}
    if len(unknown) != 1 or facets(unknown[0], scene.currency):
        return Say("product_unknown", data)
    say = Say("product_unknown_else", data)
    question = Question(
        lambda _: say,
        (),
        again=say,
        as_if=AS_ORDERED[scene.language],
        unfound=unknown[0],
        patience=0,
    )
    return Ask(say, question)


def check_out(basket: Basket, scene: Scene) -> Step:
    """Order the basket, or confirm it first where any line or the sum wants it."""
    if basket.gone:
        return Say("change_not_sold", {"names": basket.gone, "more": len(basket.lines)})
    if not basket.lines:
        return not_found(basket.unknown, scene)
    basket = basket.merged()
    most = max(line.quantity for line in basket.lines)
    if most > MOST_AT_ONCE:  # "one more" of as many as can be
        return Say("number_too_large", {"quantity": most, "limit": MOST_AT_ONCE})
    planned = _planned(basket, scene)
    if isinstance(planned, Say):
        return _all_the_same(planned, basket, scene)
    basket = planned
    total = _total(basket, scene)
    reasons = [_reason(line, basket, scene) for line in basket.lines]
    doubt = next((reason for reason in reasons if reason is not None), None)
    if basket.asked.most is not None and basket.asked.most < total:
        last = basket.lines[-1]
        doubt = Confirm(last.fit.product, last.quantity, "over_limit")
    if doubt is None and len(basket.lines) > 1 and scene.rules.confirm_above < total:
        last = basket.lines[-1]
        doubt = Confirm(last.fit.product, last.quantity, "expensive")
    if doubt is None and _over_budget(basket, scene) is not None:
        last = basket.lines[-1]
        doubt = Confirm(last.fit.product, last.quantity, "over_budget")
    if doubt is None and basket.unknown:  # perhaps the rest is of no use without it
        last = basket.lines[-1]
        doubt = Confirm(last.fit.product, last.quantity, "incomplete")
    return place(basket, scene) if doubt is None else confirm(doubt, basket, scene)


def _planned(basket: Basket, scene: Scene) -> Basket | Say:
    """The basket with whom to buy it of, or why it cannot be bought."""
    priced = plan(basket.wanted, scene, basket.asked)
    if isinstance(priced, Impossible):
        return impossible(priced, scene, basket.asked)
    return replace(basket, plan=priced)


def _all_the_same(why_not: Say, basket: Basket, scene: Scene) -> Step:
    """Whether it is wanted as it can be had, where it cannot be had as it is demanded."""
    kept = basket.instead_of
    if kept is not None:
        return Say(why_not.key, {**why_not.data, "kept": kept.delivery})
    otherwise = replace(basket, asked=Asked())
    if not basket.asked or isinstance(_planned(otherwise, scene), Say):
        return why_not
    say = Say(why_not.key, {**why_not.data, "otherwise": True})
    only = Option("basket", basket.lines[0].fit.product.spoken)

    def amend(intent: Intent) -> Step | None:
        return _demanded_otherwise(basket, intent, scene=scene, again=asked)

    question = Question(lambda _: check_out(otherwise, scene), (only,), again=say, amend=amend)
    asked = Ask(say, question)
    return asked


def _demanded_otherwise(basket: Basket, intent: Intent, *, scene: Scene, again: Ask) -> Step | None:
    """The basket under something else than could not be had: "by Friday, then", "not from Homewell".

    What was demanded before stays where that is possible; the question is asked `again` where even
    the new demand alone cannot be kept.
    """
    if intent.name == "AskWhy":
        return replace(again, say=Say("why_impossible", again.say.data))
    if intent.name != "Demand":
        return Amending(basket, scene, again, partial(check_out, scene=scene)).by(intent)
    more = asked_of((intent,), scene, [product for product, _ in basket.wanted])
    say = again.say
    for asked in (basket.asked.joined(more), more):
        changed = replace(basket, asked=asked)
        planned = _planned(changed, scene)
        if not isinstance(planned, Say):
            return check_out(changed, scene)
        say = Say(planned.key, {**planned.data, "otherwise": True})
    return replace(again, say=say)


def _reason(line: Line, basket: Basket, scene: Scene) -> Confirm | None:
    product = line.fit.product
    if not scene.notes.wants(product):
        return Confirm(product, line.quantity, "unwanted")  # perhaps somebody is allergic to it
    price = None if basket.plan is None else unit_price(basket.plan, product)
    weighed = weigh(line.fit, line.quantity, scene.history, scene.rules, price)
    if isinstance(weighed, Confirm) and not (line.chosen and weighed.why != "expensive"):
        return weighed
    return None


def _over_budget(basket: Basket, scene: Scene) -> Money | None:
    """By how much this month's budget would be exceeded; what is replaced was spent already."""
    if scene.notes.budget is None:
        return None
    wish = _total(basket, scene)
    kept = basket.instead_of
    if kept is not None and kept.total.currency == wish.currency:
        wish = Money(wish.minor - kept.total.minor, wish.currency)
    return over_budget(scene.notes.budget, scene.home.spent_this_month(), wish)


def _total(basket: Basket, scene: Scene) -> Money:
    if basket.plan is not None:
        return basket.plan.total
    currency = scene.currency
    return sum(
        (line.fit.product.price(currency) * line.quantity for line in basket.lines),
        Money(0, currency),
    )


def confirm(reason: Confirm, basket: Basket, scene: Scene, gone: Elsewhere | None = None) -> Step:
    """Ask whether the basket is wanted, and say why; `gone`: what is bought of another by now."""
    planned = basket if basket.plan is not None else _planned(basket, scene)
    if isinstance(planned, Say):
        return planned
    basket = planned
    currency = scene.currency
    product = reason.product
    data: dict[str, Any] = {
        "name": product.names,
        "quantity": reason.quantity,
        "price": (basket.plan and unit_price(basket.plan, product)) or product.price(currency),
        "total": _total(basket, scene),
        "why": reason.why,
        "topic": product.id,
        "over_budget": _over_budget(basket, scene),
        "usual_price": reason.usual_price,
        "limit": basket.asked.most,
        "by": basket.asked.by,
        "unknown": basket.unknown,
        "lines": [
            {"names": line.fit.product.names, "quantity": line.quantity} for line in basket.lines
        ],
        "shipping": basket.shipping if basket.shipping and basket.shipping.minor else None,
        "comes": basket.plan.comes if basket.plan else None,
        "plan": basket.plan,
        **told(basket.plan, scene, basket.asked),
    }
    if reason.why in NOT_THE_MORE or data["over_budget"]:
        data["one_more"] = None
    hint = not data.get("one_more")  # said once
    if gone is not None:
        data |= {"gone": gone.product.names, "gone_from": gone.sellers, "gone_left": gone.left}
        data["sellers"] = gone.others
    say = Say(
        "confirm_purchase" if len(basket.lines) == 1 and not basket.unknown else "confirm_basket",
        data,
    )
    only = Option("basket", basket.lines[0].fit.product.spoken)
    question = Question(
        lambda _: place(basket, scene, hint=hint), (only,), decline=declined(basket), again=say
    )
    asked = Ask(say, question)
    amending = Amending(basket, scene, asked, partial(check_out, scene=scene))
    question = replace(question, amend=amending.by, rather=amending.rather)
    return replace(asked, question=question)


def place(basket: Basket, scene: Scene, *, hint: bool = True) -> Step:
    """Order the basket; its id is the utterance's, so that it is never bought twice.

    What it replaces is cancelled by the same request: both are done or neither. `hint`: whether to
    say then what would make the shipping fall away.
    """
    kept = basket.instead_of
    request = PlaceOrder(
        request_id=scene.utterance_id,
        device_id=scene.device_id,
        at=scene.now,
        lines=_line_requests(basket, scene),
        origin=scene.origin,
        told_shipping=basket.shipping,
        deliver_by=basket.asked.by,
        instead_of=None if kept is None else kept.order_id,
    )
    return AskStore(request, lambda answer: _after_ordering(answer, basket, scene, hint=hint))


def _line_requests(basket: Basket, scene: Scene) -> tuple[LineRequest, ...]:
    if basket.plan is not None:
        return line_requests(basket.plan)
    return tuple(
        LineRequest(
            product_id=product.id,
            quantity=quantity,
            told_unit_price=product.price(scene.currency),
        )
        for product, quantity in basket.wanted
    )


def _after_ordering(answer: Answer | None, basket: Basket, scene: Scene, *, hint: bool) -> Step:
    if (other := elsewhere(answer, basket, scene)) is not None:
        return _ask_of_another(other, scene)
    if basket.instead_of is not None and code_of(answer) == "not_changeable":
        return _not_changed((answer and answer.order) or basket.instead_of, scene)
    names = {line.fit.product.id: line.fit.product.names for line in basket.lines}
    said = settled(answer, scene, names, basket.unknown)
    if isinstance(said, Say) and said.key == "ordered":
        bought = {"plan": basket.plan, "asked": basket.asked, "twice": _twice(basket, scene)}
        was = basket.instead_of and basket.instead_of.total
        more = {**told(basket.plan, scene, basket.asked), **bought, "was": was}
        said = Say("ordered", {**said.data, **more, **({} if hint else {"one_more": None})})
    if answer is None or answer.status != "placed" or answer.order is None:
        return said
    then: Step = said
    if not (isinstance(said, Say) and said.data.get("one_more")):  # one proposal at a time
        then = with_suggestion(said, [line.fit.product.id for line in basket.lines], scene)
    if basket.plan is not None:
        then = KeepNotes((why_note(basket.plan, basket.asked, answer.order, scene.now),), then)
    if remembered := _chosen(basket, scene):
        then = KeepNotes(remembered, then)
    member = scene.notes.member(scene.device_id)
    if member is not None:
        whose = Note(topic="bought_by", about=answer.order.order_id, value=member, at=scene.now)
        then = KeepNotes((whose,), then)
    if basket.from_list is None:
        return then
    things = tuple(ListItem(name=line.phrase) for line in basket.lines)
    change = ListChange(action="remove", list=basket.from_list, items=things, at=scene.now)
    return ChangeList(change, lambda _: then)


def _chosen(basket: Basket, scene: Scene) -> tuple[Note, ...]:
    """What was chosen of several is taken the next time, and not what was chosen of them before."""
    lines = [line for line in basket.lines if line.picked and line.others]
    before = [each.id for line in lines for each in line.others if each.id in scene.notes.chosen]
    return (
        *(Note(topic="chosen", about=id_, value=None, at=scene.now) for id_ in before),
        *(Note(topic="chosen", about=line.fit.product.id, at=scene.now) for line in lines),
    )


def _twice(basket: Basket, scene: Scene) -> Sequence[Mapping[str, str]]:
    """What was ordered today already: perhaps somebody else of the household has seen to it."""
    if basket.instead_of is not None:
        return ()
    today = scene.now.astimezone(scene.zone).date()
    lines = [line.fit.product for line in basket.lines]
    return [
        each.names
        for each in lines
        if (known := scene.history.get(each.id)) is not None
        and known.last_at.astimezone(scene.zone).date() == today
    ]


def _not_changed(order: Order, scene: Scene) -> Say:
    if order.state == "cancelled":
        return Say("nothing_to_change")
    return too_late(order, scene)


def _ask_of_another(other: Elsewhere, scene: Scene) -> Step:
    """An offer is gone: whether the same is wanted of whom it can be had; a request of its own."""
    quantity = next(n for product, n in other.basket.wanted if product.id == other.product.id)
    another = replace(scene, utterance_id=f"{scene.utterance_id}.else")
    return confirm(Confirm(other.product, quantity, "gone"), other.basket, another, other)
