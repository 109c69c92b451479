"""The order service as a process of its own, on a real broker."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from queue import SimpleQueue

import paho.mqtt.publish
import pytest
from paho.mqtt.client import MQTTv5

from assistant.bus import topics
from assistant.bus.address import BrokerAddress
from assistant.bus.broker import RunningBroker, find_mosquitto
from assistant.bus.client import Client, Delivery
from assistant.bus.requester import Requester
from assistant.bus.running import accepts
from assistant.core.messages import (
    Answer,
    AnyRequest,
    LineRequest,
    ListOrders,
    OrderEvent,
    PlaceOrder,
    PressSlot,
    ServiceState,
    utc_now,
)
from assistant.order_service import CLIENT_ID, OrderService
from assistant.storage.catalog.catalog_file import build, open_catalog
from assistant.storage.orders.sqlite_store import ORDERS_FILE, SqliteOrders, open_orders
from assistant.store.market.offers import CatalogOffers
from assistant.store.orders.decision import HouseholdRules
from assistant.store.orders.order_store import OrderStore, Shop

Connect = Callable[..., Client]
PATIENCE_S = 30.0

CSV = {
    "categories.csv": "id,name_en,name_ko\nlaundry,Laundry,세탁용품\n",
    "sellers.csv": (
        "id,name_en,name_ko,delivery_days,cutoff,works_weekends\nhome,Homewell,홈웰,2,18:00,yes\n"
    ),
    "products.csv": (
        "id,category,brand_en,brand_ko,name_en,name_ko,aliases_en,aliases_ko,"
        "size,size_unit,price_usd,price_krw,seller\n"
        "tide,laundry,Tide,타이드,Tide Pods,타이드 팟,,,81,count,19.99,26900,home\n"
    ),
    "music.csv": (
        "id,title_en,title_ko,composer_en,composer_ko,artist_en,artist_ko,album_en,album_ko,"
        "genre,file,aliases_en,aliases_ko\n"
        "prelude,Prelude,전주곡,Chopin,쇼팽,A,가,B,나,classical,prelude.ogg,,\n"
    ),
    "purchases.csv": (
        "product_id,quantity,unit_price_usd,unit_price_krw,days_ago\ntide,1,18.99,25900,30\n"
    ),
    "slots.csv": (
        "device_id,slot,product_id,quantity,threshold_fraction,price_ceiling_usd,"
        "price_ceiling_krw\nwasher,detergent,tide,1,0.2,25.00,35000\n"
    ),
}


@pytest.fixture(scope="module")
def catalog_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with one product, and a household with one slot and one purchase."""
    folder = tmp_path_factory.mktemp("catalog")
    for name, text in CSV.items():
        (folder / name).write_text(text, "utf-8")
    build(folder, folder / "catalog.db", folder)
    return folder / "catalog.db"


@pytest.fixture
def start(
    broker: RunningBroker, data_dir: Path, catalog_file: Path
) -> Iterator[Callable[[], "subprocess.Popen[str]"]]:
    """`start()`: an order service that is ready."""
    running: list[subprocess.Popen[str]] = []

    def make() -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            command(broker, data_dir, catalog_file),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        assert process.stdout is not None
        line = process.stdout.readline()
        if line != "ready\n":
            process.kill()
            pytest.fail(f"{line!r}: {process.communicate()[1]}")
        return process

    yield make
    for process in running:
        process.kill()
        process.communicate()


def command(broker: RunningBroker, data_dir: Path, catalog_file: Path) -> list[str]:
    program = [sys.executable, "-m", "assistant.order_service", "--broker", str(broker.address)]
    return [*program, "--data", str(data_dir), "--catalog", str(catalog_file)]


@pytest.fixture
def requester(connect: Connect, tmp_path: Path) -> Iterator[Requester]:
    """The kitchen's requests."""
    with Requester(connect("kitchen"), "kitchen", tmp_path / "kitchen") as requester:
        yield requester


def place(request_id: str, lines: int = 1) -> PlaceOrder:
    wanted = tuple(LineRequest(product_id="tide", quantity=i + 1) for i in range(lines))
    return PlaceOrder(request_id=request_id, device_id="kitchen", at=utc_now(), lines=wanted)


def asked(requester: Requester, request: AnyRequest) -> Answer:
    answer = requester.ask(request, PATIENCE_S)
    assert answer is not None
    return answer


def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def stored(data_dir: Path) -> list[str]:
    reader = open_orders(data_dir / ORDERS_FILE, read_only=True)
    orders = reader.orders(10_000)
    reader.close()
    return [order.order_id for order in orders]


def test_an_order_is_answered_announced_and_kept(
    start: Callable[[], "subprocess.Popen[str]"],
    requester: Requester,
    connect: Connect,
    data_dir: Path,
) -> None:
    events: SimpleQueue[Delivery] = SimpleQueue()
    connect("listener", {topics.ORDER_EVENTS: events.put})
    service = start()
    answer = asked(requester, place("r1"))
    assert answer.status == "placed"
    event = events.get(timeout=PATIENCE_S).message
    assert isinstance(event, OrderEvent)
    assert (event.event, event.order) == ("OrderPlaced", answer.order)
    assert asked(requester, place("r2")).order != answer.order

    reader = open_orders(data_dir / ORDERS_FILE, read_only=True)
    assert [order.order_id for order in reader.orders(9)] == ["A1002", "A1001"]
    assert reader.purchases()["tide"].times == 3  # one of them before the first day
    reader.close()

    service.send_signal(signal.SIGTERM)
    _, log = service.communicate(timeout=PATIENCE_S)
    assert service.returncode == 0
    assert "orders: kitchen place_order: placed A1001: 1 x tide, 19.99 USD" in log


def test_a_slot_of_the_sample_household_is_pressed(
    start: Callable[[], "subprocess.Popen[str]"], connect: Connect, tmp_path: Path
) -> None:
    start()
    with Requester(connect("washer"), "washer", tmp_path / "washer") as washer:
        press = PressSlot(request_id="p1", device_id="washer", at=utc_now(), slot="detergent")
        first = asked(washer, press)
        again = PressSlot(request_id="p2", device_id="washer", at=utc_now(), slot="detergent")
        second = asked(washer, again)
    assert (first.status, second.status) == ("placed", "in_progress")
    assert second.order == first.order


def test_killed_in_mid_stream_it_loses_and_doubles_nothing(
    start: Callable[[], "subprocess.Popen[str]"], requester: Requester, data_dir: Path
) -> None:
    answers: dict[str, list[Answer]] = {}
    requester.on_answer(
        lambda request, answer: answers.setdefault(request.request_id, []).append(answer)
    )
    service = start()
    count = 300
    for number in range(count):
        requester.send(place(f"r{number}"))
        if number % 80 == 79:
            service.kill()  # SIGKILL: no last words
            service.wait()
            service = start()
    eventually(lambda: requester.waiting == 0 and len(answers) == count)
    assert all(len(got) == 1 and got[0].status == "placed" for got in answers.values())
    told = {got[0].order.order_id for got in answers.values() if got[0].order}
    assert len(told) == count
    assert sorted(stored(data_dir)) == sorted(told)


def test_a_backlog_of_unacknowledged_requests_does_not_keep_it_from_starting(
    start: Callable[[], "subprocess.Popen[str]"], requester: Requester, connect: Connect
) -> None:
    hoarder = connect(CLIENT_ID, {topics.ALL_REQUESTS: lambda _: None}, manual_ack=True,
                      session_expiry_s=3600)  # fmt: skip
    sender = connect("sender")
    for number in range(300):
        sender.publish(topics.requests("kitchen"), place(f"r{number}"))
    sender.stop()
    hoarder.stop()
    start()
    assert asked(requester, place("r1")).status in {"placed", "refused"}


def test_what_a_full_queue_drops_is_asked_again(
    tmp_path: Path, data_dir: Path, catalog_file: Path
) -> None:
    program = find_mosquitto()
    if program is None:
        pytest.skip("mosquitto is not installed (apt install mosquitto)")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    config = tmp_path / "mosquitto.conf"
    config.write_text(
        f"listener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 5\n"
        "max_inflight_messages 5\n"
    )
    address = BrokerAddress("127.0.0.1", port)
    mosquitto = subprocess.Popen([program, "-c", str(config)], stderr=subprocess.DEVNULL)
    try:
        eventually(lambda: accepts(address))
        absent = Client(address, CLIENT_ID, session_expiry_s=3600)
        absent.subscribe(topics.ALL_REQUESTS, lambda _: None)
        with absent:
            pass
        client = Client(address, "kitchen")
        with Requester(client, "kitchen", tmp_path / "kitchen") as requester, client:
            for number in range(60):
                requester.send(place(f"r{number}"))
            time.sleep(1)  # all of them sent, and most of them dropped

            def open_store() -> OrderStore:
                return open_orders(data_dir / ORDERS_FILE)

            with serving(OrderService(address, open_store, a_shop(catalog_file))):
                eventually(lambda: requester.waiting == 0)
        assert len(stored(data_dir)) == 60
    finally:
        mosquitto.terminate()
        mosquitto.wait()


def test_the_counts_are_there_for_the_owner_to_see(
    start: Callable[[], "subprocess.Popen[str]"], requester: Requester, connect: Connect
) -> None:
    states: SimpleQueue[Delivery] = SimpleQueue()
    connect("owner", {topics.service_state(CLIENT_ID): states.put})
    service = start()
    connect("fool").publish(topics.requests("kitchen"), Answer(request_id="x", status="noted"))
    asked(requester, place("r1"))
    service.send_signal(signal.SIGTERM)
    service.communicate(timeout=PATIENCE_S)
    last: ServiceState | None = None
    while last is None or last.online:
        message = states.get(timeout=PATIENCE_S).message
        assert isinstance(message, ServiceState)
        last = message
    assert last.counts == {"placed": 1, "rejected:no_request": 1}


def test_a_request_nobody_understands_is_refused_with_the_reason(
    start: Callable[[], "subprocess.Popen[str]"], requester: Requester, connect: Connect
) -> None:
    start()
    heard: SimpleQueue[Delivery] = SimpleQueue()
    sender = connect("sender", {topics.answers("toaster"): heard.put})
    topic = topics.requests("toaster")
    sender.publish_foreign(topic, b'{"type":"press","request_id":"p1","v":2}')
    sender.publish(topic, place("p2"))
    answers = [heard.get(timeout=PATIENCE_S).message for _ in range(2)]
    reasons = [a.reason or "" for a in answers if isinstance(a, Answer) and a.status == "refused"]
    assert reasons[0].startswith("not_understood: message not understood: unknown version")
    assert reasons[1] == "not_yours: it speaks for kitchen"
    assert asked(requester, place("r1")).status == "placed"


def test_events_committed_before_a_crash_are_published_after_it(
    start: Callable[[], "subprocess.Popen[str]"],
    connect: Connect,
    data_dir: Path,
    catalog_file: Path,
) -> None:
    crashed = open_orders(data_dir / ORDERS_FILE)
    (answer,) = crashed.handle_batch([place("r1")], a_shop(catalog_file).decide, utc_now())
    crashed.close()
    events: SimpleQueue[Delivery] = SimpleQueue()
    connect("listener", {topics.ORDER_EVENTS: events.put})
    service = start()
    event = events.get(timeout=PATIENCE_S).message
    assert isinstance(event, OrderEvent)
    assert event.order == answer.order
    service.send_signal(signal.SIGTERM)
    service.communicate(timeout=PATIENCE_S)
    database = sqlite3.connect(data_dir / ORDERS_FILE)
    assert database.execute("SELECT count(*) FROM outbox").fetchone() == (0,)
    database.close()


def test_what_is_no_request_is_ignored(
    start: Callable[[], "subprocess.Popen[str]"],
    requester: Requester,
    broker: RunningBroker,
    connect: Connect,
    data_dir: Path,
) -> None:
    service = start()
    topic = topics.requests("kitchen")
    for payload in (b"", b"not json", b"{}", b'{"type":"place_order","v":9}', b"[" * 10_000):
        paho.mqtt.publish.single(
            topic, payload, qos=1, hostname=broker.address.host, port=broker.address.port,
            protocol=MQTTv5,
        )  # fmt: skip
    stranger = connect("stranger")
    stranger.publish(topic, Answer(request_id="x", status="noted"))
    stranger.publish(topics.requests("stranger"), place("forged"))
    assert asked(requester, place("r1")).status == "placed"
    assert stored(data_dir) == ["A1001"]
    service.send_signal(signal.SIGTERM)
    _, log = service.communicate(timeout=PATIENCE_S)
    assert "answer is no request" in log
    assert "it speaks for kitchen" in log


def test_a_list_too_long_for_a_message_is_shortened(
    start: Callable[[], "subprocess.Popen[str]"], requester: Requester
) -> None:
    start()
    for number in range(20):
        requester.send(place(f"r{number}", lines=50))
    assert asked(requester, place("last")).order is not None
    eventually(lambda: requester.waiting == 0)
    ask = ListOrders(request_id="l1", device_id="kitchen", at=utc_now(), limit=50)
    answer = asked(requester, ask)
    assert answer.status == "orders"
    assert 1 <= len(answer.orders) < 21


@contextmanager
def serving(service: OrderService) -> Iterator[None]:
    """The service on a thread of this process, where the store can be given trouble."""
    stop, ready = threading.Event(), threading.Event()
    thread = threading.Thread(target=service.serve, args=(stop,), kwargs={"ready": ready.set})
    thread.start()
    assert ready.wait(PATIENCE_S)
    try:
        yield
    finally:  # or a test that fails would never end
        stop.set()
        thread.join(PATIENCE_S)
    assert not thread.is_alive()


def a_shop(catalog_file: Path) -> Shop:
    rules = HouseholdRules(zone=None, cancel_window=timedelta(minutes=30))
    return Shop(CatalogOffers(open_catalog(catalog_file), "USD"), rules)


def test_while_the_disk_is_full_nothing_is_answered_and_then_all_is(
    requester: Requester,
    broker: RunningBroker,
    data_dir: Path,
    catalog_file: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    most_pages = 1

    def open_store() -> OrderStore:
        store = open_orders(data_dir / ORDERS_FILE)
        assert isinstance(store, SqliteOrders)
        store._connection.execute(f"PRAGMA max_page_count = {most_pages}")
        return store

    answered: dict[str, Answer] = {}
    requester.on_answer(lambda request, answer: answered.update({request.request_id: answer}))
    with serving(OrderService(broker.address, open_store, a_shop(catalog_file))):
        for number in range(60):
            requester.send(place(f"r{number}", lines=50))
        eventually(lambda: "cannot keep orders, trying again" in caplog.text)
        assert "the disk is full; free some space" in caplog.text
        kept_while_full = len(answered)
        assert kept_while_full < 60
        most_pages = 1_000_000
        eventually(lambda: requester.waiting == 0)
    assert "orders are kept again" in caplog.text
    assert {answer.status for answer in answered.values()} == {"placed"}
    assert len(stored(data_dir)) == len(answered) == 60


def test_a_request_said_once_outlives_a_service_that_could_not_keep_it(
    connect: Connect,
    broker: RunningBroker,
    data_dir: Path,
    catalog_file: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    full = True

    def open_store() -> OrderStore:
        store = open_orders(data_dir / ORDERS_FILE)
        assert isinstance(store, SqliteOrders)
        if full:
            store._connection.execute("PRAGMA max_page_count = 1")
        return store

    def service() -> OrderService:
        return OrderService(broker.address, open_store, a_shop(catalog_file))

    sender = connect("kitchen")  # unlike a requester it asks no second time
    with serving(service()):
        for number in range(60):
            sender.publish(topics.requests("kitchen"), place(f"r{number}", lines=50))
        eventually(lambda: "cannot keep orders, trying again" in caplog.text)
    assert len(stored(data_dir)) < 60
    full = False
    with serving(service()):
        eventually(lambda: len(stored(data_dir)) == 60)


def test_a_clock_that_jumps_harms_nothing(
    requester: Requester, broker: RunningBroker, data_dir: Path, catalog_file: Path
) -> None:
    ahead = timedelta()

    def open_store() -> OrderStore:
        return open_orders(data_dir / ORDERS_FILE)

    def clock() -> datetime:
        return utc_now() + ahead

    shop = a_shop(catalog_file)
    with serving(OrderService(broker.address, open_store, shop, clock=clock)):
        for number, jump in enumerate((0, 3600, -300, 86_400, 0)):
            ahead = timedelta(seconds=jump)
            assert asked(requester, place(f"r{number}")).status == "placed"
    assert len(stored(data_dir)) == 5


def test_it_ends_with_its_parent(broker: RunningBroker, data_dir: Path, catalog_file: Path) -> None:
    child = [*command(broker, data_dir, catalog_file), "--with-parent"]
    parent_code = (
        "import os, subprocess, sys\n"
        "child = [*sys.argv[1:], str(os.getpid())]\n"
        "p = subprocess.Popen(child, stdout=subprocess.PIPE, text=True)\n"
        "print(p.stdout.readline().strip(), p.pid, flush=True)\n"
        "input()\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", parent_code, *child],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    word, pid = parent.stdout.readline().split()
    assert word == "ready"
    parent.kill()
    parent.communicate()
    eventually(lambda: not alive(int(pid)))


def test_it_does_not_begin_without_its_parent(
    broker: RunningBroker, data_dir: Path, catalog_file: Path
) -> None:
    with subprocess.Popen(["true"]) as parent:
        pass
    orphan = [*command(broker, data_dir, catalog_file), "--with-parent", str(parent.pid)]
    ended = subprocess.run(orphan, capture_output=True, text=True, timeout=30, check=False)
    assert (ended.returncode, ended.stdout) == (0, "")


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return False
    return state[0] != "Z"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--broker", "mqtt://127.0.0.1:1", "--catalog", "CATALOG"], 4, "cannot use the MQTT"),
        (["--broker", "somewhere", "--catalog", "CATALOG"], 2, "is not a broker address"),
        (["--broker", "mqtt://127.0.0.1:1", "--catalog", "nothing.db"], 2, "nothing.db"),
        (
            ["--broker", "mqtt://127.0.0.1:1", "--catalog", "CATALOG", "--data", "/dev/null/x"],
            5,
            "cannot make the folder",
        ),
        (
            [
                *("--broker", "mqtt://127.0.0.1:1", "--catalog", "CATALOG"),
                *("--set", "household.time_zone=Mars/Base"),
            ],
            2,
            "household.time_zone",
        ),
    ],
)
def test_what_keeps_it_from_starting_is_one_clear_line(
    arguments: list[str], code: int, words: str, tmp_path: Path, catalog_file: Path
) -> None:
    given = [str(catalog_file) if word == "CATALOG" else word for word in arguments]
    result = subprocess.run(
        [sys.executable, "-m", "assistant.order_service", "--data", str(tmp_path), *given],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        env={**os.environ, "PYTHONWARNINGS": "error"},
        check=False,
    )
    assert result.returncode == code
    assert words in result.stderr
    assert "Traceback" not in result.stderr
