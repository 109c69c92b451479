"""What is no ordinary sentence: numbers beyond reason, names that are commands, missing spaces."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.core.settings import PROJECT
from assistant.language.matching.match import Matcher
from assistant.language.templates.sentences import Sentences
from assistant.language.words.normalise import MAX_CHARACTERS

ENGLISH = Matcher(Sentences.load(PROJECT / "intents", "en"), lambda _: True)
KOREAN = Matcher(Sentences.load(PROJECT / "intents", "ko"), lambda _: True)
LONGEST_S = 3.0
"""Of the processor: however busy the machine is."""
"""For the strangest text on a busy computer; ordinary ones take a few."""

PIECES = st.sampled_from(
    [
        "order ",
        "play ",
        "cancel my order",
        "a million ",
        "-5 ",
        "999999999999 ",
        "ten billion ",
        "add ",
        "to my list ",
        "five stars ",
        "\u202e",
        "\u200f",
        "שלום ",
        "مرحبا ",
        "😀",
        "\x07",
        "세제",
        "두",
        "개",
        "만두 ",
        "주문해 줘",
        "목록에",
        "별 다섯 개 ",
        "틀어 ",
        "\ud800",
        "'",
        '"',
    ]
)


def said(matcher: Matcher, text: str) -> tuple[str, dict[str, object]] | None:
    intent = matcher.understand(text).intent
    if intent is None:
        return None
    return intent.name, {name: slot.value for name, slot in intent.slots.items()}


@settings(max_examples=120)
@given(st.one_of(st.text(max_size=MAX_CHARACTERS + 50), st.lists(PIECES, max_size=40).map("".join)))
def test_any_text_is_understood_the_same_way_twice_and_in_bounded_time(text: str) -> None:
    for matcher in (ENGLISH, KOREAN):
        began = time.process_time()
        first, again = matcher.understand(text), matcher.understand(text)
        assert time.process_time() - began < 2 * LONGEST_S
        assert (first.intent, first.sentence, first.heard) == (
            again.intent,
            again.sentence,
            again.heard,
        )


@pytest.mark.parametrize("word", ["order", "play", "the", "list", "five", "세제", "주문해", "목록"])
def test_ten_thousand_words_are_nothing(word: str) -> None:
    for matcher in (ENGLISH, KOREAN):
        began = time.process_time()
        found = matcher.understand(f"{word} " * 10_000)
        assert found.intent is None
        assert time.process_time() - began < LONGEST_S


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("order a million bottles of milk", 10**6),
        ("order ten billion bottles of milk", 10**10),
        ("order 999,999,999,999 bottles of milk", 999_999_999_999),
        ("order 0 bottles of milk", 0),
    ],
)
def test_a_number_beyond_reason_is_still_the_number(text: str, quantity: int) -> None:
    assert said(ENGLISH, text) == (
        "Order",
        {"product": "milk", "quantity": quantity, "unit": "bottle"},
    )


def test_less_than_nothing_is_not_ordered() -> None:
    assert said(ENGLISH, "order -5 milk") is None
    assert said(ENGLISH, "order minus five milk") is None


@pytest.mark.parametrize(
    ("matcher", "text", "meaning"),
    [
        (ENGLISH, "stop", ("Stop", {})),
        (ENGLISH, "play Stop", ("PlayMusic", {"artist": "Stop"})),
        (ENGLISH, "play the song Stop", ("PlayMusic", {"track": "Stop"})),
        (ENGLISH, "cancel my order", ("CancelOrder", {})),
        (ENGLISH, 'order "cancel my order"', ("Order", {"product": "cancel my order"})),
        (KOREAN, "그만", ("Stop", {})),
        (KOREAN, "그만 틀어 줘", ("Stop", {})),
        (KOREAN, "취소라는 노래 틀어 줘", ("PlayMusic", {"track": "취소"})),
        (KOREAN, '"주문 취소" 주문해 줘', ("Order", {"product": "주문 취소"})),
    ],
)
def test_a_name_may_be_a_command(matcher: Matcher, text: str, meaning: tuple[str, object]) -> None:
    assert said(matcher, text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("만두 주문해 줘", {"product": "만두"}),
        ("만두 두 개 주문해 줘", {"product": "만두", "quantity": 2, "unit": "piece"}),
        ("오이만 주문해 줘", {"product": "오이"}),
        ("우유두개 주문해줘", {"product": "우유", "quantity": 2, "unit": "piece"}),
        ("세제두통주문해줘", {"product": "세제", "quantity": 2, "unit": "tub"}),
        ("세제2개주문해줘", {"product": "세제", "quantity": 2, "unit": "piece"}),
        ("콜라이리터 주문해 줘", {"product": "콜라", "quantity": 2, "unit": "liter"}),
        ("종이컵 주문해 줘", {"product": "종이컵"}),
        ("오이 두 개 주문해 줘", {"product": "오이", "quantity": 2, "unit": "piece"}),
    ],
)
def test_a_korean_number_begins_where_a_word_does_or_with_its_counter(
    text: str, meaning: dict[str, object]
) -> None:
    assert said(KOREAN, text) == ("Order", meaning)


def test_a_korean_sentence_needs_no_spaces() -> None:
    expected = ("ListAdd", {"list": "장보기", "item": "우유"})
    assert said(KOREAN, "장보기목록에우유추가해줘") == expected


def test_a_year_is_one() -> None:
    assert said(ENGLISH, "play music from 1986") == ("PlayMusic", {"year": 1986})
    found = said(ENGLISH, "play 50 Shades")
    assert found is not None
    assert "year" not in found[1]


@pytest.mark.parametrize("text", ["예식은 몇 시야?", "지금 몇 시에 문 닫아"])
def test_another_time_is_not_the_time(text: str) -> None:
    assert said(KOREAN, text) is None


def test_an_older_brother_is_not_ordered() -> None:
    for text in ("older brother", "my older brother", "older brothers"):
        assert said(ENGLISH, text) is None


def test_what_is_misheard_is_not_cut_out_of_a_name() -> None:
    assert said(KOREAN, "내 노래 모음 보여 줘") is None
    assert said(KOREAN, "내 노래 목록 보여 줘") == ("ListShow", {"list": "노래"})
