"""Whether a phrase names something of the shop and nothing else."""

import pytest

from assistant.app import App
from assistant.core import settings
from assistant.language.words.enumeration import things_in


@pytest.fixture(scope="module")
def app() -> App:
    return App(settings.load())


@pytest.mark.parametrize(
    "text",
    [
        "i need detergent",
        "i need salted butter",
        "we're out of green tea",
        "i need milk and eggs",
        "let's get lavazza",
        "could you get some double a batteries",
    ],
)
def test_what_is_sold_is_asked_for(app: App, text: str) -> None:
    intent = app.matcher("en").understand(text).intent
    assert intent is not None
    assert intent.slots["product"].score < 1, "asked about first"


@pytest.mark.parametrize(
    "text",
    [
        "we're out of breath",  # not bread
        "i'm low on energy",  # not the bars
        "i need power",
        "we need a hand",
        "let's get a car",
        "my phone battery is running low",
    ],
)
def test_what_only_sounds_like_it_or_is_a_part_of_its_name_is_talk(app: App, text: str) -> None:
    assert app.matcher("en").understand(text).intent is None


@pytest.mark.parametrize(
    "text", ["우유 필요해", "화장실 휴지 떨어졌어", "타이드 사고 싶어", "신라면 사자"]
)
def test_korean_wishes_for_what_is_sold(app: App, text: str) -> None:
    intent = app.matcher("ko").understand(text).intent
    assert intent is not None
    assert intent.slots["product"].score < 1


@pytest.mark.parametrize(
    "text", ["단추 떨어졌어", "성적이 떨어졌네", "나 차 사고 싶어", "과자 누가 다 먹었어"]
)
def test_korean_talk(app: App, text: str) -> None:
    assert app.matcher("ko").understand(text).intent is None


def test_the_things_of_a_phrase() -> None:
    assert things_in("milk and two eggs") == ["milk", "two eggs"]
    assert things_in("우유랑 계란") == ["우유", "계란"]
    assert things_in("milk") == ["milk"]
