import threading

from assistant.order_service.waiting import Waiting


def test_what_waits_is_taken_in_order_and_in_groups() -> None:
    waiting: Waiting[int] = Waiting()
    for number in range(5):
        waiting.put(number)
    assert waiting.take(3, 0) == [0, 1, 2]
    assert waiting.take(3, 0) == [3, 4]
    assert waiting.take(3, 0) == []


def test_a_full_queue_makes_its_producer_wait() -> None:
    waiting: Waiting[int] = Waiting(limit=2)
    assert waiting.take(1, 0) == []
    done = threading.Event()

    def produce() -> None:
        for number in range(5):
            waiting.put(number)
        done.set()

    threading.Thread(target=produce, daemon=True).start()
    taken: list[int] = []
    while len(taken) < 5:
        group = waiting.take(10, 10)
        assert 1 <= len(group) <= 2
        taken += group
    assert taken == [0, 1, 2, 3, 4]
    assert done.wait(10)


def test_before_anyone_takes_nobody_waits_for_room() -> None:
    waiting: Waiting[int] = Waiting(limit=2)
    for number in range(5):
        waiting.put(number)  # would never return, were it bounded now
    assert waiting.take(10, 0) == [0, 1, 2, 3, 4]


def test_closing_releases_all_and_keeps_nothing_more() -> None:
    waiting: Waiting[int] = Waiting(limit=1)
    waiting.put(1)
    waiting.take(0, 0)
    released = threading.Event()

    def produce() -> None:
        waiting.put(2)
        released.set()

    threading.Thread(target=produce, daemon=True).start()
    waiting.close()
    assert released.wait(10)
    assert waiting.take(10, 10) == [1]
