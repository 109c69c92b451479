"""The processes that the fault campaign kills: an order service and devices, each on its own.

`python bench/fault_parts.py service ADDRESS STORE [WORKER]` serves until it is killed.
`python bench/fault_parts.py device ADDRESS NAME FOLDER COUNT RATE` sends COUNT requests, some of
them twice, and ends when all are answered; started again, it goes on where it was killed. It
appends to files in its folder: `begun` (requests), `sent` (a byte for each message), `repeats`
(deliberate ones), `answers` (request, status, order).
"""

import gc
import os
import random
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from assistant.bus import topics
from assistant.bus.address import BrokerAddress
from assistant.bus.client import Client, Publication
from assistant.bus.requester import Requester
from assistant.core.errors import BrokerError
from assistant.core.messages import Answer, AnyRequest, LineRequest, Message, PlaceOrder
from assistant.core.parent import end_with_parent
from assistant.order_service import OrderService
from bench.shelf import SHOP, opener

REPEATED = 0.05
"""The part of requests that is sent twice, as buttons and brokers do."""


class CountingClient(Client):
    """Notes every message that leaves for the order service."""

    def __init__(self, address: BrokerAddress, name: str, sent: Path) -> None:
        super().__init__(address, name)
        self._sent_file = sent.open("ab", buffering=0)

    def publish(self, topic: str, message: Message, *, retain: bool = False) -> Publication:
        """See `Client.publish`."""
        self._sent_file.write(b".")
        return super().publish(topic, message, retain=retain)


def request(device: str, number: int, day: datetime) -> PlaceOrder:
    """The same request whenever it is made again."""
    line = LineRequest(product_id="tide")
    return PlaceOrder(request_id=f"{device}-{number}", device_id=device, at=day, lines=(line,))


def device(address: BrokerAddress, name: str, folder: Path, count: int, rate: float) -> None:
    """See the module."""
    folder.mkdir(parents=True, exist_ok=True)
    day = day_of(folder)
    client = CountingClient(address, name, folder / "sent")
    begun, answers, repeats = (
        (folder / file).open("ab", buffering=0) for file in ("begun", "answers", "repeats")
    )
    rng = random.Random()

    def note(asked: AnyRequest, answer: Answer) -> None:
        order = answer.order.order_id if answer.order else "-"
        answers.write(f"{asked.request_id} {answer.status} {order}\n".encode())

    with Requester(client, name, folder / "kept") as requester:
        requester.on_answer(note)
        start(client)
        first = len((folder / "begun").read_bytes().splitlines())
        began = time.monotonic()
        for number in range(first, count):
            time.sleep(max(0.0, began + (number - first) / rate - time.monotonic()))
            wanted = request(name, number, day)
            requester.send(wanted)
            begun.write(b".\n")
            if rng.random() < REPEATED:
                repeats.write(b".")
                client.publish(topics.requests(name), wanted)
        while requester.waiting:
            time.sleep(0.02)
    client.stop()


def day_of(folder: Path) -> datetime:
    """When the device asked, the same after it was killed."""
    file = folder / "day"
    if not file.exists():
        fresh = file.with_suffix(".new")
        fresh.write_text(datetime.now(UTC).isoformat())
        fresh.replace(file)
    return datetime.fromisoformat(file.read_text())


def start(client: Client) -> None:
    """Start a client whose broker may just have been killed; it goes on trying by itself."""
    try:
        client.start(timeout_s=30)
    except BrokerError:
        sys.exit(3)


def service(address: BrokerAddress, store: str, worker: str) -> None:
    """See the module."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    ready: Callable[[], None] = lambda: print("ready", flush=True)  # noqa: E731
    OrderService(address, opener(store), SHOP, worker=worker).serve(threading.Event(), ready=ready)


def main() -> None:
    """Become one of the parts."""
    end_with_parent(os.getppid())
    what, address, *rest = sys.argv[1:]
    if what == "service":
        service(BrokerAddress.parse(address), rest[0], rest[1] if len(rest) > 1 else "")
    else:
        name, folder, count, rate = rest
        device(BrokerAddress.parse(address), name, Path(folder), int(count), float(rate))


if __name__ == "__main__":
    main()
