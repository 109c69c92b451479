"""What one message of a button means, in each dialect."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.bus.dialects import all_dialects, dialect_of, read
from assistant.bus.dialects.gesture import Family, Heard, moment
from assistant.bus.inbox import Foreign, matches
from assistant.core.messages import MAX_MESSAGE_BYTES

DIALECTS = all_dialects()
EVENTS = "shellyplusi4-1/events/rpc"


def heard(topic: str, payload: object, *, retained: bool = False) -> Heard:
    data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return read(Foreign(topic, data, retained, duplicate=False), DIALECTS)


def seen(topic: str, payload: object) -> list[tuple[str, ...]]:
    return [(each.family, each.name, each.button, each.gesture)
            for each in heard(topic, payload).gestures]  # fmt: skip


def event(**changes: Any) -> dict[str, Any]:
    told = {"component": "input:0", "id": 0, "event": "single_push", "ts": 1772452800.5}
    return {"src": "x", "method": "NotifyEvent", "params": {"events": [told | changes]}}


@pytest.mark.parametrize(
    ("topic", "payload", "found"),
    [
        ("zigbee2mqtt/desk", {"action": "single"}, ("zigbee2mqtt", "desk", "", "single")),
        ("zigbee2mqtt/a/b c", {"action": "hold"}, ("zigbee2mqtt", "a/b c", "", "long")),
        ("zigbee2mqtt/desk", {"click": "double"}, ("zigbee2mqtt", "desk", "", "double")),
        ("zigbee2mqtt/desk", {"action": "1_single"}, ("zigbee2mqtt", "desk", "", "1_single")),
        ("zigbee2mqtt/desk", {"action": "on"}, ("zigbee2mqtt", "desk", "", "on")),
        ("zigbee2mqtt/desk/action", b"single", ("zigbee2mqtt", "desk", "", "single")),
        ("zigbee2mqtt/desk/click", b'"double"', ("zigbee2mqtt", "desk", "", "double")),
        ("shellies/b1/input_event/0", {"event": "S", "event_cnt": 5}, ("shelly1", "b1", "0", "single")),
        ("shellies/b1/input_event/2", {"event": "L"}, ("shelly1", "b1", "2", "long")),
        ("shellies/b1/input_event/0", {"event": "SSS", "event_cnt": 5}, ("shelly1", "b1", "0", "triple")),
        ("shellies/b1/input_event/0", {"event": "LS", "event_cnt": 5}, ("shelly1", "b1", "0", "long_single")),
        (EVENTS, event(), ("shelly2", "shellyplusi4-1", "input:0", "single")),
        ("home/s/events/rpc", event(event="long_push"), ("shelly2", "home/s", "input:0", "long")),
        (EVENTS, event(component="bthomedevice:200", idx=3, event="triple_push"),
         ("shelly2", "shellyplusi4-1", "bthomedevice:200/3", "triple")),
        ("stat/plug/RESULT", {"Button1": {"Action": "SINGLE"}}, ("tasmota", "plug", "1", "single")),
        ("stat/plug/RESULT", {"Button12": {"Action": "HOLD"}}, ("tasmota", "plug", "12", "long")),
        ("stat/plug/RESULT", {"ACTION": "PENTA"}, ("tasmota", "plug", "1", "penta")),
        ("stat/plug/BUTTON2", {"ACTION": "DOUBLE"}, ("tasmota", "plug", "2", "double")),
    ],
)  # fmt: skip
def test_gestures(topic: str, payload: object, found: tuple[str, ...]) -> None:
    assert seen(topic, payload) == [found]


@pytest.mark.parametrize(
    ("topic", "payload", "why"),
    [
        ("zigbee2mqtt/desk", {"action": ""}, "idle"),
        ("zigbee2mqtt/desk", {"action": None}, "idle"),
        ("zigbee2mqtt/desk", {"click": ""}, "idle"),
        ("zigbee2mqtt/desk/action", b"", "idle"),
        ("zigbee2mqtt/desk", {"battery": 100, "linkquality": 9}, "state"),
        ("zigbee2mqtt/desk/battery", b"100", "state"),
        ("zigbee2mqtt/desk", {"action": "release"}, "part"),
        ("zigbee2mqtt/desk", {"action": 5}, "not_understood"),
        ("zigbee2mqtt/desk", {"action": "a\nb"}, "not_understood"),
        ("zigbee2mqtt/desk", b"single", "not_understood"),
        ("zigbee2mqtt/desk/set", {"action": "single"}, "other_topic"),
        ("zigbee2mqtt/bridge/state", {"state": "online"}, "other_topic"),
        ("shellies/b1/input_event/0", {"event": "", "event_cnt": 0}, "idle"),
        ("shellies/b1/input_event/0", {"event": ""}, "idle"),
        ("shellies/b1/input_event/0", {"event": "X", "event_cnt": 5}, "not_understood"),
        ("shellies/b1/input_event/0", {"event": "S", "event_cnt": -1}, "not_understood"),
        ("shellies/b1/input_event/0", {"event_cnt": 5}, "not_understood"),
        ("shellies/b1/relay/0", b"on", "other_topic"),
        (EVENTS, event(event="btn_down"), "part"),
        (EVENTS, event(event="btn_up"), "part"),
        (EVENTS, event(event="config_changed"), "state"),
        (EVENTS, {"method": "NotifyStatus", "params": {}}, "state"),
        (EVENTS, {"method": "NotifyEvent", "params": []}, "not_understood"),
        (EVENTS, {"method": "NotifyEvent", "params": {"events": [3]}}, "not_understood"),
        ("/events/rpc", event(), "other_topic"),
        ("stat/plug/RESULT", {"POWER": "ON"}, "state"),
        ("stat/plug/RESULT", {"Button1": {"Action": "CLEAR"}}, "idle"),
        ("stat/plug/RESULT", {"Button1": 5}, "not_understood"),
        ("stat/plug/RESULT", {"Button1": {"Action": "TOGGLE"}}, "state"),
        ("stat/plug/POWER", b"ON", "other_topic"),
    ],
)
def test_what_is_no_gesture_says_why(topic: str, payload: object, why: str) -> None:
    found = heard(topic, payload)
    assert found.why == why
    assert not any(each.gesture for each in found.gestures)


def test_retained_and_huge_messages_are_none() -> None:
    assert heard("zigbee2mqtt/desk", {"action": "single"}, retained=True).why == "retained"
    large = {"action": "single", "more": "x" * MAX_MESSAGE_BYTES}
    assert heard("zigbee2mqtt/desk", large).why == "too_large"


def test_what_a_device_counts_or_dates_is_its_key() -> None:
    (counted,) = heard("shellies/b1/input_event/0", {"event": "S", "event_cnt": 57}).gestures
    assert (counted.key, counted.exact, counted.at) == ("57", True, None)
    (dated,) = heard(EVENTS, event()).gestures
    assert (dated.key, dated.exact, dated.at) == ("1772452800.5", True, moment(1772452800.5))
    (unset,) = heard(EVENTS, event(ts=12.5)).gestures  # seconds since its start
    assert (unset.key, unset.exact, unset.at) == ("12.5", True, None)
    (none,) = heard(EVENTS, event(ts=None)).gestures
    assert (none.key, none.exact) == (None, False)


@pytest.mark.parametrize(
    "shown", ["2026-03-02T12:00:00.000Z", "2026-03-02T13:00:00+01:00", 1772452800000]
)
def test_last_seen_is_read_in_each_of_its_formats(shown: object) -> None:
    (found,) = heard("zigbee2mqtt/desk", {"action": "single", "last_seen": shown}).gestures
    assert found.at == moment(1772452800)
    assert not found.exact  # the same press may be seen twice


@pytest.mark.parametrize(
    "shown", ["soon", "9999-99-99", -1, 1e300, True, [], "0001-01-01T00:00:00"]
)
def test_an_odd_last_seen_is_none(shown: object) -> None:
    (found,) = heard("zigbee2mqtt/desk", {"action": "single", "last_seen": shown}).gestures
    assert found.at is None


def test_several_events_in_one_message_are_several_gestures() -> None:
    told = event()
    told["params"]["events"] += [event(event="btn_up")["params"]["events"][0],
                                 event(component="input:1")["params"]["events"][0]]  # fmt: skip
    assert [each[2] for each in seen(EVENTS, told)] == ["input:0", "input:1"]


@pytest.mark.parametrize("family", ["zigbee2mqtt", "shelly1", "shelly2", "tasmota"])
def test_what_is_subscribed_to_covers_what_is_read(family: Family) -> None:
    dialect = dialect_of(family, DIALECTS)
    topic = {
        "zigbee2mqtt": "zigbee2mqtt/desk/action", "shelly1": "shellies/desk/input_event/0",
        "shelly2": "desk/events/rpc", "tasmota": "stat/desk/RESULT",
    }[family]  # fmt: skip
    assert dialect.speaks_on(topic)
    assert sum(matches(each, topic) for each in dialect.everything) == 1
    assert sum(matches(each, topic) for each in dialect.topics("desk")) == 1


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["action", "click", "last_seen", "event", "event_cnt", "method", "params",
                         "events", "component", "ts", "Button1", "Action", "ACTION", "x"]),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip
TOPICS = st.sampled_from(
    ["zigbee2mqtt/d", "zigbee2mqtt/d/action", "shellies/d/input_event/0", "d/events/rpc",
     "stat/d/RESULT", "stat/d/BUTTON1"]
)  # fmt: skip


@settings(max_examples=500)
@given(TOPICS, JSON | st.binary(max_size=60) | st.just(b"[" * 60_000) | st.just(b'{"a":' * 9000))
def test_nothing_said_breaks_a_dialect(topic: str, payload: Any) -> None:
    found = heard(topic, payload)
    for each in found.gestures:
        assert len(each.gesture) <= 40
        assert each.gesture.isprintable()
    assert found.gestures or found.why


@given(st.text(max_size=40), st.binary(max_size=20))
def test_no_topic_breaks_a_dialect(topic: str, payload: bytes) -> None:
    for level in (topic, f"zigbee2mqtt/{topic}", f"stat/{topic}", f"{topic}/events/rpc"):
        assert heard(level, payload).why or heard(level, payload).gestures
