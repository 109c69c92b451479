"""The size of a pack within a phrase, in words or digits, in either language."""

import pytest

from assistant.language.words.sizes import SAME_SIZE, size_said


@pytest.mark.parametrize(
    ("phrase", "amount", "measure", "rest"),
    [
        ("three hundred and fifty milliliters of vinegar", 350, "ml", "vinegar"),
        ("a 32 ounce bottle of vinegar", 32, "oz", "vinegar"),
        ("half a gallon of milk", 0.5, "gal", "milk"),
        ("one gallon milk", 1, "gal", "milk"),
        ("18 count eggs", 18, "ct", "eggs"),
        ("two liter cola", 2, "l", "cola"),
        ("1.5 liters cola", 1.5, "l", "cola"),
        ("우유 500밀리", 500, "ml", "우유"),
        ("500밀리", 500, "ml", ""),
        ("물 2리터짜리", 2, "l", "물"),
        ("세제 오백 밀리리터", 500, "ml", "세제"),
        ("계란 30구", 30, "ct", "계란"),
        ("건전지 여덟 개짜리", 8, "ct", "건전지"),
        ("맥주 네 캔 묶음", 4, "ct", "맥주"),
        ("비누 세 장들이", 3, "ct", "비누"),
    ],
)
def test_a_size_is_parted_from_the_name(
    phrase: str, amount: float, measure: str, rest: str
) -> None:
    assert size_said(phrase) == (amount, measure, rest)


@pytest.mark.parametrize("phrase", ["eggs", "vitamin c 1000 mg", "seven up", "세제", "구두", ""])
def test_other_phrases_have_no_size(phrase: str) -> None:
    assert size_said(phrase) is None


def test_the_same_size_in_another_measure() -> None:
    said = size_said("32 ounces")
    assert said is not None
    assert said.fits_unit("ml")
    assert said.fits_unit("g")
    assert not said.fits_unit("pairs")
    assert said.distance(946, "ml") < SAME_SIZE
    assert said.distance(3785, "ml") > SAME_SIZE
