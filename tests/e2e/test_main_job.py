"""The main job on real audio: recordings through a real assistant, broker, service and devices.

One assistant for all steps of a broker, as a person would use it; each test is one step and leaves
the house quiet behind.
"""

import os
import secrets
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Literal

import msgspec
import pytest

from assistant.app import App, Line
from assistant.bus import topics
from assistant.bus.broker import find_mosquitto
from assistant.bus.client import Client, Delivery
from assistant.bus.running import find_running
from assistant.cli.stage import Event, Stage
from assistant.core.messages import Answer, DeviceControl, Order, PlayerState
from assistant.core.settings import PROJECT, Language, Settings

RECORDINGS = PROJECT / "config" / "demo"
PATIENCE_S = 30.0
LOW_SOFTENER = {"detergent": 40.0, "softener": 270.0}
"""One wash of 40 ml later, less than a fifth of the 1200 ml is left."""


def household(folder: Path, broker: str, language: Language) -> Settings:
    """A household of its own, without a loudspeaker: what is played keeps time in silence."""
    replace = msgspec.structs.replace
    mine = Settings()
    return replace(
        mine,
        household=replace(mine.household, language=language),
        paths=replace(mine.paths, data=str(folder / "data")),
        audio=replace(mine.audio, output="null"),
        broker=replace(mine.broker, address=broker, port=0),
        voice=replace(mine.voice, engine="none"),
    )


def event(name: str, **fields: object) -> Callable[[Event], bool]:
    """Whether an event has this name and these fields."""
    wanted = {"event": name, **fields}
    return lambda seen: all(seen.get(key) == value for key, value in wanted.items())


@dataclass
class Scene:
    """A running assistant, its microphone and what can be seen from outside."""

    stage: Stage
    settings: Settings
    player: "SimpleQueue[PlayerState]"

    def speak(self, recording: str) -> None:
        """Say a recording of the demo into the microphone."""
        language = self.settings.household.language
        self.stage.microphone.play(RECORDINGS / language / f"{recording}.flac")

    def expect(self, name: str, **fields: object) -> Event:
        """The next event of that name and those fields."""
        found = self.stage.wait_for(event(name, **fields), PATIENCE_S)
        happened = [dict(seen) for seen in self.stage.seen[-6:]]
        assert found is not None, f"no {name} {fields}; the last that happened: {happened}"
        return found

    def orders(self) -> tuple[Order, ...]:
        """What the store holds, newest first."""
        return App(self.settings).orders(100)

    def touch(
        self, device: str, action: Literal["press", "use"], slot: str | None = None
    ) -> tuple[Answer, ...]:
        """Do something to a device; the answers to what it asked."""
        control = DeviceControl(control_id=secrets.token_hex(8), action=action, slot=slot)
        with Line(self.settings) as line:
            assert line.device(device, PATIENCE_S) is not None, f"the {device} is not online"
            return line.control(device, control, PATIENCE_S)

    def wait_for_player(self, state: str) -> PlayerState:
        """The next time the loudspeaker says it is in that state."""
        while True:
            try:
                told = self.player.get(timeout=PATIENCE_S)
            except Empty:
                pytest.fail(f"the loudspeaker never was {state}")
            if told.state == state:
                return told


@pytest.fixture(scope="module", params=["mosquitto", "embedded"])
def scene(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """An English household on either broker."""
    if request.param == "mosquitto" and find_mosquitto() is None:
        pytest.skip("mosquitto is not installed (apt install mosquitto)")
    folder = tmp_path_factory.mktemp("house")
    settings = household(folder, request.param, "en")
    washer = settings.data_dir / "devices" / "washer"
    washer.mkdir(parents=True)
    (washer / "levels.json").write_bytes(msgspec.json.encode(LOW_SOFTENER))
    with Stage(settings, folder / "assistant.log") as stage:
        assert stage.wait_for(event("ready"), 60), stage.last_words()
        address = find_running(settings.data_dir)
        assert address is not None
        told: SimpleQueue[PlayerState] = SimpleQueue()
        watcher = Client(address, "watcher")
        watcher.subscribe(topics.player_state("speaker"), lambda seen: _note(seen, told))
        with watcher:
            yield Scene(stage, settings, told)
    assert stage.exit_code == 0
    assert [seen["event"] for seen in stage.seen].count("ready") == 1


def _note(delivery: Delivery, told: "SimpleQueue[PlayerState]") -> None:
    if isinstance(delivery.message, PlayerState):
        told.put(delivery.message)


def test_a_spoken_reorder_is_one_order_in_the_store(scene: Scene) -> None:
    scene.speak("01-alexa-reorder-detergent")
    scene.expect("woke")
    placed = scene.expect("placed", request="place_order")
    said = scene.expect("said")
    (order,) = scene.orders()
    assert order.order_id == placed["order"]["order_id"]
    assert (order.origin, order.state) == ("voice", "placed")
    assert [line.product_id for line in order.lines] == ["tide-pods-81-count"]
    assert "Tide Pods 81 count" in said["text"]


def test_a_question_is_answered_without_a_second_wake_word(scene: Scene) -> None:
    before = scene.orders()
    scene.speak("02-alexa-order-vinegar")
    scene.expect("said")
    assert scene.orders() == before  # a question orders nothing
    scene.speak("03-the-first-one")
    scene.expect("placed", request="place_order")
    scene.expect("said")
    order, *rest = scene.orders()
    assert tuple(rest) == before
    assert "vinegar" in order.lines[0].product_id


def test_music_plays_and_stops_and_chatter_does_nothing(scene: Scene) -> None:
    before = scene.orders()
    scene.speak("06-alexa-play-chopin")
    playing = scene.wait_for_player("playing")
    assert playing.track is not None
    assert "Chopin" in playing.track.artist["en"]
    scene.expect("said")
    seen_before = len(scene.stage.seen)
    scene.speak("08-what-a-lovely-day")
    scene.speak("07-alexa-stop")
    scene.expect("player", action="stop", heard=True)
    scene.wait_for_player("stopped")
    since = [seen["event"] for seen in scene.stage.seen[seen_before:]]
    assert since.count("woke") == 1  # that of "Alexa, stop"
    assert since.count("heard") == 1
    assert scene.orders() == before


def test_a_press_and_a_low_level_are_one_order_each(scene: Scene) -> None:
    before = scene.orders()
    (answer,) = scene.touch("washer", "press", "detergent")
    assert answer.status == "placed"
    answers = scene.touch("washer", "use")
    # The detergent is on its way already; the softener was just above a fifth.
    assert [a.order.slot for a in answers if a.status == "placed" and a.order] == ["softener"]
    added = scene.orders()[: -len(before)]
    assert [(order.origin, order.slot) for order in added] == [
        ("level", "softener"),
        ("press", "detergent"),
    ]


def test_a_killed_order_service_comes_back_and_nothing_is_lost_or_doubled(scene: Scene) -> None:
    before = scene.orders()
    os.kill(process_of(scene.settings, "assistant.order_service"), signal.SIGKILL)
    (answer,) = scene.touch("dash", "press")
    assert answer.status == "placed"
    assert answer.order is not None
    scene.speak("01-alexa-reorder-detergent")
    spoken = scene.expect("placed", request="place_order")
    added = scene.orders()[: -len(before)]
    assert [order.order_id for order in added] == [
        spoken["order"]["order_id"],
        answer.order.order_id,
    ]


def process_of(settings: Settings, module: str) -> int:
    """The process of a household that runs a module."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().decode().split("\0")
        except (OSError, UnicodeDecodeError):
            continue  # it has ended meanwhile
        if module in words and str(settings.data_dir) in words:
            return int(folder.name)
    pytest.fail(f"no process runs {module}")


def test_ctrl_c_ends_a_korean_household_that_works(tmp_path: Path) -> None:
    settings = household(tmp_path, "auto", "ko")
    with Stage(settings, tmp_path / "assistant.log") as stage:
        assert stage.wait_for(event("ready"), 60), stage.last_words()
        here = Scene(stage, settings, SimpleQueue())
        here.speak("01-alexa-order-detergent")
        here.expect("placed", request="place_order")
        here.expect("said")
        stage.interrupt()
    assert stage.exit_code == 0
    assert [order.lines[0].product_id for order in here.orders()] == ["tide-pods-81-count"]
    assert find_running(settings.data_dir) is None
