"""Which words of a phrase belong to a name."""

import pytest

from assistant.language.names.alignment import Vocabulary
from assistant.language.words.spelling import words

NAMES = Vocabulary([words(name) for name in ("Tide dishwasher pods", "타이드 세제")])


@pytest.mark.parametrize(
    ("phrase", "strange"),
    [
        ("tide", ()),
        ("tied pods", ()),
        ("dish washer pods", ()),
        ("tide dish washer", ()),
        ("타이드 세재", ()),
        ("타이드를", ()),
        ("not tide", ("not",)),
        ("compare tide pods", ("compare",)),
        ("never mind", ("never", "mind")),
        ("타이드 말고", ("말고",)),
        ("세제 비교", ("비교",)),
        ("", ()),
    ],
)
def test_a_word_beside_a_name_is_a_stranger(phrase: str, strange: tuple[str, ...]) -> None:
    assert NAMES.strangers(words(phrase)) == strange


@pytest.mark.parametrize(
    ("phrase", "covered"),
    [
        ("tide", (1.0, 0.0)),
        ("dish washer", (1.0, 0.0)),
        ("타이드를", (0.0, 0.96)),
        ("tide 세제", (0.5, 0.5)),
        ("tide 12", (0.5, 0.0)),
    ],
)
def test_a_name_covers_the_words_that_are_its_own(
    phrase: str, covered: tuple[float, float]
) -> None:
    """Also where words of both scripts and numbers stand in one phrase."""
    assert NAMES.align(words(phrase)).coverage == pytest.approx(covered, abs=0.06)


def test_of_several_names_none_is_covered_by_the_words_of_another() -> None:
    both = Vocabulary([words("Oat Milk"), words("Almond Cream")])
    assert both.align(words("oat cream")).coverage == pytest.approx((3 / 8, 5 / 8), abs=0.01)


@pytest.mark.parametrize(
    ("phrase", "name", "other"),
    [
        ("hersheyssyrup", "Hershey's Chocolate Syrup", "Hershey's Tortillas"),
        ("종근당밴드", "종근당 프리미엄 밴드", "종근당 배변패드"),
        ("풀 무원쌀", "풀무원 통곡물 쌀", "풀무원 쌈장"),
        ("앤커프라이펜 좀", "앤커 대형 프라이팬", "교앱 프라이팬"),
    ],
)
def test_two_words_of_a_name_may_be_run_together(phrase: str, name: str, other: str) -> None:
    """Also where they do not stand beside each other in the name."""
    covered = Vocabulary([words(name), words(other)]).align(words(phrase)).coverage
    assert covered[0] > covered[1] + 0.1
    assert covered[0] > 0.5


def test_a_number_is_never_parted() -> None:
    assert Vocabulary([words("Size 12 34")]).align(words("12345678")).coverage[0] == 0


def test_a_phrase_like_no_word_of_any_name_is_explained_by_none() -> None:
    """And a name of which nothing was said stands beside one that was, explaining nothing."""
    both = Vocabulary([words("Oat Milk"), words("Almond Cream")])
    assert both.align(words("zzyzx")).coverage.tolist() == [0, 0]
    assert both.align(words("milk")).coverage.tolist() == [1, 0]
