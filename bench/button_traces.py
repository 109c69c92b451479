"""What users of real buttons have reported, replayed: exactly one order must come of each trace.

A real mosquitto, a real order service and the bridge as a process; each trace has a button and a
slot of its own and is told by another MQTT library. Then the bridge is killed, everything is told
again as brokers, bridges and devices do after a restart, and still there must be one order each.
Run: `python -m bench.button_traces`.
"""

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from assistant.bus import topics
from assistant.bus.address import BrokerAddress
from assistant.bus.broker import start_broker
from assistant.bus.client import Client, Delivery
from assistant.bus.dialects.mapping import Mapping, add_mapping
from assistant.core.messages import DeviceState, PressSlot
from assistant.core.settings import Broker
from assistant.order_service import OrderService
from assistant.store.household.replenish import Slot
from assistant.store.orders.order_store import OrderStore
from bench.shelf import SHOP, opener, serving
from devices.buttons.names import BRIDGE_ID

SETTLE_S = 3.0
PRESSES = 200
SAID = "zigbee2mqtt/{name}"


@dataclass(frozen=True)
class Told:
    """One message of a device or its bridge."""

    topic: str
    payload: bytes
    retain: bool = False


@dataclass(frozen=True)
class Trace:
    """One press as somebody has reported that it is told."""

    name: str
    source: str
    """Where it was reported."""
    button: dict[str, str]
    """The mapping's family, and which button and gesture."""
    told: Callable[[str, datetime], list[Told]]
    """The messages of a device of that name, pressed at that time."""
    known_again: bool = False
    """Whether the press can be known again however late it is told."""


def _z2m(said: object, **more: object) -> bytes:
    return json.dumps({"action": said, "battery": 100, "linkquality": 98, **more}).encode()


def _state_and_word(name: str, _now: datetime) -> list[Told]:
    topic = SAID.format(name=name)
    return [Told(topic, _z2m("single", voltage=3000)), Told(f"{topic}/action", b"single")]


def _action_and_click(name: str, _now: datetime) -> list[Told]:
    topic = SAID.format(name=name)
    click = [{"battery": 100, "click": said, "linkquality": 39} for said in ("single", "")]
    states = (
        _z2m("single"),
        json.dumps(click[0]).encode(),
        _z2m(""),
        json.dumps(click[1]).encode(),
    )
    return [Told(topic, each) for each in states]


def _only_attributes(name: str, _now: datetime) -> list[Told]:
    topic = SAID.format(name=name)
    return [Told(f"{topic}/action", b"single"), Told(f"{topic}/click", b"single"),
            Told(f"{topic}/battery", b"100")]  # fmt: skip


def _word_twice(name: str, _now: datetime) -> list[Told]:
    topic = SAID.format(name=name)
    return [Told(topic, _z2m("single")), Told(f"{topic}/action", b"single"), Told(topic, _z2m("")),
            Told(f"{topic}/action", b"single"), Told(f"{topic}/action", b"")]  # fmt: skip


def _radio_twice(name: str, now: datetime) -> list[Told]:
    state = _z2m("single", last_seen=now.isoformat(timespec="milliseconds"))
    return [Told(SAID.format(name=name), state)] * 2


def _idle_reports(name: str, _now: datetime) -> list[Told]:
    states = (_z2m("single"), _z2m(None, battery=0), _z2m(None, battery=0), _z2m(""))
    return [Told(SAID.format(name=name), each) for each in states]


def _retained_and_told_at_start(name: str, _now: datetime) -> list[Told]:
    topic, state = SAID.format(name=name), _z2m("single", voltage=3000)
    birth = [Told("zigbee2mqtt/bridge/state", json.dumps({"state": each}).encode(), retain=True)
             for each in ("offline", "online")]  # fmt: skip
    return [Told(topic, state, retain=True), *birth, Told(topic, state, retain=True)]


def _reports_itself(name: str, _now: datetime) -> list[Told]:
    topic = f"shellies/{name}/input_event/0"
    return [Told(topic, b'{"event":"","event_cnt":0}')] + [
        Told(topic, b'{"event":"S","event_cnt":57}')
    ] * 4


def shelly2(at: float, *events: str) -> bytes:
    """A notification of a later Shelly."""
    told = [{"component": "input:0", "id": 0, "event": each, "ts": at} for each in events]
    params = {"ts": at, "events": told}
    return json.dumps({"src": "shelly", "method": "NotifyEvent", "params": params}).encode()


def _down_up_and_push(name: str, now: datetime) -> list[Told]:
    topic, at = f"{name}/events/rpc", round(now.timestamp(), 2)
    halves = [Told(topic, shelly2(at - 0.3, "btn_down")), Told(topic, shelly2(at - 0.1, "btn_up"))]
    return halves + [Told(topic, shelly2(at, "single_push"))] * 3


def _clock_not_set(name: str, _now: datetime) -> list[Told]:
    return [Told(f"{name}/events/rpc", shelly2(12.34, "single_push"))] * 3


def _button_retain(name: str, _now: datetime) -> list[Told]:
    told = Told(f"stat/{name}/RESULT", b'{"Button1":{"Action":"SINGLE"}}', retain=True)
    return [told, told, Told(f"stat/{name}/RESULT", b'{"POWER":"ON"}')]


def _before_9_2(name: str, _now: datetime) -> list[Told]:
    return [Told(f"stat/{name}/BUTTON1", b'{"ACTION":"SINGLE"}')] * 2 + [
        Told(f"stat/{name}/RESULT", b'{"ACTION":"SINGLE"}'),
        Told(f"stat/{name}/RESULT", b'{"Button1":{"Action":"CLEAR"}}'),
    ]


_ZIGBEE = {"family": "zigbee2mqtt"}
TRACES = (
    Trace("state_and_word", "Zigbee2MQTT 32015", _ZIGBEE, _state_and_word),
    Trace("action_and_click", "Zigbee2MQTT 2334, 4748", _ZIGBEE, _action_and_click),
    Trace("only_attributes", "Zigbee2MQTT 6889", _ZIGBEE, _only_attributes),
    Trace("word_twice", "Zigbee2MQTT 18070", _ZIGBEE, _word_twice),
    Trace("radio_twice", "Zigbee2MQTT 26374", _ZIGBEE, _radio_twice, known_again=True),
    Trace("idle_reports", "Zigbee2MQTT 25605", _ZIGBEE, _idle_reports),
    Trace("retained_and_told_at_start", "Zigbee2MQTT 992, 16331, 25566", _ZIGBEE,
          _retained_and_told_at_start),
    Trace("reports_itself", "Shelly 1: mqtt_update_period", {"family": "shelly1", "button": "0"},
          _reports_itself, known_again=True),
    Trace("down_up_and_push", "Shelly 2: events of an input",
          {"family": "shelly2", "button": "input:0"}, _down_up_and_push, known_again=True),
    Trace("clock_not_set", "Shelly 2: without NTP", {"family": "shelly2"}, _clock_not_set,
          known_again=True),
    Trace("button_retain", "Tasmota: ButtonRetain", {"family": "tasmota", "button": "1"},
          _button_retain),
    Trace("before_9_2", "Tasmota: before 9.2", {"family": "tasmota"}, _before_9_2),
)  # fmt: skip


class Peer:
    """A device, or a bridge of devices, by another MQTT library.

    Most speak MQTT 3.1.1, which the embedded broker does not.
    """

    def __init__(
        self, broker: BrokerAddress, protocol: MQTTProtocolVersion = paho.MQTTv311
    ) -> None:
        self._client = paho.Client(CallbackAPIVersion.VERSION2, protocol=protocol)
        self._client.connect(broker.host, broker.port)
        self._client.loop_start()

    def tell(self, told: list[Told]) -> None:
        """Publish, and wait until the broker has it all."""
        for each in told:
            sent = self._client.publish(each.topic, each.payload, qos=1, retain=each.retain)
            sent.wait_for_publish(5)

    def close(self) -> None:
        """Go."""
        self._client.disconnect()
        self._client.loop_stop()


def start_bridge(broker: BrokerAddress, folder: Path) -> "subprocess.Popen[bytes]":
    """The bridge as a process of its own; returns when it listens."""
    ready = threading.Event()

    def on_state(delivery: Delivery) -> None:
        state = delivery.message
        if isinstance(state, DeviceState) and state.online and not delivery.retained:
            ready.set()

    with_state = Client(broker, "waits")
    with_state.subscribe(topics.device_state(BRIDGE_ID), on_state)
    with with_state:
        command = [sys.executable, "-m", "devices.buttons", "--broker", str(broker)]
        command += ["--data", str(folder / "kept"), "--mapping", str(folder / "buttons.toml")]
        bridge = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        if not ready.wait(30):
            raise TimeoutError("the bridge does not start")
    return bridge


def run(folder: Path, kind: str = "mosquitto") -> dict[str, Any]:
    """Play all traces on a kind of broker; what came of each."""
    names = {trace.name: f"d{number}" for number, trace in enumerate(TRACES)}
    where = str(folder / "orders.db")
    slots = tuple(
        Slot(device_id=name, slot="s", product_id="tide") for name in (*names.values(), "timed")
    )

    def open_store() -> OrderStore:
        store = opener(where)()
        store.seed((), slots)
        return store

    for trace in TRACES:
        device = names[trace.name]
        mapping = Mapping(name=device, device=device, slot="s", **trace.button)  # type: ignore[arg-type]
        add_mapping(folder / "buttons.toml", mapping)
    requests: dict[str, set[str]] = {name: set() for name in names.values()}

    def on_request(delivery: Delivery) -> None:
        if isinstance(delivery.message, PressSlot) and delivery.message.device_id in requests:
            requests[delivery.message.device_id].add(delivery.message.request_id)

    with start_broker(Broker(address=kind, port=0), folder / "broker") as broker:
        service = OrderService(broker.address, open_store, SHOP)
        watching = Client(broker.address, "watching")
        watching.subscribe(topics.ALL_REQUESTS, on_request)
        with serving(service), watching:
            protocol = paho.MQTTv5 if kind == "embedded" else paho.MQTTv311
            told = _play(Peer(broker.address, protocol), broker.address, folder, names)
            waits = _press_to_answer(broker.address, folder, protocol)
    store = opener(where)()
    orders = store.orders(1000)
    store.close()
    placed = Counter(order.device_id for order in orders)
    each = {
        name: {"requests": len(requests[device]), "orders": placed[device]}
        for name, device in names.items()
    }
    return {
        "traces": len(TRACES),
        "messages": told,
        "orders": placed.total() - placed["timed"],
        "sound": all(found["orders"] == found["requests"] == 1 for found in each.values()),
        "press_to_answer_p50_ms": waits[len(waits) // 2],
        "p99_ms": waits[-2],
        **each,
    }


def _play(peer: Peer, broker: BrokerAddress, folder: Path, names: dict[str, str]) -> int:
    """Tell every trace, kill the bridge, tell what is told again; how many messages it were."""
    count = 0
    bridge = start_bridge(broker, folder)
    pressed_at = {}
    # Last, as it tells that Zigbee2MQTT has started: then no Zigbee button is believed for a while.
    for trace in sorted(TRACES, key=lambda each: each.name == "retained_and_told_at_start"):
        pressed_at[trace.name] = datetime.now(UTC) - timedelta(seconds=0.5)
        told = trace.told(names[trace.name], pressed_at[trace.name])
        peer.tell(told)
        count += len(told)
    time.sleep(SETTLE_S)
    bridge.kill()
    bridge.wait()
    again = [
        told
        for trace in TRACES
        if trace.known_again
        for told in trace.told(names[trace.name], pressed_at[trace.name])
    ]
    peer.tell(again)  # the broker keeps these for the bridge
    bridge = start_bridge(broker, folder)
    peer.tell(again)
    time.sleep(SETTLE_S)
    bridge.terminate()
    bridge.wait()
    peer.close()
    return count + 2 * len(again)


def _press_to_answer(
    broker: BrokerAddress, folder: Path, protocol: MQTTProtocolVersion
) -> list[float]:
    """Milliseconds from a press of a Shelly button to the shop's answer, sorted."""
    answered = threading.Event()
    watching = Client(broker, "waiting")
    watching.subscribe(topics.answers("timed"), lambda _: answered.set())
    mapping = Mapping(family="shelly1", name="timed", device="timed", slot="s")
    add_mapping(folder / "buttons.toml", mapping)
    bridge, peer, waits = start_bridge(broker, folder), Peer(broker, protocol), []
    with watching:
        for count in range(1, PRESSES + 1):
            answered.clear()
            began = time.perf_counter()
            said = f'{{"event":"S","event_cnt":{count}}}'.encode()
            peer.tell([Told("shellies/timed/input_event/0", said)])
            answered.wait(10)
            waits.append(round((time.perf_counter() - began) * 1000, 2))
    bridge.terminate()
    bridge.wait()
    peer.close()
    return sorted(waits)


def main() -> int:
    """Print what came of each trace; exit code 1 where it was not one order."""
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(Path(folder))
    print(json.dumps(outcome))
    return 0 if outcome["sound"] else 1


if __name__ == "__main__":
    sys.exit(main())
