"""What `assistant hear` prints of a file in which nothing was heard."""

import pytest

from assistant.app import HeardFile
from assistant.cli.hear import line


@pytest.mark.parametrize(
    ("wake", "wake_s", "told"),
    [
        (True, None, "no wake word; with --no-wake a recording begins with the command"),
        (True, 1.2, "nothing was said"),
        (False, None, "nothing was said"),
    ],
)
def test_a_file_without_a_command_says_what_is_missing(
    wake: bool,  # noqa: FBT001 - a parameter of the test
    wake_s: float | None,
    told: str,
) -> None:
    heard = HeardFile("a.wav", wake_s=wake_s, audio_s=2.0)
    assert line(heard, wake=wake) == f"a.wav\n    {told}"


def test_what_is_odd_about_the_file_is_told_too() -> None:
    heard = HeardFile("a.wav", audio_s=2.0, warning="it is silent")
    assert line(heard, wake=False).endswith("nothing was said (it is silent)")
