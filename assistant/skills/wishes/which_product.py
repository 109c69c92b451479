"""Which of several products a wish means, asked with few of them and the reasons for each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from assistant.core.money import Money
from assistant.dialog.steps import Ask, Option, Say, Step
from assistant.language.intent import Intent
from assistant.language.names.resolve import CERTAIN
from assistant.skills.products.called import called
from assistant.skills.products.choosing import Choosing, choosing, choosing_widely
from assistant.skills.products.market_basket import asked_of, plan
from assistant.skills.scene import Scene
from assistant.skills.wishes.basket import Basket, Line, Wish
from assistant.skills.wishes.how_much import UNSURE, how_many
from assistant.skills.wishes.named import Named
from assistant.skills.wishes.wanted import another_called, another_like
from assistant.skills.wishes.which import Which, other_than, said_quantity
from assistant.skills.wishes.wish_said import ABOUT, one_more_wish
from assistant.store.choosing.purchase import MOST_CHOICES, Fit
from assistant.store.goods.catalog import Product
from assistant.store.pricing import Impossible, PricedBasket

AS_ORDERED: Mapping[str, str] = {"en": "order {}", "ko": "{} 주문해 줘"}
"""What a bare "two bottles of vinegar" stands for where an order is being talked about."""


@dataclass(frozen=True)
class ProductQuestion:
    """Which of some products a wish means: asked, put into the basket, and gone on from there."""

    products: tuple[Product, ...]
    """That fit the wish, best first."""
    wish: Wish
    """What was asked for."""
    basket: Basket
    """What is in it already."""
    scene: Scene
    """In which it is asked."""
    then: Callable[[Basket, tuple[Wish, ...]], Step]
    """What to do with the basket and the rest."""
    rest: tuple[Wish, ...] = ()
    """What else was wished for, so that this one is named in the question."""
    parts: Sequence[Sequence[Product]] = ()
    """Of a wide category that was named; the products are all of it."""
    browsing: bool = False
    """Whether it was only asked what there is: what was never bought, or is not chosen by its name,
    is confirmed before it is ordered."""

    def ask(self) -> Step:
        """Ask it, with few of the products and the reasons for each."""
        if self.parts:
            return self._ask_of(choosing_widely(self.parts, self.scene, self._ask_of))
        quantity = self.wish.quantity or 1
        asked = self.basket.asked
        return self._ask_of(choosing(self.products, quantity, self.scene, self._ask_of, asked))

    def _ask_of(self, known: Choosing | None) -> Step:
        named = self.rest or self.basket.lines
        offered = self.products[:MOST_CHOICES] if known is None else known.offered
        return Which(
            products=offered,
            choose=partial(self._choose, agreed=not self.browsing),
            agree=self._choose,
            sure=partial(self._choose, sure=UNSURE, agreed=False) if self.browsing else None,
            tentative=self.browsing,
            every=lambda count: self._choose_every(offered, count),
            currency=self.scene.currency,
            phrase=self.wish.phrase if named else None,
            quantity=self._same_number(),
            amend=self._amend,
            rather=self._rather,
            as_if=AS_ORDERED[self.scene.language],
            known=known,
            prices={} if known is None else known.prices,
            by=self.basket.asked.by,
        ).ask()

    def _same_number(self) -> int | None:
        """How many will be ordered, where it is as many of whichever of them."""
        counts = {how_many(self.wish, product, self.scene) for product in self.products}
        return self.wish.quantity if counts == {self.wish.quantity} else None

    def _choose(self, product_id: str, *, sure: float = 1.0, agreed: bool = True) -> Step:
        product = self.scene.shelf.product(product_id)
        line = Line(
            Fit(product, sure),
            how_many(self.wish, product, self.scene),
            chosen=agreed,
            others=other_than(product, self.products),
            picked=True,
            phrase=self.wish.phrase,
        )
        return self.then(replace(self.basket, lines=(*self.basket.lines, line)), self.rest)

    def _choose_every(self, offered: Sequence[Product], count: int) -> Step:
        """So many of each of the offered, or as many of each as were wished for."""
        many = count if count > 1 else self.wish.quantity or 1
        sure = UNSURE if self.browsing else 1.0
        lines = tuple(
            Line(Fit(product, sure), many, chosen=not self.browsing, phrase=self.wish.phrase)
            for product in offered
        )
        return self.then(replace(self.basket, lines=(*self.basket.lines, *lines)), self.rest)

    def _amend(self, intent: Intent) -> Step | None:
        if intent.name == "Demand":
            return self._demand(intent)
        if intent.name == "Rather":
            return self._meant(str(intent.value("rather", "")))
        named = Named.of(intent, self.scene)
        if named is not None:
            return self._corrected(named)
        if (wish := one_more_wish(intent, self.scene)) is not None:
            return self._with_more(wish, asked=intent.value(ABOUT) is not None)
        quantity = said_quantity(intent)
        if intent.name == "OneMore" and intent.value("else") is None:
            more = intent.value("quantity")
            quantity = (self.wish.quantity or 1) + (more if isinstance(more, int) else 1)
        if quantity is None:
            return None
        return replace(self, wish=replace(self.wish, quantity=quantity, unit="")).ask()

    def _with_more(self, wish: Wish, *, asked: bool) -> Step | None:
        """The same question with one thing more to be ordered, or about another of these."""
        meant = called(wish.phrase, self.scene)
        own = [product.id for product in self.products if product.id in meant]
        if len(own) == 1 and asked:
            return self._choose(own[0], sure=UNSURE, agreed=False)
        if own:
            return None
        other = another_like(wish.phrase, self.products[0], self.scene) if asked else None
        if other is not None:
            return self._choose(other.id, sure=UNSURE, agreed=False)
        step = replace(self, rest=(*self.rest, wish)).ask()
        if not isinstance(step, Ask):
            return step
        return replace(step, say=replace(step.say, data={**step.say.data, "added": wish.phrase}))

    def _meant(self, phrase: str) -> Step | None:
        """Another wish in the place of this one; None where it names one of these, or nothing."""
        meant = called(phrase, self.scene, CERTAIN)
        if not meant or any(product.id in meant for product in self.products):
            return None
        return self.then(self.basket, (replace(self.wish, phrase=phrase, sure=UNSURE), *self.rest))

    def _rather(self, phrase: str) -> Step | None:
        """Another of the kind, called by its name: asked about; None where nothing is called so."""
        other = another_called(phrase, self.products[0], self.scene)
        if other is None or (other in self.products and not self._is_only(other, phrase)):
            return None
        return self._choose(other.id, sure=UNSURE, agreed=False)

    def _is_only(self, product: Product, phrase: str) -> bool:
        """Whether it is the only one of these that goes by a name, of size two: too many to tell all."""
        own = {one.id for one in self.products}
        kinds = product.aliases.get(self.scene.language, ())
        return any(
            own & called(f"{phrase} {kind}", self.scene, CERTAIN) == {product.id} for kind in kinds
        )

    def _corrected(self, named: Named) -> Step | None:
        """What follows where a thing is named that is asked about, chosen, or to come; else None."""
        lines, rest = named.corrected(self.basket.lines), named.corrected(self.rest)
        asked, goes = named.is_all_of(self.products), named.correction != "ChangeQuantity"
        same = (lines, rest) == (self.basket.lines, self.rest)
        anew = replace(self, basket=replace(self.basket, lines=lines), rest=rest)
        if named.correction == "KeepOnly" and not asked:
            return self.then(anew.basket, rest) if lines or rest else None
        if not same or (asked and named.correction == "KeepOnly"):
            return anew.ask()
        if not asked:
            return None
        if goes:
            return self.then(self.basket, self.rest) if lines or rest else Say("not_ordered")
        return replace(self, wish=replace(self.wish, quantity=named.quantity, unit="")).ask()

    def _demand(self, intent: Intent) -> Step:
        """Ask anew with what is demanded; "as cheap as possible" is an answer."""
        more = self.basket.asked.joined(asked_of((intent,), self.scene, self.products))
        anew = replace(self, basket=replace(self.basket, asked=more))
        if more.by is not None and (intent.value("day") or intent.value("before")):
            return self._by(more.by, anew)
        if more.most is not None:
            return self._within(more.most, anew)
        asked = anew.ask()
        if intent.value("manner") == "cheapest" and isinstance(asked, Ask):
            priced = [each for each in asked.question.options if each.price is not None]
            cheapest = min(priced, key=_minor, default=None)
            return asked if cheapest is None else asked.question.choose(cheapest.id)
        return asked

    def _within(self, most: Money, anew: "ProductQuestion") -> Step:
        """Ask among what costs no more in all; where all do, as before."""
        count, asked = self.wish.quantity or 1, anew.basket.asked
        plans = [(p, plan([(p, count)], self.scene, asked)) for p in self.products]
        able = tuple(
            p for p, each in plans if isinstance(each, PricedBasket) and not most < each.total
        )
        if able:
            return replace(anew, products=able, parts=()).ask()
        again = self.ask()
        if not isinstance(again, Ask):
            return again
        return replace(again, say=Say("none_within", {**again.say.data, "limit": most}))

    def _by(self, day: date, anew: "ProductQuestion") -> Step:
        """Ask among what can be here by a day; where nothing can, say when, and ask as before."""
        asked = anew.basket.asked
        plans = {
            p.id: plan([(p, self.wish.quantity or 1)], self.scene, asked) for p in self.products
        }
        able = tuple(p for p in self.products if isinstance(plans[p.id], PricedBasket))
        if able:
            return replace(anew, products=able, parts=()).ask()
        days = [each.nearest for each in plans.values() if isinstance(each, Impossible)]
        nearest = min((each for each in days if each is not None), default=None)
        again = self.ask()
        if not isinstance(again, Ask):
            return again
        return replace(again, say=Say("none_by", {**again.say.data, "by": day, "nearest": nearest}))


def _minor(option: Option) -> int:
    return 0 if option.price is None else option.price.minor
