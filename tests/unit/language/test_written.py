"""Which language something is written in."""

import pytest

from assistant.core.settings import Household
from assistant.language.words.written import written_in


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("우유 주문해줘", "ko"),
        ("play 쇼팽", "ko"),
        ("ㅇㅇ", "ko"),
        ("order milk", "en"),
        ("2", "ko"),
        ("", "ko"),
    ],
)
def test_the_letters_tell_where_either_is_spoken(text: str, language: str) -> None:
    assert written_in(text, Household(language="auto"), "ko") == language


def test_without_letters_or_a_talk_before_it_is_the_main_language() -> None:
    assert written_in("2", Household(language="auto", currency="KRW")) == "ko"


def test_a_household_of_one_language_writes_that() -> None:
    assert written_in("우유", Household(language="en")) == "en"
