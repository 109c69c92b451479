"""The members of a crowd, their clock, and the check of their answers."""

import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from assistant.core.errors import BadInputError
from assistant.core.messages import Answer, Order, OrderLine, PressSlot, ReportLevel
from assistant.core.money import Money
from assistant.core.simulated import FastClock, device_ids, parse_counts
from devices.appliances import APPLIANCES
from devices.crowd.__main__ import Crowd
from devices.crowd.member import Member
from devices.crowd.tally import Tally

NOW = datetime(2026, 1, 5, tzinfo=UTC)
PRESS = PressSlot(request_id="p1", device_id="washer-1", at=NOW, slot="detergent")
ORDER = Order(
    order_id="A1001",
    state="placed",
    origin="press",
    device_id="washer-1",
    slot="detergent",
    lines=(OrderLine(product_id="t", names={}, quantity=1, unit_price=Money(1, "USD")),),
    total=Money(1, "USD"),
    placed_at=NOW,
    cancel_until=NOW,
    delivery=date(2026, 1, 7),
)


def test_a_fast_clock_runs_faster_and_goes_through_text() -> None:
    clock = FastClock(time.time() - 60, 1440)
    assert FastClock.parse(str(clock)) == clock
    day_later = datetime.fromtimestamp(clock.began, UTC) + timedelta(days=1)
    assert abs((clock() - day_later).total_seconds()) < 1440
    assert clock.seconds_until(day_later + timedelta(days=1)) == pytest.approx(60, abs=1)


@pytest.mark.parametrize("text", ["", "yesterday", "12", "12x", "x3"])
def test_what_is_no_clock_is_refused(text: str) -> None:
    with pytest.raises(BadInputError):
        FastClock.parse(text)


@pytest.mark.parametrize("text", ["washer", "washer=", "washer=-3", "washer=two"])
def test_what_is_no_count_is_refused(text: str) -> None:
    with pytest.raises(BadInputError):
        parse_counts([text])


def test_devices_are_named_by_kind_and_number() -> None:
    counts = parse_counts(["washer=2", "printer=1"])
    assert list(device_ids(counts)) == [
        ("washer-1", "washer"), ("washer-2", "washer"), ("printer-1", "printer"),
    ]  # fmt: skip


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(BadInputError, match="toaster"):
        Crowd({"toaster": 1}, FastClock.from_now(1), seed=1)


def life(member: Member, uses: int) -> list[PressSlot | ReportLevel]:
    """What it asks in so many uses, never being refilled."""
    asked = []
    for _ in range(uses):
        use = member.next_use()
        asked += member.used(use, use.at)
    return asked


def made(*, by_button: bool) -> Member:
    """The first washer of that sort."""
    members = (Member("washer-1", APPLIANCES["washer"], NOW, seed) for seed in range(100))
    return next(member for member in members if member.by_button is by_button)


def test_a_measuring_device_reports_each_use_down_to_nothing() -> None:
    asked = life(made(by_button=False), 60)
    reports = [each for each in asked if isinstance(each, ReportLevel) and each.slot == "detergent"]
    assert len(reports) == 60
    left = [report.remaining for report in reports]
    assert left == sorted(left, reverse=True)
    assert left[-1] == 0
    assert len({report.request_id for report in reports}) == 60


def test_a_button_is_pressed_once_a_shortage_and_again_after_the_refill() -> None:
    member = made(by_button=True)
    first = {each.request_id for each in life(member, 80) if each.slot == "detergent"}
    assert 1 <= len(first) <= 2  # somebody may press twice
    assert not [each for each in life(member, 20) if each.slot == "detergent"]
    assert not member.filled("detergent", NOW)
    assert [each for each in life(member, 80) if each.slot == "detergent"]


def test_who_finds_nothing_is_counted() -> None:
    member = made(by_button=False)
    life(member, 100)
    assert member.found_empty > 0


def test_answers_are_counted_and_timed() -> None:
    tally = Tally()
    tally.add(PRESS, Answer(request_id="p1", status="placed", order=ORDER), 0.002)
    refusal = Answer(request_id="p2", status="refused", reason="unknown_slot: no such slot")
    tally.add(PRESS, refusal, 0.004)
    assert tally.statuses == {"placed": 1, "refused": 1}
    assert tally.refusals == {"unknown_slot": 1}
    assert not tally.wrong
    assert tally.milliseconds() == {"p50_ms": 4.0, "p99_ms": 4.0}


@pytest.mark.parametrize(
    ("fields", "mistake"),
    [
        ({"status": "noted"}, "a press was only noted"),
        ({"status": "placed"}, "placed without an order"),
        ({"status": "done"}, "done answers no press"),
    ],
)
def test_answers_that_contradict_their_request_are_wrong(
    fields: dict[str, Any], mistake: str
) -> None:
    tally = Tally()
    tally.add(PRESS, Answer(request_id="p1", **fields), 0.001)
    assert tally.wrong == {mistake: 1}


def test_an_order_for_two_requests_and_another_slots_order_are_wrong() -> None:
    tally = Tally()
    placed = Answer(request_id="p1", status="placed", order=ORDER)
    softener = PressSlot(request_id="p3", device_id="washer-1", at=NOW, slot="softener")
    tally.add(PRESS, placed, 0.001)
    tally.add(PRESS, placed, 0.001)
    tally.add(softener, placed, 0.001)
    assert tally.wrong == {"one order for two requests": 1, "another slot's order": 1}
