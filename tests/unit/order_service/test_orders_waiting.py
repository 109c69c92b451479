import threading

from assistant.order_service.waiting import Waiting


def test_all_that_wait_are_taken_together_in_order() -> None:
    waiting: Waiting[int] = Waiting()
    for number in range(5):
        waiting.put(number)
    assert waiting.take(3, 0) == [0, 1, 2]
    assert waiting.take(3, 0) == [3, 4]
    assert waiting.take(3, 0) == []


def test_taking_waits_for_the_first_only() -> None:
    waiting: Waiting[int] = Waiting()
    timer = threading.Timer(0.05, waiting.put, [1])
    timer.start()
    assert waiting.take(2, 10) == [1]
    timer.join()
