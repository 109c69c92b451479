"""Nothing that a button or a Hermes program can send breaks, blocks or orders."""

import json
from pathlib import Path

import pytest

from assistant.bus.broker import find_mosquitto
from bench import fuzz_dialects, garbled_dialects

MESSAGES = 6000


def test_bad_messages_of_buttons_and_hermes(tmp_path: Path) -> None:
    if find_mosquitto() is None:
        pytest.skip("mosquitto is not installed (apt install mosquitto)")
    outcome = fuzz_dialects.run(MESSAGES, tmp_path, seed=7)
    assert outcome.sound, outcome
    assert outcome.presses == MESSAGES // fuzz_dialects.PROPER_EVERY
    assert outcome.orders == 1


def test_the_same_seed_is_the_same_stream() -> None:
    first, second = garbled_dialects.Garble(3).messages(), garbled_dialects.Garble(3).messages()
    assert [next(first) for _ in range(200)] == [next(second) for _ in range(200)]


def test_no_bad_message_is_a_press_that_orders() -> None:
    messages = garbled_dialects.Garble(5).messages()
    for _ in range(5000):
        _, payload = next(messages)
        assert garbled_dialects.PROPER.encode() not in payload
        assert b"SSS" not in payload
    assert json.loads(garbled_dialects.proper_press(1)[1])["event"] == "SSS"
