import logging
import threading

import pytest

from assistant.bus.outbox import Outbox, Publication


def publication(topic: str, payload: bytes = b"", *, retain: bool = False) -> Publication:
    """Something to send."""
    return Publication(topic, payload, retain)


def sent(outbox: Outbox) -> list[Publication]:
    """All that may be sent now."""
    out = []
    while (waiting := outbox.next()) is not None:
        out.append(waiting[1])
    return out


def test_what_lost_its_connection_goes_before_what_waited() -> None:
    outbox, old, older, new = Outbox(), publication("b"), publication("a"), publication("c")
    outbox.connected(10)
    outbox.put(older)
    outbox.put(old)
    assert sent(outbox) == [older, old]
    outbox.disconnected()
    outbox.put(new)
    assert sent(outbox) == []
    outbox.connected(10)
    assert sent(outbox) == [older, old, new]


def test_acknowledged_is_not_sent_again() -> None:
    outbox, one = Outbox(), publication("a")
    outbox.connected(10)
    outbox.put(one)
    waiting = outbox.next()
    assert waiting is not None
    assert not outbox.wait_until_empty(0)
    assert outbox.acknowledge(waiting[0]) is one
    assert one.acknowledged
    assert outbox.acknowledge(waiting[0]) is None
    assert outbox.wait_until_empty(0)
    outbox.disconnected()
    outbox.connected(10)
    assert sent(outbox) == []


def test_a_broker_is_sent_no_more_than_it_takes() -> None:
    outbox = Outbox()
    outbox.connected(2)
    for topic in "abc":
        outbox.put(publication(topic))
    (first, _), (second, _) = outbox.next() or (0, None), outbox.next() or (0, None)
    assert first != second
    assert outbox.next() is None
    outbox.acknowledge(first)
    assert [p.topic for p in sent(outbox)] == ["c"]


def test_packet_ids_in_use_are_passed_over() -> None:
    outbox = Outbox()
    outbox.connected(65_535)
    outbox.put(publication("slow"))
    slow, _ = outbox.next() or (0, None)
    for _ in range(60_001):
        outbox.put(publication("fast"))
        packet_id, _ = outbox.next() or (0, None)
        assert packet_id not in (0, slow)
        outbox.acknowledge(packet_id)


def test_of_a_retained_topic_only_the_newest_waits() -> None:
    outbox = Outbox()
    outbox.put(publication("state", b"1", retain=True))
    outbox.put(publication("event", b"2"))
    outbox.put(publication("state", b"3", retain=True))
    outbox.put(publication("event", b"4"))
    outbox.connected(10)
    assert [p.payload for p in sent(outbox)] == [b"2", b"3", b"4"]


def test_the_oldest_is_dropped_aloud_when_too_many_wait(
    caplog: pytest.LogCaptureFixture,
) -> None:
    outbox = Outbox(max_waiting=2)
    with caplog.at_level(logging.WARNING):
        for topic in "abc":
            outbox.put(publication(topic))
    outbox.connected(10)
    assert [p.topic for p in sent(outbox)] == ["b", "c"]
    assert "dropped the oldest (a)" in caplog.text


def test_a_publisher_waits_for_a_slow_broker() -> None:
    outbox = Outbox(max_waiting=1)
    outbox.connected(1)
    outbox.put(publication("a"))
    outbox.wait_for_room(lambda: True)  # closing: not at all
    free = threading.Thread(target=outbox.wait_for_room, args=(lambda: False,))
    free.start()
    free.join(0.1)
    assert free.is_alive()
    assert sent(outbox)  # room again
    free.join(5)
    assert not free.is_alive()
