"""What asks something, and what chooses."""

import pytest

from assistant.language.words.questions import asks, asks_on, asks_whether, is_question


@pytest.mark.parametrize(
    "text",
    [
        "what is the first one",
        "and when does it come",
        "왜 그거야",
        "더 싼 거 없어",
        "두 번째 건 얼마",
    ],
)
def test_a_question_about_a_thing(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize("text", ["the first one", "첫 번째 거", "whatever is cheapest", "만두"])
def test_a_choice_asks_nothing(text: str) -> None:
    assert not asks(text)


def test_going_on_asking_chooses_nothing_yet() -> None:
    assert asks_on("and the biggest")
    assert asks_on("제일 큰 건")
    assert not asks_on("the biggest")


@pytest.mark.parametrize(
    "text",
    [
        "is the honey any good",
        "so how is the soup",
        "fine but can it come sooner",
        "꿀 어떤 게 맛있어",
    ],
)
def test_anybody_may_be_asked(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize("text", ["pass me the honey", "this honey is great", "꿀 맛있다"])
def test_what_is_only_said_asks_nobody(text: str) -> None:
    assert not is_question(text)


@pytest.mark.parametrize(
    "text", ["더 싸게 돼", "더 싸게 살 수 있어", "더 빨리는 안 되나요", "더 싸게 되는지 봐 줘"]
)
def test_a_korean_question_needs_no_word_that_asks(text: str) -> None:
    assert asks_whether(text)


@pytest.mark.parametrize("text", ["더 싸게 사 줘", "금요일까지 오면 돼", "더 싸게 해 줘 봐"])
def test_a_korean_demand_is_no_question(text: str) -> None:
    assert not asks_whether(text)
