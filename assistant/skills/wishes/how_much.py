"""How much of a product makes up the amount that was said: in packs, pieces, litres or pounds.

"Two dozen eggs" are two cartons of twelve, "twelve bottles of water" one pack of twelve, and "two
litres of milk" are two bottles of one. What no whole packs make is confirmed first.
"""

from collections.abc import Sequence
from typing import Final

from assistant.language.words.sizes import SAME_SIZE, SaidSize
from assistant.skills.scene import Scene
from assistant.skills.wishes.basket import Wish
from assistant.store.choosing.purchase import MOST_CHOICES, Fit
from assistant.store.goods.catalog import Product

PIECES = "count"
"""The catalog's unit of what is sold by the piece."""
ROLLS = "rolls"
MANY_PACKS = 4
"""From here on a number without a unit counts pieces rather than packs of them."""
UNSURE = 0.9
"""A fit that is confirmed first."""
OF_KIND = 0.8
"""How well a product has to fit what was called by an amount of it."""
MOST_MEASURED = 60
"""Products of a kind whose sizes are compared with an amount."""

MEASURED: Final = {
    "liter": "l",
    "kilogram": "kg",
    "pound": "lb",
    "gallon": "gal",
    "pint": "pt",
    "quart": "qt",
}
"""The measure of each unit that weighs or pours."""
_IN_PACKS: Final = dict.fromkeys(("bottle", "can", "roll", "tube", "jar", "bar", "stick"), 40) | {
    "bag": 12,
    "pod": 1000,
    "capsule": 1000,
}
"""What a pack holds several of, and in how large a pack at most: a bottle of 100 pills is one."""
_IN_BAGS: Final = frozenset({"produce", "bakery"})
"""Categories whose packs are bags: two bags of oranges are no two oranges."""
_DEARER = 0.02
"""What each pack more counts against a smaller difference."""


def measured(wish: Wish) -> SaidSize | None:
    """The amount that a wish names, where it weighs or pours."""
    code = MEASURED.get(wish.unit)
    return SaidSize(wish.amount or float(wish.quantity or 1), code, wish.phrase) if code else None


def of_amount(said: SaidSize, scene: Scene) -> Sequence[Fit]:
    """The products that make up an amount best; those that do not quite are confirmed first."""
    fits = scene.shelf.find(said.rest, MOST_MEASURED)
    of_kind = [
        fit
        for fit in fits
        if fit.score >= OF_KIND and said.fits_unit(fit.product.size_unit) and fit.product.size > 0
    ]
    if not of_kind:
        return [Fit(fit.product, min(fit.score, UNSURE)) for fit in fits]
    near = sorted(of_kind, key=lambda fit: _far(said, fit.product))
    exact = [Fit(fit.product, 1.0) for fit in near if _off(said, fit.product) <= SAME_SIZE]
    return exact or [Fit(fit.product, UNSURE) for fit in near[:MOST_CHOICES]]


def how_many(wish: Wish, product: Product, scene: Scene) -> int:
    """How many of a product: two cartons of twelve for "two dozen eggs", one for half a dozen."""
    said = measured(wish)
    if said is not None:
        return _packs(said, product) if said.fits_unit(product.size_unit) else 1
    each = _pieces(wish, product)
    if wish.quantity and each:
        packs, rest = divmod(wish.quantity * each, int(product.size))
        if not rest or too_few_pieces(wish, product):
            return packs + bool(rest)
    bought = scene.history.get(product.id)
    return wish.quantity or (bought.last_quantity if wish.usual and bought else 1)


def is_uneven(wish: Wish, product: Product) -> bool:
    """Whether no number of packs is just what was said: six eggs of a carton of twelve."""
    said = measured(wish)
    if said is not None:
        fits = said.fits_unit(product.size_unit)
        return not fits or _off(said, product) > SAME_SIZE
    return too_few_pieces(wish, product)


def too_few_pieces(wish: Wish, product: Product) -> bool:
    """Whether the number must count pieces and fills no whole packs."""
    each = _pieces(wish, product)
    if not wish.quantity or not each:
        return False
    pieces = wish.quantity * each
    surely = wish.unit in _IN_PACKS
    return (surely or pieces >= MANY_PACKS) and pieces % int(product.size) != 0


def _pieces(wish: Wish, product: Product) -> int:
    """How many of what a pack holds are meant by each of the number; 0 for packs of it."""
    if product.size <= 1 or product.size_unit not in {PIECES, ROLLS}:
        return 0
    if wish.unit == "bag" and product.category_id in _IN_BAGS:
        return 0
    if wish.unit in _IN_PACKS:
        return int(product.size <= _IN_PACKS[wish.unit])
    return wish.pieces if product.size_unit == PIECES else 0


def _packs(said: SaidSize, product: Product) -> int:
    """How many of a product come nearest to an amount."""
    return max(1, round(said.in_unit(product.size_unit) / product.size))


def _off(said: SaidSize, product: Product) -> float:
    """How far the best number of a product is from an amount, as a share of it."""
    return said.distance(_packs(said, product) * product.size, product.size_unit)


def _far(said: SaidSize, product: Product) -> float:
    return _off(said, product) + _DEARER * _packs(said, product)
