"""Finds "our favourite coffee" among the favourites, whatever else is called coffee or bought of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.language.orders.beside_the_thing import as_favourite
from assistant.skills.scene import Shelf
from assistant.store.choosing.purchase import Fit
from assistant.store.goods.catalog import Category, Product
from assistant.store.household.lists import same


@dataclass(frozen=True)
class FavouriteShelf:
    """A shelf that knows the household's favourites."""

    shelf: Shelf
    favourites: Mapping[str, str]
    """What each product is the favourite of, as far as it was said; by product id."""

    def find(self, phrase: str, most: int = 8) -> Sequence[Fit]:
        """Products that may be meant, best first."""
        thing = as_favourite(phrase)
        if thing is None:
            return self._as_well(phrase.strip(), self.shelf.find(phrase, most))
        fits = self.shelf.find(thing, most)
        own = [fit for fit in fits if fit.product.id in self.favourites]
        own = own or self._called(thing, 1.0)
        return [Fit(own[0].product, 1.0)] if own else fits

    def _as_well(self, thing: str, fits: Sequence[Fit]) -> Sequence[Fit]:
        """The fits, of which the favourite of its kind fits as well as what is bought of it.

        It does where so many others fit as well that it was not among them.
        """
        if not fits:
            return fits
        meant = self._called(thing, max(fit.score for fit in fits))
        own = {fit.product.id for fit in meant}
        rest = (fit for fit in fits if fit.product.id not in own)
        return sorted((*meant, *rest), key=lambda fit: -fit.score)

    def _called(self, thing: str, score: float) -> list[Fit]:
        """The favourites that are still sold and go by a name, or were named as its favourite."""
        sold = ((self._sold(id_), kind) for id_, kind in self.favourites.items())
        return [
            Fit(each, score)
            for each, kind in sold
            if each is not None and (each.is_called(thing) or (kind and same(kind, thing)))
        ]

    def product(self, product_id: str) -> Product:
        """The product of this id; `KeyError` where there is none."""
        return self.shelf.product(product_id)

    def aisle(self, phrase: str) -> Sequence[Sequence[Product]]:
        """The products of the category that is named, by its parts; nothing where none is."""
        return self.shelf.aisle(phrase)

    def aisles(self) -> Sequence[Category]:
        """The widest categories: what is sold at all."""
        return self.shelf.aisles()

    def _sold(self, product_id: str) -> Product | None:
        try:
            return self.shelf.product(product_id)
        except KeyError:
            return None
