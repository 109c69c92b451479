"""Choosing out of many: few options with their reasons, compared, explained, and what else there is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.core.money import Money
from assistant.dialog.steps import Ask, Say, Step
from assistant.language.intent import Intent
from assistant.skills.market_basket import Asked, plan
from assistant.skills.scene import Scene, Skill
from assistant.store.catalog import Product
from assistant.store.choices import (
    MOST,
    Choices,
    Offered,
    Option,
    Reason,
    choose,
    compare,
    likeness,
    others,
    preferred,
)
from assistant.store.pricing import PricedBasket
from assistant.store.taste import Choice, Taste, learnt

LEARNT_FROM = 10
"""So many of the latest purchases show what the household likes."""
FEWEST = 2
"""Two are the fewest that can be compared."""


@dataclass(frozen=True)
class Choosing:
    """What is being chosen from, kept with what was said of it."""

    choices: Choices
    products: Mapping[str, Product]
    ask: Callable[["Choosing"], Step]
    """Asks again which of the offered is wanted."""
    currency: str

    @property
    def offered(self) -> tuple[Product, ...]:
        """The products that are offered, in the order in which they are told."""
        return tuple(self.products[each.option.id] for each in self.choices.offered)

    def told(self) -> Mapping[str, Any]:
        """What a question about them says besides their names and prices."""
        reasons = [self._own_reason(each) for each in self.choices.offered]
        alike = [len(each.alike) for each in self.choices.offered]
        return {"reasons": reasons, "alike": alike, "choosing": self}

    def _own_reason(self, one: Offered) -> Reason:
        """The first reason that none of the others has; else its first."""
        rest = [each for each in self.choices.offered if each is not one]
        shared = {reason for each in rest for reason in each.reasons}
        return next((each for each in one.reasons if each not in shared), one.reasons[0])


def choosing(
    products: Sequence[Product], quantity: int, scene: Scene, ask: Callable[[Choosing], Step]
) -> Choosing | None:
    """Few of many products, with reasons; None where nothing is known but their names."""
    options = [found for each in products if (found := _option(each, quantity, scene)) is not None]
    if len(options) < FEWEST:
        return None
    if len(products) <= MOST:
        few = choose(options, _taste(scene), most=MOST)
        known = {each.option.id: each for each in (*few.offered, *few.left)}
        # Of two or three that were named all are told, in the order in which they fit the words.
        offered = tuple(
            known.get(each.id) or Offered(each, ("all_round",), 0.0) for each in options
        )
        few = Choices(offered)
    else:
        few = choose(options, _taste(scene))
    return Choosing(few, {each.id: each for each in products}, ask, scene.currency)


def _option(product: Product, quantity: int, scene: Scene) -> Option | None:
    priced = plan([(product, quantity)], scene, Asked(cheapest=True))
    if not isinstance(priced, PricedBasket):
        return None
    today = scene.now.astimezone(scene.zone).date()
    bought = scene.history.get(product.id)
    return Option(
        id=product.id,
        price=priced.total.minor,
        size=product.size * quantity,
        size_unit=product.size_unit,
        days=(priced.comes - today).days,
        rating=product.rating,
        raters=product.raters,
        brand=product.brand.get("en", ""),
        times=bought.times if bought else 0,
    )


def _taste(scene: Scene) -> Taste:
    """What the household's latest purchases say, each beside what else goes by that name."""
    latest = sorted(scene.history.values(), key=lambda bought: bought.last_at, reverse=True)
    past = []
    for bought in latest[:LEARNT_FROM]:
        product = scene.shelf.product(bought.product_id)
        called = product.aliases.get("en", ())
        rivals = [fit.product for fit in scene.shelf.find(called[-1])] if called else []
        there = [each for each in rivals if each.size_unit == product.size_unit]
        if product in there and len(there) > 1:
            past.append(_past(there, product, scene.currency))
    return learnt(past)


def _past(there: Sequence[Product], bought: Product, currency: str) -> Choice:
    options = [
        Option(
            each.id,
            each.price(currency).minor,
            each.size,
            each.size_unit,
            0,
            each.rating,
            each.raters,
            each.brand.get("en", ""),
        )
        for each in there
    ]
    return Choice(tuple(likeness(o, options) for o in options), there.index(bought))


def what_else(_intent: Intent, scene: Scene) -> Step:
    """Offer the next few."""
    now = _at_hand(scene)
    if now is None:
        return Say("nothing_chosen")
    rest = others(now.choices)
    if not rest.offered:
        return _again(now, Say("nothing_else", {"count": len(now.choices.dominated)}))
    return now.ask(replace(now, choices=rest))


def which_one(_intent: Intent, scene: Scene) -> Step:
    """Say which one we would take, and why, or that it makes no difference."""
    now = _at_hand(scene)
    if now is None:
        return Say("nothing_chosen")
    best, clear = preferred(now.choices)
    data = {"names": now.products[best.option.id].names, "reasons": best.reasons, "clear": clear}
    return _again(now, Say("would_take", data))


def compare_two(intent: Intent, scene: Scene) -> Step:
    """Say how two of the offered differ: the first two where none are named."""
    now = _at_hand(scene)
    if now is None or len(now.choices.offered) < FEWEST:
        return Say("nothing_chosen")
    places = (_place(intent.value("first"), 1, now), _place(intent.value("second"), 2, now))
    one, other = (now.choices.offered[place].option for place in places)
    found = compare(one, other)
    data = {
        "one": now.products[one.id].names,
        "other": now.products[other.id].names,
        "price": Money(abs(found.price), now.currency),
        "cheaper": found.price < 0,
        "same_price": found.price == 0,
        "per_unit": None if found.per_unit is None else round(100 * found.per_unit),
        "days": found.days,
        "stars": found.stars,
    }
    return _again(now, Say("compared", data))


def _place(said: object, else_: int, now: Choosing) -> int:
    place = said if isinstance(said, int) else else_
    last = len(now.choices.offered)
    return last - 1 if place < 0 else min(place, last) - 1


def why(_intent: Intent, scene: Scene) -> Step:
    """Say why these are offered, or why an order was bought as it was."""
    now = _at_hand(scene)
    if now is not None:
        rows = [
            {"names": now.products[each.option.id].names, "reasons": each.reasons}
            for each in now.choices.offered
        ]
        data = {"rows": rows, "left_out": len(now.choices.dominated)}
        return _again(now, Say("why_offered", data))
    said = scene.last_said
    priced = said.data.get("plan") if said is not None else None
    if isinstance(priced, PricedBasket):
        return Say("why_bought", _why_bought(priced, said, scene))
    return Say("nothing_chosen")


def _why_bought(priced: PricedBasket, said: Say | None, scene: Scene) -> Mapping[str, Any]:
    market = scene.market
    sellers = [
        {
            "names": dict(found.names)
            if market is not None and (found := market.seller(each.seller_id)) is not None
            else {"en": each.seller_id},
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
    }


def _at_hand(scene: Scene) -> Choosing | None:
    said = scene.last_said
    found = said.data.get("choosing") if said is not None else None
    return found if isinstance(found, Choosing) else None


def _again(now: Choosing, say: Say) -> Step:
    """Say something about the options and leave the question open."""
    asked = now.ask(now)
    if not isinstance(asked, Ask):
        return say
    return Ask(Say(say.key, {**say.data, "choosing": now}), asked.question)


SKILLS: Mapping[str, Skill] = {
    "WhatElse": what_else,
    "WhichOne": which_one,
    "Compare": compare_two,
    "AskWhy": why,
}
