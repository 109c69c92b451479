"""Which product of several: asking, and what "the big one" means."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assistant.dialog.steps import Ask, Option, Question, Say, Step
from assistant.language.intent import Intent
from assistant.store.catalog import Product
from assistant.store.purchase import MOST_CHOICES


def other_than(product: Product, products: Sequence[Product]) -> tuple[Product, ...]:
    """The other products, at most three, those of the same category only."""
    others = (p for p in products if p.id != product.id and p.category_id == product.category_id)
    return tuple(others)[:MOST_CHOICES]


def instead(
    by: object, product: Product, others: Sequence[Product], currency: str
) -> Product | None:
    """The other product that "the big one", "a cheaper one" means; None where that is not clear.

    `by` is `biggest`, `smallest`, `cheapest`, `dearest` or `other`.
    """
    alike = [other for other in others if other.size_unit == product.size_unit]
    best = best_of(by, alike if by in {"biggest", "smallest"} else others, currency)
    return best or (others[0] if len(others) == 1 and by == "other" else None)


def best_of(by: object, products: Sequence[Product], currency: str) -> Product | None:
    """The biggest, smallest, cheapest or dearest of them; None where `by` is none of these.

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
    return None


def ask_which(
    products: Sequence[Product],
    choose: Callable[[str], Step],
    currency: str,
    *,
    phrase: str | None = None,
    amend: Callable[[Intent], Step | None] = lambda _: None,
    as_if: str = "",
    decline: Step | None = None,
    best: Product | None = None,
    more: Mapping[str, Any] | None = None,
) -> Step:
    """Ask which of a few products is meant.

    Args:
        products: to choose from.
        choose: what follows the choice, by product id.
        currency: of the prices that are told.
        phrase: of which wish it is asked, where there are several.
        amend: what follows where the wish is corrected.
        as_if: the sentence that a bare answer stands for.
        decline: what follows a no.
        best: what is taken where the choice is left to us; the first where none is given.
        more: what the reply says besides.
    """
    data = {
        "names": [product.names for product in products],
        "prices": [product.price(currency) for product in products],
        "phrase": phrase,
        **(more or {}),
    }
    options = tuple(
        Option(p.id, p.spoken, p.price(currency), p.size, p.size_unit) for p in products
    )
    again = Say("chosen_unclear", {"names": data["names"]})
    declined = Say("not_ordered") if decline is None else decline

    def without(product_id: str) -> Step:
        rest = [product for product in products if product.id != product_id]
        if len(rest) == 1:
            return ask_sure(rest[0], choose, currency, declined)
        return ask_which(
            rest, choose, currency, phrase=phrase, amend=amend, as_if=as_if, decline=decline
        )

    question = Question(
        choose,
        options,
        decline=declined,
        again=again,
        amend=amend,
        as_if=as_if,
        without=without,
        yours=lambda: ask_sure(best or products[0], choose, currency, declined),
    )
    return Ask(Say("ask_which", data), question)


def ask_sure(product: Product, choose: Callable[[str], Step], currency: str, decline: Step) -> Step:
    """Ask whether the only one that is left, or that we would take, is wanted."""
    price = product.price(currency)
    say = Say("chosen_sure", {"name": product.names, "price": price, "topic": product.id})
    only = Option(product.id, product.spoken, price, product.size, product.size_unit)
    return Ask(say, Question(choose, (only,), decline=decline, again=say))
