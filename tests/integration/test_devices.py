import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Literal

import pytest

from assistant.bus import topics
from assistant.bus.broker import RunningBroker
from assistant.bus.client import Client, Delivery
from assistant.core.messages import (
    Answer,
    DeviceControl,
    DeviceState,
    PressSlot,
    ReportLevel,
    SlotState,
)

Connect = Callable[..., Client]
Heard = SimpleQueue[Delivery]
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(broker: RunningBroker, tmp_path: Path) -> Iterator[Start]:
    """`start("washer", *options)`: a device in a process of its own."""
    started: list[subprocess.Popen[str]] = []

    def run(kind: str, *options: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", f"devices.{kind}", "--broker", str(broker.address), "--json",
             "--data", str(tmp_path / kind), *options],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        started.append(process)
        wait_for(process, "connected")
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def wait_for(process: subprocess.Popen[str], event: str) -> dict[str, object]:
    """The next happening of a kind."""
    assert process.stdout is not None
    too_late = threading.Timer(20, process.kill)  # ends the lines
    too_late.start()
    try:
        for line in process.stdout:
            told: dict[str, object] = json.loads(line)
            if told["event"] == event:
                return told
    finally:
        too_late.cancel()
    raise AssertionError(f"the device ended before {event}")


class House:
    """Hears requests and the washer's states; controls and answers by hand."""

    def __init__(self, connect: Connect) -> None:
        self.requests: Heard = SimpleQueue()
        self._states: Heard = SimpleQueue()
        heard = {
            topics.ALL_REQUESTS: self.requests.put,
            topics.ALL_DEVICE_STATES: self._states.put,
        }
        self._client = connect("house", heard)

    def control(
        self,
        action: Literal["press", "use", "fill"],
        control_id: str,
        device: str = "washer",
        slot: str | None = None,
    ) -> None:
        """Do something to a device."""
        control = DeviceControl(control_id=control_id, action=action, slot=slot)
        self._client.publish(topics.device_control(device), control)

    def request(self) -> PressSlot | ReportLevel:
        """The next request."""
        message = self.requests.get(timeout=10).message
        assert isinstance(message, PressSlot | ReportLevel)
        return message

    def answer(self, request: PressSlot | ReportLevel) -> None:
        """Answer it."""
        answer = Answer(request_id=request.request_id, status="refused", reason="closed")
        self._client.publish(topics.answers(request.device_id), answer)

    def state(self, wanted: Callable[[DeviceState], bool]) -> DeviceState:
        """The next state like that."""
        while True:
            state = self._states.get(timeout=10).message
            if isinstance(state, DeviceState) and wanted(state):
                return state


def slots(state: DeviceState) -> dict[str, SlotState]:
    """Its slots by name."""
    return {slot.slot: slot for slot in state.slots}


def test_a_press_is_asked_once_and_its_answer_shown(connect: Connect, start: Start) -> None:
    house, washer = House(connect), start("washer")
    house.control("press", "c1", slot="softener")
    house.control("press", "c1", slot="softener")  # the same press again
    request = house.request()
    assert isinstance(request, PressSlot)
    assert (request.device_id, request.slot) == ("washer", "softener")
    asking = house.state(lambda s: slots(s)["softener"].status == "asking")
    assert asking.waiting == 1
    house.answer(request)
    shown = house.state(lambda s: s.waiting == 0 and slots(s)["softener"].status != "idle")
    assert slots(shown)["softener"].status == "refused"
    assert wait_for(washer, "answered")["reason"] == "closed"
    with pytest.raises(Empty):
        house.requests.get(timeout=0.2)


def test_a_retained_press_is_no_press(connect: Connect, start: Start) -> None:
    house = House(connect)
    stale = DeviceControl(control_id="old", action="press")
    connect("someone").publish(topics.device_control("washer"), stale, retain=True)
    start("washer")
    house.control("press", "new")
    house.answer(house.request())
    with pytest.raises(Empty):
        house.requests.get(timeout=0.2)


@pytest.mark.parametrize(
    "kind", ["coffee_machine", "printer", "pet_feeder", "water_filter", "battery_tray"]
)
def test_every_appliance_runs_alone_and_reports_what_is_left(
    connect: Connect, start: Start, kind: str
) -> None:
    house = House(connect)
    start(kind)
    house.control("use", "c1", device=kind)
    first = house.request()
    assert isinstance(first, ReportLevel)
    assert first.device_id == kind
    assert 0 < first.remaining < first.capacity


def test_a_wash_uses_supplies_up_and_reports_them(connect: Connect, start: Start) -> None:
    house, washer = House(connect), start("washer", "--level", "detergent=12")
    house.control("use", "c1")
    levels = {r.slot: r.remaining for r in (house.request(), house.request())
              if isinstance(r, ReportLevel)}  # fmt: skip
    assert levels == {"detergent": 11, "softener": 1160}
    washer.terminate()
    assert washer.wait(10) == 0
    start("washer")
    shown = house.state(lambda s: s.online and slots(s)["detergent"].remaining == 11)
    assert slots(shown)["softener"].remaining == 1160
    house.control("fill", "c2", slot="detergent")
    house.state(lambda s: slots(s)["detergent"].remaining == 40)


def test_a_button_has_nothing_to_use_up(connect: Connect, start: Start) -> None:
    house, dash = House(connect), start("dash")
    house.control("use", "c1", device="dash")
    assert "only a button" in str(wait_for(dash, "problem")["problem"])
    house.control("press", "c2", device="dash")
    assert house.request().slot == "coffee"


def test_a_killed_device_sends_the_same_request_after_its_restart(
    connect: Connect, start: Start
) -> None:
    house, washer = House(connect), start("washer")
    house.control("press", "c1")
    first = house.request()
    washer.kill()
    washer.wait()
    assert not house.state(lambda s: not s.online).slots  # its will
    again = start("washer")
    assert house.request() == first
    house.answer(first)
    assert wait_for(again, "answered")["request_id"] == first.request_id
    house.state(lambda s: s.online and s.waiting == 0 and slots(s)["detergent"].status == "refused")


def test_it_leaves_cleanly(connect: Connect, start: Start) -> None:
    house, dash = House(connect), start("dash")
    house.state(lambda s: s.online)
    dash.terminate()
    assert dash.wait(10) == 0
    assert house.state(lambda s: not s.online).slots


def test_without_a_broker_it_says_so(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "devices.dash", "--broker", "nowhere", "--data", str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 2
    assert ended.stderr.startswith("dash: 'nowhere' is not a broker address")
