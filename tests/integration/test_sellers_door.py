"""The sellers' door as a process of its own, on a real broker, beside a real order service."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import httpx
import paho.mqtt.publish
import pytest
from paho.mqtt.client import MQTTv5

from assistant.bus import topics
from assistant.bus.broker import RunningBroker
from assistant.bus.client import Client, Delivery
from assistant.bus.codec import encode
from assistant.bus.requester import Requester
from assistant.core.messages import (
    LineRequest,
    OffersTaken,
    OfferTold,
    PlaceOrder,
    PlayerState,
    PublishOffers,
    RegisterDevice,
    utc_now,
)
from assistant.core.money import Money
from assistant.core.settings import PROJECT, load
from assistant.house import House
from assistant.storage.catalog.household_catalog import HouseholdCatalog, open_household
from assistant.storage.catalog.seller_secrets import SellerSecrets

PODS = "tide-pods-81-count"
PATIENCE_S = 30.0
Connect = Callable[..., Client]


@contextmanager
def running(module: str, *arguments: str) -> Iterator[str]:
    """A process of ours; its line when it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line.startswith("ready"):
        process.kill()
        pytest.fail(f"{line!r}: {process.communicate()[1]}")
    try:
        yield line
    finally:
        process.terminate()
        assert process.wait(10) == 0
        process.communicate()


@pytest.fixture
def door(broker: RunningBroker, data_dir: Path) -> Iterator[str]:
    """Where the door listens to HTTP."""
    arguments = ["--broker", str(broker.address), "--data", str(data_dir)]
    with running("assistant.web", *arguments, "--set", "sellers.port=0") as line:
        yield f"http://127.0.0.1:{line.split()[1]}"


@pytest.fixture
def catalog(data_dir: Path) -> HouseholdCatalog:
    return open_household(PROJECT / "catalog.db", data_dir / "market.db")


def told(minor: int) -> OfferTold:
    return OfferTold(product_id=PODS, unit_price=Money(minor, "USD"))


def seller(connect: Connect) -> tuple[Client, SimpleQueue[OffersTaken]]:
    """The seller `pet`, and what it is answered."""
    answers: SimpleQueue[OffersTaken] = SimpleQueue()

    def keep(delivery: Delivery) -> None:
        assert isinstance(delivery.message, OffersTaken)
        answers.put(delivery.message)

    return connect("pet", {topics.offers_taken("pet"): keep}), answers


def test_offers_over_mqtt_are_taken_from_their_own_seller_only(
    door: str, connect: Connect, catalog: HouseholdCatalog
) -> None:
    assert door
    client, answers = seller(connect)
    offers = PublishOffers(seller_id="pet", offers=(told(1849), told(184_900)))
    client.publish(topics.seller_offers("pet"), offers, retain=True)
    assert [each.status for each in answers.get(timeout=PATIENCE_S).results] == ["accepted", "held"]
    assert "pet" in {each.seller_id for each in catalog.offers_of(PODS)}
    other = PublishOffers(seller_id="home", offers=(told(100),))
    client.publish(topics.seller_offers("pet"), other)
    (refused,) = answers.get(timeout=PATIENCE_S).results
    assert refused.reason == "not_yours: it is home's"


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", "message not understood: "),
        (b"{", "message not understood: "),
        (b'{"type": "publish_offers", "v": 1, "seller_id": "pet", "offers": 3}', "`offers`"),
        (b'{"type": "publish_offers", "v": 9}', "this program speaks 1"),
        (b'{"pad": "' + b"x" * 70_000 + b'"}', "message of 70011 bytes, more than 65536"),
        (b"[" * 60_000, "message not understood: "),
        (encode(PlayerState(device_id="pet", state="stopped", volume=9)), "not_understood: "),
    ],
)
def test_what_is_no_offer_is_answered_with_why(
    door: str, broker: RunningBroker, connect: Connect, payload: bytes, reason: str
) -> None:
    assert door
    client, answers = seller(connect)
    paho.mqtt.publish.single(
        topics.seller_offers("pet"), payload, qos=1, hostname=broker.address.host,
        port=broker.address.port, protocol=MQTTv5,
    )  # fmt: skip
    (refused,) = answers.get(timeout=PATIENCE_S).results
    assert (refused.status, reason in (refused.reason or "")) == ("refused", True)
    offers = PublishOffers(seller_id="pet", offers=(told(1849),))
    client.publish(topics.seller_offers("pet"), offers)
    assert answers.get(timeout=PATIENCE_S).results[0].status == "accepted"


def test_an_order_goes_all_the_way_at_the_hand_of_its_seller(
    door: str, broker: RunningBroker, connect: Connect, data_dir: Path, catalog: HouseholdCatalog
) -> None:
    secret = SellerSecrets(catalog.market).make("home")
    http = httpx.Client(base_url=door, headers={"Authorization": f"Bearer {secret}"}, timeout=20)
    arguments = ["--broker", str(broker.address), "--data", str(data_dir), "--quiet"]
    began = utc_now()
    settings = ["--set", "buying.cancel_window_min=0"]

    def move(number: int, event: str) -> dict[str, Any]:
        body = {"move_id": f"m{number}", "at": f"{began:%FT%T}Z", "event": event}
        response = http.post(f"/v1/orders/{order_id}/moves", json=body)
        answer: dict[str, Any] = response.json()
        return answer

    with (
        running("assistant.order_service", *arguments, *settings),
        Requester(connect("kitchen"), "kitchen", data_dir / "kitchen") as kitchen,
        Requester(connect("owner"), "owner", data_dir / "owner") as owner,
        http,
    ):
        register = RegisterDevice(
            request_id="r1", device_id="owner", at=utc_now(), subject="home", role="seller"
        )
        assert owner.ask(register, PATIENCE_S)
        line = LineRequest(product_id=PODS, quantity=1)
        place = PlaceOrder(request_id="p1", device_id="kitchen", at=utc_now(), lines=(line,))
        placed = kitchen.ask(place, PATIENCE_S)
        assert placed is not None
        assert placed.order is not None
        order_id = placed.order.order_id
        time.sleep(0.05)  # the window to cancel is over now
        states = [move(n, e)["state"] for n, e in enumerate(("OrderConfirmed", "OrderPacked", "ItemShipped", "Delivered"))]  # fmt: skip
        assert states == ["confirmed", "packed", "shipped", "delivered"]
        assert move(3, "Delivered")["state"] == "delivered"  # the same move again moves nothing
        assert move(9, "OrderPacked")["status"] == "refused"


def test_connections_over_which_nothing_is_asked_shut_nobody_out(
    door: str, catalog: HouseholdCatalog
) -> None:
    port = int(door.rpartition(":")[2])
    secret = SellerSecrets(catalog.market).make("pet")
    head = f"POST /v1/offers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {secret}\r\n"
    sent = [b"", b"GET /v1/he", f"{head}Content-Length: 90\r\n\r\n".encode() + b"{"]
    with ExitStack() as held:
        for number in range(99):
            connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
            held.enter_context(connection)
            connection.sendall(sent[number % len(sent)])
        connection.settimeout(PATIENCE_S)
        assert connection.recv(100).startswith(b"HTTP/1.1 408 ")
        deadline = time.monotonic() + PATIENCE_S
        while httpx.get(f"{door}/v1/health", timeout=20).status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.2)


def test_a_port_that_is_taken_is_said(door: str, broker: RunningBroker, data_dir: Path) -> None:
    port = door.rpartition(":")[2]
    arguments = ["--broker", str(broker.address), "--data", str(data_dir)]
    program = [sys.executable, "-m", "assistant.web", *arguments, "--set", f"sellers.port={port}"]
    ended = subprocess.run(program, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert f"cannot listen at 127.0.0.1:{port}" in ended.stderr


def test_the_house_opens_the_door_where_a_setting_says_so(data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    overrides = [f"paths.data={data_dir}", "broker.port=0", "devices.simulated=[]"]
    overrides += ["sellers.enabled=true", f"sellers.port={port}"]
    with House(load({}, overrides)) as house:
        assert "sellers" in house.process_ids
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            try:
                answer = httpx.get(f"http://127.0.0.1:{port}/v1/health", timeout=5)
            except httpx.TransportError:
                time.sleep(0.1)
                continue
            assert answer.json() == {"status": "ok"}
            return
    pytest.fail("the door does not open")
