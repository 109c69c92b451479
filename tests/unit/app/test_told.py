"""What is told aloud: what matters, once, and what is late."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from assistant.app.late_orders import LateWatch, late_orders
from assistant.app.told import Told
from assistant.core.messages import Order, OrderEvent, OrderLine, OrderState
from assistant.core.money import Money
from assistant.skills.orders.announcing import Late, worth_saying

NOW = datetime(2026, 3, 6, 9, tzinfo=UTC)


def order(state: OrderState = "placed", **other: object) -> Order:
    fields: dict[str, object] = {
        "order_id": "A1",
        "state": state,
        "origin": "voice",
        "device_id": "assistant",
        "lines": (
            OrderLine(
                product_id="tide", names={"en": "Tide"}, quantity=1, unit_price=Money(1, "USD")
            ),
        ),
        "total": Money(1, "USD"),
        "placed_at": NOW - timedelta(days=4),
        "cancel_until": NOW - timedelta(days=4),
        "delivery": date(2026, 3, 5),
    }
    return Order(**(fields | other))  # type: ignore[arg-type]


def event(name: str, **other: object) -> OrderEvent:
    return OrderEvent(event_id="e1", event=name, at=NOW, order=order(**other))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "other", "told"),
    [
        ("OrderPlaced", {}, False),
        ("OrderPlaced", {"origin": "press"}, True),
        ("OrderPlaced", {"origin": "level"}, True),
        ("OrderPlaced", {"origin": "estimate"}, True),
        ("OrderHeld", {"origin": "level"}, True),
        ("OrderHeld", {}, False),
        ("Delivered", {}, True),
        ("Delivered", {"test": True}, False),
        ("OrderPlaced", {"origin": "press", "test": True}, False),
        ("ItemShipped", {"origin": "press"}, False),
        ("OrderPacked", {}, False),
        ("OrderCancelled", {}, False),
    ],
)
def test_what_matters_is_told(name: str, other: dict[str, object], *, told: bool) -> None:
    assert worth_saying(event(name, **other)) is told


def test_once_even_over_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "data" / "told.json"
    told = Told(file)
    assert told.first_time("e1")
    assert not told.first_time("e1")
    assert not Told(file).first_time("e1")
    assert Told(file).first_time("e2")


@pytest.mark.parametrize("content", ["", "{}", "[1]", "\0"])
def test_a_damaged_file_is_begun_anew(content: str, tmp_path: Path) -> None:
    file = tmp_path / "told.json"
    file.write_text(content)
    assert Told(file).first_time("e1")
    assert not Told(file).first_time("e1")


def test_the_file_stays_small(tmp_path: Path) -> None:
    told = Told(tmp_path / "told.json")
    for number in range(600):
        assert told.first_time(f"e{number}")
    assert not told.first_time("e599")
    assert (tmp_path / "told.json").stat().st_size < 10_000


def test_an_order_is_late_from_the_next_day_on() -> None:
    due = order(delivery=date(2026, 3, 6))
    assert late_orders([due], NOW) == []
    assert late_orders([due], NOW + timedelta(days=1)) == [due]
    assert late_orders([order("delivered"), order("held"), order(test=True)], NOW) == []


def test_each_late_order_is_told_of_once(tmp_path: Path) -> None:
    said: list[Late] = []
    late = order("shipped")
    for _ in range(2):
        told = Told(tmp_path / "told.json")
        watch = LateWatch(lambda: [late], told, said.append, lambda: NOW)
        watch.look()
        watch.look()
    assert said == [Late(late)]


def test_who_said_himself_that_it_has_not_come_is_not_told_so(tmp_path: Path) -> None:
    said: list[Late] = []
    late = order("shipped")
    watch = LateWatch(lambda: [late], Told(tmp_path / "told.json"), said.append, lambda: NOW)
    watch.known(late)
    watch.look()
    assert said == []


def test_who_said_so_on_its_day_is_told_when_it_is_late(tmp_path: Path) -> None:
    said: list[Late] = []
    due = order("shipped", delivery=NOW.date())
    now = [NOW]
    watch = LateWatch(lambda: [due], Told(tmp_path / "told.json"), said.append, lambda: now[0])
    watch.known(due)
    now[0] += timedelta(days=1)
    watch.look()
    assert said == [Late(due)]
