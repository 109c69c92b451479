"""A loudspeaker process on a real broker plays real music, silently and in time."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue

import numpy as np
import pytest
import soundfile

from assistant.bus import topics
from assistant.bus.broker import RunningBroker
from assistant.bus.client import Client, Delivery
from assistant.core.messages import DeviceState, PlayerCommand, PlayerState, Track
from assistant.core.settings import PROJECT

Connect = Callable[..., Client]
Start = Callable[..., subprocess.Popen[bytes]]

CHOPIN = Track(
    uri=str(PROJECT / "config" / "music" / "chopin-prelude-op28-no7.ogg"),
    names={"en": "Prelude No. 7", "ko": "전주곡 7번"},
    artist={"en": "Frédéric Chopin", "ko": "쇼팽"},
)


@pytest.fixture
def start(broker: RunningBroker) -> Iterator[Start]:
    """`start(*options)`: a loudspeaker in a process of its own."""
    started: list[subprocess.Popen[bytes]] = []

    def run(*options: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "devices.speaker", "--broker", str(broker.address),
             "--output", "null", *options]
        )  # fmt: skip
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.wait()


class Listener:
    """Sends commands and hears what the loudspeaker says of itself."""

    def __init__(self, connect: Connect) -> None:
        self._states: SimpleQueue[Delivery] = SimpleQueue()
        self._presence: SimpleQueue[Delivery] = SimpleQueue()
        self._count = 0
        self._client = connect(
            "listener",
            {
                topics.player_state("speaker"): self._states.put,
                topics.device_state("speaker"): self._presence.put,
            },
        )

    def tell(
        self, action: str, *tracks: Track, command_id: str | None = None, retain: bool = False
    ) -> str:
        """Send a command; its id."""
        self._count += 1
        command = PlayerCommand(
            command_id=command_id or f"c{self._count}",
            action=action,  # type: ignore[arg-type]
            tracks=tracks,
        )
        self._client.publish(topics.player_command("speaker"), command, retain=retain)
        return command.command_id

    def state(self, wanted: Callable[[PlayerState], bool]) -> PlayerState:
        """The next state of a kind."""
        while True:
            state = self._states.get(timeout=10).message
            assert isinstance(state, PlayerState)
            if wanted(state):
                return state

    def after(self, command_id: str) -> PlayerState:
        """The first state that a command led to."""
        return self.state(lambda state: state.command_id == command_id)

    def presence(self, *, online: bool) -> DeviceState:
        """The next word of whether it is there."""
        while True:
            state = self._presence.get(timeout=10).message
            assert isinstance(state, DeviceState)
            if state.online is online:
                return state


@pytest.fixture
def listener(connect: Connect, start: Start) -> Listener:
    """With a loudspeaker that is there."""
    start()
    listener = Listener(connect)
    assert listener.presence(online=True).kind == "speaker"
    return listener


def test_it_plays_and_does_what_it_is_told(listener: Listener) -> None:
    playing = listener.after(listener.tell("play", CHOPIN))
    assert (playing.state, playing.track) == ("playing", CHOPIN)
    assert listener.after(listener.tell("louder")).volume == 70
    assert listener.after(listener.tell("quieter")).volume == 60
    assert listener.after(listener.tell("duck")).state == "playing"
    assert listener.after(listener.tell("unduck")).volume == 60
    assert listener.after(listener.tell("pause")).state == "paused"
    assert listener.after(listener.tell("resume")).state == "playing"
    stopped = listener.after(listener.tell("stop"))
    assert (stopped.state, stopped.track) == ("stopped", None)


def test_music_keeps_time_without_a_sound_card(listener: Listener, tmp_path: Path) -> None:
    path = tmp_path / "short.wav"
    soundfile.write(path, 0.1 * np.sin(np.arange(8_000) / 5), 16_000)
    short = Track(uri=str(path), names={"en": "Short"})
    listener.tell("play", short, CHOPIN)
    listener.state(lambda state: state.track == short)
    assert listener.state(lambda state: state.track == CHOPIN).state == "playing"
    stopped = listener.after(listener.tell("next"))
    assert stopped.state == "stopped"


def test_a_file_that_is_not_there_is_a_problem(listener: Listener) -> None:
    missing = Track(uri="/nowhere/missing.mp3", names={"en": "Missing"})
    listener.tell("play", missing)
    stopped = listener.state(lambda state: state.problem is not None)
    assert stopped.state == "stopped"
    assert "missing.mp3" in str(stopped.problem)


def test_a_repeated_command_is_carried_out_once(listener: Listener) -> None:
    first = listener.tell("play", CHOPIN)
    listener.after(first)
    listener.after(listener.tell("stop"))
    listener.tell("play", CHOPIN, command_id=first)
    louder = listener.after(listener.tell("louder"))
    assert louder.state == "stopped"


def test_a_retained_command_starts_nothing(connect: Connect, start: Start) -> None:
    listener = Listener(connect)
    listener.tell("play", CHOPIN, retain=True)
    start()
    listener.presence(online=True)
    louder = listener.after(listener.tell("louder"))
    assert louder.state == "stopped"


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly(connect: Connect, start: Start, how: signal.Signals) -> None:
    process = start("--volume", "35")
    listener = Listener(connect)
    listener.presence(online=True)
    assert listener.after(listener.tell("play", CHOPIN)).volume == 35
    process.send_signal(how)
    assert process.wait(10) == 0
    assert listener.state(lambda state: state.state == "stopped")
    listener.presence(online=False)


def test_a_killed_loudspeaker_is_offline(connect: Connect, start: Start) -> None:
    process = start()
    listener = Listener(connect)
    listener.presence(online=True)
    process.kill()
    listener.presence(online=False)


def test_no_broker_is_one_clear_line() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "devices.speaker", "--broker", "mqtt://127.0.0.1:1",
         "--output", "null"],
        capture_output=True, text=True, check=False, timeout=30,
    )  # fmt: skip
    assert ended.returncode == 4
    assert len(ended.stderr.strip().splitlines()) == 1
    assert "127.0.0.1:1" in ended.stderr
