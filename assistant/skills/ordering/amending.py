"""What is said of a basket while it is asked whether to order it: more, less, another, otherwise."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from assistant.dialog.choice import EACH, YOURS, wonders
from assistant.dialog.steps import Ask, Say, Step
from assistant.language.intent import Intent
from assistant.skills.ordering.filling import filled
from assistant.skills.products.called import called
from assistant.skills.products.market_basket import asked_of
from assistant.skills.products.why_bought import why_bought
from assistant.skills.scene import Scene
from assistant.skills.wishes.basket import HINTED, MOST_AT_ONCE, Basket, Line, Wish
from assistant.skills.wishes.how_much import UNSURE
from assistant.skills.wishes.named import Named
from assistant.skills.wishes.wanted import another_called, another_like, similar
from assistant.skills.wishes.which import COMPARED, instead, other_than, said_quantity
from assistant.skills.wishes.which_product import ProductQuestion
from assistant.skills.wishes.wish_said import ABOUT, one_more_wish
from assistant.store.choosing.purchase import Fit
from assistant.store.goods.catalog import Product


@dataclass(frozen=True)
class Amending:
    """A basket that waits for a yes, and what may be said instead of one."""

    basket: Basket
    scene: Scene
    """In which it was asked."""
    asked: Ask
    """The question, to be asked again where it cannot be had so."""
    check_out: Callable[[Basket], Step]

    def by(self, intent: Intent) -> Step | None:
        """What follows where the wish is corrected; None where that is none."""
        basket = self.basket
        otherwise: Mapping[str, Callable[[Intent], Step | None]] = {
            "AskWhy": lambda _: self._explained(),
            "Demand": self._as_demanded,
            "TakeOut": lambda taken: self._without(taken.value("ordered")),
            "Rather": self._swapped,
        }
        if intent.name in otherwise:
            return otherwise[intent.name](intent)
        if (named := Named.of(intent, self.scene)) is not None:
            return self._corrected(named)
        if (wish := one_more_wish(intent, self.scene)) is not None:
            return self._with_more(wish, asked=intent.value(ABOUT) is not None)
        if self._adds(intent):
            return self.check_out(self._with_one_more(intent))
        last, quantity = basket.lines[-1], said_quantity(intent)
        if quantity is not None:
            if quantity > MOST_AT_ONCE:
                return Say("number_too_large", {"quantity": quantity, "limit": MOST_AT_ONCE})
            agreed = last.chosen or intent.value("agreed") is not None
            changed = replace(last, quantity=quantity, chosen=agreed)
            return self.check_out(replace(basket, lines=(*basket.lines[:-1], changed)))
        if intent.name != "Choose" or intent.value("by") in {None, YOURS, EACH} or not last.others:
            return None
        return self._another(intent, last)

    def _again(self) -> Ask:
        """The question with all that may be said instead of a yes, as it was asked first."""
        question = replace(self.asked.question, amend=self.by, rather=self.rather)
        return replace(self.asked, question=question)

    def _with_more(self, wish: Wish, *, asked: bool) -> Step:
        """The basket with one thing more, or with another of the kind that is asked about."""
        last = self.basket.lines[-1]
        other = another_like(wish.phrase, last.fit.product, self.scene) if asked else None
        if other is not None:
            return self._with(other, last, sure=False)
        return filled((wish,), self.basket, self.scene, self.check_out)

    def rather(self, phrase: str) -> Step | None:
        """What follows where another of its kind is named: "the Pedigree one instead"."""
        last = self.basket.lines[-1]
        other = another_called(phrase, last.fit.product, self.scene)
        if other is None:
            return None
        if other.id == last.fit.product.id:
            return self._again()
        alike = other in similar(last.fit.product, self.scene)  # paper towels are no toilet paper
        return self._with(other, last, sure=alike)

    def _with(self, product: Product, last: Line, *, sure: bool) -> Step:
        """The basket with another product in its last line; where it was only asked for, asked."""
        fit = Fit(product, 1.0 if sure else UNSURE)
        line = Line(fit, last.quantity, others=other_than(product, last.others))
        return self.check_out(replace(self.basket, lines=(*self.basket.lines[:-1], line)))

    def _another(self, intent: Intent, last: Line) -> Step:
        """Another of what may be meant: the bigger one, a cheaper one, which of them."""
        by, scene = intent.value("by"), self.scene
        wanted = instead(by, last.fit.product, last.others, scene.currency)
        if wanted is not None:
            return self._with(wanted, last, sure=not wonders(intent))
        if by in COMPARED:
            step = self.check_out(self.basket)
            say = Say("none_such", {"by": by, "name": last.fit.product.names})
            return Ask(say, step.question) if isinstance(step, Ask) else step
        before = replace(self.basket, lines=self.basket.lines[:-1])
        wish = Wish("", last.quantity, usual=False, sure=1.0)
        return ProductQuestion(
            last.others, wish, before, scene, lambda chosen, _: self.check_out(chosen)
        ).ask()

    def _as_demanded(self, intent: Intent) -> Step | None:
        return self._without(intent.value("not_seller")) or self._demanded(intent)

    def _demanded(self, intent: Intent) -> Step:
        """The basket under another condition; what was asked about is there where that fails."""
        basket, scene = self.basket, self.scene
        sellers = {lot.seller_id for lot in basket.plan.lots} if basket.plan else ()
        more = asked_of((intent,), scene, [product for product, _ in basket.wanted], sellers)
        step = self.check_out(replace(basket, asked=basket.asked.joined(more)))
        if isinstance(step, Ask) and step.say.key == "basket_impossible":
            return replace(self._again(), say=step.say)
        return step

    def _explained(self) -> Step | None:
        """Why it would be bought so; the question stays."""
        if self.basket.plan is None:
            return None
        told = {**why_bought(self.basket.plan, None, self.scene), "asked": len(self.basket.lines)}
        return replace(self._again(), say=Say("why_bought", told))

    def _without(self, phrase: object) -> Step | None:
        """The basket without what is named; None where it is not in it, or all of it."""
        meant = called(str(phrase), self.scene) if phrase else set()
        lines = tuple(line for line in self.basket.lines if line.fit.product.id not in meant)
        if len(lines) == len(self.basket.lines):
            return None
        return self.check_out(replace(self.basket, lines=lines)) if lines else declined(self.basket)

    def _corrected(self, named: Named) -> Step | None:
        """The basket with another number of what is named, or only that; None where it is not in it."""
        basket = self.basket
        lines = named.corrected(basket.lines)
        if not lines or lines == basket.lines:
            return None
        return self.check_out(replace(basket, lines=lines))

    def _swapped(self, intent: Intent) -> Step | None:
        """The basket with another thing in the place of the one that is named, or of the only one."""
        phrase = intent.value("ordered")
        meant = called(str(phrase), self.scene) if phrase else set()
        places = [
            at
            for at, line in enumerate(self.basket.lines)
            if not phrase or line.fit.product.id in meant
        ]
        if len(places) != 1:
            return None
        lines, at = list(self.basket.lines), places[0]
        old = lines[at].fit.product
        other = another_called(str(intent.value("rather")), old, self.scene, any_kind=True)
        if other is None or other.id == old.id:
            return None
        lines[at] = Line(Fit(other, UNSURE), lines[at].quantity)
        return self.check_out(replace(self.basket, lines=tuple(lines)))

    def _adds(self, intent: Intent) -> bool:
        """Whether one more is wanted: no other song, and not what nothing was said of."""
        hinted = intent.value("into") != HINTED or self._hinted() is not None
        return intent.name == "OneMore" and intent.value("else") is None and hinted

    def _hinted(self) -> Mapping[str, Any] | None:
        """What was said to make the shipping fall away, if anything was."""
        hint: Mapping[str, Any] | None = self.asked.say.data.get("one_more")
        return hint

    def _with_one_more(self, intent: Intent) -> Basket:
        """With more of what was said to make the shipping fall away, else of its last line."""
        basket, hint = self.basket, self._hinted()
        product_id = hint["id"] if hint else basket.lines[-1].fit.product.id
        more = intent.value("quantity")
        count = more if isinstance(more, int) and more > 0 else 1
        lines = [
            replace(line, quantity=line.quantity + count)
            if line.fit.product.id == product_id
            else line
            for line in basket.lines
        ]
        if all(line.fit.product.id != product_id for line in lines):
            lines.append(Line(Fit(self.scene.shelf.product(product_id), 1.0), count, chosen=True))
        return replace(basket, lines=tuple(lines))


def declined(basket: Basket) -> Say:
    """That nothing was ordered, or that what was ordered before stays."""
    kept = basket.instead_of
    if kept is None:
        return Say("not_ordered")
    line = kept.lines[0]
    return Say("order_kept", {"name": line.names, "quantity": line.quantity})
