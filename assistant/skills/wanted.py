"""From the words of a wish to the products that fit them."""

from collections.abc import Sequence

from assistant.language.resolve import CERTAIN
from assistant.language.sizes import SAME_SIZE, size_said
from assistant.skills.basket import Wish
from assistant.skills.how_much import UNSURE, measured, of_amount
from assistant.skills.listed import SURELY
from assistant.skills.scene import Scene
from assistant.skills.which import best_of
from assistant.store.catalog import Product
from assistant.store.purchase import MOST_CHOICES, Fit

MOST_OF_A_KIND = 60
"""Products of one kind that are compared for "the cheapest"."""


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


def of_kind(phrase: str, product: Product, scene: Scene) -> Product | None:
    """What is called so among things of a product's kind; "decaf" alone may be of that kind."""
    kinds = product.aliases.get(scene.language, ())[-1:]
    for said in (phrase, *(f"{phrase} {kind}" for kind in kinds)):
        fits = [fit for fit in scene.shelf.find(said) if fit.score >= SURELY]
        alike = [fit.product for fit in fits if fit.product.category_id == product.category_id]
        if alike:
            return next((each for each in alike if each.id in scene.history), alike[0])
    return None


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
