"""Messages to bytes and back: JSON, validated once, here."""

from functools import cache
from typing import Any, TypeVar, overload

import msgspec

from assistant.core.errors import MessageError
from assistant.core.messages import MAX_MESSAGE_BYTES, AnyMessage, Message

M = TypeVar("M", bound=Message)

_encoder = msgspec.json.Encoder()


def encode(message: Message) -> bytes:
    """A message as JSON; `MessageError` where it is larger than receivers accept."""
    payload = _encoder.encode(message)
    _check_size(payload)
    return payload


@overload
def decode(payload: bytes) -> AnyMessage: ...
@overload
def decode(payload: bytes, expected: type[M]) -> M: ...
def decode(payload: bytes, expected: Any = AnyMessage) -> Any:
    """Read and validate a message.

    Args:
        payload: what came over the wire or out of a file.
        expected: the class it must be; any message where none is given.

    Raises:
        MessageError: too large, not JSON, of an unknown type or version, or with a wrong field.
    """
    _check_size(payload)
    try:
        return _decoder(expected).decode(payload)
    except (msgspec.MsgspecError, RecursionError, ValueError, OverflowError) as error:
        raise MessageError(f"message not understood: {_in_our_words(error)}") from error


@cache
def _decoder(expected: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(expected)


def _check_size(payload: bytes) -> None:
    if len(payload) > MAX_MESSAGE_BYTES:
        raise MessageError(f"message of {len(payload)} bytes, more than {MAX_MESSAGE_BYTES}")


def _in_our_words(error: Exception) -> str:
    text = str(error).replace("`$.", "`")
    if text.endswith("- at `v`"):
        return f"unknown version ({text.removesuffix(' - at `v`')}), this program speaks 1"
    return text
