"""What Home Assistant is told, read as strictly as it reads it.

The keys and their rules are those of homeassistant/components/mqtt: abbreviations.py, schemas.py,
discovery.py, and the schemas of button, sensor and event.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment

from assistant.bus import topics
from assistant.bus.inbox import Foreign
from assistant.core.errors import MessageError
from assistant.core.messages import DeviceState, Order, OrderEvent, OrderLine, SlotState
from assistant.core.money import Money
from devices.home_assistant import announcement, names
from devices.home_assistant.presses import Presses

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LONG = {
    "atype": "automation_type", "pl": "payload", "stype": "subtype", "type": "type",
    "avty": "availability", "avty_mode": "availability_mode", "cmd_t": "command_topic",
    "cmd_tpl": "command_template", "cmps": "components", "dev": "device",
    "dev_cla": "device_class", "ent_cat": "entity_category", "evt_typ": "event_types",
    "json_attr_t": "json_attributes_topic", "name": "name", "o": "origin", "p": "platform",
    "qos": "qos", "stat_cla": "state_class", "stat_t": "state_topic", "t": "topic",
    "uniq_id": "unique_id", "unit_of_meas": "unit_of_measurement", "val_tpl": "value_template",
}  # fmt: skip
LONG_IN_DEVICE = {"ids": "identifiers", "name": "name", "mf": "manufacturer", "mdl": "model"}
ALLOWED_EVERYWHERE = {"platform", "name", "unique_id", "device_class", "entity_category"}
ALLOWED = {
    "button": {"command_topic", "command_template"},
    "sensor": {"state_topic", "value_template", "unit_of_measurement", "state_class",
               "json_attributes_topic"},
    "event": {"state_topic", "value_template", "event_types"},
    "device_automation": {"automation_type", "type", "subtype", "topic", "payload",
                          "value_template"},
}  # fmt: skip
REQUIRED = {
    "button": {"command_topic"},
    "sensor": {"state_topic"},
    "event": {"state_topic", "event_types"},
    "device_automation": {"automation_type", "type", "subtype", "topic"},
}
TOPIC = re.compile(r"(\w+)/(?:([a-zA-Z0-9_-]+)/)?([a-zA-Z0-9_-]+)/config")
IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.:\-]{0,63}", fullmatch=True)


def as_home_assistant_reads_it(payload: bytes) -> dict[str, Any]:
    """The announcement with its long names; fails where Home Assistant would refuse it."""
    config = {LONG[key]: value for key, value in json.loads(payload).items()}
    assert set(config) <= {
        *("device", "origin", "components", "availability", "availability_mode", "qos"),
        *("state_topic", "command_topic", "encoding"),
    }
    device = {LONG_IN_DEVICE[key]: value for key, value in config["device"].items()}
    assert device["identifiers"]
    assert config["origin"]["name"]
    assert config["availability_mode"] in {"all", "any", "latest"}
    for each in config["availability"]:
        assert_topic(each["t"])
    components = {}
    for key, short in config["components"].items():
        component = {LONG[name]: value for name, value in short.items()}
        platform = component["platform"]
        assert set(component) <= ALLOWED_EVERYWHERE | ALLOWED[platform]
        if len(component) > 1:  # else it removes the component
            entity = set() if platform == "device_automation" else {"unique_id"}
            assert set(component) >= REQUIRED[platform] | entity
        for name in component.keys() & {
            *("command_topic", "state_topic", "json_attributes_topic", "topic"),
        }:
            assert_topic(component[name])
        components[key] = component
    return {**config, "device": device, "components": components}


def assert_topic(topic: str) -> None:
    """A topic that can be published to and subscribed to."""
    assert topic
    assert len(topic.encode()) <= 65_535
    assert not set(topic) & {"+", "#", "\0"}


def rendered(template: str, payload: bytes) -> str:
    """A value template as Home Assistant renders it."""
    environment = Environment(autoescape=False)  # noqa: S701 - as Home Assistant's
    return environment.from_string(template).render(value_json=json.loads(payload)).strip()


def washer(**changes: Any) -> DeviceState:
    slots = (
        SlotState(slot="detergent", remaining=7, capacity=40, unit="pods", status="in_progress"),
        SlotState(slot="softener", remaining=0, capacity=1200, unit="ml"),
        SlotState(slot="extra"),
    )
    state = DeviceState(device_id="washer", kind="washer", online=True, slots=slots, waiting=2)
    return msgspec.structs.replace(state, **changes)


def announced(state: DeviceState) -> dict[str, Any]:
    return as_home_assistant_reads_it(msgspec.json.encode(announcement.device(state)))


def order_event(**changes: Any) -> OrderEvent:
    line = OrderLine(
        product_id="p1", names={"en": "Pods"}, quantity=1, unit_price=Money.parse("19.99", "USD")
    )
    order = Order(
        order_id="A1001", state="placed", origin="press", device_id="washer", lines=(line,),
        total=Money.parse("19.99", "USD"), placed_at=NOW, cancel_until=NOW,
        delivery=date(2026, 3, 4), slot="detergent",
    )  # fmt: skip
    event = OrderEvent(event_id="e1", event="OrderPlaced", at=NOW, order=order)
    return msgspec.structs.replace(event, **changes)


def test_each_slot_has_a_button_its_levels_and_its_order() -> None:
    found = announced(washer())["components"]
    assert {key for key in found if key.endswith("detergent")} == {
        "press_detergent", "pressed_detergent", "left_detergent", "level_detergent",
        "order_detergent",
    }  # fmt: skip
    assert {key for key in found if key.endswith("extra")} == {
        "press_extra", "pressed_extra", "order_extra",
    }  # fmt: skip
    assert found["left_detergent"]["unit_of_measurement"] == "pods"
    assert found["level_softener"]["unit_of_measurement"] == "%"
    unique = [each["unique_id"] for each in found.values() if "unique_id" in each]
    assert len(set(unique)) == len(unique)


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("left_detergent", "7"),
        ("level_detergent", "17.5"),
        ("level_softener", "0.0"),
        ("order_detergent", "in_progress"),
        ("order_extra", "idle"),
        ("waiting", "2"),
    ],
)
def test_templates_read_our_own_states(key: str, shown: str) -> None:
    component = announced(washer())["components"][key]
    assert component["state_topic"] == topics.device_state("washer")
    assert rendered(component["value_template"], msgspec.json.encode(washer())) == shown


def test_a_press_triggers_what_is_automated_for_its_slot() -> None:
    trigger = announced(washer())["components"]["pressed_detergent"]
    assert (trigger["automation_type"], trigger["type"]) == ("trigger", "button_short_press")
    pressed = msgspec.json.encode({"event_type": "pressed", "slot": "detergent"})
    assert rendered(trigger["value_template"], pressed) == trigger["payload"] == "detergent"
    ordered = msgspec.json.encode({"event_type": "OrderPlaced", "slot": "detergent"})
    assert rendered(trigger["value_template"], ordered) == ""


def test_templates_read_nothing_from_a_will() -> None:
    gone = msgspec.json.encode(DeviceState(device_id="washer", kind="washer", online=False))
    config = announced(washer())
    for key, component in config["components"].items():
        if key.partition("_")[0] in {"left", "level", "order"}:
            assert not rendered(component["value_template"], gone)
    shown = [rendered(each["val_tpl"], gone) for each in config["availability"]]
    assert shown == ["offline", "offline"]
    here = msgspec.json.encode(washer())
    assert rendered(config["availability"][0]["val_tpl"], here) == "online"


@given(IDS, IDS, st.text(max_size=60))
def test_no_id_or_unit_makes_a_bad_announcement(device_id: str, slot: str, unit: str) -> None:
    state = washer(
        device_id=device_id,
        slots=(SlotState(slot=slot, remaining=1, capacity=4, unit=unit),),
    )
    found = announced(state)["components"]
    topic = names.config_topic("homeassistant", names.object_of(device_id))
    match = TOPIC.fullmatch(topic.removeprefix("homeassistant/"))
    assert match is not None
    assert match[1] == "device"
    left = next(each for key, each in found.items() if key.startswith("left_"))
    assert rendered(left["value_template"], msgspec.json.encode(state)) == "1"


@given(IDS, IDS)
def test_different_ids_stay_different(one: str, other: str) -> None:
    assert (names.object_of(one) == names.object_of(other)) == (one == other)


def test_a_lost_slot_is_removed_by_its_platform_alone() -> None:
    before = announcement.device(washer())
    now = announcement.device(washer(slots=washer().slots[:1]))
    config = announcement.without_lost(now, before)
    as_home_assistant_reads_it(msgspec.json.encode(config))
    assert config["cmps"]["press_softener"] == {"p": "button"}
    assert config["cmps"]["level_softener"] == {"p": "sensor"}
    assert config["cmps"]["press_detergent"] == now["cmps"]["press_detergent"]


def test_orders_are_there_while_a_service_is() -> None:
    config = as_home_assistant_reads_it(msgspec.json.encode(announcement.orders(["b", "a"])))
    assert [each["t"] for each in config["availability"]] == [
        topics.service_state("a"), topics.service_state("b"),
    ]  # fmt: skip
    assert config["availability_mode"] == "any"
    payload = msgspec.json.encode(announcement.happening(order_event()))
    latest = config["components"]["latest"]
    assert rendered(latest["value_template"], payload) == "A1001"
    state = config["components"]["latest_state"]
    assert rendered(state["value_template"], payload) == "placed"
    happening: Mapping[str, Any] = json.loads(payload)
    assert happening["event_type"] in config["components"]["happening"]["event_types"]
    assert happening["products"] == ["Pods"]
    assert happening["total"] == "19.99 USD"


def press_of(payload: bytes, topic: str = "", *, retained: bool = False) -> Foreign:
    return Foreign(topic or names.press("washer", "detergent"), payload, retained, duplicate=False)


def pressed_at(at: datetime) -> bytes:
    """What Home Assistant makes of `command_template`."""
    environment = Environment(autoescape=False)  # noqa: S701 - as Home Assistant's
    template = announced(washer())["components"]["press_detergent"]["command_template"]
    return environment.from_string(template).render(now=lambda: at).encode()


def test_a_press_is_taken_once_and_the_next_one_too() -> None:
    presses = Presses()
    first = presses.read(press_of(pressed_at(NOW)), NOW)
    assert first is not None
    device_id, control = first
    assert (device_id, control.action, control.slot) == ("washer", "press", "detergent")
    assert presses.read(press_of(pressed_at(NOW)), NOW + timedelta(seconds=5)) is None
    second = presses.read(press_of(pressed_at(NOW + timedelta(milliseconds=300))), NOW)
    assert second is not None
    assert second[1].control_id != control.control_id
    after_restart = Presses().read(press_of(pressed_at(NOW)), NOW)
    assert after_restart is not None
    assert after_restart[1].control_id == control.control_id  # the device knows it


@pytest.mark.parametrize(
    ("press", "problem"),
    [
        (press_of(pressed_at(NOW), retained=True), "retained"),
        (press_of(pressed_at(NOW - timedelta(minutes=11))), "while it is"),
        (press_of(b"PRESS"), "no press"),
        (press_of(b""), "no press"),
        (press_of(b'{"pressed_at": "2026-03-02T12:00:00"}'), "no press"),
        (press_of(b"[" * 900), "no press"),
        (press_of(b" " * 2000), "2000 bytes"),
        (press_of(pressed_at(NOW), "assistant/v1/home_assistant/device/-/press/x"), "no press"),
    ],
)
def test_what_is_no_press_presses_nothing(press: Foreign, problem: str) -> None:
    with pytest.raises(MessageError, match=problem):
        Presses().read(press, NOW)


@given(st.binary(max_size=80), st.text(max_size=80))
def test_no_bytes_press(payload: bytes, levels: str) -> None:
    with pytest.raises(MessageError):
        Presses().read(press_of(payload, f"a/{levels}/press/{levels}"), NOW)
