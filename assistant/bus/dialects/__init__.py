"""What the buttons that people own say over MQTT, read into gestures: pure.

Each dialect is a module: how its topics look, and what one message of it means.
"""

from collections.abc import Sequence

from assistant.bus.dialects.gesture import Dialect, Family, Heard, nothing
from assistant.bus.dialects.shelly import ShellyFirst, ShellyLater
from assistant.bus.dialects.tasmota import Tasmota
from assistant.bus.dialects.zigbee2mqtt import Zigbee2Mqtt
from assistant.bus.inbox import Foreign
from assistant.core.messages import MAX_MESSAGE_BYTES


def all_dialects(zigbee2mqtt: str = "zigbee2mqtt") -> tuple[Dialect, ...]:
    """Every dialect there is; `zigbee2mqtt` is the base topic of that bridge."""
    return Zigbee2Mqtt(zigbee2mqtt), ShellyFirst(), ShellyLater(), Tasmota()


def dialect_of(family: Family, dialects: Sequence[Dialect]) -> Dialect:
    """The dialect of a family of buttons."""
    return next(each for each in dialects if each.family == family)


def read(message: Foreign, dialects: Sequence[Dialect]) -> Heard:
    """What a message of any dialect means; never raises, whatever the bytes are."""
    for dialect in dialects:
        if dialect.speaks_on(message.topic):
            if len(message.payload) > MAX_MESSAGE_BYTES:
                return nothing("too_large")
            if message.retained:
                return nothing("retained")
            return dialect.read(message.topic, message.payload)
    return nothing("other_topic")
