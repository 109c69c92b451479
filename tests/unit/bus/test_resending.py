import random

from assistant.bus.resending import FIRST_WAIT_S, LONGEST_WAIT_S, WINDOW, Resending


def resending(*request_ids: str, now: float = 0.0) -> Resending:
    """One with these requests waiting since `now`."""
    made = Resending(random.Random(1))
    for request_id in request_ids:
        made.add(request_id, now)
    return made


def test_a_request_is_due_at_once() -> None:
    assert resending("a").due(0.0) == ["a"]


def test_it_is_sent_again_when_the_broker_has_it_and_no_answer_came() -> None:
    made = resending("a")
    made.sent("a", 0.0, lambda: True)
    assert made.due(FIRST_WAIT_S - 0.1) == []
    assert made.due(FIRST_WAIT_S) == ["a"]


def test_what_the_client_still_sends_is_left_to_it() -> None:
    made = resending("a")
    made.sent("a", 0.0, lambda: False)
    assert made.due(1000.0) == []


def test_waits_grow_to_a_limit() -> None:
    made, now, waits = resending("a"), 0.0, []
    for _ in range(9):
        made.sent("a", now, lambda: True)
        due = made.next_due()
        assert due is not None
        waits.append(due - now)
        now = due
    assert waits[0] == FIRST_WAIT_S
    assert 1.6 * FIRST_WAIT_S <= waits[1] <= 2.4 * FIRST_WAIT_S
    assert all(0.8 * LONGEST_WAIT_S <= wait <= 1.2 * LONGEST_WAIT_S for wait in waits[7:])


def test_jitter_spreads_requests_of_one_moment() -> None:
    made = resending(*(f"r{i}" for i in range(20)))
    for i in range(20):
        made.sent(f"r{i}", 0.0, lambda: True)
        made.sent(f"r{i}", 1.0, lambda: True)
    assert 0 < len(made.due(1.0 + 2 * FIRST_WAIT_S)) < 20


def test_timers_start_again_at_a_reconnect() -> None:
    made = resending("a")
    for now in (0.0, 1.0, 3.0, 7.0):
        made.sent("a", now, lambda: True)
    made.reconnected(8.0)
    assert made.due(8.7) == []
    assert made.due(9.3) == ["a"]


def test_an_unsent_request_does_not_wait_after_a_reconnect() -> None:
    made = resending("a")
    made.reconnected(0.0)
    assert made.due(0.0) == ["a"]


def test_at_most_a_window_is_under_way() -> None:
    made = resending(*(f"r{i}" for i in range(WINDOW + 5)))
    assert len(made.due(0.0)) == WINDOW
    assert made.answered("r0")
    assert f"r{WINDOW}" in made.due(0.0)


def test_answers_are_counted_once() -> None:
    made = resending("a")
    assert made.answered("a")
    assert not made.answered("a")
    assert made.due(0.0) == []
    assert made.next_due() is None
