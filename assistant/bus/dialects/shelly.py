"""Shelly, both generations.

The first: `shellies/<id>/input_event/<n>` with `{"event": "S", "event_cnt": 57}`, again and again
as the device reports itself (https://shelly-api-docs.shelly.cloud/gen1/#shelly-button-1-mqtt).
Later ones: `<id>/events/rpc` with a `NotifyEvent`
(https://shelly-api-docs.shelly.cloud/gen2/General/Notifications#notifyevent).
"""

from datetime import datetime
from typing import Any

from assistant.bus.dialects.gesture import (
    Family,
    Gesture,
    Heard,
    Why,
    json_object,
    moment,
    nothing,
    word,
)

FIRST = {
    "": "", "S": "single", "SS": "double", "SSS": "triple", "L": "long", "SL": "single_long",
    "LS": "long_single",
}  # fmt: skip
LATER = {
    "single_push": "single", "double_push": "double", "triple_push": "triple",
    "long_push": "long", "long_double_push": "long_double", "long_triple_push": "long_triple",
}  # fmt: skip
HALVES = frozenset({"btn_down", "btn_up"})
MOST_EVENTS = 20
HIGHEST_COUNT = 2**53


class ShellyFirst:
    """The first generation."""

    family: Family = "shelly1"
    everything: tuple[str, ...] = ("shellies/+/input_event/+",)

    def topics(self, name: str) -> tuple[str, ...]:
        """See `Dialect`."""
        return (f"shellies/{name}/input_event/+",)

    def speaks_on(self, topic: str) -> bool:
        """See `Dialect`."""
        levels = topic.split("/")
        return len(levels) == 4 and (levels[0], levels[2]) == ("shellies", "input_event")  # noqa: PLR2004

    def read(self, topic: str, payload: bytes) -> Heard:
        """See `Dialect`."""
        _, name, _, button = topic.split("/")
        found = json_object(payload)
        event = found.get("event") if found else None
        if found is None or not isinstance(event, str):
            return nothing("not_understood")
        count = found.get("event_cnt")
        counted = isinstance(count, int) and not isinstance(count, bool)
        if event not in FIRST or (counted and not 0 <= int(count or 0) <= HIGHEST_COUNT):
            return nothing("not_understood")
        key = str(count) if counted else None
        gesture = Gesture(self.family, name, button, FIRST[event], key=key, exact=counted)
        if event:
            return Heard((gesture,))
        return Heard((gesture,) if counted else (), "idle")


class ShellyLater:
    """The second generation and later, and Bluetooth buttons behind them."""

    family: Family = "shelly2"
    everything: tuple[str, ...] = ("+/events/rpc", "+/+/events/rpc")

    def topics(self, name: str) -> tuple[str, ...]:
        """See `Dialect`."""
        return (f"{name}/events/rpc",)

    def speaks_on(self, topic: str) -> bool:
        """See `Dialect`."""
        return topic.endswith("/events/rpc") and len(topic) > len("/events/rpc")

    def read(self, topic: str, payload: bytes) -> Heard:
        """See `Dialect`."""
        found = json_object(payload)
        if found is None:
            return nothing("not_understood")
        if found.get("method") != "NotifyEvent":
            return nothing("state")
        params = found.get("params")
        events = params.get("events") if isinstance(params, dict) else None
        if not isinstance(events, list):
            return nothing("not_understood")
        name = topic.removesuffix("/events/rpc")
        read = [_event(name, each) for each in events[:MOST_EVENTS]]
        gestures = tuple(each for each in read if isinstance(each, Gesture))
        why: Why = next((each for each in read if not isinstance(each, Gesture)), "state")
        return Heard(gestures) if gestures else nothing(why)


def _event(name: str, event: Any) -> Gesture | Why:
    """One event of a notification, or why it is no gesture."""
    if not isinstance(event, dict):
        return "not_understood"
    said, component = word(event.get("event")), word(event.get("component"))
    if said is None or component is None:
        return "not_understood"
    if said in HALVES:
        return "part"
    if said not in LATER:
        return "state"  # such as a script's own event, or a changed configuration
    index = event.get("idx")
    button = f"{component}/{index}" if isinstance(index, int) else component
    at = event.get("ts")
    key = f"{at!r}" if isinstance(at, int | float) and not isinstance(at, bool) else None
    return Gesture("shelly2", name, button, LATER[said], key=key, exact=key is not None, at=_at(at))


def _at(value: object) -> datetime | None:
    return None if isinstance(value, str) else moment(value)
