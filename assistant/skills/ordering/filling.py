"""From wishes to a basket: a product for each, asked about where several may be meant."""

import math
from collections.abc import Callable
from dataclasses import replace

from assistant.dialog.steps import Step
from assistant.skills.products.market_basket import plan
from assistant.skills.scene import Scene
from assistant.skills.wishes.basket import Basket, Line, Wish
from assistant.skills.wishes.how_much import UNSURE, how_many, is_uneven
from assistant.skills.wishes.wanted import aisle_of, wanted
from assistant.skills.wishes.which import other_than
from assistant.skills.wishes.which_product import ProductQuestion
from assistant.store.choosing.purchase import Choose, Fit, pick
from assistant.store.goods.catalog import Product
from assistant.store.pricing import PricedBasket


def filled(
    wishes: tuple[Wish, ...], basket: Basket, scene: Scene, then: Callable[[Basket], Step]
) -> Step:
    """Find a product for each wish, asking where several may be meant; `then` go on with all."""
    for number, wish in enumerate(wishes):
        rest = wishes[number + 1 :]
        fits = wanted(wish, scene)
        parts = () if wish.by else aisle_of(wish.phrase, scene)
        picked = pick(
            fits, scene.usual, scene.notes.preferred(scene.usual), scene.notes.let_go(scene.history)
        )
        if parts:
            picked = Choose(tuple(product for part in parts for product in part))
        if picked is None:
            basket = replace(basket, unknown=(*basket.unknown, wish.phrase))
        elif isinstance(picked, Choose) and basket.asked.cheapest and not parts:
            basket = replace(basket, lines=(*basket.lines, _cheapest(picked, wish, basket, scene)))
        elif isinstance(picked, Choose):
            return ProductQuestion(
                picked.products,
                wish,
                basket,
                scene,
                lambda chosen, more: filled(more, chosen, scene, then),
                rest,
                parts=parts,
            ).ask()
        else:
            others = other_than(picked.product, [fit.product for fit in fits])
            count = how_many(wish, picked.product, scene)
            doubt = UNSURE if is_uneven(wish, picked.product) else 1.0
            sure = Fit(picked.product, min(picked.score, wish.sure, doubt))
            line = Line(sure, count, others=others, phrase=wish.phrase)
            basket = replace(basket, lines=(*basket.lines, line))
    return then(basket)


def _cheapest(among: Choose, wish: Wish, basket: Basket, scene: Scene) -> Line:
    """The one of several that costs least in all, where that is all that was said of them: asked."""

    def total(product: Product) -> float:
        priced = plan([(product, how_many(wish, product, scene))], scene, basket.asked)
        return priced.total.minor if isinstance(priced, PricedBasket) else math.inf

    product = min(among.products, key=total)
    count = how_many(wish, product, scene)
    others = other_than(product, among.products)
    return Line(Fit(product, UNSURE), count, others=others, phrase=wish.phrase)
