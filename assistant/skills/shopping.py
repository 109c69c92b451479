"""Ordering: from what was said to a basket, through the questions it needs, to an order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.core.messages import Answer, CancelOrder, LineRequest, Order, PlaceOrder
from assistant.core.money import Money
from assistant.core.notes import ListChange, ListItem, Note
from assistant.dialog.steps import Ask, AskStore, ChangeList, KeepNotes, Option, Question, Say, Step
from assistant.language.facets import facets
from assistant.language.intent import Intent
from assistant.language.resolve import CERTAIN
from assistant.language.sizes import SAME_SIZE, size_said
from assistant.skills.choosing import Choosing, choosing
from assistant.skills.discover import with_suggestion
from assistant.skills.held import settled
from assistant.skills.market_basket import (
    Asked,
    asked_of,
    impossible,
    line_requests,
    plan,
    told,
    unit_price,
    why_note,
)
from assistant.skills.scene import Scene, Skill
from assistant.skills.which import ask_which, best_of, instead, other_than
from assistant.store.catalog import Product
from assistant.store.household_notes import over_budget
from assistant.store.pricing import Impossible, PricedBasket
from assistant.store.purchase import MOST_CHOICES, Choose, Confirm, Fit, pick, weigh

AS_ORDERED: Mapping[str, str] = {"en": "order {}", "ko": "{} 주문해 줘"}
"""What a bare "two bottles of vinegar" stands for where an order is being talked about."""
MOST_AT_ONCE = 99
"""More of one thing than this is a slip of the tongue, or of the ear."""
PIECES = "count"
"""The catalog's unit of what is sold by the piece."""
MOST_OF_A_KIND = 60
"""Products of one kind that are compared for "the cheapest"."""
MANY_PACKS = 4
"""From here on a number without a unit counts pieces rather than packs of them."""
UNSURE = 0.9
"""A fit that is confirmed first."""


@dataclass(frozen=True)
class Wish:
    """A thing somebody asked for."""

    phrase: str
    quantity: int | None
    usual: bool
    """Whether as many as the last time are meant where no number is said."""
    sure: float
    """How surely the sentence was an order, 0 to 1."""
    pieces: bool = False
    """Whether the number counts pieces, no bottles or packs of them being said."""
    by: str = ""
    """Which of its kind: `cheapest`, `biggest` and so on."""
    kind: str = ""
    """What it was called without that."""


@dataclass(frozen=True)
class Line:
    """A product that was found for a wish."""

    fit: Fit
    quantity: int
    chosen: bool = False
    """Whether it was just chosen by name and price: that needs no second yes."""
    others: tuple[Product, ...] = ()
    """What else may have been meant."""
    phrase: str = ""
    """What it was called."""


@dataclass(frozen=True)
class Basket:
    """What will be ordered together."""

    lines: tuple[Line, ...] = ()
    unknown: tuple[str, ...] = ()
    """Phrases for which nothing was found."""
    instead_of: Order | None = None
    """The order that it replaces: cancelled first, and nothing is ordered unless it is."""
    from_list: str | None = None
    """The list whose things these are; what is ordered is taken off it."""
    asked: Asked = field(default_factory=Asked)
    """What was said besides the goods."""
    plan: PricedBasket | None = None
    """Whom to buy it of; None: each thing of its own seller."""

    @property
    def shipping(self) -> Money | None:
        """What sending it costs; None where that is not known."""
        return None if self.plan is None else self.plan.shipping

    @property
    def wanted(self) -> tuple[tuple[Product, int], ...]:
        """The products and how many of each."""
        return tuple((line.fit.product, line.quantity) for line in self.lines)


def shop(intents: Sequence[Intent], scene: Scene) -> Step:
    """Order everything that was asked for in one breath, as one order."""
    wishes = []
    for intent in intents:
        phrase = str(intent.value("product", "")).strip()
        quantity = intent.value("quantity")
        if not phrase:
            return order_again(scene) if intent.name == "Reorder" else ask_product(scene)
        if quantity == 0:
            return Say("never_mind")
        if isinstance(quantity, int) and not 1 <= quantity <= MOST_AT_ONCE:
            return Say("number_too_large", {"quantity": quantity, "limit": MOST_AT_ONCE})
        count = quantity if isinstance(quantity, int) else None
        pieces = intent.value("unit") in {None, "piece"}
        sure = min(intent.score, intent.slots["product"].score)
        by, kind = intent.slots.get("by"), phrase
        if by is not None:
            phrase = f"{by.text} {phrase}"
        wish = Wish(phrase, count, intent.name == "Reorder", sure, pieces)
        wishes.append(wish if by is None else replace(wish, by=str(by.value), kind=kind))
    products = [fit.product for wish in wishes for fit in scene.shelf.find(wish.phrase)]
    return fill(tuple(wishes), Basket(asked=asked_of(intents, scene, products)), scene)


def ask_product(scene: Scene) -> Step:
    """Ask what is wanted; the answer may be a bare name."""
    say = Say("ask_product")
    return Ask(say, Question(lambda _: say, (), again=say, as_if=AS_ORDERED[scene.language]))


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


def order(intent: Intent, scene: Scene) -> Step:
    """Order one thing: one of it, or for "reorder" as many as the last time."""
    return shop((intent,), scene)


def fill(wishes: tuple[Wish, ...], basket: Basket, scene: Scene) -> Step:
    """Find a product for each wish, asking where several may be meant; then check out."""
    for number, wish in enumerate(wishes):
        rest = wishes[number + 1 :]
        fits = _wanted(wish, scene)
        picked = pick(fits, scene.history)
        if picked is None:
            basket = replace(basket, unknown=(*basket.unknown, wish.phrase))
        elif isinstance(picked, Choose):
            return _ask_which(picked.products, wish, rest, basket, scene)
        else:
            others = other_than(picked.product, [fit.product for fit in fits])
            count = _count(wish, picked.product, scene)
            doubt = UNSURE if _too_few_pieces(wish, picked.product) else 1.0
            sure = Fit(picked.product, min(picked.score, wish.sure, doubt))
            line = Line(sure, count, others=others, phrase=wish.phrase)
            basket = replace(basket, lines=(*basket.lines, line))
    return check_out(basket, scene)


def _count(wish: Wish, product: Product, scene: Scene) -> int:
    """How many of a product: two cartons of twelve for "two dozen eggs", one for half a dozen."""
    if wish.quantity and wish.pieces and _sold_by_the_piece(product):
        packs, rest = divmod(wish.quantity, int(product.size))
        if not rest or _too_few_pieces(wish, product):
            return packs + bool(rest)
    bought = scene.history.get(product.id)
    return wish.quantity or (bought.last_quantity if wish.usual and bought else 1)


def _sold_by_the_piece(product: Product) -> bool:
    return product.size_unit == PIECES and product.size > 1


def _too_few_pieces(wish: Wish, product: Product) -> bool:
    """Whether the number must count pieces and fills no whole packs: six eggs of a carton of 12."""
    if not wish.quantity or not wish.pieces or not _sold_by_the_piece(product):
        return False
    return wish.quantity >= MANY_PACKS and wish.quantity % int(product.size) != 0


def _wanted(wish: Wish, scene: Scene) -> Sequence[Fit]:
    """What fits a wish; of "the cheap bread", the cheapest of all that is called bread."""
    fits = found(wish.phrase, scene)
    if not wish.by or any(fit.score >= CERTAIN for fit in fits):
        return fits
    of_kind = [fit.product for fit in scene.shelf.find(wish.kind, MOST_OF_A_KIND)]
    called = [product for product in of_kind if wish.kind.casefold() in _names(product)]
    best = best_of(wish.by, called, scene.currency)
    return [Fit(best, 1.0)] if best else found(wish.kind, scene)


def _names(product: Product) -> frozenset[str]:
    return frozenset(name.casefold() for name in product.spoken)


def found(phrase: str, scene: Scene) -> Sequence[Fit]:
    """The products of a name; where a size is said that none has, those of the nearest sizes."""
    fits = scene.shelf.find(phrase)
    said = size_said(phrase)
    if said is None or any(fit.score >= CERTAIN for fit in fits):
        return fits
    of_kind = [fit for fit in scene.shelf.find(said.rest) if said.fits_unit(fit.product.size_unit)]
    if not said.rest or not of_kind:
        return fits
    near = sorted(of_kind, key=lambda fit: said.distance(fit.product.size, fit.product.size_unit))
    exact = [f for f in near if said.distance(f.product.size, f.product.size_unit) <= SAME_SIZE]
    return exact or [Fit(fit.product, min(fit.score, UNSURE)) for fit in near[:MOST_CHOICES]]


def _ask_which(
    products: tuple[Product, ...],
    wish: Wish,
    rest: tuple[Wish, ...],
    basket: Basket,
    scene: Scene,
) -> Step:
    def choose(product_id: str) -> Step:
        product = scene.shelf.product(product_id)
        line = Line(
            Fit(product, 1.0),
            _count(wish, product, scene),
            chosen=True,
            others=other_than(product, products),
            phrase=wish.phrase,
        )
        return fill(rest, replace(basket, lines=(*basket.lines, line)), scene)

    def amend(intent: Intent) -> Step | None:
        if intent.name == "Demand":
            more = basket.asked.joined(asked_of((intent,), scene, products))
            return _ask_which(products, wish, rest, replace(basket, asked=more), scene)
        quantity = said_quantity(intent)
        if quantity is None:
            return None
        return _ask_which(products, replace(wish, quantity=quantity), rest, basket, scene)

    phrase = wish.phrase if rest or basket.lines else None

    def ask(now: Choosing | None) -> Step:
        return ask_which(
            products[:MOST_CHOICES] if now is None else now.offered,
            choose,
            scene.currency,
            phrase=phrase,
            amend=amend,
            as_if=AS_ORDERED[scene.language],
            more={} if now is None else now.told(),
        )

    return ask(choosing(products, wish.quantity or 1, scene, ask))


def check_out(basket: Basket, scene: Scene) -> Step:
    """Order the basket, or confirm it first where any line or the sum wants it."""
    if not basket.lines:
        return not_found(basket.unknown, scene)
    planned = _planned(basket, scene)
    if isinstance(planned, Say):
        return planned
    basket = planned
    total = _total(basket, scene)
    reasons = [_reason(line, basket, scene) for line in basket.lines]
    doubt = next((reason for reason in reasons if reason is not None), None)
    if doubt is None and len(basket.lines) > 1 and scene.rules.confirm_above < total:
        last = basket.lines[-1]
        doubt = Confirm(last.fit.product, last.quantity, "expensive")
    if doubt is None and _over_budget(basket, scene) is not None:
        last = basket.lines[-1]
        doubt = Confirm(last.fit.product, last.quantity, "over_budget")
    return place(basket, scene) if doubt is None else confirm(doubt, basket, scene)


def _planned(basket: Basket, scene: Scene) -> Basket | Say:
    """The basket with whom to buy it of, or why it cannot be bought."""
    priced = plan(basket.wanted, scene, basket.asked)
    if isinstance(priced, Impossible):
        return impossible(priced, scene, basket.asked)
    return replace(basket, plan=priced)


def _reason(line: Line, basket: Basket, scene: Scene) -> Confirm | None:
    price = None if basket.plan is None else unit_price(basket.plan, line.fit.product)
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


def confirm(reason: Confirm, basket: Basket, scene: Scene) -> Step:
    """Ask whether the basket is wanted, and say why."""
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
        "unknown": basket.unknown,
        "lines": [
            {"names": line.fit.product.names, "quantity": line.quantity} for line in basket.lines
        ],
        "shipping": basket.shipping if basket.shipping and basket.shipping.minor else None,
        "comes": basket.plan.comes if basket.plan else None,
        **told(basket.plan, scene, basket.asked),
    }
    say = Say(
        "confirm_purchase" if len(basket.lines) == 1 and not basket.unknown else "confirm_basket",
        data,
    )
    only = Option("basket", basket.lines[0].fit.product.spoken)
    question = Question(
        lambda _: place(basket, scene),
        (only,),
        decline=_declined(basket),
        again=say,
        amend=lambda intent: _amended(basket, intent, scene),
    )
    return Ask(say, question)


def _declined(basket: Basket) -> Say:
    kept = basket.instead_of
    if kept is None:
        return Say("not_ordered")
    line = kept.lines[0]
    return Say("order_kept", {"name": line.names, "quantity": line.quantity})


def _amended(basket: Basket, intent: Intent, scene: Scene) -> Step | None:
    """The basket with its last line changed: another number, another of what may be meant."""
    if intent.name == "Demand":
        more = asked_of((intent,), scene, [product for product, _ in basket.wanted])
        return check_out(replace(basket, asked=basket.asked.joined(more)), scene)
    last = basket.lines[-1]
    quantity = said_quantity(intent)
    if quantity is not None:
        if quantity > MOST_AT_ONCE:
            return Say("number_too_large", {"quantity": quantity, "limit": MOST_AT_ONCE})
        changed = replace(last, quantity=quantity)
        return check_out(replace(basket, lines=(*basket.lines[:-1], changed)), scene)
    if intent.name != "Choose" or not intent.value("by") or not last.others:
        return None
    before = replace(basket, lines=basket.lines[:-1])
    wish = Wish("", last.quantity, usual=False, sure=1.0)
    wanted = instead(intent.value("by"), last.fit.product, last.others, scene.currency)
    if wanted is not None:
        line = Line(Fit(wanted, 1.0), last.quantity, others=other_than(wanted, last.others))
        return check_out(replace(before, lines=(*before.lines, line)), scene)
    return _ask_which(last.others, wish, (), before, scene)


def said_quantity(intent: Intent) -> int | None:
    """The number that corrects a wish, such as "make it three"; None where none does."""
    quantity = intent.value("quantity")
    if intent.name not in {"ChangeQuantity", "Choose", "Order"} or not isinstance(quantity, int):
        return None
    return quantity if quantity > 0 and not intent.value("product") else None


def place(basket: Basket, scene: Scene) -> Step:
    """Order the basket; its id is the utterance's, so that it is never bought twice."""
    request = PlaceOrder(
        request_id=scene.utterance_id,
        device_id=scene.device_id,
        at=scene.now,
        lines=_line_requests(basket, scene),
        origin=scene.origin,
        told_shipping=basket.shipping,
        deliver_by=basket.asked.by,
    )
    ordered = AskStore(request, lambda answer: _after_ordering(answer, basket, scene))
    return (
        ordered
        if basket.instead_of is None
        else _after_cancelling(basket.instead_of, ordered, scene)
    )


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


def _after_ordering(answer: Answer | None, basket: Basket, scene: Scene) -> Step:
    names = {line.fit.product.id: line.fit.product.names for line in basket.lines}
    said = settled(answer, scene, names, basket.unknown)
    if isinstance(said, Say) and said.key == "ordered":
        more = {**told(basket.plan, scene, basket.asked), "plan": basket.plan}
        said = Say("ordered", {**said.data, **more})
    if answer is None or answer.status != "placed" or answer.order is None:
        return said
    then = with_suggestion(said, [line.fit.product.id for line in basket.lines], scene)
    if basket.plan is not None:
        then = KeepNotes((why_note(basket.plan, basket.asked, answer.order, scene.now),), then)
    member = scene.notes.member(scene.device_id)
    if member is not None:
        whose = Note(topic="bought_by", about=answer.order.order_id, value=member, at=scene.now)
        then = KeepNotes((whose,), then)
    if basket.from_list is None:
        return then
    bought = tuple(ListItem(name=line.phrase) for line in basket.lines)
    change = ListChange(action="remove", list=basket.from_list, items=bought, at=scene.now)
    return ChangeList(change, lambda _: then)


def _after_cancelling(order: Order, then: Step, scene: Scene) -> Step:
    request = CancelOrder(
        request_id=f"{scene.utterance_id}.change",
        device_id=scene.device_id,
        at=scene.now,
        order_id=order.order_id,
    )

    def answered(answer: Answer | None) -> Step:
        if answer is None:
            return Say("store_silent_question")
        if answer.status == "cancelled":
            return then
        return Say("cancel_too_late", {"name": order.lines[0].names})

    return AskStore(request, answered)


def order_again(scene: Scene) -> Step:
    """Order what was bought last once more, after a yes."""
    if not scene.history:
        return ask_product(scene)
    last = max(scene.history, key=lambda product_id: scene.history[product_id].last_at)
    fit = Fit(scene.shelf.product(last), 1.0)
    line = Line(fit, scene.history[last].last_quantity)
    return confirm(Confirm(fit.product, line.quantity, "again"), Basket((line,)), scene)


SKILLS: Mapping[str, Skill] = {"Reorder": order, "Order": order}
