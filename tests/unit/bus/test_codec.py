import contextlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.bus.codec import decode, encode
from assistant.core.errors import MessageError
from assistant.core.messages import (
    MAX_MESSAGE_BYTES,
    Answer,
    LineRequest,
    PlaceOrder,
    PlayerCommand,
    PressSlot,
    Track,
)
from assistant.core.money import Money

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
PRESS = PressSlot(request_id="washer-1", device_id="washer", at=NOW, slot="detergent")


def changed(**fields: object) -> bytes:
    """The press with other fields."""
    return json.dumps(json.loads(encode(PRESS)) | fields).encode()


def test_messages_come_back_as_they_went() -> None:
    order = PlaceOrder(
        request_id="r1",
        device_id="assistant",
        at=NOW,
        lines=(LineRequest(product_id="tide-81", quantity=2, told_unit_price=Money(1999, "USD")),),
    )
    for message in (PRESS, order, Answer(request_id="r1", status="noted")):
        assert decode(encode(message)) == message


def test_type_names_the_class_and_v_the_version() -> None:
    fields = json.loads(encode(PRESS))
    assert (fields["type"], fields["v"]) == ("press", 1)


def test_unknown_fields_of_a_newer_sender_are_ignored() -> None:
    assert decode(changed(colour="red")) == PRESS


def test_an_expected_class_is_enforced() -> None:
    assert decode(encode(PRESS), PressSlot) == PRESS
    with pytest.raises(MessageError):
        decode(encode(PRESS), Answer)


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", "not understood"),
        (b"{", "not understood"),
        (b"\xff\xfe", "not understood"),
        (b"null", "not understood"),
        (b'{"type":"press"}', "missing required field"),
        (b'{"type":"explode"}', "explode"),
        (changed(v=2), "unknown version"),
        (changed(slot=7), "`slot`"),
        (changed(at="yesterday"), "`at`"),
        (changed(at="2026-01-02T03:04:05"), "`at`"),
        (changed(request_id="../../etc/passwd"), "`request_id`"),
        (b"[" * 60_000, "not understood"),
        (b" " * (MAX_MESSAGE_BYTES + 1), "65537 bytes"),
    ],
)
def test_what_cannot_be_understood_says_why(payload: bytes, reason: str) -> None:
    with pytest.raises(MessageError, match=reason):
        decode(payload)


def test_a_message_no_receiver_would_take_is_not_sent() -> None:
    track = Track(uri="/" + "x" * 1999, names={"en": "Long"})
    with pytest.raises(MessageError, match="more than"):
        encode(PlayerCommand(command_id="c", action="play", tracks=(track,) * 40))


@given(st.binary(max_size=300))
def test_no_bytes_do_more_than_raise_message_error(payload: bytes) -> None:
    with contextlib.suppress(MessageError):
        decode(payload)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=5,
)


@given(st.sampled_from(["request_id", "device_id", "at", "slot", "v", "type"]), json_values)
def test_no_field_value_does_more_than_raise_message_error(field: str, value: object) -> None:
    with contextlib.suppress(MessageError):
        decode(changed(**{field: value}))
