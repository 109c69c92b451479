"""A number that is all that was said, and what is none."""

import pytest

from assistant.core.settings import Language
from assistant.language.words.bare_count import bare_count, so_many_less


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("en", "two", 2),
        ("en", "Ninety", 90),
        ("en", "no, actually make it three please.", 3),
        ("en", "99", 99),
        ("en", "just one then", 1),
        ("en", "then I'll take only two", 2),
        ("en", "one is enough", 1),
        ("en", "one is broken", None),
        ("en", "number one", None),
        ("en", "1", 1),
        ("en", "100", None),
        ("en", "0", None),
        ("en", "zero", None),
        ("en", "two bags of rice", None),
        ("en", "milk", None),
        ("en", "", None),
        ("ko", "세 병만 주세요", 3),
        ("ko", "아니, 둘", 2),
        ("ko", "99개", 99),
        ("ko", "그러면 한 개만", 1),
        ("ko", "하나면 돼요", 1),
        ("ko", "하나면 안 돼", None),
        ("ko", "아흔아홉 개", 99),
        ("ko", "100개", None),
        ("ko", "백 개", None),
        ("ko", "0개", None),
        ("ko", "우유 두 개", None),
    ],
)
def test_a_number_alone_is_how_many_as_far_as_so_many_can_be_had(
    language: Language, text: str, count: int | None
) -> None:
    assert bare_count(text, language, 99) == count


@pytest.mark.parametrize(("text", "language"), [("four", "en"), ("넷", "ko")])
def test_no_more_than_the_most_are_wanted(text: str, language: Language) -> None:
    assert bare_count(text, language, 4) == 4
    assert bare_count(text, language, 3) is None


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("ko", "한 개 빼 줘", 1),
        ("ko", "아니 두 병만 빼 주세요", 2),
        ("ko", "하나 줄여 줘", 1),
        ("ko", "우유 하나 빼 줘", None),
        ("ko", "한 개 더 줘", None),
        ("en", "one less", 1),
        ("en", "make it two fewer please", 2),
        ("en", "take one off", 1),
        ("en", "take that off", None),
        ("en", "care less", None),
    ],
)
def test_so_many_less(language: Language, text: str, count: int | None) -> None:
    assert so_many_less(text, language) == count
