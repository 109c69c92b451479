"""What can be said to the sender of a message that is no proper request."""

import msgspec

from assistant.bus import topics
from assistant.core.messages import MAX_MESSAGE_BYTES, Answer, Id

LONGEST_REASON = 300


class _Named(msgspec.Struct):
    """All that an answer needs to know of a request."""

    request_id: Id


_decoder = msgspec.json.Decoder(_Named)
_PREFIX = topics.requests("")


def sender(topic: str) -> str | None:
    """The device on whose own topic a message came; none where it is nobody's."""
    device_id = topic.removeprefix(_PREFIX)
    return device_id if topic.startswith(_PREFIX) and "/" not in device_id else None


def refusal(payload: bytes, code: str, problem: str) -> Answer | None:
    """The answer with the reason; none where the message has no id to answer to."""
    if len(payload) > MAX_MESSAGE_BYTES:
        return None
    try:
        named = _decoder.decode(payload)
    except (msgspec.MsgspecError, ValueError, RecursionError, OverflowError):
        return None
    reason = f"{code}: {problem}"[:LONGEST_REASON]
    return Answer(request_id=named.request_id, status="refused", reason=reason)
