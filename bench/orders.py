"""Durable orders per second: one synced commit for each, or one for all that wait.

Requests wait in the broker when the service starts, so that the service is what is measured: from
the wire through the decision and the commit (order, lines, history, outbox, answer) to the answer
and the event on the wire. Beside it, in the same run, a bare paho consumer that only counts and
acknowledges. Run: `python bench/orders.py`.
"""

import argparse
import gc
import json
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, timedelta
from datetime import time as clock_time
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
from assistant.core.messages import LineRequest, PlaceOrder, utc_now
from assistant.core.money import Money
from assistant.core.settings import Broker
from assistant.order_service import CLIENT_ID, OrderService
from assistant.storage.sqlite_orders import open_orders
from assistant.store.catalog import Seller
from assistant.store.offers import Offer
from assistant.store.order_store import Shop
from assistant.store.orders import HouseholdRules

DEVICES = 20
SESSION_S = 3600
SELLER = Seller(id="s", names={}, delivery_days=1, cutoff=clock_time(18), works_weekends=True)
OFFER = Offer("tide", {"en": "Tide Pods", "ko": "타이드 팟"}, Money(1999, "USD"), SELLER)


class Shelf:
    """One product, so that only the path of an order is measured."""

    def offer(self, product_id: str) -> Offer | None:
        """See `Offers`."""
        return OFFER if product_id == OFFER.product_id else None


SHOP = Shop(Shelf(), HouseholdRules(zone=UTC, cancel_window=timedelta(minutes=30)))


def load(address: BrokerAddress, client_id: str, count: int) -> None:
    """Leave `count` requests in the broker for a client's session."""
    session = Client(address, client_id, session_expiry_s=SESSION_S)
    session.subscribe(topics.ALL_REQUESTS, lambda _: None)
    with session:
        pass
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


def counted(address: BrokerAddress, count: int) -> float:
    """Messages per second of a paho consumer that counts and acknowledges."""
    load(address, "counter", count)
    done, seen = threading.Event(), 0

    def take(client: paho.Client, _: Any, message: paho.MQTTMessage) -> None:
        nonlocal seen
        client.ack(message.mid, message.qos)
        seen += 1
        if seen == count:
            done.set()

    client = paho.Client(
        CallbackAPIVersion.VERSION2,
        client_id="counter",
        protocol=paho.MQTTv5,
        manual_ack=True,
    )
    client.on_message = take
    client.on_socket_open = lambda _client, _data, sock: sock.setsockopt(  # type: ignore[attr-defined]
        socket.IPPROTO_TCP, socket.TCP_NODELAY, 1
    )
    session = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    session.SessionExpiryInterval = SESSION_S
    began = time.perf_counter()
    client.connect(address.host, address.port, clean_start=False, properties=session)
    client.loop_start()
    done.wait()
    took = time.perf_counter() - began
    client.disconnect()
    client.loop_stop()
    return count / took


def served(address: BrokerAddress, count: int, batch: int, folder: Path) -> float:
    """Orders per second of the order service, `batch` at most in one commit."""
    load(address, CLIENT_ID, count)
    done, seen = threading.Event(), 0

    def tell(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == count:
            done.set()

    service = OrderService(
        address,
        lambda: open_orders(folder / "orders.db"),
        SHOP,
        on_answered=tell,
        largest_batch=batch,
    )
    stop = threading.Event()
    thread = threading.Thread(target=service.serve, args=(stop,))
    began = time.perf_counter()
    thread.start()
    done.wait()
    took = time.perf_counter() - began
    stop.set()
    thread.join()
    return count / took


def stored(count: int, batch: int, folder: Path) -> float:
    """Orders per second of the store alone."""
    store = open_orders(folder / "orders.db")
    line = LineRequest(product_id="tide")
    requests = [
        PlaceOrder(request_id=f"r{number}", device_id="d", at=utc_now(), lines=(line,))
        for number in range(count)
    ]
    began = time.perf_counter()
    for first in range(0, count, batch):
        store.handle_batch(requests[first : first + batch], SHOP.decide, utc_now())
    took = time.perf_counter() - began
    store.close()
    return count / took


def measure(count: int, rounds: int, folder: Path) -> dict[str, float]:
    """Medians of all figures, interleaved; per second."""
    fewer = count // 5
    kinds: dict[str, Callable[[BrokerAddress, Path], float]] = {
        "only_counting": lambda address, _: counted(address, count),
        "group_commit": lambda address, place: served(address, count, 500, place),
        "commit_per_order": lambda address, place: served(address, fewer, 1, place),
        "store_alone_500": lambda _, place: stored(count, 500, place),
        "store_alone_1": lambda _, place: stored(fewer, 1, place),
    }
    figures: dict[str, list[float]] = {name: [] for name in kinds}
    for number in range(rounds):
        for name, figure in kinds.items():
            # A broker each: a session left over would be sent the others' requests too.
            place = folder / f"{name}-{number}"
            with start_broker(Broker(port=0), place) as broker:
                figures[name].append(figure(broker.address, place))
    return {name: statistics.median(values) for name, values in figures.items()}


def main() -> None:
    """Print the table, or one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(options.count, options.rounds, Path(folder))
    if options.json:
        print(json.dumps({name: round(value) for name, value in figures.items()}))
        return
    for name, value in figures.items():
        ratio = value / figures["only_counting"]
        print(f"{name:<18}{value:>10,.0f} /s   {ratio:.2f} of only counting")


if __name__ == "__main__":
    main()
