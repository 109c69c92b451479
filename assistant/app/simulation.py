"""Many simulated devices against a real order service: what starts it, and what came of it."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from assistant.bus.broker import start_broker
from assistant.bus.running import read_run_file
from assistant.core.errors import AssistantError, BadInputError
from assistant.core.settings import PROJECT, Settings
from assistant.core.simulated import Counts, FastClock
from assistant.storage.catalog.catalog_file import open_catalog
from assistant.storage.orders.sqlite_store import ORDERS_FILE, open_orders

NOT_SIMULATED = frozenset({"dash"})
"""Devices of the sample household that nobody uses up: mere buttons."""
END_S = 10.0
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Wanted:
    """What to simulate."""

    devices: int
    speed: float
    """Simulated seconds for each real one."""
    seconds: float
    """Real seconds."""
    seed: int = 1
    broker: str = ""
    """Of a running order service; empty: one of each is started for the while."""


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    crowd: Mapping[str, Any]
    """What the devices tell: see `devices.crowd`."""
    broker_kind: str
    loads: Mapping[str, Mapping[str, float]]
    """Processor seconds and megabytes at most, by process: `crowd`, `orders`, `broker`."""
    orders_kept: int | None
    """Orders in the store; None where it is another's."""
    problems: tuple[str, ...]
    """Everything that should not be."""


def simulate(
    settings: Settings, wanted: Wanted, told: Callable[[Mapping[str, Any]], None]
) -> Outcome:
    """Run to the end; `told` hears each second how it goes.

    Raises:
        BrokerError, CatalogError, BadInputError: it cannot start.
        AssistantError: a part of it ended early.
    """
    counts = _shares(settings, wanted.devices)
    clock = FastClock.from_now(wanted.speed)

    parts = [*_of(counts), "--clock", str(clock)]

    def live(address: str, *more: str) -> Mapping[str, Any]:
        return _crowd(address, [*parts, *more], wanted, told)

    if wanted.broker:
        crowd = live(wanted.broker, "--real-stamps")
        loads = {"crowd": {key: crowd[key] for key in ("cpu_s", "memory_mb")}}
        return Outcome(crowd, "external", loads, None, _problems(crowd, None, ()))
    with tempfile.TemporaryDirectory(prefix="assistant-simulate-") as folder:
        return _private(settings, parts, Path(folder), live)


def _private(
    settings: Settings,
    parts: Sequence[str],
    folder: Path,
    live: Callable[[str], Mapping[str, Any]],
) -> Outcome:
    """With a broker and an order service of its own, whose books are then checked."""
    own = msgspec.structs.replace(settings.broker, port=0)
    with start_broker(own, folder) as broker:
        address = str(broker.address)
        with _service(settings, address, folder, parts) as service:
            crowd = live(address)
            loads = {
                "crowd": {key: crowd[key] for key in ("cpu_s", "memory_mb")},
                "orders": load_of(service.pid),
                "broker": load_of(_broker_process(folder)),
            }
        with contextlib.closing(open_orders(folder / ORDERS_FILE)) as store:
            kept = sum(bought.times for bought in store.purchases().values())
            problems = _problems(crowd, kept, store.audit())
        return Outcome(crowd, broker.kind, loads, kept, problems)


def _shares(settings: Settings, devices: int) -> Counts:
    """As many of each kind as of the others."""
    slots = open_catalog(settings.catalog_file).sample_slots()
    kinds = [
        kind for kind in dict.fromkeys(s.device_id for s in slots) if kind not in NOT_SIMULATED
    ]
    if not kinds:
        raise BadInputError("the catalog has no slots to simulate; build it with its household")
    return {kind: len(range(number, devices, len(kinds))) for number, kind in enumerate(kinds)}


def _of(counts: Counts) -> list[str]:
    return [text for kind, number in counts.items() for text in ("--of", f"{kind}={number}")]


@contextlib.contextmanager
def _service(
    settings: Settings, address: str, folder: Path, parts: Sequence[str]
) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "assistant.order_service.simulated", "--broker", address]
    command += ["--with-parent", str(os.getpid())]
    command += ["--data", str(folder), "--catalog", str(settings.catalog_file), *parts]
    service = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT)
    try:
        if service.stdout is None or service.stdout.readline().strip() != "ready":
            raise AssistantError("the order service of the simulation did not start")
        yield service
    finally:
        service.terminate()
        try:
            service.communicate(timeout=END_S)
        except subprocess.TimeoutExpired:
            service.kill()
            service.communicate()


def _crowd(
    address: str,
    parts: Sequence[str],
    wanted: Wanted,
    told: Callable[[Mapping[str, Any]], None],
) -> Mapping[str, Any]:
    """The last line that the crowd tells."""
    command = [sys.executable, "-m", "devices.crowd", "--broker", address, *parts]
    command += ["--with-parent", str(os.getpid())]
    command += ["--seconds", str(wanted.seconds), "--seed", str(wanted.seed)]
    crowd = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT)
    try:
        for line in crowd.stdout or ():
            fields: Mapping[str, Any] = json.loads(line)
            if fields.get("ended"):
                return fields
            told(fields)
    finally:
        crowd.terminate()
        crowd.communicate()
    raise AssistantError("the simulated devices ended early; the lines above say why")


def load_of(process: int | None) -> Mapping[str, float]:
    """Processor seconds and the most memory of a process, where the system tells (Linux).

    Out of /proc/PID/stat and status, proc(5).
    """
    try:
        stat = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return {}
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return {
        "cpu_s": round((int(stat[11]) + int(stat[12])) / TICKS_PER_S, 2),
        "memory_mb": round(int(peak.split()[1]) / 1024, 1),
    }


def _broker_process(folder: Path) -> int | None:
    run = read_run_file(folder)
    return run.pid if run else None


def _problems(
    crowd: Mapping[str, Any], kept: int | None, audit: tuple[str, ...]
) -> tuple[str, ...]:
    found = [f"{count} answers were wrong: {what}" for what, count in crowd["wrong"].items()]
    if crowd["waiting"]:
        found.append(f"{crowd['waiting']} requests were never answered")
    if crowd["failures"]:
        found.append(f"{crowd['failures']} mistakes on a network thread")
    placed = crowd["answers"].get("placed", 0)
    if kept is not None and kept != placed:
        found.append(f"{placed} orders were answered, {kept} are in the store")
    return (*found, *audit)
