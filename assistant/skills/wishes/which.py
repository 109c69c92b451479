"""Which product of several: asking, and what "the big one" means."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from assistant.core.money import Money
from assistant.dialog.steps import Ask, Option, Question, Say, Step
from assistant.language.intent import Intent
from assistant.skills.products.choosing import Choosing
from assistant.store.choosing.choices import stars
from assistant.store.goods.catalog import Product

COMPARED = frozenset({"biggest", "smallest", "cheapest", "dearest", "best_rated"})
"""What another product may be more than the one that is talked about."""


def other_than(product: Product, products: Sequence[Product]) -> tuple[Product, ...]:
    """The other products, those of the same category only."""
    return tuple(p for p in products if p.id != product.id and p.category_id == product.category_id)


def instead(
    by: object, product: Product, others: Sequence[Product], currency: str
) -> Product | None:
    """The other product that "the big one", "a cheaper one" means; None where that is not clear.

    `by` is `biggest`, `smallest`, `cheapest`, `dearest`, `best_rated` or `other`. A bigger or
    smaller one is of the same brand, where that has one.
    """
    if by == "other":
        return others[0] if len(others) == 1 else None
    better = [other for other in others if best_of(by, (product, other), currency) is other]
    same = [other for other in better if other.brand == product.brand]
    return best_of(by, same if same and by in {"biggest", "smallest"} else better, currency)


def best_of(by: object, products: Sequence[Product], currency: str) -> Product | None:
    """The biggest, smallest, cheapest, dearest or best rated; None where `by` is none of these.

    Sizes are compared with those that are measured as the first is.
    """
    alike = [product for product in products if product.size_unit == products[0].size_unit]
    match by:
        case "biggest":
            return max(alike, key=lambda product: product.size, default=None)
        case "smallest":
            return min(alike, key=lambda product: product.size, default=None)
        case "cheapest":
            return min(products, key=lambda product: product.price(currency).minor, default=None)
        case "dearest":
            return max(products, key=lambda product: product.price(currency).minor, default=None)
        case "best_rated":
            rated = [product for product in products if product.rating is not None]
            return max(rated, key=stars, default=None)
    return None


def said_quantity(intent: Intent) -> int | None:
    """The number that corrects a wish, such as "make it three"; None where none does."""
    quantity = intent.value("quantity")
    if intent.name not in {"ChangeQuantity", "Choose", "Order"} or not isinstance(quantity, int):
        return None
    return quantity if quantity > 0 and not intent.value("product") else None


@dataclass(frozen=True, kw_only=True)
class Which:
    """The question which of a few products is meant."""

    products: Sequence[Product]
    """To choose from; the first three are told."""
    choose: Callable[[str], Step]
    """What follows the choice, by product id."""
    currency: str
    """Of the prices that are told."""
    agree: Callable[[str], Step] | None = None
    """What follows a yes to a single one; `choose` where none is given."""
    sure: Callable[[str], Step] | None = None
    """Asks about one before it is taken, by product id; else its name and price are asked about."""
    tentative: bool = False
    """Whether it was only asked what there is: what is not named is asked about (`sure`)."""
    phrase: str | None = None
    """Of which wish it is asked, where there are several."""
    quantity: int | None = None
    """How many of it are wanted, where that is told."""
    amend: Callable[[Intent], Step | None] = lambda _: None
    """What follows where the wish is corrected."""
    rather: Callable[[str], Step | None] = lambda _: None
    """What follows where something else of the kind is named."""
    every: Callable[[int], Step] | None = None
    """What follows where all of them are wanted, so many of each."""
    as_if: str = ""
    """The sentence that a bare answer stands for."""
    instead_of: Mapping[str, str] | None = None
    """What one of them would be had in place of, where it is about that."""
    decline: Step = field(default_factory=lambda: Say("not_ordered"))
    """What follows a no."""
    known: Choosing | None = None
    """What is known of them besides their names; the reply gives the reasons."""
    prices: Mapping[str, Money] = field(default_factory=dict)
    """What one costs where it would be bought, by product id; else what the usual seller asks."""
    by: date | None = None
    """A day by which all of them can be here."""

    def ask(self) -> Ask:
        """Ask it, or where only one is left, whether it is that."""
        if len(self.products) == 1 and self.known is None:
            return self._ask_sure(self.products[0])
        data: dict[str, Any] = {
            "names": [product.names for product in self.products],
            "prices": [self._price(product) for product in self.products],
            "phrase": self.phrase,
            "quantity": self.quantity,
            "by": self.by,
            "instead_of": self.instead_of,
            **({} if self.known is None else self.known.told()),
        }
        best = self.products[0] if self.known is None else self.known.best
        sure = self.sure or self._ask_whether
        question = Question(
            self.choose,
            tuple(self._option(product) for product in self.products),
            decline=self.decline,
            again=Say("chosen_unclear", {"names": data["names"]}),
            amend=self.amend,
            rather=self.rather,
            as_if=self.as_if,
            every=self.every,
            among=self._ask_among,
            yours=lambda: sure(best.id),
            sure=sure,
            tentative=self.tentative,
            agree=self.agree,
        )
        return Ask(Say("ask_which", data), question)

    def _price(self, product: Product) -> Money:
        return self.prices.get(product.id) or product.price(self.currency)

    def _ask_among(self, product_ids: Sequence[str]) -> Ask:
        rest = [product for product in self.products if product.id in product_ids]
        return replace(self, products=rest, known=None).ask()

    def _ask_whether(self, product_id: str) -> Ask:
        return self._ask_sure(next(each for each in self.products if each.id == product_id))

    def _ask_sure(self, product: Product) -> Ask:
        """Ask whether the only one that is left, or that we would take, is wanted."""
        price = self._price(product)
        told = {"name": product.names, "price": price, "topic": product.id, "choosing": self.known}
        say = Say("chosen_sure", told)
        only = Question(
            self.agree or self.choose,
            (self._option(product),),
            decline=self.decline,
            again=say,
            amend=lambda intent: self._amended(intent, product.id),
            rather=self.rather,
        )
        return Ask(say, only)

    def _amended(self, intent: Intent, product_id: str) -> Step | None:
        """What follows a correction of the one that is left: "sure, two" takes two of that one.

        "Two of the first" is asked about: the first may be the one that was not wanted.
        """
        anew = self.amend(intent)
        of_it = intent.name != "Choose" and said_quantity(intent) is not None
        if of_it and isinstance(anew, Ask):
            return anew.question.choose(product_id)
        return anew

    def _option(self, product: Product) -> Option:
        known = None if self.known is None else self.known.option(product.id)
        return Option(
            product.id,
            product.spoken,
            self._price(product),
            product.size,
            product.size_unit,
            rating=None if product.rating is None else stars(product),
            days=None if known is None else known.days,
            times=0 if known is None else known.times,
        )
