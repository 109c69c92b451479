"""What all messages have in common: their fields' types, their limits, the moment they are of."""

from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

MAX_MESSAGE_BYTES = 64 * 1024
"""Larger payloads are refused unread."""

Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:\-]{0,63}$")]
Text = Annotated[str, Meta(max_length=400)]
Count = Annotated[int, Meta(ge=1, le=999)]
Moment = Annotated[datetime, Meta(tz=True)]
Names = Annotated[dict[str, Text], Meta(max_length=20)]
"""A name by language code: {"en": "...", "ko": "..."}."""

Role = Literal["owner", "assistant", "appliance", "seller"]
"""What a device may ask: an owner everything, an assistant to buy, an appliance to have its own slots
replenished, a seller to tell of stock and parcels."""
Code = Annotated[str, Meta(pattern="^[0-9]{4,8}$")]
"""Digits that the household says to allow what it has locked."""


class Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Base of all messages."""

    v: Literal[1] = 1


def utc_now() -> datetime:
    """The present moment in UTC; only shells call it, the core is handed `now`."""
    return datetime.now(UTC)
