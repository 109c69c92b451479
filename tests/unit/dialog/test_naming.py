"""Which of a few offered things is named by its price, or by what it is best in."""

import pytest

from assistant.core.money import Money
from assistant.dialog.naming import at_price, best, priced
from assistant.dialog.steps import Option

HEINZ = Option(
    "heinz", ("Heinz Vinegar 32 ounces",), Money(299, "USD"), 946, "ml", rating=4.4, days=1
)
HOUSE = Option(
    "house", ("House Vinegar 1 gallon",), Money(349, "USD"), 3785, "ml", rating=4.6, days=3, times=2
)
OFFERED = (HEINZ, HOUSE)


def id_of(option: Option | None) -> str | None:
    return None if option is None else option.id


@pytest.mark.parametrize(
    "text",
    [
        "the one for two ninety nine",
        "the two ninety nine one",
        "I'll take the one at $2.99",
        "2.99",
        "get me the one that costs two dollars ninety nine",
        "이 달러 구십구 센트짜리",
        "2.99달러짜리로 주세요",
        "2달러 99센트 하는 걸로 할게요",
        "three dollars",
        "삼 달러짜리",
    ],
)
def test_the_one_of_a_price(text: str) -> None:
    assert id_of(priced(OFFERED, text)) == "heinz"


@pytest.mark.parametrize(
    "text",
    [
        "two",
        "three",
        "twelve",
        "99",
        "the one for two ninety eight",
        "for ten dollars",
        "two ninety nine is too much",
        "i paid two ninety nine at the market",
        "the one for me",
        "이 달러는 비싸",
        "세 개",
    ],
)
def test_what_is_no_price_of_theirs_chooses_nothing(text: str) -> None:
    assert priced(OFFERED, text) is None


def test_two_of_the_same_price_are_not_told_apart_by_it() -> None:
    twin = Option("twin", ("Twin",), HEINZ.price)
    assert at_price((*OFFERED, twin), Money(299, "USD")) is None
    assert id_of(at_price((*OFFERED, twin), Money(349, "USD"))) == "house"


@pytest.mark.parametrize(
    ("by", "id_"),
    [
        ("best_rated", "house"),
        ("fastest", "heinz"),
        ("usual", "house"),
        ("cheapest", "heinz"),
        ("cheapest_per_unit", "house"),
        ("dearest", "house"),
        ("biggest", "house"),
        ("smallest", "heinz"),
        ("other", None),
    ],
)
def test_the_one_that_is_best_in_something(by: str, id_: str | None) -> None:
    assert id_of(best(OFFERED, by)) == id_


def test_what_is_not_known_of_all_is_best_of_none() -> None:
    unrated = Option("new", ("New",), Money(100, "USD"), 1, "count")
    for by in ("best_rated", "fastest", "biggest", "cheapest_per_unit"):
        assert best((*OFFERED, unrated), by) is None
    assert best((HEINZ, HEINZ), "cheapest") is None
    assert best((), "cheapest") is None
