"""What devices, loudspeakers and services show of themselves, and what they are told."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from assistant.core.messages.orders import AnswerStatus
from assistant.core.messages.wire import Id, Message, Moment, Names, Text


class DeviceEvent(Message, frozen=True, kw_only=True, tag="device_event"):
    """The owner let a device in or out, or changed a slot; published as order events are."""

    event_id: Id
    event: Literal["DeviceRegistered", "DeviceDeregistered", "SubscriptionChanged"]
    at: Moment
    device_id: Id
    slot: Id | None = None
    product_id: Id | None = None
    """What the slot stands for now; none where it is gone."""


class SlotState(msgspec.Struct, frozen=True, kw_only=True):
    """What a device shows of one slot."""

    slot: Id
    remaining: float | None = None
    capacity: float | None = None
    unit: str | None = None
    status: AnswerStatus | Literal["asking", "idle"] = "idle"
    order_id: Id | None = None


class DeviceState(Message, frozen=True, kw_only=True, tag="device_state"):
    """A device's retained self-description; `online` turns false by its MQTT will."""

    device_id: Id
    kind: Annotated[str, Meta(max_length=40)]
    online: bool
    slots: tuple[SlotState, ...] = ()
    waiting: int = 0
    """Requests kept until they are answered."""


class DeviceControl(Message, frozen=True, kw_only=True, tag="device_control"):
    """What a person does to a device: press a slot's button, use it, fill it up.

    `listen`, `mute` and `unmute` are for the assistant's own microphone.
    """

    control_id: Id
    action: Literal["press", "use", "fill", "listen", "mute", "unmute"]
    slot: Id | None = None


class Track(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of music a loudspeaker can play."""

    uri: Annotated[str, Meta(max_length=2000)]
    """An absolute path on the loudspeaker's machine."""
    names: Names
    artist: Names = {}
    seconds: float | None = None


class PlayerCommand(Message, frozen=True, kw_only=True, tag="player_command"):
    """What a loudspeaker is told. `play` replaces what is playing by `tracks`."""

    command_id: Id
    action: Literal[
        "play", "stop", "pause", "resume", "next", "louder", "quieter", "duck", "unduck"
    ]
    tracks: Annotated[tuple[Track, ...], Meta(max_length=200)] = ()


class PlayerState(Message, frozen=True, kw_only=True, tag="player_state"):
    """What a loudspeaker is doing; retained."""

    device_id: Id
    state: Literal["playing", "paused", "stopped"]
    volume: Annotated[int, Meta(ge=0, le=100)]
    track: Track | None = None
    command_id: Id | None = None
    """The command that led here."""
    problem: Text | None = None
    """Why the last command could not be carried out."""


class ServiceState(Message, frozen=True, kw_only=True, tag="service_state"):
    """What an order service has done since it started; retained, `online` turns false by its will."""

    service_id: Id
    online: bool
    counts: Annotated[dict[str, int], Meta(max_length=200)] = {}  # noqa: RUF012 - msgspec copies it
    """Answers by status, `refused:CODE`, and `rejected:CODE` for what was no request."""
