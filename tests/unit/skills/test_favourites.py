"""A favourite is meant first of its kind, however many others are called the same."""

from collections.abc import Sequence
from typing import ClassVar, cast

import msgspec
import pytest

from assistant.core.money import Money
from assistant.skills.products.favourites import FavouriteShelf
from assistant.skills.scene import Shelf
from assistant.store.choosing.purchase import Fit
from assistant.store.goods.catalog import Product


def coffee(id_: str) -> Product:
    return Product(
        id=id_,
        category_id="coffee",
        brand={"en": id_},
        names={"en": f"{id_} Roast"},
        aliases={"en": ("coffee",)},
        size=1,
        size_unit="kg",
        prices=(Money(999, "USD"),),
        seller_id="home",
    )


class Coffees:
    """A shelf of a dozen coffees that all fit as well, and one that is only like it."""

    sold: ClassVar = {id_: coffee(id_) for id_ in "abcdefghijkl"}

    def find(self, phrase: str, most: int = 8) -> Sequence[Fit]:
        assert phrase == "coffee"
        return [Fit(product, 0.9) for product in self.sold.values()][:most]

    def product(self, product_id: str) -> Product:
        return self.sold[product_id]


@pytest.mark.parametrize("favourite", ["a", "d", "l"])
def test_a_favourite_comes_first_though_it_was_not_among_the_first(favourite: str) -> None:
    found = FavouriteShelf(cast("Shelf", Coffees()), {favourite: ""}).find("coffee")
    assert found[0] == Fit(Coffees.sold[favourite], 0.9)
    assert len({fit.product.id for fit in found}) == len(found)


def test_what_is_not_sold_any_more_or_called_otherwise_changes_nothing() -> None:
    shelf = Coffees()
    assert FavouriteShelf(cast("Shelf", shelf), {"gone": ""}).find("coffee") == shelf.find("coffee")


def test_our_favourite_is_the_favourite() -> None:
    found = FavouriteShelf(cast("Shelf", Coffees()), {"l": ""}).find("our favourite coffee")
    assert found == [Fit(Coffees.sold["l"], 1.0)]


class AndAMix(Coffees):
    """The same, and a mix that is called otherwise."""

    sold: ClassVar = {
        **Coffees.sold,
        "mix": msgspec.structs.replace(coffee("mix"), aliases={"en": ("coffee mix",)}),
    }


@pytest.mark.parametrize(("kind", "first"), [("coffees", "mix"), ("", "a")])
def test_a_favourite_of_a_kind_is_one_whatever_it_is_called_itself(kind: str, first: str) -> None:
    found = FavouriteShelf(cast("Shelf", AndAMix()), {"mix": kind}).find("coffee")
    assert found[0] == Fit(AndAMix.sold[first], 0.9)
