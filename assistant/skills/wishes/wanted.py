"""From the words of a wish to the products that fit them."""

from collections.abc import Sequence

import msgspec

from assistant.dialog.steps import Say
from assistant.language.intent import Intent
from assistant.language.names.resolve import CERTAIN
from assistant.language.words.sizes import SAME_SIZE, SaidSize, size_said
from assistant.skills.products.called import SURELY
from assistant.skills.scene import Scene
from assistant.skills.wishes.basket import Wish
from assistant.skills.wishes.how_much import UNSURE, measured, of_amount
from assistant.skills.wishes.which import best_of
from assistant.store.choosing.purchase import MOST_CHOICES, MOST_CONSIDERED, Fit
from assistant.store.goods.catalog import Product

MOST_OF_A_KIND = 60
"""Products of one kind that are compared for "the cheapest"."""

LEAST_LIKE = 0.8
"""How well a kind's name has to fit: what is asked about may be nothing that is sold."""
OF_A_KIND = 0.25
"""How much less well what this household never buys may fit than what it buys."""


def with_its_number(intent: Intent, scene: Scene) -> Intent:
    """The wish with a number that is part of a name in the name: one "two percent milk", not two."""
    quantity, product = intent.slots.get("quantity"), intent.slots.get("product")
    if quantity is None or product is None or "unit" in intent.slots:
        return intent
    whole = f"{quantity.text} {product.text}"
    if whole.casefold() not in intent.text.casefold():
        return intent
    if _best(whole, scene) < CERTAIN or _best(product.text, scene) >= CERTAIN:
        return intent
    named = msgspec.structs.replace(product, text=whole, value=whole)
    slots = {name: each for name, each in intent.slots.items() if name != "quantity"}
    return msgspec.structs.replace(intent, slots={**slots, "product": named})


def _best(phrase: str, scene: Scene) -> float:
    return max((fit.score for fit in scene.shelf.find(phrase)), default=0.0)


def wanted(wish: Wish, scene: Scene) -> Sequence[Fit]:
    """What fits a wish; of "the cheap bread", the cheapest of all that is called bread."""
    said = measured(wish)
    if said is not None:
        return of_amount(said, scene)
    fits = found(wish.phrase, scene)
    if not wish.by or any(fit.score >= CERTAIN for fit in fits):
        return fits
    of_kind = [fit.product for fit in scene.shelf.find(wish.kind, MOST_OF_A_KIND)]
    called = [product for product in of_kind if wish.kind.casefold() in _names(product)]
    best = best_of(wish.by, called, scene.currency)
    return [Fit(best, 1.0)] if best else found(wish.kind, scene)


def aisle_of(phrase: str, scene: Scene) -> Sequence[Sequence[Product]]:
    """The parts of a category that is called so; nothing where things are called so themselves."""
    fits = scene.shelf.find(phrase)
    exact = bool(fits) and fits[0].score >= CERTAIN
    return () if exact else scene.shelf.aisle(phrase)


def of_kind(kind: str, scene: Scene) -> tuple[Product, ...]:
    """The products of a kind: what fits the name of a kind about as well as what fits it best."""
    said = size_said(kind)
    fits = scene.shelf.find(kind if said is None else said.rest, MOST_OF_A_KIND)
    best = max((fit.score for fit in fits), default=0.0)
    if best < LEAST_LIKE:
        return ()
    found = (fit.product for fit in fits if fit.score >= best - OF_A_KIND)
    return tuple(each for each in found if said is None or _is_of(said, each))[:MOST_CONSIDERED]


def _is_of(said: SaidSize, product: Product) -> bool:
    fits = said.fits_unit(product.size_unit)
    return fits and said.distance(product.size, product.size_unit) <= SAME_SIZE


def another_called(
    phrase: str, one: Product | None, scene: Scene, *, any_kind: bool = False
) -> Product | None:
    """What is called so instead of a product; "decaf" alone may be of the kind that it is.

    Args:
        phrase: what was said.
        one: what it is to stand for; None where that is not sold any more.
        scene: where it was said.
        any_kind: whether it may be of another category, where none of the same is called so.
    """
    said = dict.fromkeys((phrase, f"{phrase} {kind_name(one, scene.language)}".strip()))
    fits = [scene.shelf.find(each) for each in said]
    found = [[fit.product for fit in each if fit.score >= SURELY] for each in fits]
    # By another of its plain names it has to be a whole name: "컬러 잉크".
    plain = () if one is None else one.aliases.get(scene.language, ())[:-1]
    whole = [scene.shelf.find(f"{phrase} {kind}") for kind in plain]
    found += [[fit.product for fit in each if fit.score >= CERTAIN] for each in whole]
    category = None if one is None else one.category_id
    same = [[each for each in products if each.category_id == category] for products in found]
    just_so = [fit.product for fit in fits[0] if fit.score >= CERTAIN]
    if any_kind:  # what is called just so is meant: dish detergent is no laundry detergent
        elsewhere = all(each.category_id != category for each in just_so)
        same = [*([just_so] if elsewhere else []), *same, *found]
    for products in same:
        if products:
            return next((each for each in products if each.id in scene.history), products[0])
    return None


def similar(product: Product, scene: Scene) -> list[Product]:
    """What goes by the same plain names."""
    called = product.aliases.get(scene.language, ())
    return list(
        {fit.product.id: fit.product for name in called for fit in scene.shelf.find(name)}.values()
    )


def another_like(phrase: str, one: Product, scene: Scene) -> Product | None:
    """What is called so and goes by the same plain names: another detergent, no dish soap."""
    other = another_called(phrase, one, scene)
    alike = {each.id for each in similar(one, scene)}
    return other if other is not None and other.id in alike - {one.id} else None


def kind_name(product: Product | None, language: str) -> str:
    """The plain name of what a product is, such as coffee; empty where it has none."""
    called = () if product is None else product.aliases.get(language, ())
    return called[-1] if called else ""


def _names(product: Product) -> frozenset[str]:
    return frozenset(name.casefold() for name in product.spoken)


def found(phrase: str, scene: Scene) -> Sequence[Fit]:
    """The products of a name; where a size is said that none has, those of the nearest sizes."""
    fits = scene.shelf.find(phrase)
    said = size_said(phrase)
    if said is None or any(fit.score >= CERTAIN for fit in fits):
        return fits
    called = scene.shelf.find(said.rest) if said.rest else ()
    of_kind = [fit for fit in called if said.fits_unit(fit.product.size_unit)]
    if not of_kind:  # cola that is sold by the can has no litres: which of them is asked about
        return fits or [Fit(fit.product, min(fit.score, UNSURE)) for fit in called[:MOST_CHOICES]]
    near = sorted(of_kind, key=lambda fit: said.distance(fit.product.size, fit.product.size_unit))
    exact = [f for f in near if said.distance(f.product.size, f.product.size_unit) <= SAME_SIZE]
    return exact or [Fit(fit.product, min(fit.score, UNSURE)) for fit in near[:MOST_CHOICES]]


def product_meant(intent: Intent, scene: Scene) -> Product | None:
    """The product that is named, or the one that was talked about."""
    phrase = str(intent.value("product", "")).strip()
    if phrase:
        found = scene.shelf.find(phrase)
        known = [fit for fit in found if fit.product.id in scene.history]
        best = [fit for fit in known if fit.score >= found[0].score - 0.08] or found
        return best[0].product if best else None
    return None if scene.topic is None else scene.sold(scene.topic)


def unknown_product(intent: Intent) -> Say:
    """What to say where nothing that is sold was named."""
    phrase = str(intent.value("product", "")).strip()
    return Say("product_unknown", {"phrase": phrase}) if phrase else Say("which_product")
