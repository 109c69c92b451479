"""The bridge as a process of its own, a real broker, and paho in the place of Home Assistant."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import msgspec
import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from assistant.app import App
from assistant.bus import topics
from assistant.bus.address import BrokerAddress
from assistant.bus.broker import RunningBroker
from assistant.bus.client import Client, Delivery
from assistant.core.messages import (
    DeviceControl,
    DeviceEvent,
    DeviceState,
    PressSlot,
    ServiceState,
    SlotState,
    utc_now,
)
from assistant.core.settings import Settings
from assistant.house import House
from devices.home_assistant import names

Connect = Callable[..., Client]
WASHER = names.config_topic("homeassistant", names.object_of("washer"))


class HomeAssistant:
    """What Home Assistant does on the wire, by another client library."""

    def __init__(self, broker: BrokerAddress) -> None:
        self.heard: SimpleQueue[paho.MQTTMessage] = SimpleQueue()
        self._client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5)
        self._client.on_message = lambda _client, _data, message: self.heard.put(message)
        self._client.connect(broker.host, broker.port)
        self._client.loop_start()

    def listen(self, topic: str) -> None:
        """Subscribe, and return when it is granted."""
        granted: SimpleQueue[bool] = SimpleQueue()
        self._client.on_subscribe = lambda *_: granted.put(True)
        self._client.subscribe(topic, qos=1)
        granted.get(timeout=5)

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Publish and wait until the broker has it."""
        self._client.publish(topic, payload, qos=1, retain=retain).wait_for_publish(5)

    def next(self, topic: str, timeout: float = 10) -> bytes:
        """The next message to a topic."""
        while True:
            message = self.heard.get(timeout=timeout)
            if message.topic == topic:
                return bytes(message.payload)

    def config(self, topic: str = WASHER) -> dict[str, Any]:
        """The next announcement on a topic."""
        found: dict[str, Any] = json.loads(self.next(topic))
        return found

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


@pytest.fixture
def home_assistant(broker: RunningBroker) -> Iterator[HomeAssistant]:
    home_assistant = HomeAssistant(broker.address)
    yield home_assistant
    home_assistant.close()


@pytest.fixture
def bridge(broker: RunningBroker) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts the bridge."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "devices.home_assistant", "--broker", str(broker.address)]
        started.append(subprocess.Popen(command))
        return started[-1]

    yield start
    for process in started:
        process.terminate()
        assert process.wait(10) == 0


def washer(device_id: str = "washer", *slots: str) -> DeviceState:
    shown = [SlotState(slot=slot) for slot in slots or ("detergent",)]
    return DeviceState(device_id=device_id, kind="washer", online=True, slots=tuple(shown))


def show(client: Client, state: DeviceState) -> None:
    client.publish(topics.device_state(state.device_id), state, retain=True)


def press_now() -> bytes:
    return json.dumps({"pressed_at": datetime.now(UTC).isoformat()}).encode()


def test_a_device_is_announced_again_at_birth_and_removed_with_its_state(
    connect: Connect, home_assistant: HomeAssistant, bridge: Callable[[], object]
) -> None:
    house = connect("house")
    show(house, washer())
    home_assistant.listen("homeassistant/#")
    bridge()
    first = home_assistant.config()
    assert "press_detergent" in first["cmps"]
    home_assistant.publish("homeassistant/status", b"online")
    assert home_assistant.config() == first
    show(house, washer("washer", "detergent", "softener"))
    assert "press_softener" in home_assistant.config()["cmps"]
    show(house, washer("washer", "detergent"))
    assert home_assistant.config()["cmps"]["press_softener"] == {"p": "button"}
    house.publish_foreign(topics.device_state("washer"), b"", retain=True)
    assert home_assistant.next(WASHER) == b""


def test_a_removed_device_stays_removed_though_it_talks(
    connect: Connect, home_assistant: HomeAssistant, bridge: Callable[[], object]
) -> None:
    house = connect("house")
    home_assistant.listen("homeassistant/#")
    bridge()
    show(house, washer())
    home_assistant.config()
    gone = DeviceEvent(event_id="e1", event="DeviceDeregistered", at=utc_now(), device_id="washer")
    house.publish(topics.DEVICE_EVENTS, gone)
    assert home_assistant.next(WASHER) == b""
    show(house, washer("washer", "other"))
    with pytest.raises(Empty):
        home_assistant.next(WASHER, timeout=0.5)


def test_what_nobody_speaks_for_after_a_restart_is_removed(
    connect: Connect, home_assistant: HomeAssistant, bridge: Callable[[], subprocess.Popen[bytes]]
) -> None:
    house = connect("house")
    home_assistant.listen("homeassistant/#")
    process = bridge()
    show(house, washer())
    show(house, washer("old"))
    old = names.config_topic("homeassistant", names.object_of("old"))
    assert home_assistant.config(old)
    process.terminate()
    process.wait(10)
    house.publish_foreign(topics.device_state("old"), b"", retain=True)
    others = "homeassistant/device/assistant_lamp/config"
    home_assistant.publish(others, b'{"o": {"name": "lamps"}, "cmps": {}}', retain=True)
    while not home_assistant.heard.empty():
        home_assistant.heard.get()
    bridge()
    removed = []
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            message = home_assistant.heard.get(timeout=0.5)
        except Empty:
            continue
        removed += [message.topic] if not message.payload else []
        if removed:
            break
    assert removed == [old]


def test_a_press_reaches_its_device_once(
    connect: Connect, home_assistant: HomeAssistant, bridge: Callable[[], object]
) -> None:
    controls: SimpleQueue[Delivery] = SimpleQueue()
    house = connect("house", {topics.device_control("washer"): controls.put})
    home_assistant.listen("homeassistant/#")
    stale = press_now()
    home_assistant.publish(names.press("washer", "detergent"), stale, retain=True)
    bridge()
    show(house, washer())
    command = home_assistant.config()["cmps"]["press_detergent"]["cmd_t"]
    press = press_now()
    for _ in range(3):
        home_assistant.publish(command, press)
    for payload in (b"PRESS", b"", b"\xff", b"{}", b"[" * 60_000):
        home_assistant.publish(command, payload)
    home_assistant.publish(names.press("washer", "bleach"), press_now())
    home_assistant.publish(names.press("toaster", "detergent"), press_now())
    control = controls.get(timeout=5).message
    assert isinstance(control, DeviceControl)
    assert (control.action, control.slot) == ("press", "detergent")
    home_assistant.publish(command, press_now())  # a second, deliberate press
    second = controls.get(timeout=5).message
    assert isinstance(second, DeviceControl)
    assert second.control_id != control.control_id
    with pytest.raises(Empty):
        controls.get(timeout=0.5)


def test_presses_and_orders_are_events_told_once(
    connect: Connect, home_assistant: HomeAssistant, bridge: Callable[[], object]
) -> None:
    house = connect("house")
    home_assistant.listen("homeassistant/#")
    home_assistant.listen("assistant/v1/home_assistant/#")
    bridge()
    show(house, washer())
    service = ServiceState(service_id="orders", online=True)
    house.publish(topics.service_state("orders"), service, retain=True)
    home_assistant.config(names.config_topic("homeassistant", names.ORDERS_OBJECT))
    press = PressSlot(request_id="r1", device_id="washer", at=utc_now(), slot="detergent")
    for _ in range(2):
        house.publish(topics.requests("washer"), press)
    told = json.loads(home_assistant.next(names.happenings("washer")))
    assert told == {"event_type": "pressed", "slot": "detergent"}
    event = {
        "type": "order_event", "v": 1, "event_id": "e1", "event": "OrderPlaced",
        "at": "2026-03-02T12:00:00Z",
        "order": {
            "order_id": "A1001", "state": "placed", "origin": "press", "device_id": "washer",
            "lines": [], "total": {"minor": 1999, "currency": "USD"},
            "placed_at": "2026-03-02T12:00:00Z", "cancel_until": "2026-03-02T12:30:00Z",
            "delivery": "2026-03-04", "slot": "detergent",
        },
    }  # fmt: skip
    for _ in range(2):
        house.publish_foreign(topics.ORDER_EVENTS, json.dumps(event).encode())
    latest = json.loads(home_assistant.next(names.ORDER_CHANGED_LAST))
    assert (latest["order_id"], latest["state"]) == ("A1001", "placed")
    assert json.loads(home_assistant.next(names.happenings("washer")))["order_id"] == "A1001"
    with pytest.raises(Empty):
        home_assistant.next(names.happenings("washer"), timeout=0.5)


def test_hostile_states_announce_nothing(
    connect: Connect, home_assistant: HomeAssistant, bridge: Callable[[], subprocess.Popen[bytes]]
) -> None:
    house = connect("house")
    home_assistant.listen("homeassistant/#")
    process = bridge()
    hostile = [
        b"{", b"null", b"\xff", b"[" * 60_000,
        b'{"type":"device_state","v":1,"device_id":"a/+/#","kind":"x","online":true}',
        b'{"type":"device_state","v":1,"device_id":"washer","kind":"x","online":true}',
        b'{"type":"device_state","v":1,"device_id":"ghost","kind":"x","online":true,"slots":[{"slot":"a/+"}]}',
    ]  # fmt: skip
    for payload in hostile:
        home_assistant.publish("assistant/v1/device/ghost/state", payload, retain=True)
    for topic in ("assistant/v1/device//state", "assistant/v1/device/..{{1}}/state"):
        home_assistant.publish(topic, hostile[4], retain=True)
    home_assistant.publish("homeassistant/device/assistant_x/config", b"[" * 60_000, retain=True)
    show(house, washer())
    message = home_assistant.heard.get(timeout=10)
    while message.topic == "homeassistant/device/assistant_x/config":
        message = home_assistant.heard.get(timeout=10)
    assert message.topic == WASHER
    assert process.poll() is None


def test_a_press_in_home_assistant_becomes_an_order(tmp_path: Path) -> None:
    replace = msgspec.structs.replace
    mine = Settings()
    settings = replace(
        mine,
        paths=replace(mine.paths, data=str(tmp_path)),
        broker=replace(mine.broker, port=0),
        devices=replace(mine.devices, simulated=("dash",)),
        home_assistant=replace(mine.home_assistant, discovery=True, prefix="home/ha"),
    )
    dash = names.config_topic("home/ha", names.object_of("dash"))
    with House(settings) as house:
        home_assistant = HomeAssistant(house.address)
        home_assistant.listen("home/ha/#")
        home_assistant.listen(names.ORDER_HAPPENINGS)
        command = home_assistant.config(dash)["cmps"]["press_coffee"]["cmd_t"]
        home_assistant.publish(command, press_now())
        told = json.loads(home_assistant.next(names.ORDER_HAPPENINGS))
        home_assistant.close()
    assert told["event_type"] == "OrderPlaced"
    assert (told["device"], told["slot"]) == ("dash", "coffee")
    assert [order.order_id for order in App(settings).orders()] == [told["order_id"]]
