"""Tasmota with `SetOption73 1`: `stat/<topic>/RESULT` with `{"Button1": {"Action": "SINGLE"}}`.

Before version 9.2 it was `{"ACTION": "SINGLE"}`, there or on `stat/<topic>/BUTTON1`
(https://tasmota.github.io/docs/Buttons-and-Switches/).
"""

import re
from typing import Any

from assistant.bus.dialects.gesture import Family, Gesture, Heard, json_object, nothing, word

ACTIONS = {
    "single": "single", "double": "double", "triple": "triple", "quad": "quad",
    "penta": "penta", "hold": "long",
}  # fmt: skip
IDLE = frozenset({"clear", "none"})
_BUTTON = re.compile(r"Button([1-9][0-9]?)")
_OLD_TOPIC = re.compile(r"BUTTON([1-9][0-9]?)")


class Tasmota:
    """Buttons of devices with Tasmota, in its usual order of topics (`%prefix%/%topic%/`)."""

    family: Family = "tasmota"
    everything: tuple[str, ...] = ("stat/+/+",)

    def topics(self, name: str) -> tuple[str, ...]:
        """See `Dialect`."""
        return (f"stat/{name}/+",)

    def speaks_on(self, topic: str) -> bool:
        """See `Dialect`."""
        levels = topic.split("/")
        return (
            len(levels) >= 3  # noqa: PLR2004 - stat, the name, what it tells
            and levels[0] == "stat"
            and (levels[-1] == "RESULT" or _OLD_TOPIC.fullmatch(levels[-1]) is not None)
        )

    def read(self, topic: str, payload: bytes) -> Heard:
        """See `Dialect`."""
        name, _, told = topic.removeprefix("stat/").rpartition("/")
        found = json_object(payload)
        if found is None:
            return nothing("not_understood")
        if "ACTION" in found:
            button = _OLD_TOPIC.fullmatch(told)
            return self._gesture(name, button[1] if button else "1", found["ACTION"])
        buttons = [(match[1], value) for each, value in found.items()
                   if (match := _BUTTON.fullmatch(each))]  # fmt: skip
        if not buttons:
            return nothing("state")
        read = [self._gesture(name, number, _action(value)) for number, value in buttons]
        gestures = tuple(each for heard in read for each in heard.gestures)
        return Heard(gestures) if gestures else read[0]

    def _gesture(self, name: str, button: str, action: object) -> Heard:
        said = word(action)
        if said in IDLE:
            return nothing("idle")
        if said is None or said not in ACTIONS:
            return nothing("not_understood" if said is None else "state")
        return Heard((Gesture(self.family, name, button, ACTIONS[said]),))


def _action(value: Any) -> object:
    return value.get("Action") if isinstance(value, dict) else None
