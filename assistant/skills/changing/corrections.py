"""Changing what was just ordered: another number, another choice, more of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.core.messages import Order
from assistant.dialog.answering import ENOUGH
from assistant.dialog.choice import EACH, wonders
from assistant.dialog.naming import priced
from assistant.dialog.steps import Ask, Option, Question, Say, Step
from assistant.language.intent import Intent
from assistant.language.words.answer_words import thanks_for_enough
from assistant.skills.changing.contents import ask_count_of_which, set_count, times
from assistant.skills.conversation import no_question
from assistant.skills.lists.changes import recounted, taken_back
from assistant.skills.music import next_track
from assistant.skills.ordering.checkout import check_out, confirm
from assistant.skills.ordering.open_orders import anew, is_open, kept
from assistant.skills.ordering.other_ones import (
    AtHand,
    ask_of_told,
    at_hand,
    few_others,
    offer,
    other_ones,
    told_of,
)
from assistant.skills.ordering.shopping import ask_product, order_again
from assistant.skills.orders import arrivals
from assistant.skills.orders.cancelling import cancel_order
from assistant.skills.orders.held import SURE
from assistant.skills.orders.listed import listed_orders, too_late
from assistant.skills.scene import Scene, Skill
from assistant.skills.wishes.basket import HINTED, MOST_AT_ONCE, Basket, Line
from assistant.skills.wishes.wanted import similar
from assistant.skills.wishes.which import COMPARED, instead, other_than, said_quantity
from assistant.store.choosing.purchase import Confirm, Fit
from assistant.store.goods.catalog import Product


def one_more(intent: Intent, scene: Scene) -> Step:
    """Make what was just ordered one order of more; a bare "another one" may mean the next song.

    What cannot be changed any more is asked about: that would be another order.
    """
    last, said = scene.last_order, scene.last_said
    ordered = said is not None and said.key == "ordered"
    plays = scene.player is not None and scene.player.state == "playing"
    if intent.value("else") == "next" and (last is None or plays) and not ordered:
        return next_track(intent, scene)
    hinted = _hinted(scene)
    if hinted is None and intent.value("into") == HINTED:
        return Say("no_question")
    if last is None:
        return order_again(scene)
    quantity = intent.value("quantity")
    count = quantity if isinstance(quantity, int) and 1 <= quantity <= MOST_AT_ONCE else 1
    if not is_open(last, scene):
        return _another_order(last, count, scene)
    there = {line.product_id for line in last.lines}
    bare = intent.value("else") is not None  # "another one" is no word of what is not there yet
    if hinted is not None and (hinted["id"] in there or not bare):
        return _with_more(last, hinted["id"], count, scene)
    if len(last.lines) > 1:
        return ask_count_of_which(last, count, scene, more=True)
    return _with_more(last, last.lines[0].product_id, count, scene)


def _hinted(scene: Scene) -> Mapping[str, Any] | None:
    """What was said just now to make the shipping of an open order fall away, if anything was."""
    told = scene.last_said is not None and scene.last_said.key == "ordered"
    if scene.last_said is None or not told or not is_open(scene.last_order, scene):
        return None
    hint: Mapping[str, Any] | None = scene.last_said.data.get("one_more")
    return hint


def agree(intent: Intent, scene: Scene) -> Step:
    """A yes where nothing is asked: "do that" does what was proposed, a mere "okay" is asked about."""
    hinted, last = _hinted(scene), scene.last_order
    if hinted is None or last is None or intent.value("says") in {"order", ENOUGH}:
        return no_question(intent, scene)
    if intent.value("says") == "do":
        return _with_more(last, hinted["id"], 1, scene)
    say = Say("one_more_too", {"name": hinted["names"], "saved": hinted["saved"]})
    question = Question(
        lambda _: _with_more(last, hinted["id"], 1, scene),
        (Option(hinted["id"], tuple(hinted["names"].values())),),
        decline=kept(last, "", scene),
        again=say,
    )
    return Ask(say, question)


def _another_order(last: Order, count: int, scene: Scene) -> Step:
    """Whether to order more of what is on its way, as an order of its own."""
    product = scene.sold(last.lines[0].product_id)
    if product is None:
        return Say("thing_not_sold", {"name": last.lines[0].names})
    line = Line(Fit(product, 1.0), count)
    return confirm(Confirm(product, count, "again"), Basket((line,)), scene)


def _with_more(last: Order, product_id: str, count: int, scene: Scene) -> Step:
    """What was ordered with more of a thing, in place of it."""
    product = scene.sold(product_id)
    more = () if product is None else (Line(Fit(product, 1.0), count, chosen=True),)
    return check_out(anew(last, scene, more), scene)


def change(intent: Intent, scene: Scene) -> Step:
    """Change the number, or the choice, of what was just ordered: cancel it and order anew."""
    if intent.value("ordered"):
        return set_count(intent, scene)
    last, said = scene.last_order, said_quantity(intent)
    if (of_told := _of_told(intent, said, scene)) is not None:
        return of_told
    if last is None:
        return of_earlier(intent, scene, _without_order(intent, scene), change)
    if intent.value("by") == EACH:
        return Say("no_question")
    if len(last.lines) != 1:
        return ask_count_of_which(last, said, scene) if said else Say("change_unclear")
    product = scene.sold(last.lines[0].product_id)
    quantity = said or times(intent) * last.lines[0].quantity
    if not 1 <= quantity <= MOST_AT_ONCE:
        return Say("number_too_large", {"quantity": quantity, "limit": MOST_AT_ONCE})
    if product is None:
        return check_out(anew(last, scene), scene)
    if intent.name == "Choose":
        return _another(intent, last, product, quantity, scene)
    if quantity == last.lines[0].quantity:
        return Say("order_kept", {"name": product.names, "quantity": quantity})
    return check_out(_in_its_place(last, Line(Fit(product, 1.0), quantity), scene), scene)


def _of_told(intent: Intent, said: int | None, scene: Scene) -> Step | None:
    """What is said of a thing whose price was told: so many of it, or another one; it is asked about."""
    one = at_hand(scene)
    if one is None or one.order is not None or intent.value("by") in {EACH, "usual"}:
        return None
    if intent.name == "Choose":
        return other_ones(intent.value("by"), scene) if told_of(scene) is not None else None
    return ask_of_told(scene, said) if said is not None and said <= MOST_AT_ONCE else None


def _another(intent: Intent, last: Order, product: Product, quantity: int, scene: Scene) -> Step:
    """Another of its kind instead; what is only asked for is told, and asked about."""
    by, others = intent.value("by"), other_than(product, similar(product, scene))
    if by == "usual":
        had = [each for each in (product, *others) if each.id in scene.history]
        usual = max(had, key=lambda each: scene.history[each.id].times, default=product)
        if usual.id == product.id:
            return Say("order_kept", {"name": product.names, "quantity": quantity})
        return check_out(_in_its_place(last, Line(Fit(usual, 1.0), quantity), scene), scene)
    wanted = _at_price(intent, others, scene) or instead(by, product, others, scene.currency)
    if wanted is None and by in COMPARED:
        return Say("none_such", {"by": by, "name": product.names, "kept": True})
    one = AtHand(product, quantity, last)
    if wanted is None:
        return few_others(one, others, scene, asked=wonders(intent))
    if wonders(intent):
        return offer(one, wanted, scene)
    return check_out(_in_its_place(last, Line(Fit(wanted, 1.0), quantity), scene), scene)


def _at_price(intent: Intent, others: Sequence[Product], scene: Scene) -> Product | None:
    """The only one that costs what is said: "the eleven dollar one"."""
    said = intent.value("price")
    options = tuple(Option(p.id, p.spoken, p.price(scene.currency)) for p in others)
    found = None if said is None else priced(options, f"for {said}")
    return None if found is None else scene.sold(found.id)


def change_count(intent: Intent, scene: Scene) -> Step:
    """Another number of what was just put on a list, or else of what was just ordered."""
    return recounted(said_quantity(intent), scene) or change(intent, scene)


def _in_its_place(last: Order, line: Line, scene: Scene) -> Basket:
    """One thing in place of all that was ordered."""
    return anew(last, scene, (line,), but={each.product_id for each in last.lines})


def of_earlier(intent: Intent, scene: Scene, otherwise: Step, then: Skill) -> Step:
    """Ask whether the latest order made here is meant, `then` change it; `otherwise`: none is open."""
    if intent.name not in {"ChangeQuantity", "Demand"} or intent.score < SURE:
        return otherwise

    def found(orders: Sequence[Order]) -> Step:
        mine = [each for each in orders if each.device_id == scene.device_id and each.slot is None]
        last = mine[0] if mine else None
        if last is None:
            return otherwise
        if not is_open(last, scene):
            return too_late(last, scene)
        line = last.lines[0]
        say = Say("change_earlier", {"name": line.names, "more": len(last.lines) - 1})
        again = replace(scene, last_order=last)
        question = Question(
            lambda _: then(intent, again),
            (Option(last.order_id, tuple(line.names.values())),),
            decline=kept(last, "", scene),
            again=say,
        )
        return Ask(say, question)

    return listed_orders(intent, scene, "earlier", found, open_only=True)


def _without_order(intent: Intent, scene: Scene) -> Step:
    """What is said of an order where there is none: "my usual", "two of it, please"."""
    if intent.value("by") == "usual":
        return order_again(scene)
    return Say("no_question") if intent.value("agreed") is None else ask_product(scene)


def never_mind(intent: Intent, scene: Scene) -> Step:
    """Drop the subject; right after an order that is the order, after a list what was done to it."""
    if _just_ordered(scene):
        return refuse(intent, scene)
    return taken_back(scene) or Say("never_mind")


def _just_ordered(scene: Scene) -> Order | None:
    """What was ordered just now and can still be called off."""
    last, said = scene.last_order, scene.last_said
    told = said is not None and said.key in {"ordered", "order_kept", "none_such"}
    return last if last is not None and told and scene.now < last.cancel_until else None


def refuse(intent: Intent, scene: Scene) -> Step:
    """A no that answers nothing: right after an order or an arrival it may be about that.

    One that thanks or declines takes no arrival back.
    """
    if intent.value("flat") == "yes" and (back := arrivals.taken_back(scene)) is not None:
        return back
    last = _just_ordered(scene)
    if last is not None and (
        intent.value("keep") or thanks_for_enough(intent.text) or _hinted(scene) is not None
    ):
        return kept(last, "", scene)
    if last is None:
        return Say("say_anew" if intent.value("heard") else "all_right")
    names = last.lines[0].names
    say = Say("cancel_sure", {"name": names, "more": len(last.lines) - 1})
    question = Question(
        lambda _: cancel_order(intent, scene),
        (Option(last.order_id, tuple(names.values())),),
        decline=kept(last, "", scene),
        again=say,
        meant_by={"CancelOrder": last.order_id},
        undoes=True,
    )
    return Ask(say, question)


SKILLS: Mapping[str, Skill] = {
    "Yes": agree,
    "OneMore": one_more,
    "ChangeQuantity": change_count,
    "No": refuse,
    "NeverMind": never_mind,
}
