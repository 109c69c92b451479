"""Many buyers at once for the last pieces: exactly so many are sold, and the books are right.

Order services, each a process, share the requests of all buyers; every buyer asks for one piece in
the same moment and a part of them asks twice. Run: `python -m bench.buyers`.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from assistant.bus import topics
from assistant.bus.address import BrokerAddress
from assistant.bus.broker import start_broker
from assistant.bus.client import Client, Delivery
from assistant.core.messages import Answer, LineRequest, PlaceOrder, SetStock, utc_now
from assistant.core.settings import Broker
from bench.postgres import find_programs, private_server
from bench.shelf import SHOP, opener

TWICE = 10
"""Every tenth buyer's request comes twice."""
PATIENCE_S = 120.0


class Crowd:
    """All buyers, on one connection, and what each was answered."""

    def __init__(self, address: BrokerAddress, buyers: int) -> None:
        self.answers: dict[str, Answer] = {}
        self._buyers = buyers
        self._all = threading.Event()
        self._client = Client(address, "crowd")
        self._client.subscribe(topics.answers("+"), self._hear)

    def buy(self) -> float:
        """Everybody asks, and goes on asking until answered; the seconds it took."""
        asked = [
            PlaceOrder(
                request_id=f"b{number}",
                device_id=f"buyer{number}",
                at=utc_now(),
                lines=(LineRequest(product_id="tide"),),
            )
            for number in range(self._buyers)
        ]
        with self._client:
            began = time.perf_counter()
            while not self._all.is_set() and time.perf_counter() - began < PATIENCE_S:
                for number, request in enumerate(asked):
                    if request.request_id not in self.answers:
                        for _ in range(2 if number % TWICE == 0 else 1):
                            self._client.publish(topics.requests(request.device_id), request)
                self._all.wait(5)
            return time.perf_counter() - began

    def _hear(self, delivery: Delivery) -> None:
        answer = delivery.message
        if isinstance(answer, Answer):
            self.answers.setdefault(answer.request_id, answer)
            if len(self.answers) == self._buyers:
                self._all.set()


def rush(store: str, buyers: int, pieces: int, workers: int, folder: Path) -> dict[str, object]:
    """One rush, as one line."""
    opened = opener(store)()
    count = SetStock(
        request_id="count", device_id="owner", at=utc_now(), product_id="tide", available=pieces
    )
    opened.handle_batch([count], SHOP.decide, utc_now())
    opened.close()
    with start_broker(Broker(port=0), folder) as broker:
        command = [sys.executable, "-m", "bench.fault_parts", "service", str(broker.address), store]
        names = [""] if workers == 1 else [f"w{number}" for number in range(workers)]
        services = [subprocess.Popen([*command, name], stdout=subprocess.PIPE) for name in names]
        for service in services:
            if service.stdout is not None:
                service.stdout.readline()
        crowd = Crowd(broker.address, buyers)
        seconds = crowd.buy()
        for service in services:
            service.terminate()
            service.communicate()
    statuses = Counter(answer.status for answer in crowd.answers.values())
    opened = opener(store)()
    sold = sum(line.quantity for order in opened.orders(buyers) for line in order.lines)
    left, wrong = opened.stock("tide"), opened.audit()
    opened.close()
    right = sold == statuses["placed"] == pieces and left == {"": 0} and not wrong
    return {
        "store": "postgresql" if "://" in store else "sqlite",
        "workers": workers,
        "buyers": buyers,
        "answers": dict(statuses),
        "sold": sold,
        "left": left,
        "wrong": list(wrong),
        "seconds": round(seconds, 2),
        "exactly": right and len(crowd.answers) == buyers,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one line for each store; exit code 1 where more or less was sold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--buyers", type=int, default=2_000)
    parser.add_argument("--pieces", type=int, default=100)
    options = parser.parse_args(arguments)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        runs = [(str(folder / "orders.db"), 1)]
        programs = find_programs()
        if programs is not None:
            server = stack.enter_context(private_server(programs))
            runs += [(server.database(), workers) for workers in (1, 4)]
        lines = []
        for number, (store, workers) in enumerate(runs):
            line = rush(store, options.buyers, options.pieces, workers, folder / str(number))
            print(json.dumps(line), flush=True)
            lines.append(line)
    return 0 if all(line["exactly"] for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
