"""Ordering: from what was said to a basket, through the questions that it needs."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import msgspec

from assistant.core.messages import Order
from assistant.dialog.steps import Ask, KeepNotes, Option, Question, Say, Step
from assistant.language.intent import Intent
from assistant.language.orders.beside_the_thing import is_all_gone
from assistant.skills.market.who_sells import order_outside
from assistant.skills.ordering.checkout import check_out, confirm
from assistant.skills.ordering.filling import filled
from assistant.skills.ordering.open_orders import anew
from assistant.skills.products.called import called
from assistant.skills.products.market_basket import asked_of
from assistant.skills.scene import Scene, Skill
from assistant.skills.wishes.basket import MOST_AT_ONCE, Basket, Line, Wish
from assistant.skills.wishes.how_much import MEASURED
from assistant.skills.wishes.stock_said import stock_notes
from assistant.skills.wishes.wanted import wanted, with_its_number
from assistant.skills.wishes.which_product import AS_ORDERED
from assistant.skills.wishes.wish_said import wish_of
from assistant.store.choosing.purchase import Confirm, Fit, closest

_ENOUGH: Final = re.compile(r"(?:^|\s)그만(?:\s|$)")
"""Who says so wants no more of it, whatever else the sentence is like."""


def shop(intents: Sequence[Intent], scene: Scene, into: Order | None = None) -> Step:
    """Order everything that was asked for in one breath, as one order; with what is `into` already."""
    intents = [with_its_number(intent, scene) for intent in intents]
    wishes: list[Wish] = []
    sellers: set[str] = set()
    for intent in intents:
        if not str(intent.value("product", "")).strip():
            again = intent.name == "Reorder"
            return order_again(scene, _left_out(intent)) if again else ask_product(scene)
        refused = _no_such_number(intent)
        if refused is not None:
            return refused
        wish, seller = wish_of(intent, scene)
        wishes.append(wish)
        sellers |= {seller} if seller is not None else set()
    if len(wishes) == len(sellers) == 1:
        outside = order_outside(wishes[0].phrase, next(iter(sellers)), scene)
        if outside is not None:
            return outside
    lacking = intents[0].value("lacking") is not None
    lacked = _bought_here(wishes, scene) if lacking else ()
    if any(scene.home.supply(id_).coming for id_ in lacked):
        return _ask_more(tuple(wishes), scene)
    products = [fit.product for wish in wishes for fit in scene.shelf.find(wish.phrase)]
    basket = Basket() if into is None else anew(into, scene)
    said_with_it = replace(asked_of(intents, scene, products), only=frozenset(sellers))
    asked = basket.asked.joined(said_with_it)
    step = fill(tuple(wishes), replace(basket, asked=asked), scene)
    if lacked and intents[0].score >= 1 and is_all_gone(intents[0].text):
        return KeepNotes(stock_notes("gone", lacked, scene), step)  # it is, ordered or not
    return step


def _bought_here(wishes: Sequence[Wish], scene: Scene) -> Sequence[str]:
    """What of the things that may be meant was bought before, by product id."""
    known = (fit.product.id for wish in wishes for fit in closest(wanted(wish, scene)))
    return [id_ for id_ in known if id_ in scene.history]


def _ask_more(wishes: tuple[Wish, ...], scene: Scene) -> Ask:
    """Say that it is on its way, and ask whether to order more."""
    say = Say("lacking_coming", {"phrases": [wish.phrase for wish in wishes]})
    agreed = tuple(replace(wish, sure=1.0) for wish in wishes)
    question = Question(
        lambda _: fill(agreed, Basket(), scene),
        (Option("order", tuple(wish.phrase for wish in wishes)),),
        again=say,
    )
    return Ask(say, question)


def _no_such_number(intent: Intent) -> Say | None:
    """Why nothing is ordered, or not so many times; None where it can be."""
    quantity = intent.value("quantity")
    if quantity == 0 or _ENOUGH.search(intent.text):
        return Say("not_ordered")
    if isinstance(quantity, int) and not 1 <= quantity <= MOST_AT_ONCE:
        return Say("number_too_large", {"quantity": quantity, "limit": MOST_AT_ONCE})
    if isinstance(quantity, float) and intent.value("unit") not in MEASURED:
        return Say("number_not_whole")
    return None


def surely(intent: Intent) -> Intent:
    """The wish as sure as its answer: who says "order it" then is not asked once more."""
    slots = {name: msgspec.structs.replace(s, score=1.0) for name, s in intent.slots.items()}
    return msgspec.structs.replace(intent, slots=slots)


def ask_product(scene: Scene) -> Step:
    """Ask what is wanted; the answer may be a bare name."""
    say = Say("ask_product")
    return Ask(say, Question(lambda _: say, (), again=say, as_if=AS_ORDERED[scene.language]))


def order(intent: Intent, scene: Scene) -> Step:
    """Order one thing: one of it, or for "reorder" as many as the last time."""
    return shop((intent,), scene)


def fill(wishes: tuple[Wish, ...], basket: Basket, scene: Scene) -> Step:
    """Find a product for each wish, asking where several may be meant; then check out."""
    return filled(wishes, basket, scene, lambda whole: check_out(whole, scene))


def order_again(scene: Scene, left_out: str = "") -> Step:
    """Order what was bought together the last time once more, after a yes; without what is `left_out`."""
    without = called(left_out, scene) if left_out else set()
    last_at = max((bought.last_at for bought in scene.history.values()), default=None)
    lines = tuple(
        Line(Fit(product, 1.0), bought.last_quantity)
        for product_id, bought in scene.history.items()
        if bought.last_at == last_at and product_id not in without
        if (product := scene.sold(product_id)) is not None
    )
    if not lines:
        return ask_product(scene)
    first = lines[0]
    return confirm(Confirm(first.fit.product, first.quantity, "again"), Basket(lines), scene)


def _left_out(intent: Intent) -> str:
    """What of the last order is not to be ordered again, as it was said."""
    return str(intent.value("left_out", ""))


SKILLS: Mapping[str, Skill] = {"Reorder": order, "Order": order}
