"""A million messages that nobody should send, over every subscription.

The order service, a device and the assistant's own line listen. Proper requests in between must be
answered soon; at the end there must be exactly their orders, no handler may have failed, and every
message must have been counted. Run: `python -m bench.fuzz --messages 1000000`.
"""

import argparse
import contextlib
import json
import socket
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import mqtt5

from assistant.bus import topics
from assistant.bus.address import BrokerAddress
from assistant.bus.broker import start_broker
from assistant.bus.client import Client, Delivery
from assistant.bus.hands import HouseHands
from assistant.bus.requester import Requester
from assistant.core.messages import Answer
from assistant.core.settings import Broker
from assistant.order_service import OrderService
from bench.fuzz_messages import Fuzz, proper_order
from bench.shelf import SHOP, opener, serving

DEVICE = "fuzzed"
PROPER_EVERY = 2000
LATEST_ANSWER_S = 10.0
TOPICS = (
    *(topics.requests(DEVICE),) * 6,
    topics.answers(DEVICE),
    topics.ORDER_EVENTS,
    topics.device_state("speaker"),
    topics.player_state("speaker"),
    topics.device_control("house"),
)
HUGE = 10_000_000


@dataclass
class Outcome:
    """What came of it."""

    sent: int
    proper: int
    answered: int
    orders: int
    counted: int
    for_the_service: int
    refused_with_reason: int
    refused_without: int
    failures: int
    wrong: tuple[str, ...]
    """What the audit of the books says."""
    slowest_answer_s: float
    per_s: int
    counts: dict[str, int]

    @property
    def sound(self) -> bool:
        """Whether nothing crashed, blocked, ordered or went uncounted."""
        return (
            self.answered == self.orders == self.proper
            and self.counted >= self.for_the_service + self.proper
            and not self.failures
            and not self.wrong
            and not self.refused_without
            and self.slowest_answer_s < LATEST_ANSWER_S
        )


class Listening:
    """The customer of the proper requests, who also hears the refusals of all others."""

    def __init__(self, client: Client) -> None:
        self.answered: dict[str, float] = {}
        self.with_reason = 0
        self.without = 0
        client.subscribe(topics.answers("+"), self._hear)

    def _hear(self, delivery: Delivery) -> None:
        answer = delivery.message
        if not isinstance(answer, Answer):
            return
        if answer.status == "placed":
            self.answered[answer.request_id] = time.monotonic()
        elif answer.status == "refused" and answer.reason:
            self.with_reason += 1
        elif answer.status == "refused":
            self.without += 1


def run(messages: int, kind: str, folder: Path, seed: int = 1) -> Outcome:
    """Send `messages` bad ones and see what is left standing."""
    with start_broker(Broker(address=kind, port=0), folder / "broker") as broker:
        address = broker.address
        service = OrderService(address, opener(str(folder / "orders.db")), SHOP)
        house, customer = Client(address, "house"), Client(address, "customer")
        requester = Requester(house, DEVICE, folder / "kept")
        HouseHands(house, requester, device_id="house", loudspeaker="speaker", answer_timeout_s=1)
        listening = Listening(customer)
        with serving(service), house, customer, requester:
            began = time.monotonic()
            asked, for_the_service = send(address, messages, listening, seed)
            took = time.monotonic() - began
            failures = house.failures + service.failures
            connected = house.connected
    store = opener(str(folder / "orders.db"))()
    orders = len(store.orders(10 * len(asked) + 10))
    wrong = store.audit()
    store.close()
    waits = [listening.answered.get(name, began + 1e6) - at for name, at in asked.items()]
    return Outcome(
        sent=messages,
        proper=len(asked),
        answered=len(listening.answered),
        orders=orders,
        counted=sum(service.counts.values()),
        for_the_service=for_the_service,
        refused_with_reason=listening.with_reason,
        refused_without=listening.without,
        failures=failures + (not connected),
        wrong=wrong,
        slowest_answer_s=round(max(waits), 3),
        per_s=round(messages / took),
        counts=service.counts,
    )


def send(
    address: BrokerAddress, messages: int, listening: Listening, seed: int
) -> tuple[dict[str, float], int]:
    """The proper requests in between and when they were sent; how many bad ones were requests."""
    fuzz = Fuzz(seed, DEVICE)
    asked: dict[str, float] = {}
    for_the_service = 0
    request_topic = topics.requests(DEVICE).rpartition("/")[0]
    with Client(address, "fuzzer") as fuzzer:
        for number, payload in zip(range(messages), fuzz.payloads(), strict=False):
            topic = fuzz.topic(TOPICS)
            level = topic.removeprefix(request_topic + "/")
            for_the_service += topic.startswith(request_topic) and "/" not in level
            fuzzer.publish_foreign(topic, payload)
            if number % PROPER_EVERY == PROPER_EVERY - 1:
                fuzzer.publish_foreign(*proper_order("customer", number))
                asked[f"proper-{number}"] = time.monotonic()
            if number % (messages // 3 + 1) == 1:
                send_what_no_client_would(address)
        give_up_at = time.monotonic() + LATEST_ANSWER_S
        while len(listening.answered) < len(asked) and time.monotonic() < give_up_at:
            time.sleep(0.05)
    return asked, for_the_service


def send_what_no_client_would(address: BrokerAddress) -> None:
    """10 MB, a topic that is not UTF-8, a wildcard in a topic, a packet without an end."""
    topic = topics.requests(DEVICE)
    huge = mqtt5.PublishPacket(topic, b"x" * HUGE).write()
    not_utf8 = bytearray(mqtt5.PublishPacket(topic, b"{}").write())
    not_utf8[6] = 0xFF
    wildcard = bytearray(mqtt5.PublishPacket(topic, b"{}").write())
    wildcard[6] = ord("#")
    for packet in (
        huge,
        bytes(not_utf8),
        bytes(wildcard),
        b"\x30\xff\xff\xff\xff\xff",
        b"\x30\x10a",
    ):
        with (
            contextlib.suppress(OSError),
            socket.create_connection((address.host, address.port), 5) as raw,
        ):
            raw.settimeout(2)
            raw.sendall(mqtt5.ConnectPacket("raw", clean_start=True).write())
            raw.recv(100)
            raw.sendall(packet)
            raw.settimeout(0.2)
            raw.recv(100)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the outcome; exit code 1 where anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--broker", choices=["mosquitto", "embedded"], default="mosquitto")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(options.messages, options.broker, Path(folder), options.seed)
    print(json.dumps({**outcome.__dict__, "sound": outcome.sound}))
    return 0 if outcome.sound else 1


if __name__ == "__main__":
    sys.exit(main())
