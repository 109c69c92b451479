"""Traces of real reports against a real broker, the bridge and a real order service.

The traces are those of `bench.button_traces`; they are told by paho, which knows nothing of us.
"""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import msgspec
import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from assistant.bus import topics
from assistant.bus.address import BrokerAddress
from assistant.bus.broker import RunningBroker, find_mosquitto, start_broker
from assistant.bus.client import Client, Delivery
from assistant.bus.dialects.mapping import Mapping, add_mapping
from assistant.bus.inbox import Foreign
from assistant.core.messages import Answer, DeviceState, PressSlot
from assistant.core.settings import Broker, Settings
from assistant.order_service import OrderService
from assistant.order_service.start import furnished
from assistant.storage.orders.sqlite_store import ORDERS_FILE, open_orders
from bench import button_traces
from bench.button_traces import shelly2
from devices.buttons.names import BRIDGE_ID
from devices.home_assistant import names

KITCHEN = "zigbee2mqtt/kitchen"
SINGLE = (
    b'{"action":"single","battery":100,"linkquality":98,"update":{"state":null},"voltage":3000}'
)
QUIET_S = 1.0
REPLACE = msgspec.structs.replace


class Peer:
    """A device, or a bridge of devices, by another MQTT library."""

    def __init__(self, broker: BrokerAddress) -> None:
        self._client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv311)
        self._client.connect(broker.host, broker.port)
        self._client.loop_start()

    def say(
        self, topic: str, payload: bytes | str, *, retain: bool = False, times: int = 1
    ) -> None:
        """Publish and wait until the broker has it."""
        for _ in range(times):
            self._client.publish(topic, payload, qos=1, retain=retain).wait_for_publish(5)

    def close(self) -> None:
        """Go."""
        self._client.disconnect()
        self._client.loop_stop()


@dataclass
class House:
    """A broker, an order service, the bridge, and what they say."""

    broker: RunningBroker
    folder: Path
    requests: SimpleQueue[PressSlot] = field(default_factory=SimpleQueue)
    answers: SimpleQueue[Answer] = field(default_factory=SimpleQueue)
    bridge: subprocess.Popen[bytes] | None = None

    def map(self, **mapping: Any) -> None:
        """Let a button stand for coffee."""
        add_mapping(self.mapping_file, Mapping(device="dash", slot="coffee", **mapping))

    @property
    def mapping_file(self) -> Path:
        """Which button stands for what."""
        return self.folder / "buttons.toml"

    def start_bridge(self, *more: str) -> None:
        """As a process of its own; returns when it listens."""
        ready = threading.Event()

        def on_state(delivery: Delivery) -> None:
            state = delivery.message
            if isinstance(state, DeviceState) and state.online and not delivery.retained:
                ready.set()

        with_state = Client(self.broker.address, "waits")
        with_state.subscribe(topics.device_state(BRIDGE_ID), on_state)
        with with_state:
            command = [sys.executable, "-m", "devices.buttons"]
            command += ["--broker", str(self.broker.address), "--data", str(self.folder / "kept")]
            self.bridge = subprocess.Popen([*command, "--mapping", str(self.mapping_file), *more])
            assert ready.wait(15)

    def kill_bridge(self) -> None:
        """As a power cut does."""
        assert self.bridge is not None
        self.bridge.kill()
        self.bridge.wait()

    def requested(self, timeout: float = 10) -> PressSlot:
        """The next request of the button."""
        return self.requests.get(timeout=timeout)

    def nothing_more(self) -> None:
        """No further request comes."""
        with pytest.raises(Empty):
            self.requests.get(timeout=QUIET_S)

    def answer(self) -> Answer:
        """The next answer of the order service."""
        return self.answers.get(timeout=10)

    @property
    def orders(self) -> int:
        """How many there are."""
        store = open_orders(self.folder / ORDERS_FILE, read_only=True)
        found = len(store.orders(100))
        store.close()
        return found


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A running house whose bridge is not started yet."""
    if find_mosquitto() is None:
        pytest.skip("mosquitto is not installed (apt install mosquitto)")
    mine = Settings()
    settings = REPLACE(mine, paths=REPLACE(mine.paths, data=str(tmp_path)))
    with start_broker(Broker(address="mosquitto", port=0), tmp_path / "broker") as broker:
        house = House(broker, tmp_path)
        open_store, shop = furnished(settings)
        service = OrderService(broker.address, open_store, shop)
        stop, ready = threading.Event(), threading.Event()
        thread = threading.Thread(target=service.serve, args=(stop,), kwargs={"ready": ready.set})
        thread.start()
        assert ready.wait(10)
        watching = Client(broker.address, "watching")
        watching.subscribe(topics.requests("dash"), partial(_put, house.requests, set()))
        watching.subscribe(topics.answers("dash"), partial(_put, house.answers, set()))
        with watching:
            yield house
        if house.bridge is not None and house.bridge.poll() is None:
            house.bridge.terminate()
            assert house.bridge.wait(10) == 0
        stop.set()
        thread.join(10)


def _put(queue: SimpleQueue[Any], seen: set[str], delivery: Delivery) -> None:
    """What is asked again under the same id, such as after a restart, is nothing new."""
    message = delivery.message
    if isinstance(message, PressSlot | Answer) and message.request_id not in seen:
        seen.add(message.request_id)
        queue.put(message)


@pytest.fixture
def peer(house: House) -> Iterator[Peer]:
    """A device on the same broker."""
    peer = Peer(house.broker.address)
    yield peer
    peer.close()


def recently(seconds: float = 1) -> float:
    """Seconds since 1970, a moment ago."""
    return round((datetime.now(UTC) - timedelta(seconds=seconds)).timestamp(), 2)


def z2m(action: object, **more: object) -> bytes:
    """A state of a Zigbee button."""
    return json.dumps({"action": action, "battery": 100, "linkquality": 98, **more}).encode()


ZIGBEE = {"family": "zigbee2mqtt", "name": "kitchen"}


@pytest.mark.parametrize("trace", button_traces.TRACES, ids=lambda trace: trace.name)
def test_a_trace_is_one_order(house: House, peer: Peer, trace: button_traces.Trace) -> None:
    house.map(name="mine", **trace.button)
    house.start_bridge()
    for told in trace.told("mine", datetime.now(UTC)):
        peer.say(told.topic, told.payload, retain=told.retain)
    request = house.requested()
    assert (request.device_id, request.slot) == ("dash", "coffee")
    assert house.answer().status == "placed"
    house.nothing_more()
    assert house.orders == 1


@pytest.mark.parametrize("kind", ["mosquitto", "embedded"])
def test_all_traces_at_once_and_again_after_a_restart(tmp_path: Path, kind: str) -> None:
    if kind == "mosquitto" and find_mosquitto() is None:
        pytest.skip("mosquitto is not installed (apt install mosquitto)")
    outcome = button_traces.run(tmp_path, kind)
    assert outcome["sound"], outcome
    assert outcome["orders"] == len(button_traces.TRACES)


def test_buttons_may_talk_on_another_broker(house: House, tmp_path: Path) -> None:
    with start_broker(Broker(address="mosquitto", port=0), tmp_path / "other") as other:
        house.map(**ZIGBEE)
        house.start_bridge("--heard", str(other.address))
        peer = Peer(other.address)
        peer.say(KITCHEN, SINGLE)
        house.requested()
        assert house.answer().status == "placed"
        peer.close()


def test_a_second_press_seconds_later_is_a_second_request(house: House, peer: Peer) -> None:
    house.map(**ZIGBEE)
    house.start_bridge()
    peer.say(KITCHEN, SINGLE)
    peer.say(f"{KITCHEN}/action", "single")
    first = house.requested()
    assert house.answer().status == "placed"
    time.sleep(2)
    peer.say(KITCHEN, SINGLE)
    peer.say(f"{KITCHEN}/action", "single")
    assert house.requested().request_id != first.request_id
    assert house.answer().status == "in_progress"
    house.nothing_more()
    assert house.orders == 1


def test_what_counts_or_dates_its_presses_needs_no_pause_between_them(
    house: House, peer: Peer
) -> None:
    house.map(family="shelly1", name="b1")
    house.map(family="shelly2", name="s2")
    house.start_bridge()
    for count in (7, 8):
        peer.say("shellies/b1/input_event/0", f'{{"event":"S","event_cnt":{count}}}')
    at = recently()
    for when in (at - 0.4, at):
        peer.say("s2/events/rpc", shelly2(when, "single_push"))
    assert len({house.requested().request_id for _ in range(4)}) == 4
    house.nothing_more()
    assert house.orders == 1


def test_what_was_retained_before_we_came_is_no_press(house: House, peer: Peer) -> None:
    peer.say(KITCHEN, SINGLE, retain=True)
    peer.say("shellies/b1/input_event/0", b'{"event":"S","event_cnt":7}', retain=True)
    peer.say("s2/events/rpc", shelly2(recently(), "single_push"), retain=True)
    peer.say("stat/plug/RESULT", b'{"Button1":{"Action":"SINGLE"}}', retain=True)
    for family, name in (("zigbee2mqtt", "kitchen"), ("shelly1", "b1"), ("shelly2", "s2"),
                         ("tasmota", "plug")):  # fmt: skip
        house.map(family=family, name=name)
    house.start_bridge()
    house.nothing_more()
    assert house.orders == 0


def test_presses_from_long_ago_are_none(house: House, peer: Peer) -> None:
    house.map(**ZIGBEE)
    house.map(family="shelly2", name="s2")
    house.start_bridge()
    yesterday = datetime.now(UTC) - timedelta(days=1)
    peer.say(KITCHEN, z2m("single", last_seen=yesterday.isoformat()))
    peer.say(KITCHEN, z2m("single", last_seen=int(yesterday.timestamp() * 1000)))
    peer.say("s2/events/rpc", shelly2(yesterday.timestamp(), "single_push"))
    house.nothing_more()


def test_a_restart_takes_no_old_press_for_a_new_one(house: House, peer: Peer) -> None:
    house.map(family="shelly1", name="b1")
    house.map(family="shelly2", name="s2")
    house.start_bridge()
    at = recently()

    def press() -> None:
        peer.say("shellies/b1/input_event/0", b'{"event":"S","event_cnt":7}')
        peer.say("s2/events/rpc", shelly2(at, "single_push"))

    press()
    for _ in range(2):
        house.requested()
        house.answer()
    house.kill_bridge()
    press()  # the broker keeps these for the bridge
    house.start_bridge()
    press()
    house.nothing_more()
    house.kill_bridge()
    (house.folder / "kept" / "presses.json").unlink()
    house.start_bridge()
    peer.say("s2/events/rpc", shelly2(at, "single_push"))  # asked again under the same id
    house.nothing_more()
    assert house.orders == 1


def test_a_press_while_the_bridge_is_away_is_not_lost(house: House, peer: Peer) -> None:
    house.map(**ZIGBEE)
    house.start_bridge()
    house.kill_bridge()
    peer.say(KITCHEN, SINGLE)
    house.start_bridge()
    assert house.requested().slot == "coffee"
    assert house.answer().status == "placed"


def test_what_is_told_again_after_the_broker_was_killed_is_no_press(
    house: House, peer: Peer
) -> None:
    house.map(**ZIGBEE)
    house.map(family="shelly1", name="b1")
    house.start_bridge()
    peer.say(KITCHEN, SINGLE, retain=True)
    house.requested()
    house.answer()
    peer.say("shellies/b1/input_event/0", b'{"event":"S","event_cnt":7}')
    house.requested()
    house.answer()
    assert house.broker.pid is not None
    os.kill(house.broker.pid, signal.SIGKILL)
    time.sleep(3)  # everybody is back
    back = Peer(house.broker.address)
    back.say("zigbee2mqtt/bridge/state", b'{"state":"online"}', retain=True)
    back.say(KITCHEN, SINGLE, retain=True)  # Zigbee2MQTT restores what was retained
    back.say("shellies/b1/input_event/0", b'{"event":"S","event_cnt":7}')
    house.nothing_more()
    now = datetime.now(UTC).isoformat()
    back.say(KITCHEN, z2m("single", last_seen=now))  # a finger
    back.say("shellies/b1/input_event/0", b'{"event":"S","event_cnt":8}')
    back.close()
    assert {house.answer().status for _ in range(2)} == {"in_progress"}
    assert house.orders == 1


def test_home_assistant_sees_a_button_and_can_press_it(house: House) -> None:
    house.map(**ZIGBEE)
    configs: SimpleQueue[Foreign] = SimpleQueue()
    told: SimpleQueue[Foreign] = SimpleQueue()
    watching = Client(house.broker.address, "home assistant")
    object_id = names.object_of("dash")
    watching.subscribe_foreign(names.config_topic("homeassistant", object_id), configs.put)
    watching.subscribe_foreign(names.happenings("dash"), told.put)
    command = [sys.executable, "-m", "devices.home_assistant"]
    bridge = subprocess.Popen([*command, "--broker", str(house.broker.address)])
    with watching:
        house.start_bridge()
        config = json.loads(configs.get(timeout=15).payload)
        assert config["dev"]["mdl"] == "button"
        pressed = json.dumps({"pressed_at": datetime.now(UTC).isoformat()}).encode()
        for _ in range(2):
            watching.publish_foreign(config["cmps"]["press_coffee"]["cmd_t"], pressed)
        assert house.requested().slot == "coffee"
        assert house.answer().status == "placed"
        house.nothing_more()
        happened = [json.loads(told.get(timeout=10).payload)["event_type"] for _ in range(2)]
        assert happened == ["pressed", "OrderPlaced"]
        house.mapping_file.write_text("", "utf-8")
        while configs.get(timeout=15).payload:
            pass
    bridge.terminate()
    assert bridge.wait(10) == 0


def test_killed_again_and_again_it_loses_no_press_and_doubles_none(
    house: House, peer: Peer
) -> None:
    house.map(family="shelly1", name="b1")
    house.start_bridge()
    presses, rng = 40, random.Random(4)
    for count in range(1, presses + 1):
        peer.say("shellies/b1/input_event/0", f'{{"event":"S","event_cnt":{count}}}')
        if count % 8 == 0:
            time.sleep(rng.uniform(0, 0.05))
            house.kill_bridge()
            peer.say("shellies/b1/input_event/0", f'{{"event":"S","event_cnt":{count}}}')
            house.start_bridge()
    answers = [house.answer() for _ in range(presses)]
    assert len({answer.request_id for answer in answers}) == presses
    assert sorted({answer.status for answer in answers}) == ["in_progress", "placed"]
    assert len({house.requested().request_id for _ in range(presses)}) == presses
    house.nothing_more()
    assert house.orders == 1


def test_the_file_is_read_again_when_it_changes(house: House, peer: Peer) -> None:
    house.map(**ZIGBEE, gesture="double")
    house.start_bridge()
    house.mapping_file.write_text("[[button]]\nnonsense", "utf-8")
    time.sleep(1.5)
    peer.say(KITCHEN, z2m("double"))
    assert house.answer().status == "placed"  # as it was
    house.mapping_file.unlink()
    house.map(**ZIGBEE)
    deadline = time.monotonic() + 10
    while house.answers.empty() and time.monotonic() < deadline:
        peer.say(KITCHEN, z2m("single"))
        time.sleep(2)
    assert house.answer().status == "in_progress"
    time.sleep(2)
    peer.say(KITCHEN, z2m("double"))
    while not house.requests.empty():
        house.requests.get()
    house.nothing_more()


def test_a_button_that_is_no_other_device_shows_itself_and_can_be_pressed(house: House) -> None:
    states: SimpleQueue[Delivery] = SimpleQueue()
    house.map(**ZIGBEE)
    watching = Client(house.broker.address, "states")
    watching.subscribe(topics.device_state("dash"), states.put)
    with watching:
        house.start_bridge()
        shown = states.get(timeout=10).message
        assert isinstance(shown, DeviceState)
        assert (shown.kind, shown.online, shown.slots[0].slot) == ("button", True, "coffee")
        control = {"type": "device_control", "v": 1, "control_id": "c1", "action": "press"}
        for _ in range(2):
            watching.publish_foreign(topics.device_control("dash"), json.dumps(control).encode())
        house.requested()
        house.nothing_more()
        assert house.answer().status == "placed"
        while not (isinstance(shown, DeviceState) and shown.slots[0].status == "placed"):
            shown = states.get(timeout=10).message
        gone = threading.Event()
        watching.subscribe_foreign(
            topics.device_state("+"), lambda each: None if each.payload else gone.set()
        )
        house.mapping_file.write_text("", "utf-8")
        assert gone.wait(10)
