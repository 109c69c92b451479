"""Phrases that name several things, with and without a word between."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.words.enumeration import enumerated

KNOWN = {
    **dict.fromkeys(("milk", "eggs", "bread", "salt", "oil", "coffee", "filters", "jelly"), 1.0),
    "peanut butter": 1.0,
    "butter": 1.0,
    "milk bread": 1.0,
    "bread milk": 0.93,
    "organic whole milk": 0.82,
    "milk eggs": 0.7,
    **dict.fromkeys(("우유", "계란", "빵", "사과", "세제"), 1.0),
}


def fits(phrase: str) -> float:
    return KNOWN.get(phrase, 0.0)


@pytest.mark.parametrize(
    ("phrase", "things"),
    [
        ("milk", ["milk"]),
        ("milk, eggs and bread", ["milk", "eggs", "bread"]),
        ("milk eggs and bread", ["milk", "eggs", "bread"]),
        ("milk eggs bread", ["milk", "eggs", "bread"]),
        ("bread milk and coffee", ["bread", "milk", "coffee"]),
        ("milk bread eggs and oil", ["milk bread", "eggs", "oil"]),
        ("peanut butter jelly and bread", ["peanut butter", "jelly", "bread"]),
        ("organic whole milk eggs and bread", ["organic whole milk", "eggs", "bread"]),
        ("two milk three eggs", ["two milk", "three eggs"]),
        (
            "a dozen eggs two bottles of milk and bread",
            ["a dozen eggs", "two bottles of milk", "bread"],
        ),
        ("the eggs the milk and the bread", ["the eggs", "the milk", "the bread"]),
        ("both eggs and milk", ["eggs", "milk"]),
        ("milk monkey eggs and bread", ["milk", "monkey", "eggs", "bread"]),
        ("coffee filters", ["coffee filters"]),
        ("half and half", ["half and half"]),
        ("bread and butter pickles", ["bread and butter pickles"]),
        ("bread and butter", ["bread", "butter"]),
        ("call mom and pay the bills", ["call mom", "pay the bills"]),
    ],
)
def test_english(phrase: str, things: list[str]) -> None:
    assert enumerated(phrase, "en", fits) == things


@pytest.mark.parametrize(
    ("phrase", "things"),
    [
        ("우유 계란 빵", ["우유", "계란", "빵"]),
        ("우유 두 개 계란 하나", ["우유 두 개", "계란 하나"]),
        ("우유하고 계란", ["우유", "계란"]),
        ("빵과 우유", ["빵", "우유"]),
        ("사과와 우유", ["사과", "우유"]),
        ("치과 예약", ["치과 예약"]),
        ("우유랑계란", ["우유", "계란"]),
        ("우유하고빵", ["우유", "빵"]),
        ("명랑우유", ["명랑우유"]),
        ("효과 좋은 세제", ["효과 좋은 세제"]),
        ("결과 보기", ["결과 보기"]),
    ],
)
def test_korean(phrase: str, things: list[str]) -> None:
    assert enumerated(phrase, "ko", fits) == things


@given(
    st.lists(st.sampled_from([*"abc", "milk", "eggs", "two", "the", "of", "bread"]), max_size=12)
)
def test_no_word_is_lost(words: list[str]) -> None:
    assert " ".join(enumerated(" ".join(words), "en", fits)).split() == words
