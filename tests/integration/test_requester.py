import contextlib
import resource
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest

from assistant.bus import topics
from assistant.bus.broker import RunningBroker, start_broker
from assistant.bus.client import Client, Delivery
from assistant.bus.kept import KeptRequests
from assistant.bus.requester import Requester
from assistant.core.errors import StorageError
from assistant.core.messages import Answer, AnyRequest, PressSlot
from assistant.core.settings import Broker

Connect = Callable[..., Client]
Answered = SimpleQueue[tuple[AnyRequest, Answer]]
NOW = datetime(2026, 1, 2, tzinfo=UTC)


def press(name: object) -> PressSlot:
    """A press that can be told from others."""
    return PressSlot(request_id=f"p{name}", device_id="washer", at=NOW, slot="detergent")


class FakeService:
    """Answers the n-th arrival of a request as often as `times(n)` says."""

    def __init__(self, connect: Connect, times: Callable[[int], int] = lambda _: 1) -> None:
        self.arrivals: SimpleQueue[str] = SimpleQueue()
        self._seen: dict[str, int] = {}
        self._times = times
        self._client = connect("service", {topics.ALL_REQUESTS: self._take}, session_expiry_s=60)

    def _take(self, delivery: Delivery) -> None:
        request = delivery.message
        assert isinstance(request, PressSlot)
        nth = self._seen[request.request_id] = self._seen.get(request.request_id, 0) + 1
        for _ in range(self._times(nth)):
            self.answer(request.request_id)
        self.arrivals.put(request.request_id)

    def answer(self, request_id: str) -> None:
        """Answer, asked or not."""
        answer = Answer(request_id=request_id, status="noted")
        self._client.publish(topics.answers("washer"), answer)


@pytest.fixture
def requester(connect: Connect, tmp_path: Path) -> Iterator[Requester]:
    """The washer's requester on a connected client."""
    client = connect("washer")
    with Requester(client, "washer", tmp_path / "kept") as made:
        yield made


def answered(requester: Requester) -> Answered:
    """A queue of what its callbacks hear."""
    queue: Answered = SimpleQueue()
    requester.on_answer(lambda request, answer: queue.put((request, answer)))
    return queue


def nothing_more(queue: Answered | SimpleQueue[str], within_s: float = 0.2) -> bool:
    """Whether the queue stays empty."""
    with contextlib.suppress(Empty):
        queue.get(timeout=within_s)
        return False
    return True


def emptied(folder: Path) -> bool:
    """Whether all is forgotten soon: that happens after the answer was told."""
    deadline = time.monotonic() + 5
    while any(folder.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not any(folder.iterdir())


def test_an_answer_ends_the_request(connect: Connect, requester: Requester, tmp_path: Path) -> None:
    FakeService(connect)
    answer = requester.ask(press(1), timeout_s=5)
    assert answer == Answer(request_id="p1", status="noted")
    assert requester.waiting == 0
    assert emptied(tmp_path / "kept")


def test_answers_repeated_or_not_ours_are_ignored(connect: Connect, requester: Requester) -> None:
    service, queue = FakeService(connect, times=lambda _: 2), answered(requester)
    service.answer("somebody-elses")
    requester.send(press(1))
    request, answer = queue.get(timeout=5)
    assert (request, answer.request_id) == (press(1), "p1")
    assert nothing_more(queue)


def test_a_request_is_sent_again_until_it_is_answered(
    connect: Connect, requester: Requester
) -> None:
    service, queue = FakeService(connect, times=lambda nth: int(nth == 2)), answered(requester)
    requester.send(press(1))
    assert queue.get(timeout=10)[1].request_id == "p1"
    assert [service.arrivals.get(timeout=5) for _ in range(2)] == ["p1", "p1"]
    assert nothing_more(service.arrivals)


def test_no_answer_in_time_leaves_the_request_under_way(
    connect: Connect, requester: Requester
) -> None:
    service, queue = FakeService(connect, times=lambda _: 0), answered(requester)
    assert requester.ask(press(1), timeout_s=0.1) is None
    assert requester.waiting == 1
    service.answer("p1")  # late
    assert queue.get(timeout=5)[1].request_id == "p1"
    assert requester.waiting == 0


def test_sending_the_same_request_twice_is_one(connect: Connect, requester: Requester) -> None:
    service = FakeService(connect, times=lambda _: 0)
    requester.send(press(1))
    requester.send(press(1))
    assert service.arrivals.get(timeout=5) == "p1"
    assert nothing_more(service.arrivals)
    assert requester.waiting == 1


def test_a_callback_that_fails_does_not_repeat_the_request(
    connect: Connect, requester: Requester, tmp_path: Path
) -> None:
    called = threading.Event()

    def fail(_request: AnyRequest, _answer: Answer) -> None:
        called.set()
        raise RuntimeError("a bug")

    requester.on_answer(fail)
    FakeService(connect)
    requester.send(press(1))
    assert called.wait(5)
    assert emptied(tmp_path / "kept")


def test_what_an_earlier_process_left_is_sent_first(connect: Connect, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    kept = KeptRequests(folder)
    for i in range(3):
        kept.keep(press(i))
    (folder / "torn.new").write_bytes(b'{"type":"pr')
    (folder / "p9.json").write_bytes(b"damaged")
    service = FakeService(connect)
    client = Client(connect("probe").address, "washer")
    with Requester(client, "washer", folder) as requester:
        assert requester.unanswered == [press(0), press(1), press(2)]
        queue = answered(requester)
        with client:
            assert [queue.get(timeout=5)[0].request_id for _ in range(3)] == ["p0", "p1", "p2"]
    assert [service.arrivals.get(timeout=5) for _ in range(3)] == ["p0", "p1", "p2"]
    assert [path.name for path in folder.iterdir()] == ["p9.damaged"]


def test_every_request_is_answered_once_through_broker_restarts(
    broker: RunningBroker, connect: Connect, requester: Requester, data_dir: Path
) -> None:
    FakeService(connect)
    queue = answered(requester)
    for i in range(60):
        requester.send(press(i))
        if i in (20, 40):
            broker.stop()
            broker = start_broker(Broker(address=broker.kind, port=broker.address.port), data_dir)
    got = sorted(queue.get(timeout=20)[1].request_id for _ in range(60))
    assert got == sorted(f"p{i}" for i in range(60))
    assert nothing_more(queue)
    broker.stop()


def test_on_a_full_disk_nothing_is_sent(
    connect: Connect, requester: Requester, tmp_path: Path
) -> None:
    service = FakeService(connect)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))  # any write to a file fails
    try:
        with pytest.raises(StorageError, match="nothing was sent; make room"):
            requester.send(press(1))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert requester.waiting == 0
    assert list((tmp_path / "kept").iterdir()) == []
    requester.send(press(2))
    assert service.arrivals.get(timeout=5) == "p2"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file")
    with pytest.raises(StorageError, match="kept"):
        KeptRequests(tmp_path / "kept")
