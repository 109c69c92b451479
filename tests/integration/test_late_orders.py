"""An order that is late is told in a house that is running, before anybody asks."""

import sqlite3
from pathlib import Path

import pytest

from assistant.app import App
from assistant.app.home import join_home
from assistant.core.settings import Language, load, override


@pytest.mark.parametrize(
    ("language", "order", "thanks", "late"),
    [
        ("en", "reorder detergent", "thanks", "Tide Pods 81 count should have come"),
        ("ko", "세제 다시 주문해 줘", "고마워", "타이드 팟 81개입, 늦어지고 있어요"),
    ],
)
def test_it_is_told_once_at_the_next_word(
    tmp_path: Path, language: Language, order: str, thanks: str, late: str
) -> None:
    settings = override(
        load({}),
        [f"paths.data={tmp_path}", "broker.port=0", "devices.simulated=[]"],
    )

    def said(*texts: str) -> list[str]:
        app = App(settings)
        with join_home(app) as home, home.talk(language) as say:
            turns = [say(text) for text in texts]
        return [turn.reply.text for turn in turns if turn.reply is not None]

    said(order)
    with sqlite3.connect(tmp_path / "orders.db") as books:
        # Its seller has it in hand, and does not say any more.
        books.execute("UPDATE orders SET state = 'shipped', delivery = '2020-01-01', due_at = NULL")
    first, second = said(thanks, thanks)
    assert late in first
    assert late not in second
