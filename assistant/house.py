"""The processes of a running household: the broker, the order service and the simulated devices.

Each is its own process, started together, watched, and started again when it dies. Their output
goes to log files in the data folder.
"""

import logging
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.bus.address import BrokerAddress
from assistant.bus.broker import RunningBroker, start_broker
from assistant.bus.client import Client
from assistant.core.errors import AssistantError, SettingsError
from assistant.core.settings import PROJECT, Settings, environment

_LOG = logging.getLogger(__name__)

SIMULATED: Mapping[str, str] = {
    "washer": "devices.washer",
    "dash": "devices.dash",
    "speaker": "devices.speaker",
    "coffee_machine": "devices.coffee_machine",
    "printer": "devices.printer",
    "pet_feeder": "devices.pet_feeder",
    "water_filter": "devices.water_filter",
    "battery_tray": "devices.battery_tray",
}
"""Device ids that `devices.simulated` may name, and the module that simulates each."""

BUTTONS = "buttons"
END_TIMEOUT_S = 5.0
FIRST_RESTART_S, LONGEST_RESTART_S = 0.5, 30.0
WATCH_S = 0.5
STEADY_S = 60.0
"""A process that lived this long did not die of its start; its next restart is quick again."""


@dataclass
class Child:
    """One process of the house."""

    name: str
    command: list[str]
    log: Path
    environ: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    started: float = field(default=0.0, init=False)
    backoff_s: float = field(default=FIRST_RESTART_S, init=False)

    def start(self) -> None:
        """Start the process with its output in the log file."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(self.environ),
                cwd=PROJECT,
                # Ctrl-C in the terminal is for the assistant; it then ends the house in order.
                start_new_session=True,
            )
        self.started = time.monotonic()

    def died(self) -> bool:
        """Whether the process has ended by itself."""
        return self.process is not None and self.process.poll() is not None

    def end(self) -> None:
        """Ask the process to end, and make it end."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(END_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            _LOG.warning("%s does not end, killing it", self.name)
            self.process.kill()
            self.process.wait()

    def last_words(self) -> str:
        """The last line the process wrote."""
        with suppress(OSError):
            lines = self.log.read_text("utf-8", "replace").strip().splitlines()
            return lines[-1] if lines else ""
        return ""


class House:
    """Starts and ends everything that runs beside the assistant; a context manager."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._broker: RunningBroker | None = None
        self._children: list[Child] = []
        self._ending = threading.Event()
        self._watch = threading.Thread(target=self._restart_the_dead, name="house", daemon=True)

    @property
    def address(self) -> BrokerAddress:
        """Where the broker listens."""
        if self._broker is None:
            raise AssistantError("the house is not open")
        return self._broker.address

    @property
    def broker_kind(self) -> str:
        """`mosquitto`, `embedded` or `external`."""
        return self._broker.kind if self._broker else "none"

    @property
    def process_ids(self) -> Mapping[str, int]:
        """The children's process ids by name."""
        return {c.name: c.process.pid for c in self._children if c.process is not None}

    def open(self) -> None:
        """Start the broker, then the rest at once; they connect when they are ready."""
        unknown = set(self._settings.devices.simulated) - set(SIMULATED)
        if unknown:
            known = ", ".join(SIMULATED)
            problem = f"no simulated device named {', '.join(sorted(unknown))} (known: {known})"
            raise SettingsError("devices.simulated", problem)
        data_dir = self._settings.data_dir
        self._broker = start_broker(self._settings.broker, data_dir)
        if self._broker.kind == "external":  # one line now, not one of each process later
            with Client(self.address, f"house-{secrets.token_hex(3)}"):
                pass
        try:
            self._children = [
                self._order_service(),
                *(self._device(id_) for id_ in self._settings.devices.simulated),
                *self._home_assistant(),
                *self._buttons(),
                *self._sellers(),
            ]
            for child in self._children:
                child.start()
        except OSError as error:
            self.close()
            raise AssistantError(f"cannot start the house: {error}") from error
        self._watch.start()

    def _child(self, name: str, module: str, *arguments: str) -> Child:
        log = self._settings.data_dir / "logs" / f"{name}.log"
        command = [sys.executable, "-m", module, "--broker", str(self.address)]
        command += ["--with-parent", str(os.getpid())]
        return Child(
            name, [*command, *arguments], log, dict(os.environ) | environment(self._settings)
        )

    def _order_service(self) -> Child:
        return self._child(
            "orders",
            "assistant.order_service",
            *("--data", str(self._settings.data_dir)),
            *("--catalog", str(self._settings.catalog_file)),
        )

    def _device(self, device_id: str) -> Child:
        arguments = ["--id", device_id]
        if SIMULATED[device_id] == "devices.speaker":
            output = self._settings.audio.output
            arguments += ["--output", output, "--volume", str(self._settings.music.volume_percent)]
        else:
            arguments += ["--data", str(self._settings.data_dir / "devices" / device_id)]
        return self._child(device_id, SIMULATED[device_id], *arguments)

    def _home_assistant(self) -> list[Child]:
        shown = self._settings.home_assistant
        if not shown.discovery:
            return []
        return [self._child("home_assistant", "devices.home_assistant", "--prefix", shown.prefix)]

    def _sellers(self) -> list[Child]:
        """The door through which sellers bring offers, where it is open."""
        if not self._settings.sellers.enabled:
            return []
        return [self._child("sellers", "assistant.web", "--data", str(self._settings.data_dir))]

    def _buttons(self) -> list[Child]:
        """The bridge to the buttons that people own, once there is a file of them."""
        settings = self._settings
        if not settings.buttons_file.is_file():
            return []
        arguments = ["--data", str(settings.data_dir / "devices" / BUTTONS)]
        arguments += ["--mapping", str(settings.buttons_file)]
        arguments += ["--zigbee2mqtt", settings.buttons.zigbee2mqtt]
        return [self._child(BUTTONS, "devices.buttons", *arguments)]

    def _start_what_is_new(self) -> None:
        if any(child.name == BUTTONS for child in self._children):
            return
        for child in self._buttons():
            self._children.append(child)
            child.start()

    def _restart_the_dead(self) -> None:
        while not self._ending.wait(WATCH_S):
            self._start_what_is_new()
            for child in self._children:
                if child.died() and not self._ending.is_set():
                    self._restart(child)

    def _restart(self, child: Child) -> None:
        code = child.process.returncode if child.process else 0
        _LOG.warning(
            "%s ended (code %s: %s), starting it again; its log is %s",
            child.name,
            code,
            child.last_words(),
            child.log,
        )
        if time.monotonic() - child.started > STEADY_S:
            child.backoff_s = FIRST_RESTART_S
        if not self._ending.wait(child.backoff_s):
            child.start()
        child.backoff_s = min(2 * child.backoff_s, LONGEST_RESTART_S)

    def close(self) -> None:
        """End every process, the broker last."""
        self._ending.set()
        if self._watch.is_alive():
            self._watch.join()
        for child in reversed(self._children):
            child.end()
        if self._broker is not None:
            self._broker.stop()

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
