"""What else could be had instead of what was just ordered, or spoken of: a smaller one, the other one.

It is told with the difference and asked about; nothing is ordered, or changed, without a yes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from assistant.core.messages import Order
from assistant.core.money import Money
from assistant.dialog.choice import wonders
from assistant.dialog.steps import Ask, Option, Question, Say, Step
from assistant.language.intent import Intent
from assistant.language.words.traits import TRAITS
from assistant.skills.ordering.checkout import check_out
from assistant.skills.ordering.few_of_kind import few_of
from assistant.skills.ordering.open_orders import anew, is_open, kept
from assistant.skills.products.choosing import Choosing, choosing, offered_now
from assistant.skills.products.details import tell_of_option
from assistant.skills.products.facets import has
from assistant.skills.products.market_basket import Asked, plan
from assistant.skills.scene import Scene, Skill
from assistant.skills.wishes.basket import MOST_AT_ONCE, Basket, Line
from assistant.skills.wishes.how_much import UNSURE
from assistant.skills.wishes.wanted import kind_name, similar
from assistant.skills.wishes.which import COMPARED, Which, instead, other_than
from assistant.store.choosing.purchase import MOST_CHOICES, Fit
from assistant.store.goods.catalog import Product
from assistant.store.pricing import PricedBasket

TOLD_OF: Final = frozenset(
    {"price_of", "price_of_many", "price_opinion", "other_one", "only_choice", "product_fact"}
    | {"would_come"}
)
"""Replies that tell of one thing, which "five then" and "a smaller one" right behind are of."""


_STILL_MORE: Final = re.compile(r"\b(?:an?|even|still|something|anything)\b|더\s", re.IGNORECASE)
"""What asks for one that is smaller than the smaller one that is offered."""


@dataclass(frozen=True)
class AtHand:
    """What "the other one" is another one than."""

    product: Product
    quantity: int
    order: Order | None
    """That it is in and can be changed in; None where it was only spoken of."""


def at_hand(scene: Scene) -> AtHand | None:
    """The thing told of just now, else the only one of the order spoken of, else what was spoken of."""
    told, last = told_of(scene), scene.last_order
    open_one = last if last is not None and is_open(last, scene) else None
    lines = () if open_one is None else open_one.lines
    ids = {line.product_id: line.quantity for line in lines}
    if told is not None and told.id not in ids:
        return AtHand(told, _count_told(scene), None)
    about = told.id if told is not None else scene.topic
    if about in ids and (told is not None or len(ids) == 1):
        product = scene.sold(about)
        return None if product is None else AtHand(product, ids[about], open_one)
    product = None if about is None or open_one is not None else scene.sold(about)
    return None if product is None else AtHand(product, 1, None)


def told_of(scene: Scene) -> Product | None:
    """The thing that was told of last, what it costs or how much is in it."""
    said = _told(scene)
    return None if said is None else scene.sold(str(said.data["topic"]))


def _told(scene: Scene) -> Say | None:
    """The last reply, or the one before words that were not understood, if it told of one thing."""
    said = scene.last_said
    if said is not None and said.key == "not_understood":
        said = scene.explained
    return said if said is not None and said.key in TOLD_OF and said.data.get("topic") else None


def _count_told(scene: Scene) -> int:
    """As many as the price was told of."""
    said = _told(scene)
    count = None if said is None else said.data.get("quantity")
    return count if isinstance(count, int) and 1 <= count <= MOST_AT_ONCE else 1


def ask_of_told(scene: Scene, count: int | None = None) -> Step | None:
    """Whether to order what was told of, so many or as many as were told of; None: nothing was."""
    product, last = told_of(scene), scene.last_order
    if product is None or (count is None and _told(scene) is not scene.last_said):
        return None  # of words in between that were not understood, the number may have been one
    ordered = {line.product_id for line in last.lines} if is_open(last, scene) and last else set()
    if product.id in ordered:
        return None
    line = Line(Fit(product, UNSURE), count or _count_told(scene))
    return check_out(Basket((line,)), scene)


def other_ones(by: object, scene: Scene, *, asked: bool = True) -> Step | None:
    """Another one than what is at hand, or a few others; None where nothing is at hand.

    Args:
        by: what it is to be more than that, as in `which.COMPARED`; else any others are meant.
        scene: in which it is said.
        asked: whether it was only asked what there is, so that a place among the few is asked about.
    """
    one = at_hand(scene)
    if one is None:
        return None
    others = other_than(one.product, similar(one.product, scene))
    if by not in COMPARED:
        return few_others(one, others, scene, asked=asked)
    other = instead(by, one.product, others, scene.currency)
    return _none_such(by, one) if other is None else offer(one, other, scene)


def of_trait(trait: object, scene: Scene) -> Step | None:
    """Others of the kind that are as wanted: "the unscented ones"; None where it is no trait."""
    one = at_hand(scene)
    if one is None or trait not in TRAITS:
        return None
    wanted = {"name": one.product.names, "trait": trait, "kept": one.order is not None}
    if has(one.product, str(trait)):
        return Say("is_of_trait", wanted)
    others = other_than(one.product, similar(one.product, scene))
    fitting = tuple(each for each in others if has(each, str(trait)))
    return few_others(one, fitting, scene) if fitting else Say("none_of_trait", wanted)


def _none_such(by: object, one: AtHand) -> Say:
    return Say(
        "none_such", {"by": by, "name": one.product.names, "kept": one.order is not None, "told": 1}
    )


def offer(one: AtHand, other: Product, scene: Scene) -> Ask:
    """Tell what the other one would cost beside the one at hand, and ask whether to have it."""
    more = _total(other, one.quantity, scene).minor - _total(one.product, one.quantity, scene).minor
    total, goods = _total(other, one.quantity, scene), _goods(other, one.quantity, scene)
    told = {
        "name": other.names,
        "quantity": one.quantity,
        "old": one.product.names,
        "price": goods,
        "total": total if total != goods else None,
        "more": Money(more, total.currency) if more > 0 else None,
        "less": Money(-more, total.currency) if more < 0 else None,
        "ordered": one.order is not None,
        **({"topic": other.id} if one.order is None else {}),  # after a no the order is spoken of
    }
    say = Say("other_one", told)
    only = Option(other.id, other.spoken, goods, other.size, other.size_unit)
    stays = Say("not_ordered") if one.order is None else kept(one.order, "", scene)
    question = Question(
        lambda _: _taken(one, other.id, scene),
        (only,),
        decline=stays,
        again=say,
        amend=lambda intent: _amended(intent, one, other, scene),
    )
    return Ask(say, question)


def _amended(intent: Intent, one: AtHand, other: Product, scene: Scene) -> Step | None:
    """The same offer of another number, or of one that is smaller or cheaper still."""
    count, by = intent.value("quantity"), intent.value("by")
    if intent.name == "ChangeQuantity" and isinstance(count, int) and 1 <= count <= MOST_AT_ONCE:
        return (
            None if intent.value("ordered") else offer(replace(one, quantity=count), other, scene)
        )
    if intent.name != "Choose" or by not in COMPARED:
        return None
    still_more = wonders(intent) or _STILL_MORE.search(intent.text)
    if not still_more and instead(by, one.product, (other,), scene.currency) is other:
        return _taken(one, other.id, scene)  # "okay, take the big one", of the big one offered
    others = other_than(other, similar(other, scene))
    still = instead(by, other, others, scene.currency)
    if still is None:
        again = offer(one, other, scene)
        return Ask(Say("none_such", {"by": by, "name": other.names}), again.question)
    if still.id == one.product.id:
        return Say("not_ordered") if one.order is None else kept(one.order, "", scene)
    return offer(one, still, scene)


def few_others(one: AtHand, others: Sequence[Product], scene: Scene, *, asked: bool = True) -> Step:
    """Ask which of a few others to have instead of what is at hand."""
    if not others:
        return Say("none_other", {"name": one.product.names, "kept": one.order is not None})
    if len(others) == 1:
        return offer(one, others[0], scene)
    if one.order is None:
        now = few_of(tuple(others), kind_name(one.product, scene.language), scene)
        if now is not None:
            return now.ask(now)
    return _which(one, others, scene, _known(one, others, scene, asked=asked), asked=asked)


def _known(one: AtHand, others: Sequence[Product], scene: Scene, *, asked: bool) -> Choosing | None:
    def ask(now: Choosing) -> Step:
        return _which(one, now.offered, scene, now, asked=asked)

    return choosing(others, one.quantity, scene, ask)


def _which(
    one: AtHand, others: Sequence[Product], scene: Scene, known: Choosing | None, *, asked: bool
) -> Ask:
    return Which(
        products=others[:MOST_CHOICES] if known is None else known.offered,
        choose=partial(_taken, one, scene=scene),
        sure=lambda id_: offer(one, scene.shelf.product(id_), scene),
        tentative=asked,
        currency=scene.currency,
        quantity=one.quantity,
        instead_of=one.product.names,
        decline=Say("not_ordered") if one.order is None else kept(one.order, "", scene),
        known=known,
        prices={} if known is None else known.prices,
    ).ask()


def _taken(one: AtHand, product_id: str, scene: Scene) -> Step:
    """What follows a yes: the order with the other one in place of the one, or an order of it."""
    line = Line(Fit(scene.shelf.product(product_id), 1.0), one.quantity, chosen=True)
    if one.order is None:
        return check_out(Basket((line,)), scene)
    return check_out(anew(one.order, scene, (line,), but={one.product.id}), scene)


def _total(product: Product, count: int, scene: Scene) -> Money:
    """What so many cost with sending, as they would be bought."""
    priced = plan([(product, count)], scene, Asked())
    return priced.total if isinstance(priced, PricedBasket) else _asked_for(product, count, scene)


def _goods(product: Product, count: int, scene: Scene) -> Money:
    priced = plan([(product, count)], scene, Asked())
    return priced.goods if isinstance(priced, PricedBasket) else _asked_for(product, count, scene)


def _asked_for(product: Product, count: int, scene: Scene) -> Money:
    return product.price(scene.currency) * count


def ask_option(intent: Intent, scene: Scene) -> Step:
    """Tell of one of the offered; where nothing is offered, of another one than what is at hand."""
    if offered_now(scene) is None and intent.value("by") is not None and intent.score >= 1:
        other = other_ones(intent.value("by"), scene)
        if other is not None:
            return other
    return tell_of_option(intent, scene)


SKILLS: Mapping[str, Skill] = {"AskOption": ask_option}
