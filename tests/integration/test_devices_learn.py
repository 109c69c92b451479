"""From a new button to an order: the command, a running house, and a button by paho."""

import json
import os
import queue
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from assistant.app import App
from assistant.bus import topics
from assistant.bus.client import Client, Delivery
from assistant.bus.dialects.mapping import read_mappings
from assistant.core.messages import Answer
from assistant.core.settings import Settings, environment
from assistant.house import House

KITCHEN = "zigbee2mqtt/kitchen"
REPORT = b'{"event":"S","event_cnt":57}'


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    replace = msgspec.structs.replace
    mine = Settings()
    return replace(
        mine,
        paths=replace(mine.paths, data=str(tmp_path)),
        broker=replace(mine.broker, port=0),
        devices=replace(mine.devices, simulated=("dash",)),
    )


@pytest.fixture
def house(settings: Settings) -> Iterator[House]:
    with House(settings) as house:
        assert App(settings).orders() == ()
        yield house


@pytest.fixture
def button(house: House) -> Iterator[paho.Client]:
    client = paho.Client(CallbackAPIVersion.VERSION2)
    client.connect(house.address.host, house.address.port)
    client.loop_start()
    yield client
    client.disconnect()
    client.loop_stop()


def assistant(settings: Settings, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "assistant.cli", *words],
        env=dict(os.environ) | environment(settings) | {"PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def press_until(
    process: "subprocess.Popen[str]", client: paho.Client, topic: str, what: bytes
) -> str:
    """Press once a second until the command has heard it; what it printed."""
    while process.poll() is None:
        client.publish(topic, what, qos=1)
        time.sleep(1)
    out, err = process.communicate()
    assert process.returncode == 0, err
    return out


def test_two_commands_from_a_new_button_to_an_order(
    settings: Settings, house: House, button: paho.Client
) -> None:
    answers: queue.SimpleQueue[Delivery] = queue.SimpleQueue()
    watching = Client(house.address, "watching")
    watching.subscribe(topics.answers("dash"), answers.put)
    learning = assistant(settings, "devices", "learn", "dash", "coffee", "--json")
    single = b'{"action":"single","battery":100,"linkquality":98}'
    learnt = json.loads(press_until(learning, button, KITCHEN, single))
    assert (learnt["family"], learnt["name"], learnt["gesture"]) == (
        "zigbee2mqtt", "kitchen", "single",
    )  # fmt: skip
    (mapping,) = read_mappings(settings.buttons_file)
    assert (mapping.device, mapping.slot) == ("dash", "coffee")
    with watching:
        while answers.empty():  # the bridge starts now that there is a button
            button.publish(KITCHEN, single, qos=1)
            button.publish(f"{KITCHEN}/action", b"single", qos=1)
            time.sleep(2)
    answer = answers.get().message
    assert isinstance(answer, Answer)
    assert answer.status == "placed"
    assert [order.origin for order in App(settings).orders()] == ["press"]
    listed, _ = assistant(settings, "devices", "buttons").communicate()
    assert "kitchen" in listed
    forgot = assistant(settings, "devices", "forget", "kitchen")
    assert forgot.communicate()[0] == "kitchen: forgot single\n"
    assert read_mappings(settings.buttons_file) == ()


def test_the_press_it_was_learnt_by_orders_nothing_however_often_it_is_told(
    settings: Settings, house: House, button: paho.Client
) -> None:
    assert house.address
    topic = "shellies/shellyix3-1/input_event/2"
    learning = assistant(settings, "devices", "learn", "dash", "--json")
    assert json.loads(press_until(learning, button, topic, REPORT))["seen"] == "57"
    for _ in range(8):
        button.publish(topic, REPORT, qos=1)
        time.sleep(0.5)
    assert App(settings).orders() == ()
    button.publish(topic, b'{"event":"S","event_cnt":58}', qos=1)
    deadline = time.monotonic() + 20
    while not App(settings).orders() and time.monotonic() < deadline:
        time.sleep(0.2)
    assert len(App(settings).orders()) == 1


def test_it_asks_which_slot_a_button_stands_for(
    settings: Settings, house: House, button: paho.Client
) -> None:
    assert house.address
    learning = assistant(settings, "devices", "learn", "--test")
    assert learning.stdin is not None
    assert learning.stdout is not None
    assert "Press the button now" in learning.stdout.readline()
    learning.stdin.write("1\n")
    learning.stdin.close()
    learning.stdin = None
    pressed = b'{"Button2":{"Action":"DOUBLE"}}'
    out = press_until(learning, button, "stat/plug/RESULT", pressed)
    assert "“plug” (button 2), Tasmota: double" in out
    assert "From now on it places one test order" in out
    (mapping,) = read_mappings(settings.buttons_file)
    assert (mapping.button, mapping.gesture, mapping.test) == ("2", "double", True)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("learn", "dash", "coffee", "--timeout", "0.5"), 1, "no button was heard"),
        (("learn", "--json"), 2, "name the DEVICE and SLOT"),
        (("learn", "toaster", "bread"), 2, "name one slot (there is: "),
        (("learn", "washer"), 2, "name one slot"),
        (("forget", "attic"), 2, "no button 'attic'"),
    ],
)
def test_mistakes_are_one_line(
    settings: Settings, house: House, words: tuple[str, ...], code: int, said: str
) -> None:
    assert house.address
    process = assistant(settings, "devices", *words)
    _, err = process.communicate(timeout=30)
    assert process.returncode == code
    assert said in err
    assert "Traceback" not in err
