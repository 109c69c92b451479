"""Written names as they are said in Korean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.replies.aloud import readings, spoken_names


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("A4 용지", "에이포 용지"),
        ("A4 용지", "에이사 용지"),
        ("AA 건전지", "더블에이 건전지"),
        ("AA 건전지", "에이에이 건전지"),
        ("AAA 건전지", "트리플에이 건전지"),
        ("듀라셀 9볼트 건전지", "듀라셀 구볼트 건전지"),
        ("LED 전구", "엘이디 전구"),
        ("앤커 USB-C 케이블", "앤커 유에스비 씨 케이블"),
        ("2080 치약", "이공팔공 치약"),
        ("2080 치약", "이천팔십 치약"),
        ("웰킵스 KF94 마스크", "웰킵스 케이에프구십사 마스크"),
        ("타이레놀 500밀리그램", "타이레놀 오백밀리그램"),
        ("서울우유 나100%", "서울우유 나백퍼센트"),
        ("S&B 골든 카레", "에스 앤 비 골든 카레"),
        ("물 1.5리터", "물 일점 오리터"),
        ("계란 10개", "계란 열개"),
        ("전주곡 20번", "전주곡 이십번"),
        ("세제", "세제"),
    ],
)
def test_a_name_is_said_so(written: str, said: str) -> None:
    assert said in readings(written)


def test_a_name_in_latin_words_has_no_reading_and_stays() -> None:
    assert readings("classical music") == ()
    assert spoken_names(["classical music", "세제"], "ko") == ("classical music", "세제")


def test_english_names_stay() -> None:
    assert spoken_names(["AA batteries", "AA batteries"], "en") == ("AA batteries",)


@given(st.text(max_size=60))
def test_any_name_has_few_readings_without_digits(name: str) -> None:
    said = readings(name)
    assert len(said) <= 4
    assert said == (name,) or not any(c in "0123456789" or "A" <= c <= "Z" for t in said for c in t)


def test_a_name_of_numbers_only_takes_no_time() -> None:
    assert len(readings("A1 " * 200)) <= 4
