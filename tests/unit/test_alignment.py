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
