"""Which of several products a wish means, asked with few of them and the reasons for each."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from assistant.dialog.steps import Ask, Step
from assistant.language.intent import Intent
from assistant.skills.basket import Basket, Line, Wish
from assistant.skills.choosing import Choosing, choosing
from assistant.skills.market_basket import asked_of
from assistant.skills.scene import Scene
from assistant.skills.wanted import how_many
from assistant.skills.which import ask_which, best_of, other_than
from assistant.store.catalog import Product
from assistant.store.purchase import MOST_CHOICES, Fit

AS_ORDERED: Mapping[str, str] = {"en": "order {}", "ko": "{} 주문해 줘"}
"""What a bare "two bottles of vinegar" stands for where an order is being talked about."""


def said_quantity(intent: Intent) -> int | None:
    """The number that corrects a wish, such as "make it three"; None where none does."""
    quantity = intent.value("quantity")
    if intent.name not in {"ChangeQuantity", "Choose", "Order"} or not isinstance(quantity, int):
        return None
    return quantity if quantity > 0 and not intent.value("product") else None


def which_product(
    products: tuple[Product, ...],
    wish: Wish,
    basket: Basket,
    scene: Scene,
    then: Callable[[Basket], Step],
    *,
    more_follow: bool = False,
) -> Step:
    """Ask which of some products a wish means, put it into the basket and go on with that.

    Args:
        products: that fit the wish, best first.
        wish: what was asked for.
        basket: what is in it already.
        scene: in which it is asked.
        then: what to do with the basket.
        more_follow: whether there are more wishes, so that this one is named in the question.
    """

    def choose(product_id: str) -> Step:
        product = scene.shelf.product(product_id)
        line = Line(
            Fit(product, 1.0),
            how_many(wish, product, scene),
            chosen=True,
            others=other_than(product, products),
            phrase=wish.phrase,
        )
        return then(replace(basket, lines=(*basket.lines, line)))

    def ask_anew(wish: Wish, basket: Basket) -> Step:
        return which_product(products, wish, basket, scene, then, more_follow=more_follow)

    def amend(intent: Intent) -> Step | None:
        if intent.name == "Demand":
            more = basket.asked.joined(asked_of((intent,), scene, products))
            asked = ask_anew(wish, replace(basket, asked=more))
            cheapest = best_of("cheapest", products, scene.currency)
            if intent.value("manner") == "cheapest" and cheapest and isinstance(asked, Ask):
                return asked.question.choose(cheapest.id)
            return asked
        quantity = said_quantity(intent)
        if quantity is None:
            return None
        return ask_anew(replace(wish, quantity=quantity), basket)

    phrase = wish.phrase if more_follow or basket.lines else None

    def ask(now: Choosing | None) -> Step:
        return ask_which(
            products[:MOST_CHOICES] if now is None else now.offered,
            choose,
            scene.currency,
            phrase=phrase,
            amend=amend,
            as_if=AS_ORDERED[scene.language],
            best=None if now is None else now.best,
            more={} if now is None else now.told(),
        )

    return ask(choosing(products, wish.quantity or 1, scene, ask))
