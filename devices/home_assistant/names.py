"""Every topic between us and Home Assistant, and the ids it knows our devices by: pure."""

from assistant.bus.topics import ROOT

BRIDGE_ID = "home_assistant"
"""The bridge's own id on the wire; its retained device state says whether it runs."""
ORDERS_OBJECT = "assistant-orders"
"""The device that stands for the order service; no id of a device is written so."""
NO_ORDER_SERVICES = frozenset({"buttons"})
"""Services that count what they do but keep no orders."""
OBJECT_PREFIX = "assistant_"
ALL_PRESSES = f"{ROOT}/home_assistant/device/+/press/+"
ORDER_HAPPENINGS = f"{ROOT}/home_assistant/orders/event"
ORDER_CHANGED_LAST = f"{ROOT}/home_assistant/orders/latest"
_ESCAPED = str.maketrans({"_": "__", ".": "_p", ":": "_c"})


def plain(name: str) -> str:
    """An id in the letters that Home Assistant allows in topics, `[a-zA-Z0-9_-]`; none are alike."""
    return name.translate(_ESCAPED)


def object_of(device_id: str) -> str:
    """The object id of one of our devices in Home Assistant's topics."""
    return f"{OBJECT_PREFIX}{plain(device_id)}"


def config_topic(prefix: str, object_id: str) -> str:
    """Where a whole device is announced (Home Assistant 2024.11 and later)."""
    return f"{prefix}/device/{object_id}/config"


def birth_topic(prefix: str) -> str:
    """Where Home Assistant says `online` when it has started."""
    return f"{prefix}/status"


def press(device_id: str, slot: str) -> str:
    """Where Home Assistant presses a slot's button."""
    return f"{ROOT}/home_assistant/device/{device_id}/press/{slot}"


def happenings(device_id: str) -> str:
    """A device's presses and what became of its orders, as Home Assistant's events."""
    return f"{ROOT}/home_assistant/device/{device_id}/event"
