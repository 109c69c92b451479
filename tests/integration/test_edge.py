"""The edge of the shop: what is refused, with which reason, and that it is counted."""

import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import pytest

from assistant.bus import topics
from assistant.bus.broker import RunningBroker
from assistant.bus.client import Client, Delivery
from assistant.core.messages import MAX_MESSAGE_BYTES, Answer, ServiceState, utc_now
from assistant.core.settings import load, override
from assistant.order_service import OrderService
from assistant.order_service.start import furnished

Connect = Callable[..., Client]
PATIENCE_S = 20.0
TIDE = "tide-pods-81-count"


class Edge:
    """A service that knows its devices, and a device that sends it bytes."""

    def __init__(
        self, client: Client, service: OrderService, answers: "SimpleQueue[Delivery]"
    ) -> None:
        self._client, self._service = client, service
        self.answers = answers

    def send(self, device: str, **fields: Any) -> Answer:
        """Send a request as this device, and wait for its answer."""
        request_id = str(fields.pop("request_id", secrets.token_hex(6)))
        body = {"v": 1, "request_id": request_id, "device_id": device, "at": now(), **fields}
        self.publish(device, json.dumps(body).encode())
        answer = self.answers.get(timeout=PATIENCE_S).message
        assert isinstance(answer, Answer)
        assert answer.request_id == request_id
        return answer

    def publish(self, device: str, payload: bytes) -> None:
        self._client.publish_foreign(topics.requests(device), payload)

    def counted(self, name: str, at_least: int = 1) -> bool:
        """Whether the service counts it, soon."""
        give_up_at = time.monotonic() + PATIENCE_S
        while self._service.counts.get(name, 0) < at_least:
            if time.monotonic() > give_up_at:
                return False
            time.sleep(0.02)
        return True


def now(**ago: float) -> str:
    return (utc_now() - timedelta(**ago)).isoformat()


@pytest.fixture
def edge(broker: RunningBroker, connect: Connect, data_dir: Path) -> Iterator[Edge]:
    settings = override(
        load({}),
        [
            f"paths.data={data_dir}",
            "limits.known_devices_only=true",
            "limits.device_orders_per_day=1",
        ],
    )
    open_store, shop = furnished(settings)
    service = OrderService(broker.address, open_store, shop)
    stop, ready = threading.Event(), threading.Event()
    thread = threading.Thread(target=service.serve, args=(stop,), kwargs={"ready": ready.set})
    thread.start()
    assert ready.wait(PATIENCE_S)
    answers: SimpleQueue[Delivery] = SimpleQueue()
    client = connect("edge", subscribe={topics.answers("+"): answers.put})
    yield Edge(client, service, answers)
    stop.set()
    thread.join()
    assert service.failures == 0


def press(slot: str = "detergent", **more: Any) -> dict[str, Any]:
    return {"type": "press", "slot": slot, **more}


def level(remaining: object, capacity: object = 40) -> dict[str, Any]:
    fields = {"remaining": remaining, "capacity": capacity, "unit": "pods"}
    return {"type": "level", "slot": "detergent", **fields}


def order(quantity: object = 1, product: str = TIDE) -> dict[str, Any]:
    return {"type": "place_order", "lines": [{"product_id": product, "quantity": quantity}]}


REFUSED = [
    # types and ranges
    ("washer", press("x" * 65), "not_understood"),
    ("washer", press("a/b"), "not_understood"),
    ("washer", press(7), "not_understood"),  # type: ignore[arg-type]
    ("washer", press(test="yes"), "not_understood"),
    ("washer", press(v=2), "not_understood"),
    ("washer", {"type": "explode"}, "not_understood"),
    ("washer", {"slot": "detergent"}, "not_understood"),
    ("washer", level(-1), "not_understood"),
    ("washer", level(1e12), "not_understood"),
    ("washer", level(1, 0), "not_understood"),
    ("washer", level("many"), "not_understood"),
    ("assistant", order(0), "not_understood"),
    ("assistant", order(1000), "not_understood"),
    ("assistant", order(10**400), "not_understood"),
    ("assistant", {"type": "place_order", "lines": []}, "not_understood"),
    ("assistant", {"type": "confirm", "code": "12"}, "not_understood"),
    ("assistant", {"type": "confirm", "code": "12345678 OR 1=1"}, "not_understood"),
    # age
    ("washer", press(at=now(days=8)), "too_old"),
    ("washer", press(at=now(hours=-3)), "from_the_future"),
    ("washer", press(at="2026-03-02T12:00:00"), "not_understood"),
    ("washer", press(at="yesterday"), "not_understood"),
    # who may
    ("stranger", press(), "unknown_device"),
    ("stranger", order(), "unknown_device"),
    ("washer", order(), "not_allowed"),
    ("washer", {"type": "list_orders"}, "not_allowed"),
    ("washer", {"type": "set_lock", "on": False}, "not_allowed"),
    ("assistant", {"type": "register", "subject": "stranger"}, "not_allowed"),
    ("assistant", {"type": "set_code", "code": "1234"}, "not_allowed"),
    ("assistant", {"type": "set_slot", "subject": "washer", "slot": "x"}, "not_allowed"),
    # what there is
    ("washer", press("unicorns"), "unknown_slot"),
    ("assistant", order(product="nothing"), "unknown_product"),
    ("assistant", {"type": "return", "order_id": "A999999"}, "unknown_order"),
    ("assistant", {"type": "confirm", "order_id": "A999999"}, "nothing_held"),
]


@pytest.mark.parametrize("broker_settings", ["mosquitto"], indirect=True)
def test_what_may_not_be_is_answered_with_its_reason_and_counted(edge: Edge) -> None:
    sent: dict[str, int] = {}
    for device, fields, code in REFUSED:
        answer = edge.send(device, **fields)
        assert answer.status == "refused", (fields, answer)
        assert (answer.reason or "").partition(":")[0] == code, (fields, answer.reason)
        sent[code] = sent.get(code, 0) + 1
    for code, times in sent.items():
        kind = "rejected" if code == "not_understood" else "refused"
        assert edge.counted(f"{kind}:{code}", times), code


@pytest.mark.parametrize("broker_settings", ["mosquitto", "embedded"], indirect=True)
def test_what_cannot_be_answered_is_counted(edge: Edge) -> None:
    edge.publish("washer", b"x" * (MAX_MESSAGE_BYTES + 1))
    assert edge.counted("rejected:too_large")
    edge.publish("washer", b"\xff\xfe not text")
    edge.publish("washer", b"[" * 20_000)
    assert edge.counted("rejected:not_understood", 2)
    with pytest.raises(Empty):
        edge.answers.get(timeout=0.3)


@pytest.mark.parametrize("broker_settings", ["mosquitto"], indirect=True)
def test_nobody_speaks_for_another(edge: Edge) -> None:
    forged = {"v": 1, "request_id": "f1", "device_id": "owner", "at": now(), **press()}
    edge.publish("washer", json.dumps(forged).encode())
    answer = edge.answers.get(timeout=PATIENCE_S)
    assert answer.topic == topics.answers("washer")
    assert isinstance(answer.message, Answer)
    assert (answer.message.reason or "").startswith("not_yours: ")
    assert edge.counted("rejected:not_yours")


@pytest.mark.parametrize("broker_settings", ["mosquitto"], indirect=True)
def test_what_is_no_request_is_refused(edge: Edge) -> None:
    state = ServiceState(service_id="x", online=True)
    body = {"type": "service_state", "v": 1, "service_id": state.service_id, "online": True}
    edge.publish("washer", json.dumps(body | {"request_id": "r1"}).encode())
    assert edge.counted("rejected:no_request")


@pytest.mark.parametrize("broker_settings", ["mosquitto"], indirect=True)
def test_an_id_that_comes_again_with_other_contents(edge: Edge) -> None:
    at = now()
    first = edge.send("washer", request_id="r1", **press(at=at))
    assert first.status == "placed"
    assert edge.send("washer", request_id="r1", **press(at=at)) == first
    other = edge.send("washer", request_id="r1", **press("softener", at=at))
    assert (other.reason or "").startswith("request_id_reused")
    assert edge.counted("refused:request_id_reused")


@pytest.mark.parametrize("broker_settings", ["mosquitto"], indirect=True)
def test_limits_and_stock(edge: Edge) -> None:
    counted = {"type": "set_stock", "product_id": TIDE, "available": 1}
    assert edge.send("owner", **counted).status == "done"
    short = edge.send("assistant", **order(2))
    assert (short.reason or "").startswith(f"out_of_stock: {TIDE}: only 1 left")
    assert edge.send("assistant", **order(1)).status == "placed"
    many = edge.send("assistant", **order(1))
    assert (many.reason or "").startswith("too_many_orders: this device")
    assert edge.counted("refused:too_many_orders")
    assert edge.counted("refused:out_of_stock")
