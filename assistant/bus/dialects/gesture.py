"""A gesture of a finger on a button, as all dialects mean it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, Protocol

import msgspec

Family = Literal["zigbee2mqtt", "shelly1", "shelly2", "tasmota"]

Why = Literal[
    "idle",  # the button says that nobody touches it
    "state",  # something else about the device: its battery, its relay
    "part",  # a half of a gesture (down, up, release) that is told as a whole as well
    "retained",  # kept by the broker: it did not happen now
    "not_understood",
    "too_large",
    "other_topic",
]
"""Why a message is no gesture."""

EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)
"""A clock that shows less was never set; what it says tells two presses apart, but dates none."""
LONGEST_WORD = 40


@dataclass(frozen=True, slots=True)
class Gesture:
    """A button was touched."""

    family: Family
    name: str
    """What the owner calls the device, as it stands in the topic."""
    button: str
    """Which of the device's buttons, in the device's own words; empty where it has one."""
    gesture: str
    """`single`, `double`, `triple`, `long`, or the device's own word; empty: it only counts."""
    key: str | None = None
    """What the device counts or dates its presses by."""
    exact: bool = False
    """Whether different keys are different presses for sure."""
    at: datetime | None = None
    """When it happened, where the device tells."""
    aside: bool = False
    """Told on a second topic, where a device may repeat what it says on its first."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message means: gestures, or the reason why there are none.

    An idle message that tells the device's count has both.
    """

    gestures: tuple[Gesture, ...] = ()
    why: Why | None = None


class Dialect(Protocol):
    """How a family of buttons talks."""

    @property
    def family(self) -> Family:
        """Its name."""

    @property
    def everything(self) -> tuple[str, ...]:
        """Topic filters that match whatever any of these buttons says; they do not overlap."""

    def topics(self, name: str) -> tuple[str, ...]:
        """The topics on which the device of that name tells gestures."""

    def speaks_on(self, topic: str) -> bool:
        """Whether a message on the topic may be one of this dialect."""

    def read(self, topic: str, payload: bytes) -> Heard:
        """What a message on such a topic means."""


def nothing(why: Why) -> Heard:
    """No gesture, and why."""
    return Heard(why=why)


def json_object(payload: bytes) -> dict[str, Any] | None:
    """The JSON object in a payload; None where it is anything else."""
    try:
        found = msgspec.json.decode(payload)
    except (msgspec.MsgspecError, RecursionError, ValueError, OverflowError):
        return None
    return found if isinstance(found, dict) else None


def word(value: object) -> str | None:
    """A short printable word in lower case; None where it is anything else."""
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_WORD:
        return None
    return value.lower() if value.isprintable() and value.strip() == value else None


def moment(value: object) -> datetime | None:
    """A time in seconds since 1970 or as ISO 8601 writes it; None where it is neither.

    A time of a clock that was never set is none.
    """
    try:
        if isinstance(value, str):
            found = datetime.fromisoformat(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found = datetime.fromtimestamp(value, UTC)
        else:
            return None
        found = found if found.tzinfo else found.astimezone()
        return found.astimezone(UTC) if found >= EARLIEST else None
    except (ValueError, OverflowError, OSError):
        return None
