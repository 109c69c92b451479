"""How an amount that was said is made up of packs, and where it is not quite."""

import pytest

from assistant.core.money import Money
from assistant.skills.wishes.basket import Wish
from assistant.skills.wishes.how_much import is_uneven, measured, too_few_pieces
from assistant.store.goods.catalog import Product


def product(size: float, unit: str) -> Product:
    return Product(
        id="p",
        category_id="c",
        brand={"en": "p"},
        names={"en": "p"},
        aliases={},
        size=size,
        size_unit=unit,
        prices=(Money(100, "USD"),),
        seller_id="s",
    )


def wish(quantity: int | None, unit: str = "") -> Wish:
    return Wish(
        "thing", quantity, usual=False, sure=1.0, pieces=int(unit in {"", "piece"}), unit=unit
    )


@pytest.mark.parametrize(
    ("quantity", "unit", "size", "size_unit", "uneven"),
    [
        (2, "liter", 1000, "ml", False),
        (1, "gallon", 3785, "ml", False),
        (1, "kilogram", 10_000, "g", True),
        (5, "kilogram", 10_000, "g", True),
        (1, "pound", 454, "g", False),
        (2, "liter", 12, "count", True),
        (12, "bottle", 12, "count", False),
        (2, "tube", 4, "count", True),
        (10, "roll", 18, "rolls", True),
        (36, "roll", 18, "rolls", False),
        (5, "bag", 5, "count", False),
        (2, "bag", 84, "count", False),
        (2, "bottle", 100, "count", False),
        (2, "box", 24, "count", False),
        (24, "", 12, "count", False),
        (6, "", 12, "count", True),
        (2, "", 12, "count", False),
        (2, "bottle", 900, "ml", False),
    ],
)
def test_what_no_whole_packs_make_is_uneven(
    quantity: int, unit: str, size: float, size_unit: str, *, uneven: bool
) -> None:
    assert is_uneven(wish(quantity, unit), product(size, size_unit)) is uneven


def test_only_what_weighs_or_pours_is_measured() -> None:
    said = measured(wish(2, "liter"))
    assert said is not None
    assert said.in_unit("ml") == 2000
    assert measured(wish(2, "bottle")) is None


def test_nothing_is_too_few_where_no_number_was_said() -> None:
    assert not too_few_pieces(wish(None), product(12, "count"))
