"""Which words of a phrase belong to a name."""

import pytest

from assistant.language.alignment import Vocabulary
from assistant.language.spelling import words

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
