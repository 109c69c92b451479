"""Looking at something now and then."""

import logging
import threading

import pytest

from assistant.app.rounds import Rounds
from assistant.core.errors import AssistantError

PATIENCE_S = 10.0


def test_it_looks_again_and_again() -> None:
    seen: list[int] = []
    thrice = threading.Event()

    def look() -> None:
        seen.append(1)
        if len(seen) == 3:
            thrice.set()

    with Rounds("test", look, 0.001):
        assert thrice.wait(PATIENCE_S)
    looked = len(seen)
    assert not [thread for thread in threading.enumerate() if thread.name == "test"]
    assert len(seen) == looked


def test_a_round_that_fails_is_told_and_the_next_one_comes(
    caplog: pytest.LogCaptureFixture,
) -> None:
    again = threading.Event()
    failed: list[int] = []

    def look() -> None:
        if failed:
            again.set()
        failed.append(1)
        raise AssistantError("the database is locked")

    with caplog.at_level(logging.WARNING), Rounds("prices", look, 0.001):
        assert again.wait(PATIENCE_S)
    assert "prices: the database is locked" in caplog.text


def test_it_ends_without_waiting_for_the_next_round() -> None:
    with Rounds("test", lambda: pytest.fail("it is not time yet"), 3600):
        pass
