"""What is taken apart where more than one thing is asked for, and what is too long for that."""

from types import SimpleNamespace
from typing import cast

from assistant.language.intent import Intent
from assistant.skills.scene import Scene
from assistant.turns.breath import LONGEST, Breath


def test_a_recording_is_not_taken_apart() -> None:
    asked: list[str] = []

    def understand(text: str) -> Intent | None:
        asked.append(text)
        return None

    breath = Breath(understand, understand, {})
    scene = cast("Scene", SimpleNamespace(language="en"))
    assert breath.bare("milk, " * LONGEST, scene) is None
    assert not asked
    breath.bare("milk", scene)
    assert asked
