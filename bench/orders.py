"""Durable orders per second, as ratios to a bare paho consumer that only counts, in one run.

Requests wait in the broker when the service starts, so that the service is what is measured, from
the wire to the commit and back. `accepted`: the request is validated and durable, `decided`: the
whole order (order, lines, history, outbox, answer) is, in the same transaction. `answered` adds the
answer to each device. Run: `python -m bench.orders`.
"""

import argparse
import gc
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from assistant.bus import topics
from assistant.bus.address import BrokerAddress
from assistant.bus.broker import start_broker
from assistant.bus.client import Client
from assistant.core.messages import Answer, AnyRequest, LineRequest, PlaceOrder, utc_now
from assistant.core.settings import Broker
from assistant.order_service import CLIENT_ID, OrderService
from assistant.store.delivery.fulfilment import Ids
from assistant.store.orders.decision import Decision
from assistant.store.orders.order_store import OrderStore
from assistant.store.orders.survey import Books
from bench.postgres import find_programs, private_server
from bench.shelf import SHOP, opener

DEVICES = 20
SESSION_S = 3600
SLOW_COMMIT_S = 0.005


class Accepting:
    """A shop that only takes note: what remains is the request, made durable."""

    def decide(self, request: AnyRequest, _books: Books, _now: datetime, _ids: Ids) -> Decision:
        """See `Shop`."""
        return Decision(Answer(request_id=request.request_id, status="noted"))

    step = SHOP.step


class Silent(OrderService):
    """Commits and acknowledges, and answers nobody."""

    def _publish(self, request: AnyRequest, answer: Answer) -> None:
        if self._on_answered is not None:
            self._on_answered(request, answer)


def load(address: BrokerAddress, client_id: str, count: int) -> None:
    """Leave `count` requests in the broker for a client's session."""
    session = Client(address, client_id, session_expiry_s=SESSION_S)
    session.subscribe(topics.ALL_REQUESTS, lambda _: None)
    with session:
        pass
    publish(address, count)


def publish(address: BrokerAddress, count: int) -> None:
    """Send `count` requests of many devices."""
    with Client(address, "load") as client:
        sent = [
            client.publish(
                topics.requests(f"d{number % DEVICES}"),
                PlaceOrder(
                    request_id=f"r{number}",
                    device_id=f"d{number % DEVICES}",
                    at=utc_now(),
                    lines=(LineRequest(product_id="tide"),),
                ),
            )
            for number in range(count)
        ]
        while not all(publication.acknowledged for publication in sent):
            time.sleep(0.01)


class Seen:
    """Waits for a number of events and notes when the first and the last came."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._done = threading.Event()
        self._seen = 0

    def __call__(self, *_: object) -> None:
        """One more."""
        self._seen += 1
        if self._seen == self._count:
            self._done.set()

    def rate(self, begin: Callable[[], None]) -> float:
        """Events per second from `begin` to the last."""
        began = time.perf_counter()
        begin()
        self._done.wait()
        return self._count / (time.perf_counter() - began)


def counted(address: BrokerAddress, count: int) -> float:
    """Messages per second of a paho consumer that counts and acknowledges."""
    load(address, "counter", count)
    seen = Seen(count)

    def take(client: paho.Client, _: Any, message: paho.MQTTMessage) -> None:
        client.ack(message.mid, message.qos)
        seen()

    client = paho.Client(
        CallbackAPIVersion.VERSION2, client_id="counter", protocol=paho.MQTTv5, manual_ack=True
    )
    client.on_message = take
    client.on_socket_open = lambda _client, _data, sock: sock.setsockopt(  # type: ignore[attr-defined]
        socket.IPPROTO_TCP, socket.TCP_NODELAY, 1
    )
    session = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    session.SessionExpiryInterval = SESSION_S

    def begin() -> None:
        client.connect(address.host, address.port, clean_start=False, properties=session)
        client.loop_start()

    rate = seen.rate(begin)
    client.disconnect()
    client.loop_stop()
    return rate


def counted_by_us(address: BrokerAddress, count: int) -> float:
    """Messages per second of our own client that decodes, counts and acknowledges."""
    load(address, "counter", count)
    seen = Seen(count)
    client = Client(address, "counter", session_expiry_s=SESSION_S)
    client.subscribe(topics.ALL_REQUESTS, seen)
    rate = seen.rate(client.start)
    client.stop()
    return rate


def served(
    address: BrokerAddress,
    count: int,
    open_store: Callable[[], OrderStore],
    *,
    batch: int = 500,
    decided: bool = True,
    answering: bool = True,
) -> float:
    """Requests per second of an order service on a thread of this process."""
    load(address, CLIENT_ID, count)
    seen = Seen(count)
    shop: Any = SHOP if decided else Accepting()
    kind = OrderService if answering else Silent
    service = kind(address, open_store, shop, on_answered=seen, largest_batch=batch)
    stop = threading.Event()
    thread = threading.Thread(target=service.serve, args=(stop,))
    rate = seen.rate(thread.start)
    stop.set()
    thread.join()
    return rate


def shared(address: BrokerAddress, count: int, store: str, workers: int) -> float:
    """Requests per second of several order services, each a process, on a shared subscription."""
    seen = Seen(count)
    watch = Client(address, "watch")
    watch.subscribe(topics.answers("+"), seen)
    command = [sys.executable, "-m", "bench.fault_parts", "service", str(address), store]
    processes = [
        subprocess.Popen([*command, f"w{number}"], stdout=subprocess.PIPE)
        for number in range(workers)
    ]
    for process in processes:
        if process.stdout is not None:
            process.stdout.readline()
    with watch:
        rate = seen.rate(lambda: publish(address, count))
    for process in processes:
        process.terminate()
        process.communicate()
    return rate


def stored(count: int, batch: int, store: OrderStore, prefix: str = "") -> float:
    """Orders per second of the store alone."""
    line = LineRequest(product_id="tide")
    requests = [
        PlaceOrder(request_id=f"{prefix}r{number}", device_id="d", at=utc_now(), lines=(line,))
        for number in range(count)
    ]
    began = time.perf_counter()
    for first in range(0, count, batch):
        store.handle_batch(requests[first : first + batch], SHOP.decide, utc_now())
    took = time.perf_counter() - began
    store.close()
    return count / took


def slow(open_store: Callable[[], OrderStore]) -> Callable[[], OrderStore]:
    """The same store on a disk that takes 5 ms for a commit."""

    def opened() -> OrderStore:
        store = open_store()
        quick = store.handle_batch

        def handle_batch(*arguments: Any) -> list[Answer]:
            time.sleep(SLOW_COMMIT_S)
            return quick(*arguments)

        store.handle_batch = handle_batch  # type: ignore[method-assign, assignment]
        return store

    return opened


Figure = Callable[[BrokerAddress, str], float]


def figures(count: int) -> dict[str, Figure]:
    """What is measured, by name; each on a broker and a store of its own."""
    fewer = max(count // 10, 100)
    return {
        "paho only counts": lambda a, _: counted(a, count),
        "our client only counts": lambda a, _: counted_by_us(a, count),
        "accepted": lambda a, s: served(a, count, opener(s), decided=False, answering=False),
        "accepted, answered": lambda a, s: served(a, count, opener(s), decided=False),
        "decided": lambda a, s: served(a, count, opener(s), answering=False),
        "decided, answered": lambda a, s: served(a, count, opener(s)),
        "decided, answered, a commit each": lambda a, s: served(a, fewer, opener(s), batch=1),
        "the same, 5 ms commits": lambda a, s: served(a, fewer // 4, slow(opener(s)), batch=1),
        "in groups, 5 ms commits": lambda a, s: served(a, count, slow(opener(s))),
        "store alone, groups of 500": lambda _, s: stored(count, 500, opener(s)()),
        "store alone, one by one": lambda _, s: stored(fewer, 1, opener(s)()),
    }


def in_postgresql(count: int) -> dict[str, Figure]:
    """The same on PostgreSQL."""
    fewer = max(count // 20, 100)
    return {
        "PostgreSQL: accepted": lambda a, s: served(
            a, count, opener(s), decided=False, answering=False
        ),
        "PostgreSQL: accepted, answered": lambda a, s: served(a, count, opener(s), decided=False),
        "PostgreSQL: decided, answered": lambda a, s: served(a, count, opener(s)),
        "PostgreSQL: a commit each": lambda a, s: served(a, fewer, opener(s), batch=1),
    }


def measure(count: int, rounds: int, folder: Path) -> dict[str, float]:
    """Medians of all figures, interleaved; per second."""
    results: dict[str, list[float]] = {}
    programs = find_programs()
    with ExitStack() as stack:
        wanted = figures(count)
        if programs is not None:
            server = stack.enter_context(private_server(programs))
            wanted |= in_postgresql(count)
        for number in range(rounds):
            for place, (name, figure) in enumerate(wanted.items()):
                # A broker each: a session left over would be sent the others' requests too.
                home = folder / f"{place}-{number}"
                with start_broker(Broker(port=0), home) as broker:
                    own = server.database() if "SQL" in name else str(home / "orders.db")
                    results.setdefault(name, []).append(figure(broker.address, own))
    return {name: statistics.median(values) for name, values in results.items()}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, or one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    with tempfile.TemporaryDirectory() as folder:
        results = measure(options.count, options.rounds, Path(folder))
    if options.json:
        print(json.dumps({name: round(value) for name, value in results.items()}))
        return
    with suppress(OSError):
        print(f"load of this machine: {os.getloadavg()[0]:.1f} of {os.cpu_count()} processors")
    for name, value in results.items():
        ratio = value / results["paho only counts"]
        print(f"{name:<34}{value:>9,.0f} /s   {ratio:5.2f} of only counting")


if __name__ == "__main__":
    main()
