"""Digits as people say a code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.words.digits import code, is_code, rows

ENGLISH = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
KOREAN = ["공", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구"]


@pytest.mark.parametrize(
    "text",
    ["four two seven one", "Four, two, seven, one.", "4271", "4 2 7 1", "4-2-7-1", "4, 2, 7, 1.",
     "the code is four two seven one", "it's forty two seventy one", "Alexa, four two seven one",
     "for to seven won", "four thousand two hundred seventy one", "code 4271 please", "4,271",
     "사 이 칠 일", "사이칠일", "사이칠일이에요", "비밀번호는 사 이 칠 일이야", "4271이에요", "사천이백칠십일",
     "우리 집 비밀번호는 사 이 칠 일입니다", "사, 이, 칠, 일"],
)  # fmt: skip
def test_many_ways_to_say_4271(text: str) -> None:
    assert code(text) == "4271"


@pytest.mark.parametrize(
    ("text", "digits"),
    [("oh one two three", "0123"), ("double four seven one", "4471"), ("공일이삼", "0123"),
     ("하나 둘 셋 넷", "1234"), ("사이칠이야", "4272"), ("육이오구예요", "6259"), ("nineteen eighty", "1980"),
     ("four two", "42"), ("일", "1"), ("영영영영영영영영", "00000000")],
)  # fmt: skip
def test_other_digits(text: str, digits: str) -> None:
    assert code(text) == digits


@pytest.mark.parametrize(
    "text",
    ["", "?", "yes", "reorder detergent", "four bottles of milk", "세제 주문해 줘", "이거", "네", "일요일",
     "four two seven x", "no"],
)  # fmt: skip
def test_what_is_no_row_of_digits(text: str) -> None:
    assert code(text) is None


@given(st.text(alphabet="0123456789", min_size=4, max_size=8))
def test_every_code_can_be_said_in_both_languages(digits: str) -> None:
    assert code(" ".join(ENGLISH[int(each)] for each in digits)) == digits
    assert code(" ".join(KOREAN[int(each)] for each in digits)) == digits
    assert code("".join(KOREAN[int(each)] for each in digits) + "입니다") == digits
    assert code(digits) == digits
    assert is_code(digits)


@given(st.text(max_size=60))
def test_anything_is_digits_or_none(text: str) -> None:
    found = code(text)
    assert found is None or (found.isascii() and found.isdecimal())


@pytest.mark.parametrize(("digits", "fits"), [("123", False), ("1234", True), ("123456789", False)])
def test_how_long_a_code_is(digits: str, *, fits: bool) -> None:
    assert is_code(digits) is fits


@pytest.mark.parametrize(("language", "names"), [("en", 10), ("ko", 20)])
def test_rows_for_a_recogniser_are_codes_and_show_every_pair(language: str, names: int) -> None:
    shown = rows(language)
    assert len(shown) == names * names
    assert all(is_code(code(row) or "") for row in shown)
