"""Talk about what may be chosen: which of it, how it differs, why it is offered, what else there is.

It is about what is offered just now; else about a kind that is named, or that was just ordered.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from assistant.core.money import Money
from assistant.core.notes import Note
from assistant.dialog.steps import KeepNotes, Say, Step
from assistant.language.intent import Intent
from assistant.skills.market.sellers import kept_word
from assistant.skills.ordering.few_of_kind import few_of, few_of_kind, kind_at_hand
from assistant.skills.ordering.other_ones import other_ones
from assistant.skills.products.choosing import FEWEST, Choosing, asked_again, offered_now
from assistant.skills.products.discover import why_found
from assistant.skills.products.why_bought import why_bought
from assistant.skills.scene import Scene, Skill
from assistant.skills.wishes.wanted import of_kind
from assistant.store.choosing.choices import (
    Offered,
    Option,
    compare,
    likeness,
    others,
    preferred,
    stars,
)
from assistant.store.choosing.purchase import Fit, pick
from assistant.store.discovery.findings import Found
from assistant.store.goods.catalog import Product
from assistant.store.pricing import PricedBasket

MOST_AISLES = 9

_MEASURES: Mapping[str, Callable[[Option, Sequence[Option]], float]] = {
    "cheapest": lambda option, _: -option.price,
    "cheapest_per_unit": lambda option, among: -likeness(option, among).per_unit,
    "biggest": lambda option, _: option.size,
    "smallest": lambda option, _: -option.size,
    "fastest": lambda option, _: -option.days,
    "best_rated": lambda option, _: stars(option),
    # The same kind lasts as long as there is of it; what is measured otherwise is not compared.
    "longest": lambda option, among: option.size if option.size_unit == _unit(among) else 0.0,
}
"""What may be asked for most of; more is better."""


def _unit(among: Sequence[Option]) -> str:
    """How most of them are measured."""
    return Counter(each.size_unit for each in among).most_common(1)[0][0]


def what_else(_intent: Intent, scene: Scene) -> Step:
    """Offer the next few."""
    now = offered_now(scene) or (kind_at_hand(scene) if scene.last_order is None else None)
    if now is None:
        return other_ones("other", scene) or Say("nothing_chosen")
    rest = others(now.choices)
    if not rest.offered:
        return asked_again(now, Say("nothing_else", {"count": len(now.choices.dominated)}))
    return now.ask(replace(now, choices=rest))


def what_is_sold(_intent: Intent, scene: Scene) -> Step:
    """Name the widest categories."""
    return Say("aisles", {"names": [each.names for each in scene.shelf.aisles()][:MOST_AISLES]})


def which_one(intent: Intent, scene: Scene) -> Step:
    """Say which one we would take, and why, or that it makes no difference; a yes takes it."""
    now = _spoken_of(intent, scene)
    if not isinstance(now, Choosing):
        return now
    best, clear = preferred(now.choices)
    data = {
        "names": now.products[best.option.id].names,
        "reasons": best.reasons,
        "clear": clear,
        "would_take": best.option.id,
    }
    return asked_again(now, Say("would_take", data), meant_by_yes=best.option.id)


def is_sold(intent: Intent, scene: Scene) -> Step:
    """Offer the few best of what somebody looks for, or say that there is none."""
    kind = str(intent.value("kind", "")).strip()
    now = few_of_kind(kind, scene) or Say("product_unknown", {"phrase": kind})
    return now.ask(now) if isinstance(now, Choosing) else now


def best_by(intent: Intent, scene: Scene) -> Step:
    """Which of a kind, or of what is offered, is the cheapest, the best rated; a yes takes it."""
    now = _spoken_of(intent, scene)
    if not isinstance(now, Choosing):
        return now
    by = str(intent.value("by"))
    each = [offered.option for offered in (*now.choices.offered, *now.choices.left)]
    best = _best(by, each, scene)
    product = now.products[best.id]
    data = {
        "name": product.names,
        "by": by,
        "price": Money(best.price, now.currency),
        "days": best.days,
        "stars": best.rating,
        "topic": best.id,
    }
    shown = Offered(best, ("all_round",), 1.0)
    rest = [one for one in now.choices.offered if one.option.id != best.id]
    seen = replace(now, choices=replace(now.choices, offered=(shown, *rest)))
    return asked_again(seen, Say("best_by", data), meant_by_yes=best.id)


def _best(by: str, among: Sequence[Option], scene: Scene) -> Option:
    """The one that is most of what was asked for; what people buy most is what their baskets say."""
    if by in {"most_bought", "alike"}:
        discovery = scene.home.discover()
        taste = discovery.taste() if by == "alike" else ()
        sold = discovery.people(taste[0][0]) if taste else discovery.everybody
        times = dict(zip(sold.ids, sold.times.tolist(), strict=True))
        return max(among, key=lambda option: (times.get(option.id, 0), option.raters))
    return max(among, key=lambda option: _MEASURES[by](option, among))


def compare_them(intent: Intent, scene: Scene) -> Step:
    """Offer the few best of a kind that is named; else say how two of the offered differ."""
    if intent.value("rival"):
        return _two_named(intent, scene)
    now = _spoken_of(intent, scene)
    if not isinstance(now, Choosing):
        return now
    if intent.value("how") == "sizes":
        return _sizes_compared(now)
    if intent.value("kind") and intent.value("how") is None:
        return now.ask(now)
    if len(now.choices.offered) < FEWEST:
        return Say("nothing_chosen")
    places = (_place(intent.value("first"), 1, now), _place(intent.value("second"), 2, now))
    one, other = (now.choices.offered[place].option for place in places)
    return _compared(one, other, now)


def _two_named(intent: Intent, scene: Scene) -> Step:
    """How two things differ that are called by their names."""
    phrases = [str(intent.value(slot, "")).strip() for slot in ("kind", "rival")]
    named = [(phrase, _best_known(phrase, scene)) for phrase in phrases]
    products = [product for _, product in named if product is not None]
    if len({product.id for product in products}) < FEWEST:
        unknown = [phrase for phrase, product in named if product is None]
        return Say("product_unknown", {"phrase": (unknown or phrases)[0]})
    now = few_of(tuple(products), " ".join(phrases), scene)
    if now is None:
        return Say("nothing_chosen")
    known = {each.option.id: each.option for each in now.choices.offered}
    one, other = (known[product.id] for product in products)
    return _compared(one, other, now)


def _sizes_compared(now: Choosing) -> Step:
    """How the smallest of the best one's brand differs from the biggest."""
    all_of_it = [each.option for each in (*now.choices.offered, *now.choices.left)]
    best = now.choices.offered[0].option
    same = [each for each in all_of_it if each.size_unit == best.size_unit]
    own = [each for each in same if each.brand == best.brand]
    sizes = sorted(own if len({each.size for each in own}) > 1 else same, key=lambda o: o.size)
    if len({each.size for each in sizes}) < FEWEST:
        return now.ask(now)
    return _compared(sizes[-1], sizes[0], now)


def _best_known(phrase: str, scene: Scene) -> Product | None:
    """What a phrase names; of several, what this household buys."""
    products = of_kind(phrase, scene)
    own = (product for product in products if product.id in scene.history)
    return next(own, products[0] if products else None)


def _compared(one: Option, other: Option, now: Choosing) -> Step:
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
    return asked_again(now, Say("compared", data))


def _place(said: object, else_: int, now: Choosing) -> int:
    place = said if isinstance(said, int) else else_
    last = len(now.choices.offered)
    return last - 1 if place < 0 else min(place, last) - 1


def why(intent: Intent, scene: Scene) -> Step:
    """Say why these are offered, why an order was bought as it was, or why a thing was suggested."""
    now = offered_now(scene)
    if now is not None:
        return _why_offered(intent, now, scene)
    said = scene.told
    priced = said.data.get("plan") if said is not None else None
    found = said.data.get("reason") if said is not None else None
    if isinstance(found, Found) and (priced is None or intent.value("of") == "suggestion"):
        return why_found(found, scene)
    if isinstance(priced, PricedBasket):
        return Say("why_bought", why_bought(priced, said, scene))
    if scene.last_said is not None and scene.last_said.key == "not_ordered":
        return Say("because_no")
    promised_by = said.data.get("promised_by") if said is not None else None
    if promised_by:
        return kept_word(promised_by, scene)
    return Say("nothing_chosen")


def _why_offered(intent: Intent, now: Choosing, scene: Scene) -> Step:
    """Why these are offered, or one of them; "that one" is still what we said we would take."""
    said, place = scene.last_said, intent.value("first")
    told = str(said.data.get("would_take", "")) if said is not None else ""
    about = now.choices.offered
    if isinstance(place, int):
        about = (about[_place(place, 1, now)],)
    elif told:
        about = tuple(each for each in about if each.option.id == told)
    rows = [
        {"names": now.products[each.option.id].names, "reasons": each.reasons} for each in about
    ]
    left_out = len(now.choices.dominated) if len(rows) > 1 else 0
    data = {"rows": rows, "left_out": left_out, "would_take": told}
    return asked_again(now, Say("why_offered", data), meant_by_yes=told)


def let_go(intent: Intent, scene: Scene) -> Step:
    """Take a choice back: the last one, or of what is named; an order that was placed stays."""
    last, said = scene.last_order, scene.last_said
    if kind := str(intent.value("kind", "")).strip():
        product = _taken_of(kind, scene)
        return Say("asked_anyway", {"phrase": kind}) if product is None else _let_go(product, scene)
    product_id = last.lines[0].product_id if last is not None else scene.topic
    if product_id is None and said is not None:
        product_id = said.data.get("topic")
    if product_id is None:
        return Say("nothing_chosen")
    product = scene.sold(product_id)
    if product is None:
        return Say("thing_not_sold", {} if last is None else {"name": last.lines[0].names})
    return _let_go(product, scene)


def _let_go(product: Product, scene: Scene) -> Step:
    """Take a product not without asking any more, neither as usual nor as a favourite."""
    last = scene.last_order
    ordered = last is not None and any(line.product_id == product.id for line in last.lines)
    notes = [Note(topic="let_go", about=product.id, at=scene.now)]
    if product.id in scene.notes.chosen:
        notes.append(Note(topic="chosen", about=product.id, value=None, at=scene.now))
    if product.id in scene.notes.always:
        notes.append(Note(topic="usual", about=product.id, value=None, at=scene.now))
    if product.id in scene.notes.favourites:
        notes.append(Note(topic="favourite", about=product.id, value=None, at=scene.now))
    return KeepNotes(
        tuple(notes), Say("choice_let_go", {"name": product.names, "ordered": ordered})
    )


def _taken_of(kind: str, scene: Scene) -> Product | None:
    """What is taken of a kind without a question because it was chosen or bought before."""
    fits, notes = scene.shelf.find(kind), scene.notes
    found = pick(fits, scene.usual, notes.preferred(scene.usual), notes.let_go(scene.history))
    product = found.product if isinstance(found, Fit) else None
    known = {*scene.usual, *notes.always, *notes.favourites}
    return product if product is not None and product.id in known else None


def _spoken_of(intent: Intent, scene: Scene) -> Choosing | Say:
    """The kind that is named, what is offered, or the kind just ordered; else what to say of it."""
    kind = str(intent.value("kind", "")).strip()
    if not kind:
        return offered_now(scene) or kind_at_hand(scene) or Say("nothing_chosen")
    return few_of_kind(kind, scene) or Say("not_understood", {"text": intent.text})


SKILLS: Mapping[str, Skill] = {
    "WhatElse": what_else,
    "Aisles": what_is_sold,
    "WhichOne": which_one,
    "Compare": compare_them,
    "IsSold": is_sold,
    "BestBy": best_by,
    "AskWhy": why,
    "LetGo": let_go,
}
