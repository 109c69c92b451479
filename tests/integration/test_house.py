"""A running household under stress: hostile messages, a dying broker, and no room to start in."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import paho.mqtt.publish
import pytest
from paho.mqtt.client import MQTTv5

from assistant.app import App, Line
from assistant.bus import topics
from assistant.bus.running import find_running, read_run_file
from assistant.cli.stage import Event, Stage
from assistant.core.messages import DeviceControl
from assistant.core.settings import Settings, environment
from assistant.house import House

PATIENCE_S = 30.0
HOSTILE: list[bytes] = [
    b"",
    b"{",
    b"null",
    b"\xff\xfe\x00",
    b"[" * 20_000,
    b'{"type":"press"}',
    b'{"type":"answer","v":1,"request_id":"x","status":"placed"}',
    b'{"type":"device_control","v":1,"control_id":"c","action":"press","slot":"no such slot"}',
    b'{"type":"device_control","v":1,"control_id":"d","action":"fill","slot":"nothing"}',
    b'{"type":"player_command","v":1,"command_id":"p","action":"play","tracks":[{"uri":"/dev/zero","names":{}}]}',
    b'{"type":"player_state","v":1,"device_id":"speaker","state":"dancing","volume":-1}',
    b'{"type":"order_event","v":99,"event":"OrderPlaced"}',
    b"x" * 60_000,  # the broker itself ends a connection that sends much more
]


def household(folder: Path) -> Settings:
    """A household of its own, silent and on any port."""
    replace = msgspec.structs.replace
    mine = Settings()
    return replace(
        mine,
        paths=replace(mine.paths, data=str(folder)),
        audio=replace(mine.audio, output="null"),
        broker=replace(mine.broker, port=0),
        voice=replace(mine.voice, engine="none"),
    )


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A running assistant that hears nothing."""
    folder = tmp_path_factory.mktemp("house")
    with Stage(household(folder / "data"), folder / "assistant.log") as running:
        assert running.wait_for(lambda event: event["event"] == "ready", 60), running.last_words()
        yield running
    assert running.exit_code == 0


def press(settings: Settings) -> str:
    """Press the coffee button; what it was answered."""
    control = DeviceControl(control_id=secrets.token_hex(8), action="press")
    with Line(settings) as line:
        assert line.device("dash", PATIENCE_S), "the button is not online"
        (answer,) = line.control("dash", control, PATIENCE_S)
    return answer.status


def test_no_message_brings_anything_down(stage: Stage) -> None:
    settings = stage._settings
    address = find_running(settings.data_dir)
    assert address is not None
    hostile = [
        topics.requests("washer"),
        topics.requests("../../etc/passwd"),
        topics.requests("x" * 500),
        topics.answers("washer"),
        topics.answers("assistant"),
        topics.ORDER_EVENTS,
        topics.device_state("ghost"),
        *(topics.device_control(id_) for id_ in ("washer", "dash", "assistant")),
        topics.player_command("speaker"),
        topics.player_state("speaker"),
    ]
    messages = [
        {"topic": topic, "payload": payload, "qos": 1, "retain": False}
        for topic in hostile
        for payload in HOSTILE
    ]
    before = children(stage.pid)
    paho.mqtt.publish.multiple(
        messages,  # type: ignore[arg-type]
        hostname=address.host,
        port=address.port,
        protocol=MQTTv5,
    )
    assert press(settings) in {"placed", "in_progress"}
    assert children(stage.pid) == before  # nothing died and was started again
    assert stage.exit_code is None
    assert {order.origin for order in App(settings).orders()} == {"press"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["toaster", "--timeout", "0.5"], "no device 'toaster' is online"),
        (["washer", "bleach"], "no slot 'bleach'"),
        (["dash", "--action", "use"], "only a button"),
    ],
)
def test_a_press_that_means_nothing_is_refused(words: list[str], said: str, stage: Stage) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "assistant.cli", "press", *words],
        env=dict(os.environ) | environment(stage._settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert said in only_line(ended)


def test_a_killed_broker_comes_back_and_the_house_with_it(stage: Stage) -> None:
    settings = stage._settings
    run_file = read_run_file(settings.data_dir)
    assert run_file is not None
    before = len(App(settings).orders())
    os.kill(run_file.pid, signal.SIGKILL)
    while (again := read_run_file(settings.data_dir)) is None or again.pid == run_file.pid:
        assert stage.exit_code is None
    assert press(settings) in {"placed", "in_progress"}
    assert len(App(settings).orders()) <= before + 1


def test_a_second_assistant_of_the_same_household_is_refused(stage: Stage) -> None:
    ended = run(stage._settings)
    assert ended.returncode == 4
    assert "already running" in only_line(ended)
    assert press(stage._settings) in {"placed", "in_progress"}


def children(pid: int) -> set[int]:
    """The processes that a process has started."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        if int(fields[1]) == pid:
            found.add(int(folder.name))
    return found


def run(settings: Settings, *options: str) -> subprocess.CompletedProcess[str]:
    """`assistant run` with nothing to hear, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "assistant.cli", *options, "run", "--input", "-"],
        env=dict(os.environ) | environment(settings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def only_line(ended: subprocess.CompletedProcess[str]) -> str:
    """What a command that could not start said, in one line."""
    (line,) = ended.stderr.splitlines()
    return line


def test_a_taken_port_is_named(data_dir: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = run(household(data_dir), "--set", f"broker.port={port}")
    assert ended.returncode == 4
    assert f"port {port}" in only_line(ended)
    assert "broker.port" in only_line(ended)


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    ended = run(household(in_the_way / "data"))
    assert ended.returncode != 0
    assert f"cannot make the data folder {in_the_way}" in ended.stderr.splitlines()[-1]


def test_an_unknown_simulated_device_is_named(data_dir: Path) -> None:
    ended = run(household(data_dir), "--set", 'devices.simulated=["toaster"]')
    assert ended.returncode == 2
    assert "toaster" in only_line(ended)


def test_a_killed_device_is_started_again_and_the_end_leaves_nothing(data_dir: Path) -> None:
    settings = household(data_dir)
    with House(settings) as house:
        first = dict(house.process_ids)
        assert set(first) == {"orders", "washer", "dash", "speaker"}
        os.kill(first["dash"], signal.SIGKILL)
        assert press(settings) == "placed"
        last = dict(house.process_ids)
        assert last["dash"] != first["dash"]
        assert last["washer"] == first["washer"]
    assert not [pid for pid in last.values() if Path(f"/proc/{pid}").exists()]
    assert find_running(data_dir) is None


def test_nothing_outlives_an_assistant_that_was_killed(tmp_path: Path) -> None:
    settings = household(tmp_path / "data")
    with Stage(settings, tmp_path / "assistant.log") as stage:
        ready: Event | None = stage.wait_for(lambda event: event["event"] == "ready", 60)
        assert ready, stage.last_words()
        started = children(stage.pid)
        assert len(started) >= 5
        os.kill(stage.pid, signal.SIGKILL)
        stage._process.wait(10)
        deadline = time.monotonic() + PATIENCE_S
        while any(map(is_running, started)) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert [command_of(pid) for pid in started if is_running(pid)] == []
    assert find_running(settings.data_dir) is None


def command_of(pid: int) -> str:
    """What a process was started as."""
    return Path(f"/proc/{pid}/cmdline").read_text("utf-8", "replace").replace("\0", " ")


def is_running(pid: int) -> bool:
    """Whether a process runs and is no mere entry that nobody has collected."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return False
    return not stat.rpartition(")")[2].strip().startswith("Z")
