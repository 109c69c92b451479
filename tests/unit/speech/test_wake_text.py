import pytest

from assistant.speech.wake_text import strip_wake_word


@pytest.mark.parametrize(
    ("heard", "command"),
    [
        ("Alexa, reorder detergent.", "reorder detergent."),
        ("Flexa, quieter", "quieter"),
        ("알렉사 세제 주문해 줘", "세제 주문해 줘"),
        ("hey jarvis play Chopin", "play Chopin"),
        ("was fine. Alexa, stop", "stop"),
        ("reorder detergent", "reorder detergent"),
        ("Alexa.", ""),
        ("", ""),
    ],
)
def test_only_the_command_is_left(heard: str, command: str) -> None:
    assert strip_wake_word(heard) == command
