"""Words that may ask or tell: by ear nothing is noted before a yes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.app import App
from assistant.core.settings import load, override
from assistant.dialog.session import Session
from assistant.scripting.clock import ScriptClock
from assistant.scripting.counter import DirectCounter, direct_counter
from assistant.turns import Conversation, Saying
from tests.unit.conversations import conversation

MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Kitchen:
    """Somebody who speaks Korean in a household, and time that passes."""

    def __init__(self, app: App, counter: DirectCounter, clock: ScriptClock) -> None:
        self.counter, self.clock = counter, clock
        self._talk: Conversation = conversation(app, counter, clock, "ko")
        self._session = Session("kitchen", "ko")
        self._app = app

    def hears(self, text: str) -> str:
        turn = self._talk.take(self._session, Saying(text, "voice"))
        return turn.reply.text if turn.reply is not None else ""

    def days(self, days: float) -> None:
        self.clock.pass_by(timedelta(days=days))
        self.counter.settle()

    def events(self) -> list[str]:
        with self._app.order_store() as store:
            assert store is not None
            return [each.event for each in store.history("A1001")]


@pytest.fixture
def kitchen(tmp_path: Path) -> Iterator[Kitchen]:
    settings = override(load({}), [f"paths.data={tmp_path}", "household.time_zone=UTC"])
    clock = ScriptClock(MONDAY)
    with direct_counter(settings, clock) as counter:
        yield Kitchen(App(settings), counter, clock)


def test_by_ear_it_is_asked_whether_it_came_on_its_day(kitchen: Kitchen) -> None:
    kitchen.hears("세제 다시 주문해 줘")
    kitchen.days(2)
    assert "받으셨어요?" in kitchen.hears("택배 왔어")
    assert "Received" not in kitchen.events()
    assert "제때 왔다고 적어 뒀어요" in kitchen.hears("응")
    assert kitchen.events()[-1] == "Received"


def test_by_ear_what_is_told_to_have_come_is_told_once_more(kitchen: Kitchen) -> None:
    kitchen.hears("세제 다시 주문해 줘")
    kitchen.days(3)
    assert "어제 도착했어요" in kitchen.hears("택배 왔어")
    assert kitchen.events()[-1] == "Delivered"


def test_by_ear_what_cannot_be_a_question_is_noted(kitchen: Kitchen) -> None:
    kitchen.hears("세제 다시 주문해 줘")
    kitchen.days(2)
    assert "적어 뒀어요" in kitchen.hears("택배 잘 받았어요")
    assert kitchen.events()[-1] == "Received"
