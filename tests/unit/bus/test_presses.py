"""Which gestures are presses, and which are earlier ones told again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from assistant.bus.dialects.gesture import Gesture
from assistant.bus.dialects.presses import LATEST, SETTLE, Memories, Presses

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ZIGBEE = Gesture("zigbee2mqtt", "desk", "", "single")
ASIDE = replace(ZIGBEE, aside=True)


def presses() -> Presses:
    return Presses(Memories(token="0123456789abcdef"))


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def counted(count: int, gesture: str = "single") -> Gesture:
    return Gesture("shelly1", "b1", "0", gesture, key=str(count), exact=True)


def dated(at: datetime) -> Gesture:
    return Gesture("shelly2", "s2", "input:0", "single", repr(at.timestamp()), exact=True, at=at)


def outcome(told: Presses, *gestures: tuple[Gesture, float]) -> list[str]:
    judged = [told.judge(gesture, after(seconds)) for gesture, seconds in gestures]
    return [each.why or "press" for each in judged]


def test_the_same_again_at_once_is_the_same_press_and_later_another() -> None:
    told = outcome(presses(), (ZIGBEE, 0), (ZIGBEE, 0.1), (ZIGBEE, 1.2), (ZIGBEE, 4))
    assert told == ["press", "repeated", "repeated", "press"]


def test_another_gesture_is_another_press() -> None:
    assert outcome(presses(), (ZIGBEE, 0), (replace(ZIGBEE, gesture="double"), 0.1)) == [
        "press", "press",
    ]  # fmt: skip


def test_the_second_topic_is_not_needed_once_the_first_has_spoken() -> None:
    assert outcome(presses(), (ZIGBEE, 0), (ASIDE, 0.1), (ASIDE, 9)) == [
        "press", "second_topic", "second_topic",
    ]  # fmt: skip
    assert outcome(presses(), (ASIDE, 0), (ZIGBEE, 0.1), (ASIDE, 9)) == [
        "press", "repeated", "second_topic",
    ]  # fmt: skip
    assert outcome(presses(), (ASIDE, 0), (ASIDE, 9)) == ["press", "press"]


def test_what_the_broker_sends_again_is_the_same_press() -> None:
    told = presses()
    assert told.judge(ZIGBEE, NOW).request_id
    assert told.judge(ZIGBEE, after(60), sent_again=True).why == "repeated"
    assert told.judge(ZIGBEE, after(1000), sent_again=True).request_id


def test_what_the_zigbee_bridge_tells_at_its_start_is_old() -> None:
    told = presses()
    told.bridge_started(NOW)
    assert told.judge(ZIGBEE, after(3)).why == "replayed"
    fresh = replace(ZIGBEE, at=after(5), key="5")
    assert told.judge(fresh, after(5)).request_id  # it tells when: after the start
    assert told.judge(counted(5), after(5)).request_id  # no Zigbee
    assert told.judge(ZIGBEE, NOW + 2 * SETTLE).request_id


def test_a_count_that_stays_is_no_press_for_ever() -> None:
    told = outcome(presses(), (counted(57), 0), (counted(57), 30), (counted(57), 86_400),
                   (counted(58), 86_401), (counted(59), 86_401.2))  # fmt: skip
    assert told == ["press", "repeated", "repeated", "press", "press"]


def test_a_device_that_starts_anew_counts_anew() -> None:
    idle = counted(0, "")
    told = presses()
    first = told.judge(counted(1), NOW)
    assert outcome(told, (counted(2), 1), (idle, 100)) == ["press", "idle"]
    again = told.judge(counted(1), after(110))
    assert again.request_id
    assert again.request_id != first.request_id


def test_a_whole_life_that_is_told_again_is_no_press() -> None:
    idle = counted(0, "")
    told = outcome(presses(), (idle, 0), (counted(57), 1), (idle, 600), (counted(57), 601),
                   (counted(58), 700))  # fmt: skip
    assert told == ["idle", "press", "idle", "repeated", "press"]


def test_counts_that_the_broker_sends_again_are_no_presses() -> None:
    told = outcome(presses(), (counted(5), 0), (counted(6), 1), (counted(5), 2), (counted(6), 2))
    assert told == ["press", "press", "repeated", "repeated"]


def test_a_button_that_was_learnt_does_not_order_by_that_press() -> None:
    told = presses()
    told.learnt(counted(57), NOW)
    assert outcome(told, (counted(57), 1), (counted(58), 20)) == ["repeated", "press"]
    told.learnt(counted(57), after(60))  # the file is read again
    assert outcome(told, (counted(58), 61)) == ["repeated"]


def test_a_dated_press_is_known_again_without_a_memory() -> None:
    first = presses().judge(dated(NOW), after(1)).request_id
    other = Presses(Memories(token="another-memory")).judge(dated(NOW), after(60)).request_id
    assert first == other
    assert outcome(presses(), (dated(NOW), 1), (dated(NOW), 400), (dated(after(0.3)), 1)) == [
        "press", "repeated", "press",
    ]  # fmt: skip


def test_two_gestures_of_one_second_are_two() -> None:
    seen = replace(ZIGBEE, key="12:00:00", at=NOW)
    told = outcome(presses(), (replace(seen, gesture="1_initial_press"), 0.2),
                   (replace(seen, gesture="1_short_release"), 0.4), (seen, 0.6), (seen, 300))  # fmt: skip
    assert told == ["press", "press", "press", "repeated"]


def test_a_press_from_long_ago_or_from_the_future_is_none() -> None:
    assert presses().judge(dated(NOW), NOW + LATEST + timedelta(seconds=1)).why == "stale"
    assert presses().judge(dated(NOW), NOW - LATEST - timedelta(seconds=1)).why == "stale"


def test_the_memory_goes_through_a_restart() -> None:
    told = presses()
    told.judge(counted(57), NOW)
    told.judge(ZIGBEE, NOW)
    kept = msgspec.json.decode(msgspec.json.encode(told.memories), type=Memories)
    assert outcome(Presses(kept), (counted(57), 60), (ZIGBEE, 0.5)) == ["repeated", "repeated"]
    told.forget_others(lambda key: key.startswith("shelly1/b1/"))
    assert list(told.memories.buttons) == ["shelly1/b1/0"]


def test_killed_before_it_remembered_it_makes_the_same_id_again() -> None:
    before = msgspec.json.encode(presses().memories)
    ids = {
        Presses(msgspec.json.decode(before, type=Memories)).judge(gesture, NOW).request_id
        for _ in range(2)
        for gesture in (ZIGBEE, counted(3))
    }
    assert len(ids) == 2


@given(st.lists(st.tuples(st.integers(0, 9), st.floats(0, 100)), max_size=30))
def test_ids_of_presses_are_all_different_and_fit_the_wire(steps: list[tuple[int, float]]) -> None:
    told = presses()
    ids = []
    for count, seconds in sorted(steps, key=lambda step: step[1]):
        for gesture in (counted(count), ZIGBEE):
            found = told.judge(gesture, after(seconds)).request_id
            ids += [found] if found else []
    assert len(set(ids)) == len(ids)
    assert all(len(each) <= 64 for each in ids)
    assert all(len(memory.keys) <= 50 for memory in told.memories.buttons.values())
