"""A name that only some of the offered bear asks which of those; without them the rest is asked about."""

from collections.abc import Sequence

import pytest

from assistant.dialog.answering import answer
from assistant.dialog.steps import Option, Question, Say

SMALL = Option("small", ("Dongwon Light Tuna 4 pack", "dongwon tuna", "동원 참치"))
BIG = Option("big", ("Dongwon Light Tuna 12 pack", "dongwon tuna", "동원 참치"))
OTHER = Option("other", ("StarKist Chunk Tuna 8 cans", "starkist tuna", "스타키스트 참치"))


def asked(options: Sequence[Option] = (SMALL, BIG, OTHER)) -> Question:
    return Question(
        lambda id_: Say("chosen", {"id": id_}),
        tuple(options),
        among=lambda ids: Say("among", {"ids": list(ids)}),
    )


@pytest.mark.parametrize(
    "text", ["the dongwon one", "Dongwon, please", "동원 걸로", "동원으로 해 줘"]
)
def test_a_name_of_some_asks_which_of_those(text: str) -> None:
    assert answer(asked(), None, text) == Say("among", {"ids": ["small", "big"]})


@pytest.mark.parametrize("text", ["not the dongwon one", "동원 말고"])
def test_all_but_some_leaves_the_rest(text: str) -> None:
    assert answer(asked(), None, text) == Say("among", {"ids": ["other"]})


def test_a_name_of_one_chooses_it() -> None:
    assert answer(asked(), None, "the starkist one") == Say("chosen", {"id": "other"})


def test_a_name_of_all_asks_the_same_again() -> None:
    step = answer(asked((SMALL, BIG)), None, "dongwon")
    assert step is not None
    assert not isinstance(step, Say)
