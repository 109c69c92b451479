"""What nobody should send: it crashes nothing, blocks nothing, orders nothing, and is counted."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.bus import topics
from assistant.bus.address import BrokerAddress
from assistant.bus.client import Client
from assistant.bus.codec import decode, encode
from assistant.bus.inbox import matches
from assistant.core.errors import MessageError
from assistant.core.messages import MAX_MESSAGE_BYTES
from assistant.core.settings import Broker
from assistant.order_service import refusing
from bench import fuzz
from bench.fuzz_messages import Fuzz

MESSAGES = 20_000


def test_thousands_of_bad_messages(broker_settings: Broker, tmp_path: Path) -> None:
    outcome = fuzz.run(MESSAGES, broker_settings.address, tmp_path, seed=7)
    assert outcome.sound, outcome
    assert outcome.proper == outcome.orders == MESSAGES // fuzz.PROPER_EVERY
    assert outcome.refused_with_reason > MESSAGES // 20
    assert {"rejected:not_understood", "rejected:not_yours", "rejected:too_large"} <= set(
        outcome.counts
    )


@given(st.binary(max_size=300) | st.builds(lambda seed: next(Fuzz(seed).payloads()), st.integers()))
def test_bytes_are_a_message_or_an_error(payload: bytes) -> None:
    try:
        message = decode(payload)
    except MessageError:
        answer = refusing.refusal(payload, "not_understood", "why")
        assert answer is None or (answer.reason or "").startswith("not_understood: ")
    else:
        assert decode(encode(message)) == message


@pytest.mark.parametrize(
    ("topic", "device"),
    [
        (topics.requests("washer"), "washer"),
        (topics.answers("washer"), None),
        (topics.requests("a/b"), None),
        ("elsewhere", None),
    ],
)
def test_the_sender_is_whose_topic_it_is(topic: str, device: str | None) -> None:
    assert refusing.sender(topic) == device


def test_nothing_is_answered_to_what_is_too_large_to_read() -> None:
    large = b'{"request_id":"r","x":"' + b"x" * MAX_MESSAGE_BYTES + b'"}'
    assert refusing.refusal(large, "too_large", "") is None


@pytest.mark.parametrize(
    ("topic_filter", "topic", "fits"),
    [
        ("a/b", "a/b", True),
        ("a/+", "a/b", True),
        ("a/+", "a/", True),
        ("a/+", "a", False),
        ("a/+", "a/b/c", False),
        ("a/#", "a", True),
        ("a/#", "a/b/c", True),
        ("#", "a", True),
        ("#", "$SYS/x", False),
        ("+/x", "$SYS/x", False),
        ("$share/group/a/+", "a/b", True),
        ("a", "b", False),
    ],
)
def test_subscriptions_match_as_brokers_match_them(
    topic_filter: str, topic: str, *, fits: bool
) -> None:
    assert matches(topic_filter, topic) is fits


@pytest.mark.parametrize("topic", ["a/#", "", "a\0b", "x" * 70_000])
def test_a_topic_that_cannot_be_is_refused_at_once(topic: str) -> None:
    client = Client(BrokerAddress("127.0.0.1", 1), "x")
    with pytest.raises(MessageError, match="no topic to publish to"):
        client.publish_foreign(topic, b"")
