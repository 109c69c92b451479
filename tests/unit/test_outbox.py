import logging

import pytest

from assistant.bus.outbox import Outbox, Publication


def publication(topic: str, payload: bytes = b"", *, retain: bool = False) -> Publication:
    """Something to send."""
    return Publication(topic, payload, retain)


def test_what_lost_its_connection_goes_before_what_waited() -> None:
    outbox, old, new = Outbox(), publication("old"), publication("new")
    outbox.flying(1, old)
    outbox.wait(new)
    assert outbox.take_all() == [old, new]
    assert outbox.take_all() == []


def test_acknowledged_is_not_sent_again() -> None:
    outbox, sent = Outbox(), publication("a")
    outbox.flying(1, sent)
    assert not outbox.wait_until_empty(0)
    outbox.acknowledge(1)
    assert sent.acknowledged
    assert outbox.wait_until_empty(0)
    assert outbox.take_all() == []


def test_an_acknowledgement_may_come_before_we_know_the_id() -> None:
    outbox, sent = Outbox(), publication("a")
    outbox.acknowledge(1)
    outbox.flying(1, sent)
    assert sent.acknowledged
    assert outbox.take_all() == []


def test_of_a_retained_topic_only_the_newest_waits() -> None:
    outbox = Outbox()
    outbox.wait(publication("state", b"1", retain=True))
    outbox.wait(publication("event", b"2"))
    outbox.wait(publication("state", b"3", retain=True))
    outbox.wait(publication("event", b"4"))
    assert [p.payload for p in outbox.take_all()] == [b"2", b"3", b"4"]


def test_the_oldest_is_dropped_aloud_when_too_many_wait(
    caplog: pytest.LogCaptureFixture,
) -> None:
    outbox = Outbox(max_waiting=2)
    with caplog.at_level(logging.WARNING):
        for topic in "abc":
            outbox.wait(publication(topic))
    assert [p.topic for p in outbox.take_all()] == ["b", "c"]
    assert "dropped the oldest (a)" in caplog.text
