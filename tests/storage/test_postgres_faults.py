"""A database that dies, comes back, is shared, or is of a newer version."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest

from assistant.core.errors import StorageError
from assistant.core.messages import Answer, AnyRequest, CancelOrder, PressSlot, TellArrival
from assistant.storage.orders.postgres_connection import PostgresConnection, in_its_words, table
from assistant.storage.orders.postgres_store import PostgresOrders, open_postgres
from assistant.store.delivery.fulfilment import Ids
from assistant.store.household.replenish import Slot
from assistant.store.orders.decision import Decision
from assistant.store.orders.order_store import Shop
from assistant.store.orders.survey import Books
from bench.postgres import PrivateServer
from tests.postgres import own_server

Place = Callable[..., AnyRequest]


@pytest.fixture(scope="module")
def postgres() -> Iterator[PrivateServer]:
    """A server of its own: one that holds every test's database takes minutes to recover."""
    yield from own_server()


@pytest.fixture
def address(postgres: PrivateServer) -> str:
    """An empty database."""
    return postgres.database()


@pytest.fixture
def workers(address: str) -> Iterator[list[PostgresOrders]]:
    """Four workers on one database, none knowing another."""
    stores = [open_postgres(address) for _ in range(4)]
    yield stores
    for store in stores:
        store.close()


def test_a_killed_database_keeps_what_it_answered(
    postgres: PrivateServer, address: str, shop: Shop, now: datetime, place: Place
) -> None:
    store = open_postgres(address)
    (answer,) = store.handle_batch([place("r1")], shop.decide, now)
    postgres.kill()
    with pytest.raises(StorageError, match="the database does not answer"):
        store.handle_batch([place("r2")], shop.decide, now)
    with pytest.raises(StorageError, match="the database does not answer"):
        open_postgres(address)
    postgres.start()
    with pytest.raises(StorageError):
        store.handle_batch([place("r2")], shop.decide, now)  # this connection is gone for good
    again = open_postgres(address)
    assert again.handle_batch([place("r1")], shop.decide, now) == [answer]
    assert len(again.orders(10)) == 1
    again.close()


def test_workers_that_hear_the_same_requests_order_once(
    workers: list[PostgresOrders], shop: Shop, now: datetime, place: Place
) -> None:
    answers: list[list[str]] = [[] for _ in workers]

    def work(number: int) -> None:
        for begin in range(0, 200, 20):
            batch = [place(f"r{i}", device_id=f"d{i % 7}") for i in range(begin, begin + 20)]
            if number % 2:
                batch.reverse()  # in another order: they must not wait for each other in a ring
            got = workers[number].handle_batch(batch, shop.decide, now)
            answers[number] += [a.order.order_id for a in got if a.order]

    at_once(work, len(workers))
    assert all(sorted(each) == sorted(answers[0]) for each in answers)
    assert len(workers[0].orders(1000)) == len(set(answers[0])) == 200


def test_a_slot_pressed_at_several_workers_has_one_running_order(
    workers: list[PostgresOrders], shop: Shop, now: datetime
) -> None:
    workers[0].seed([], [Slot("washer", "detergent", "tide")])
    statuses: list[str] = []

    def work(number: int) -> None:
        press = PressSlot(request_id=f"p{number}", device_id="washer", at=now, slot="detergent")
        statuses.extend(a.status for a in workers[number].handle_batch([press], shop.decide, now))

    at_once(work, len(workers))
    assert sorted(statuses) == ["in_progress", "in_progress", "in_progress", "placed"]


def test_an_order_is_cancelled_once(
    workers: list[PostgresOrders], shop: Shop, now: datetime, place: Place
) -> None:
    workers[0].handle_batch([place("r1")], shop.decide, now)
    statuses: list[str] = []

    def work(number: int) -> None:
        cancel = CancelOrder(
            request_id=f"c{number}", device_id=f"d{number}", at=now, order_id="A1001"
        )
        statuses.extend(a.status for a in workers[number].handle_batch([cancel], shop.decide, now))

    at_once(work, len(workers))
    assert sorted(statuses) == ["cancelled", *["nothing_to_cancel"] * 3]
    assert [entry.event for entry in workers[0].history("A1001")] == [
        "OrderPlaced",
        "OrderCancelled",
    ]


def test_what_has_come_is_not_given_up_by_another_worker_meanwhile(
    workers: list[PostgresOrders], shop: Shop, now: datetime
) -> None:
    workers[0].seed([], [Slot("washer", "detergent", "tide")])
    press = PressSlot(request_id="p1", device_id="washer", at=now, slot="detergent")
    workers[0].handle_batch([press], shop.decide, now)
    for later in range(1, 4):
        while workers[0].advance_due(shop.step, now + timedelta(days=later)):
            pass
    now += timedelta(days=12)

    def tell(came: date | None) -> None:
        told = TellArrival(
            request_id=f"t{came}", device_id="chat", at=now, order_id="A1001", came=came
        )
        workers[1].handle_batch([told], shop.decide, now)

    tell(None)
    telling = threading.Thread(target=tell, args=(now.date(),))

    def decide(request: AnyRequest, books: Books, at: datetime, ids: Ids) -> Decision:
        decision = shop.decide(request, books, at, ids)
        telling.start()
        telling.join(1)  # it waits for us; else it would be written over
        return decision

    press = PressSlot(request_id="p2", device_id="washer", at=now, slot="detergent")
    workers[0].handle_batch([press], decide, now)
    telling.join(10)
    assert workers[0].audit() == ()
    order = workers[0].order("A1001")
    assert order is not None
    assert (order.state, order.came) == ("delivered", now.date())


def test_what_has_not_come_and_what_is_pressed_at_once_leave_one_running_order(
    workers: list[PostgresOrders], shop: Shop, now: datetime
) -> None:
    workers[0].seed([], [Slot("washer", "detergent", "tide")])
    press = PressSlot(request_id="p1", device_id="washer", at=now, slot="detergent")
    workers[0].handle_batch([press], shop.decide, now)
    now += timedelta(days=2)
    while workers[0].advance_due(shop.step, now):
        pass
    answers: list[Answer] = []
    told = TellArrival(request_id="t", device_id="chat", at=now, order_id="A1001", came=None)
    telling = threading.Thread(
        target=lambda: answers.extend(workers[1].handle_batch([told], shop.decide, now))
    )

    def decide(request: AnyRequest, books: Books, at: datetime, ids: Ids) -> Decision:
        decision = shop.decide(request, books, at, ids)
        telling.start()
        telling.join(1)  # it waits for us
        return decision

    press = PressSlot(request_id="p2", device_id="washer", at=now, slot="detergent")
    answers += workers[0].handle_batch([press], decide, now)
    telling.join(10)
    assert [answer.status for answer in answers] == ["placed", "done"]


def test_one_worker_at_a_time_publishes(
    workers: list[PostgresOrders], shop: Shop, now: datetime, place: Place
) -> None:
    workers[0].handle_batch([place("r1")], shop.decide, now)
    assert len(workers[1].unpublished()) == 1
    assert workers[2].unpublished() == ()
    workers[1].close()
    give_up_at = time.monotonic() + 10
    while not workers[2].unpublished():  # the server notices a moment later
        assert time.monotonic() < give_up_at


def test_text_the_database_cannot_hold_is_refused_alone(
    workers: list[PostgresOrders], shop: Shop, now: datetime, place: Place
) -> None:
    bad = PressSlot(request_id="a\0b", device_id="washer", at=now, slot="x")
    good, refused = workers[0].handle_batch([place("r1"), bad], shop.decide, now)
    assert good.status == "placed"
    assert (refused.reason or "").startswith("internal_error")


def test_a_newer_version_is_left_alone(address: str) -> None:
    open_postgres(address).close()
    connection = PostgresConnection(address)
    connection.execute("INSERT INTO applied (step) VALUES ('m999_gifts')")
    connection.close()
    with pytest.raises(StorageError, match=r"newer version \(m999_gifts\)"):
        open_postgres(address)


def test_an_address_nobody_serves() -> None:
    with pytest.raises(StorageError, match=r"the database does not answer: .*is it running"):
        open_postgres("postgresql://nobody@127.0.0.1:1/orders")


def test_our_words_in_its_words() -> None:
    assert in_its_words("SELECT a FROM b WHERE c = ?") == b"SELECT a FROM b WHERE c = %s"
    ours = "CREATE TABLE t (number INTEGER PRIMARY KEY, a BLOB, b REAL) STRICT"
    assert table(ours) == (
        "CREATE TABLE t (number BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,"
        " a BYTEA, b DOUBLE PRECISION)"
    )


def at_once(work: Callable[[int], None], count: int) -> None:
    """The same work on several threads."""
    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
