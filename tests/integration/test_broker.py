import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

import pytest

from assistant.bus import topics
from assistant.bus.broker import RunningBroker, start_broker
from assistant.bus.client import Client, Delivery
from assistant.bus.running import find_running, process_lives, reach, run_file
from assistant.core.errors import BadInputError, BrokerError
from assistant.core.messages import Answer
from assistant.core.settings import Broker


def until(condition: Callable[[], bool], within_s: float = 10.0) -> bool:
    """Whether it came true in time."""
    deadline = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def test_it_answers_on_this_machine_only(
    broker: RunningBroker, connect: Callable[..., Client]
) -> None:
    assert broker.address.host == "127.0.0.1"
    assert connect("anyone").connected
    listening = Path("/proc/net/tcp").read_text("ascii")
    port = f":{broker.address.port:04X} "
    bound = [line.split()[1] for line in listening.splitlines() if port in line]
    assert f"0100007F{port.strip()}" in bound
    assert not any(address.startswith("00000000") for address in bound)


def test_other_processes_find_it_until_it_stops(broker: RunningBroker, data_dir: Path) -> None:
    assert find_running(data_dir) == broker.address
    assert reach(Broker(), data_dir) == broker.address
    broker.stop()
    assert find_running(data_dir) is None
    with pytest.raises(BrokerError, match="assistant run"):
        reach(Broker(), data_dir)


def test_a_stale_run_file_is_ignored(broker: RunningBroker, data_dir: Path) -> None:
    content = run_file(data_dir).read_bytes()
    broker.stop()
    run_file(data_dir).write_bytes(content)
    assert find_running(data_dir) is None
    run_file(data_dir).write_text("{", "utf-8")
    assert find_running(data_dir) is None


def test_stopping_ends_the_process(broker: RunningBroker) -> None:
    pid = broker.pid
    assert pid is not None
    broker.stop()
    assert not process_lives(pid)
    broker.stop()


def test_a_broker_that_dies_is_started_again_on_its_port(
    broker: RunningBroker, connect: Callable[..., Client], caplog: pytest.LogCaptureFixture
) -> None:
    heard: SimpleQueue[Delivery] = SimpleQueue()
    connect("listener", {topics.answers("x"): heard.put})
    speaker = connect("speaker")
    before = broker.pid
    assert before is not None
    with caplog.at_level(logging.WARNING):
        os.kill(before, signal.SIGKILL)
        assert until(lambda: broker.restarts == 1)
    assert "starting it again" in caplog.text
    assert until(lambda: broker.pid != before)
    # The listener may be back later than the speaker, and this broker kept nothing for it.
    deadline = time.monotonic() + 10
    while heard.empty() and time.monotonic() < deadline:
        speaker.publish(topics.answers("x"), Answer(request_id="r", status="noted"))
        time.sleep(0.1)
    assert not heard.empty()


def test_it_ends_when_its_parent_is_killed(broker_settings: Broker, data_dir: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path;"
        "from assistant.bus.broker import start_broker;"
        "from assistant.core.settings import Broker;"
        "b = start_broker(Broker(address=sys.argv[1], port=0), Path(sys.argv[2]));"
        "print(b.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program, broker_settings.address, str(data_dir)],
        stdout=subprocess.PIPE,
        text=True,
    )
    with parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert process_lives(pid)
        parent.kill()
    assert until(lambda: not process_lives(pid))
    with start_broker(broker_settings, data_dir):  # and the folder is free again
        pass


def test_a_taken_port_is_named_with_what_to_do(broker_settings: Broker, data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        settings = Broker(address=broker_settings.address, port=port)
        with pytest.raises(BrokerError, match=rf"port {port} .*--set broker\.port={port + 1}"):
            start_broker(settings, data_dir)


def test_a_data_folder_has_one_broker(
    broker: RunningBroker, broker_settings: Broker, data_dir: Path
) -> None:
    with pytest.raises(BrokerError, match=f"already running .process {os.getpid()}"):
        start_broker(broker_settings, data_dir)
    assert find_running(data_dir) == broker.address


def test_a_folder_that_cannot_be_written_is_named(broker_settings: Broker, data_dir: Path) -> None:
    (data_dir / "run").write_text("not a folder", "utf-8")
    with pytest.raises(BrokerError, match=r"run.*--set paths\.data"):
        start_broker(broker_settings, data_dir)


def test_mosquitto_keeps_what_is_undelivered_over_a_restart(
    broker: RunningBroker, broker_settings: Broker, data_dir: Path
) -> None:
    if broker.kind != "mosquitto":
        pytest.skip("the embedded broker keeps nothing")
    heard: SimpleQueue[Delivery] = SimpleQueue()
    topic = topics.answers("sleeper")
    sleeper = Client(broker.address, "sleeper", session_expiry_s=3600)
    sleeper.subscribe(topic, heard.put)
    sleeper.start()
    sleeper.stop()
    with Client(broker.address, "speaker") as speaker:
        speaker.publish(topic, Answer(request_id="r", status="noted"))
    broker.stop()
    settings = Broker(address=broker_settings.address, port=broker.address.port)
    with start_broker(settings, data_dir):
        again = Client(broker.address, "sleeper", session_expiry_s=3600)
        again.subscribe(topic, heard.put)
        with again:
            assert heard.get(timeout=5).topic == topic


def test_a_configured_address_starts_nothing(broker: RunningBroker, tmp_path: Path) -> None:
    settings = Broker(address=str(broker.address), username="me", password="pw")
    with start_broker(settings, tmp_path / "elsewhere") as external:
        assert (external.kind, external.pid) == ("external", None)
        assert (external.address.port, external.address.username) == (broker.address.port, "me")
    assert find_running(tmp_path / "elsewhere") is None


def test_a_wrong_configured_address_is_refused(data_dir: Path) -> None:
    with pytest.raises(BadInputError, match="mqtt://host:port"):
        start_broker(Broker(address="mosquito"), data_dir)


def test_auto_takes_what_there_is(data_dir: Path) -> None:
    with start_broker(Broker(port=0), data_dir) as running:
        assert running.kind in ("mosquitto", "embedded")
        assert json.loads(run_file(data_dir).read_text("utf-8"))["kind"] == running.kind
