"""Requests under `kill -9`: is any lost, doubled, or answered without an order?

Real processes: devices, a broker, one or more order services, for PostgreSQL a server of its own.
One of them is killed at random moments and started again, while the devices go on.
Run: `python -m bench.faults --requests 20000 --kills 50`.
"""

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from assistant.bus.broker import RunningBroker, start_broker
from assistant.core.settings import Broker
from bench.postgres import find_programs, private_server
from bench.shelf import opener

PARTS = [sys.executable, "-m", "bench.fault_parts"]
KINDS = ("service", "broker", "device", "database")
PATIENCE_S = 600.0


@dataclass
class Campaign:
    """What is asked for."""

    requests: int
    kills: int
    kinds: tuple[str, ...]
    broker: str
    folder: Path
    store: str
    devices: int = 4
    rate: float = 150.0
    workers: int = 1
    kill_database: Callable[[], None] = lambda: None
    rng: random.Random = field(default_factory=random.Random)


@dataclass
class Outcome:
    """What came of it."""

    requests: int = 0
    answered: int = 0
    orders: int = 0
    lost: int = 0
    doubled: int = 0
    answered_without_order: int = 0
    other_answers: int = 0
    wrong: tuple[str, ...] = ()
    """What the audit of the books says."""
    resends_per_request: float = 0.0
    repeats: int = 0
    seconds: float = 0.0
    killed: dict[str, int] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Whether nothing was lost or doubled."""
        wrong = self.lost + self.doubled + self.answered_without_order + self.other_answers
        return not wrong and not self.wrong and self.answered == self.requests


class Parts:
    """The processes, each started again when it has ended."""

    def __init__(self, campaign: Campaign, broker: RunningBroker) -> None:
        self._campaign = campaign
        self._broker = broker
        self._services: dict[str, subprocess.Popen[bytes]] = {}
        self._devices: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Start all."""
        workers = self._campaign.workers
        for worker in [""] if workers == 1 else [f"w{i}" for i in range(workers)]:
            self._start_service(worker)
        each = self._campaign.requests // self._campaign.devices
        for number in range(self._campaign.devices):
            self._start_device(f"d{number}", each)

    def kill(self, kind: str) -> None:
        """Kill one of a kind; it is started again at once."""
        match kind:
            case "service":
                self._start_service(self._killed(self._services))
            case "device":
                running = {n: p for n, p in self._devices.items() if p.poll() is None}
                if running:
                    name = self._killed(running)
                    self._start_device(name, self._campaign.requests // self._campaign.devices)
            case "broker":
                if self._broker.pid is not None:
                    subprocess.run(["kill", "-9", str(self._broker.pid)], check=False)
            case _:
                self._campaign.kill_database()

    def finished(self) -> bool:
        """Whether every device has all its answers; what ended by itself is started again."""
        for worker, process in list(self._services.items()):
            if process.poll() is not None:  # it found no broker for 5 s, and said so
                self._start_service(worker)
        for name, process in list(self._devices.items()):
            code = process.poll()
            if code is None:
                return False
            if code != 0:
                self._start_device(name, self._campaign.requests // self._campaign.devices)
                return False
        return True

    def stop(self) -> None:
        """End all."""
        for process in [*self._services.values(), *self._devices.values()]:
            process.send_signal(signal.SIGKILL)
            process.wait()

    def _killed(self, processes: dict[str, "subprocess.Popen[bytes]"]) -> str:
        name = self._campaign.rng.choice(list(processes))
        processes[name].kill()
        processes[name].wait()
        return name

    def _start_service(self, worker: str) -> None:
        command = [*PARTS, "service", str(self._broker.address), self._campaign.store, worker]
        with (self._campaign.folder / f"service{worker}.log").open("ab") as log:
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log)
        self._services[worker] = process

    def _start_device(self, name: str, count: int) -> None:
        folder = self._campaign.folder / name
        rate = str(self._campaign.rate)
        command = [*PARTS, "device", str(self._broker.address), name, str(folder)]
        self._devices[name] = subprocess.Popen([*command, str(count), rate])


def run(campaign: Campaign) -> Outcome:
    """Send, kill, wait for the last answer and count."""
    began = time.monotonic()
    killed: Counter[str] = Counter()
    settings = Broker(address=campaign.broker, port=0)
    with start_broker(settings, campaign.folder / "broker") as broker:
        parts = Parts(campaign, broker)
        parts.start()
        try:
            span = campaign.requests / (campaign.rate * campaign.devices)
            for _ in range(campaign.kills):
                time.sleep(campaign.rng.uniform(0.5, 1.5) * max(span / campaign.kills, 0.7))
                kind = campaign.rng.choice(campaign.kinds)
                parts.finished()
                parts.kill(kind)
                killed[kind] += 1
            while not parts.finished():
                if time.monotonic() - began > PATIENCE_S:
                    break
                time.sleep(0.1)
            time.sleep(1.0)  # what is still on its way is repeated by nobody now
        finally:
            parts.stop()
    outcome = counted(campaign)
    outcome.killed = dict(killed)
    outcome.seconds = round(time.monotonic() - began, 1)
    return outcome


def counted(campaign: Campaign) -> Outcome:
    """Compare what the devices asked and heard with what the store has."""
    begun, sent, repeats, answers = 0, 0, 0, {}
    for number in range(campaign.devices):
        folder = campaign.folder / f"d{number}"
        begun += len((folder / "begun").read_bytes().splitlines())
        sent += len((folder / "sent").read_bytes())
        repeats += len((folder / "repeats").read_bytes())
        for line in (folder / "answers").read_text().splitlines():
            name, status, order = line.split()
            answers[name] = (status, order)
    store = opener(campaign.store)()
    orders = store.orders(10 * campaign.requests)
    causes = {o.order_id: store.history(o.order_id)[0].cause.partition("/")[2] for o in orders}
    wrong = store.audit()
    store.close()
    made = Counter(causes.values())
    asked = {f"d{d}-{n}" for d in range(campaign.devices)
             for n in range(campaign.requests // campaign.devices)}  # fmt: skip
    placed = {name: order for name, (status, order) in answers.items() if status == "placed"}
    return Outcome(
        requests=len(asked),
        answered=len(answers),
        orders=len(orders),
        lost=len(asked - set(made)),
        doubled=sum(made.values()) - len(made),
        answered_without_order=sum(causes.get(o) != name for name, o in placed.items()),
        other_answers=len(answers) - len(placed),
        wrong=wrong,
        resends_per_request=round((sent - repeats) / max(begun, 1), 3),
        repeats=repeats,
    )


Wanted = tuple[str, str, tuple[str, ...], int]
"""Broker, store, kinds of what is killed, and how many order services."""
ALL: tuple[Wanted, ...] = (
    ("mosquitto", "sqlite", ("service", "broker", "device"), 1),
    ("embedded", "sqlite", ("service", "broker", "device"), 1),
    ("mosquitto", "postgresql", KINDS, 2),
    ("mosquitto", "sqlite", ("service",), 1),
    ("mosquitto", "sqlite", ("broker",), 1),
    ("mosquitto", "sqlite", ("device",), 1),
    ("mosquitto", "postgresql", ("database",), 1),
)


def campaign(wanted: Wanted, requests: int, kills: int, rate: float) -> bool:
    """One campaign, printed as one line; whether it was sound."""
    broker, store, kinds, workers = wanted
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = None
        if store == "postgresql":
            programs = find_programs()
            if programs is None:
                print(json.dumps({"skipped": "no PostgreSQL (apt install postgresql)"}))
                return True
            server = stack.enter_context(private_server(programs))
        outcome = run(
            Campaign(
                requests=requests,
                kills=kills,
                kinds=kinds,
                broker=broker,
                folder=folder,
                store=server.address if server else str(folder / "orders.db"),
                kill_database=server.restart if server else lambda: None,
                rate=rate,
                workers=workers,
            )
        )
    told = {"broker": broker, "store": store, "kinds": kinds, "workers": workers}
    print(json.dumps({**told, **outcome.__dict__, "sound": outcome.sound}), flush=True)
    return outcome.sound


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the outcomes; exit code 1 where anything was lost or doubled, or books are wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--all", action="store_true", help="every kind of kill, broker and store")
    parser.add_argument(
        "--kinds", nargs="+", choices=KINDS, default=["service", "broker", "device"]
    )
    parser.add_argument("--broker", choices=["mosquitto", "embedded"], default="mosquitto")
    parser.add_argument("--rate", type=float, default=150.0, help="requests/s of each device")
    parser.add_argument("--store", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args(arguments)
    one = (options.broker, options.store, tuple(options.kinds), options.workers)
    campaigns = ALL if options.all else (one,)
    sound = [campaign(each, options.requests, options.kills, options.rate) for each in campaigns]
    return 0 if all(sound) else 1


if __name__ == "__main__":
    sys.exit(main())
