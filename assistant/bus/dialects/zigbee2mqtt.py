"""Zigbee2MQTT: `zigbee2mqtt/<name>` with `{"action": "single", …}`.

Old versions say `click`. The same press comes again as a bare word on `…/<name>/action`, and an
idle message (`{"action": ""}` or null) may follow
(https://www.zigbee2mqtt.io/guide/usage/mqtt_topics_and_messages.html).
"""

from datetime import datetime

from assistant.bus.dialects.gesture import (
    Family,
    Gesture,
    Heard,
    json_object,
    moment,
    nothing,
    word,
)

WORDS = {
    "click": "single", "single_click": "single", "press": "single", "single_press": "single",
    "short_press": "single", "double_click": "double", "double_press": "double",
    "triple_click": "triple", "quadruple": "quad", "quintuple": "penta",
    "hold": "long", "long_press": "long", "long_click": "long",
}  # fmt: skip
"""What devices call the usual gestures; every other word is kept as it is."""
IDLE = frozenset({"", "none", "null", "idle"})
ENDINGS = frozenset({"release", "hold_release", "long_release", "stop"})
"""The finger leaves the button: the end of what was told already."""
ASIDE = ("action", "click")
NOT_DEVICES = frozenset({"bridge", "group"})
NOT_SAID_BY_DEVICES = frozenset({"set", "get", "availability"})
MILLISECONDS = 1e11
"""Larger numbers than this are not seconds since 1970."""


class Zigbee2Mqtt:
    """Buttons behind a Zigbee2MQTT bridge.

    Args:
        base: the bridge's base topic.
    """

    family: Family = "zigbee2mqtt"

    def __init__(self, base: str) -> None:
        self._base = base
        self.everything: tuple[str, ...] = (f"{base}/#",)
        self.birth = f"{base}/bridge/state"
        """Where the bridge says that it has started, or is connected again."""

    def topics(self, name: str) -> tuple[str, ...]:
        """See `Dialect`."""
        own = f"{self._base}/{name}"
        return (own, *(f"{own}/{each}" for each in ASIDE))

    def speaks_on(self, topic: str) -> bool:
        """See `Dialect`."""
        name, _, rest = topic.removeprefix(f"{self._base}/").partition("/")
        last = rest.rpartition("/")[2]
        ours = topic.startswith(f"{self._base}/") and bool(name)
        return ours and name not in NOT_DEVICES and last not in NOT_SAID_BY_DEVICES

    def read(self, topic: str, payload: bytes) -> Heard:
        """See `Dialect`."""
        name = topic.removeprefix(f"{self._base}/")
        device, _, last = name.rpartition("/")
        if device and last in ASIDE:
            said = payload.decode("utf-8", "replace").strip('"')
            return self._gesture(device, said, None, aside=True)
        found = json_object(payload)
        if found is None:
            # The attributes of a device may each have a topic: `…/<name>/battery`.
            return nothing("state" if device else "not_understood")
        key = next((each for each in ASIDE if each in found), None)
        if key is None:
            return nothing("state")
        return self._gesture(name, found[key], _last_seen(found.get("last_seen")))

    def _gesture(
        self, name: str, said: object, seen: datetime | None, *, aside: bool = False
    ) -> Heard:
        if said is None or (isinstance(said, str) and said.lower() in IDLE):
            return nothing("idle")
        found = word(said)
        if found is None:
            return nothing("not_understood")
        if found in ENDINGS:
            return nothing("part")
        return Heard(
            (
                Gesture(
                    self.family,
                    name,
                    "",
                    WORDS.get(found, found),
                    key=seen.isoformat() if seen else None,
                    at=seen,
                    aside=aside,
                ),
            )
        )


def _last_seen(value: object) -> datetime | None:
    """With the setting `advanced.last_seen`: ISO 8601, or milliseconds since 1970."""
    if isinstance(value, int | float) and not isinstance(value, bool) and value > MILLISECONDS:
        return moment(value / 1000)
    return moment(value)
