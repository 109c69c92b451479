"""The MQTT broker that starts with the assistant and needs no set-up.

A configured address first; else a mosquitto found on this machine, started privately; else the
embedded one. Both listen on 127.0.0.1 only, end with this process, and are started again when they
die. The embedded one forgets everything then; requesters send again, so nothing is lost. Other
machines are let in only by a mosquitto with TLS, passwords and access lists (`broker.network`).
"""

import logging
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from assistant.bus import access, broker_config
from assistant.bus.address import BrokerAddress
from assistant.bus.broker_process import BrokerProcess
from assistant.bus.network import NetworkFolder, change_passwords, write
from assistant.bus.running import (
    OWN_BROKERS,
    RunFile,
    configured,
    find_running,
    identified,
    process_lives,
    read_run_file,
    remove_run_file,
    write_run_file,
)
from assistant.core.errors import BadInputError, BrokerError, SettingsError
from assistant.core.settings import Broker

log = logging.getLogger("assistant.bus")

Kind = Literal["mosquitto", "embedded", "external"]

LOOPBACK = "127.0.0.1"
THIS_MACHINE = frozenset({"", LOOPBACK, "localhost"})
STOP_S = 5.0
RAN_WELL_S = 10.0
LONGEST_PAUSE_S = 5.0
"""Before the next start of a broker that keeps dying."""
MOSQUITTO_PATH = os.pathsep.join(
    [os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"]
)


def find_mosquitto() -> str | None:
    """The mosquitto program of this machine; Debian keeps it out of users' PATH."""
    return shutil.which("mosquitto", path=MOSQUITTO_PATH)


def start_broker(settings: Broker, data_dir: Path) -> "RunningBroker":
    """Start the broker that the settings ask for and wait until it answers.

    Raises:
        BrokerError: the port is taken, the data folder already has a running broker or cannot be
            written, or no broker can be started.
        BadInputError: the configured address or network folder cannot be used, or the private
            broker is asked to listen to other machines.
    """
    if settings.address not in OWN_BROKERS:
        return RunningBroker("external", configured(settings))
    _refuse_to_be_open(settings)
    _refuse_second(data_dir)
    _make(data_dir)
    mosquitto = find_mosquitto() if settings.address != "embedded" else None
    if settings.network:
        return _start_for_the_network(mosquitto, settings, data_dir)
    if mosquitto is None and settings.address == "mosquitto":
        raise BrokerError(
            "no mosquitto on this machine; install it (apt install mosquitto) "
            "or use the embedded broker with --set broker.address=embedded"
        )
    address = BrokerAddress(LOOPBACK, free_port(settings.port))
    if mosquitto is not None:
        try:
            return _start_child("mosquitto", _mosquitto(mosquitto, address, data_dir))
        except BrokerError as error:
            if settings.address == "mosquitto":
                raise
            log.warning("%s; using the embedded broker", error)
    return _start_child("embedded", _embedded(address, data_dir))


def _refuse_to_be_open(settings: Broker) -> None:
    """A private broker has no passwords: whoever reached it could order."""
    if settings.listen not in THIS_MACHINE:
        raise SettingsError(
            "broker.listen",
            f"our private broker asks nobody who they are, so it listens on {LOOPBACK} only, not on "
            f"{settings.listen}; `assistant network prepare FOLDER --host NAME` makes one with TLS, "
            "passwords and access lists for the network",
        )


def _start_for_the_network(
    mosquitto: str | None, settings: Broker, data_dir: Path
) -> "RunningBroker":
    """The mosquitto of a folder that `assistant network prepare` made."""
    if settings.address == "embedded":
        raise SettingsError(
            "broker.network", "the embedded broker has no TLS and no access lists; use mosquitto"
        )
    if mosquitto is None:
        raise BrokerError(
            "no mosquitto on this machine, and the embedded broker is not for the network; "
            "install it (apt install mosquitto)"
        )
    network = NetworkFolder(Path(settings.network).expanduser().absolute())
    _, port = network.made
    address = identified(BrokerAddress("localhost", port, tls=True), settings, access.ASSISTANT)
    child = BrokerProcess(address, data_dir, [mosquitto, "-c", str(network.broker_config)])
    return _start_child("mosquitto", lambda: _logged(child))


def _logged(child: "BrokerProcess") -> "BrokerProcess":
    child.log_file.parent.mkdir(parents=True, exist_ok=True)
    return child


class RunningBroker:
    """A broker that answers; `stop()` it, or use it as a context manager.

    Attributes:
        kind: `mosquitto`, `embedded` or `external`.
        address: where clients connect.
        restarts: how often it died and was started again.
    """

    def __init__(
        self, kind: Kind, address: BrokerAddress, child: BrokerProcess | None = None
    ) -> None:
        self.kind = kind
        self.address = address
        self.restarts = 0
        self._child = child
        self._process: subprocess.Popen[bytes] | None = None
        self._changing = threading.Lock()
        self._stopping = threading.Event()
        self._started = threading.Event()
        self._problem: str | None = None
        # It also starts the process: Linux tells a child of its parent's end when the thread that
        # started it ends, so that must be one that lives as long.
        self._supervisor = threading.Thread(target=self._supervise, name="broker", daemon=True)

    @property
    def pid(self) -> int | None:
        """The broker's process; none where it is not ours."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the process and return when it answers; `BrokerError` when it does not."""
        if self._child is None:
            return
        self._supervisor.start()
        self._started.wait()
        if self._problem is not None:
            self.stop()
            raise BrokerError(f"the {self.kind} broker does not start: {self._problem}")

    def stop(self) -> None:
        """End the process; it saves what it has not delivered. Twice does no harm."""
        with self._changing:
            self._stopping.set()
            process = self._process
            if process is not None and process.poll() is None:
                process.send_signal(signal.SIGTERM)
        if process is not None:
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
        if self._supervisor.is_alive():
            self._supervisor.join(STOP_S)
        if self._child is not None:
            remove_run_file(self._child.data_dir)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _supervise(self) -> None:
        child = self._child
        if child is None:
            return
        pause_s = 0.0
        while not self._stopping.wait(pause_s):
            began = time.monotonic()
            problem = self._run_once(child)
            if not self._started.is_set():
                self._problem = problem
                self._started.set()
                return
            if self._stopping.is_set():
                return
            self.restarts += 1
            log.warning("the %s broker ended (%s); starting it again", self.kind, problem)
            ran_well = time.monotonic() - began > RAN_WELL_S
            pause_s = 0.0 if ran_well else min(2 * pause_s + 0.1, LONGEST_PAUSE_S)

    def _run_once(self, child: BrokerProcess) -> str:
        """From start to end of one process; why it ended."""
        try:
            with self._changing:
                if self._stopping.is_set():
                    return "stopped"
                process = self._process = child.spawn()
            child.await_answer(process)
            run = RunFile(str(child.address), self.kind, process.pid, os.getpid())
            write_run_file(child.data_dir, run)
        except (OSError, BrokerError) as error:
            if self._process is not None and self._process.poll() is None:
                self._process.kill()
                self._process.wait()
            return str(error)
        self._started.set()
        code = process.wait()
        return f"exit code {code}" if code >= 0 else signal.Signals(-code).name


def _start_child(kind: Kind, prepare: Callable[[], BrokerProcess]) -> RunningBroker:
    try:
        child = prepare()
    except OSError as error:
        raise BrokerError(
            f"cannot write {error.filename}: {error.strerror}; mend that, "
            "or choose another data folder with --set paths.data=DIR"
        ) from error
    broker = RunningBroker(kind, child.address, child)
    broker.start()
    return broker


def _mosquitto(program: str, address: BrokerAddress, data_dir: Path) -> Callable[[], BrokerProcess]:
    def prepare() -> BrokerProcess:
        folder = data_dir / "broker"
        folder.mkdir(parents=True, exist_ok=True)
        change_passwords(folder / "passwords", lambda kept: kept)
        write(folder / "acl", access.on_this_machine())
        text = broker_config.mosquitto(address.port, folder, as_root=os.geteuid() == 0)
        path = _write_config(data_dir, "mosquitto.conf", text)
        return BrokerProcess(address, data_dir, [program, "-c", str(path)])

    return prepare


def _embedded(address: BrokerAddress, data_dir: Path) -> Callable[[], BrokerProcess]:
    def prepare() -> BrokerProcess:
        path = _write_config(data_dir, "embedded.toml", broker_config.embedded(address.port))
        return BrokerProcess(address, data_dir, ["embedded", str(path)])

    return prepare


def _write_config(data_dir: Path, name: str, text: str) -> Path:
    path = data_dir.absolute() / "run" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def _refuse_second(data_dir: Path) -> None:
    """Two brokers must not share a folder; one whose owner was just killed gets time to end."""
    deadline = time.monotonic() + STOP_S
    while (running := read_run_file(data_dir)) is not None and find_running(data_dir) is not None:
        if process_lives(running.owner) or time.monotonic() > deadline:
            raise BrokerError(
                f"an assistant with the data folder {data_dir} is already running (process "
                f"{running.owner}, broker at {running.address}); stop it first, or give this one "
                "its own with --set paths.data=DIR --set broker.port=0"
            )
        time.sleep(0.02)


def _make(data_dir: Path) -> None:
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInputError(
            f"cannot make the data folder {data_dir}: {error.strerror}; mend that, "
            "or choose another with --set paths.data=DIR"
        ) from error


def free_port(wanted: int) -> int:
    """The port for a broker on this machine: the wanted one, any free one for 0.

    Raises `BrokerError` where another program has it.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, wanted))
        except OSError as error:
            raise BrokerError(
                f"port {wanted} of {LOOPBACK} cannot be used for the broker ({error.strerror}); "
                f"choose another with --set broker.port={wanted + 1}, or 0 for any free one"
            ) from error
        return int(probe.getsockname()[1])
