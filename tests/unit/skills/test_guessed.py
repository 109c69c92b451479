"""What is done at a guess, by what would happen."""

from datetime import UTC, datetime

import pytest

from assistant.dialog.steps import Ask, Say, Step
from assistant.language.intent import Intent
from assistant.skills.guessed import guessed
from assistant.skills.scene import Scene
from tests.unit.scenes import bare_scene

DONE = Say("done")


def skill(_: Intent, __: Scene) -> Step:
    return DONE


def step(name: str, text: str) -> Step:
    scene = bare_scene(datetime(2026, 5, 4, tzinfo=UTC))
    return guessed(Intent(name=name, text=text), "what is meant", skill, scene)


@pytest.mark.parametrize(
    ("name", "text"), [("OrderStatus", "where is it by now"), ("Order", "get me that soap i like")]
)
def test_what_tells_or_asks_itself_goes_its_way(name: str, text: str) -> None:
    assert step(name, text) is DONE


@pytest.mark.parametrize(
    ("name", "text"),
    [("CancelOrder", "cancel the last thing"), ("Reorder", "what was it that I ordered again")],
)
def test_anything_else_is_asked_about_first(name: str, text: str) -> None:
    asked = step(name, text)
    assert isinstance(asked, Ask)
    assert asked.say.key == "did_you_mean"
    assert asked.question.choose(name) is DONE
    assert asked.question.decline == Say("say_it_otherwise")
