"""Whether a press that Home Assistant sends is a press that happened now, and once: pure."""

import hashlib
from collections import deque
from datetime import datetime, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

from assistant.bus.client import Foreign
from assistant.core.errors import MessageError
from assistant.core.messages import DeviceControl, Id

LARGEST = 1024
LATEST = timedelta(minutes=10)
"""A press that took longer to come is forgotten, as by whoever pressed."""
REMEMBERED = 1000


class _Press(msgspec.Struct, frozen=True):
    pressed_at: Annotated[datetime, Meta(tz=True)]


class _Target(msgspec.Struct, frozen=True):
    device_id: Id
    slot: Id


class Presses:
    """Remembers presses, so that a repeated one is none."""

    def __init__(self) -> None:
        self._seen: deque[str] = deque(maxlen=REMEMBERED)

    def read(self, press: Foreign, now: datetime) -> tuple[str, DeviceControl] | None:
        """The device and what it is told; None for a press that was taken already.

        The control's id is made of the press, so that the device knows a repeat too, also after
        this program's restart.

        Raises:
            MessageError: it is retained, too old, or no press.
        """
        if press.retained:
            raise MessageError("a retained press is not a press; publish it without retain")
        if len(press.payload) > LARGEST:
            raise MessageError(f"a press of {len(press.payload)} bytes")
        levels = press.topic.split("/")
        try:
            target = msgspec.convert({"device_id": levels[-3], "slot": levels[-1]}, _Target)
            at = msgspec.json.decode(press.payload, type=_Press).pressed_at
            late = abs(now - at) > LATEST
        except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError) as error:
            raise MessageError(f"no press: {error}") from error
        if late:
            raise MessageError(f"a press of {at.isoformat()}, while it is {now.isoformat()} here")
        made_of = f"{target.device_id}/{target.slot}/{at.timestamp()}".encode()
        control_id = f"ha-{hashlib.sha256(made_of).hexdigest()[:40]}"
        if control_id in self._seen:
            return None
        self._seen.append(control_id)
        control = DeviceControl(control_id=control_id, action="press", slot=target.slot)
        return target.device_id, control
