"""Sizes in one unit, so that a litre compares with 33.8 ounces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.core.money import Money
from assistant.store.goods.measures import Measure, measure, per_unit, read_measure


@pytest.mark.parametrize(
    ("text", "amount", "base"),
    [
        ("500 ml", 500, "ml"), ("2,5 L", 2500, "ml"), ("12 x 330ml", 3960, "ml"),
        ("Vinegar 1 gallon", 3785.41, "ml"), ("16 fl oz", 473.176, "ml"), ("3 kilograms", 3000, "g"),
        ("81-count", 81, "count"), ("500밀리리터", 500, "ml"), ("120 sheets", 120, "sheets"),
        ("2 dozen", 24, "count"), ("1.5kg", 1500, "g"), ("1,500 g", 1500, "g"), ("0,500 l", 500, "ml"),
        ("삼다수 2L x 6", 12000, "ml"), ("콜라 190ml 24캔", 4560, "ml"), ("330 ml, 6-pack", 1980, "ml"),
        ("foil 30 m x 20 cm", 30, "m"), ("500 ml x 1200", 500, "ml"), ("2.5 liters 2 count", 2500, "ml"),
    ],
)  # fmt: skip
def test_a_size_is_read_out_of_a_text(text: str, amount: float, base: str) -> None:
    found = read_measure(text)
    assert found is not None
    assert found.base == base
    assert found.amount == pytest.approx(amount)


@pytest.mark.parametrize("text", ["", "vinegar", "7 days", "0 ml", "number 4"])
def test_a_text_without_a_size_has_none(text: str) -> None:
    assert read_measure(text) is None


def test_prices_compare_per_kilo_and_litre() -> None:
    assert per_unit(Money(299, "USD"), Measure(946, "ml")) == (Money(316, "USD"), "l")
    assert per_unit(Money(1999, "USD"), Measure(81, "count")) == (Money(25, "USD"), "count")
    assert measure(3, "kilos") == Measure(3000, "g")
    assert measure(3, "furlongs") is None


@given(st.text(max_size=40))
def test_any_text_is_read(text: str) -> None:
    found = read_measure(text)
    assert found is None or found.amount > 0
