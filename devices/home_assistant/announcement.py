"""What Home Assistant is told that our devices are: pure.

Whole-device discovery: one retained JSON object for each device, with abbreviated keys
(https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload). Levels and states are
read by templates from the devices' own retained states, so that they are right at once and stay so
while the bridge is away.
"""

from collections.abc import Iterable, Mapping
from typing import Any, get_args, get_type_hints

from assistant.bus import topics
from assistant.core.messages import DeviceState, OrderEvent, SlotState
from devices.home_assistant import names

ORIGIN = "assistant"
MOST_SLOTS = 30
"""More of one device are not announced: the announcement would be too large for some brokers."""
LONGEST_UNIT = 20
PRESSED = "pressed"
ORDER_EVENTS: tuple[str, ...] = get_args(get_type_hints(OrderEvent)["event"])
IS_ONLINE = "{{ 'online' if value_json.online else 'offline' }}"
PRESS_NOW = '{"pressed_at": "{{ now().isoformat() }}"}'
"""What Home Assistant makes of a press: its moment tells two presses from one that comes twice."""

WAS_PRESSED = "{{ value_json.slot if value_json.event_type == 'pressed' else '' }}"

Config = Mapping[str, Any]


def device(state: DeviceState) -> Config:
    """The announcement of a device that has shown its slots."""
    own = topics.device_state(state.device_id)
    components: dict[str, Config] = {"waiting": _waiting(state.device_id, own)}
    for slot in state.slots[:MOST_SLOTS]:
        components |= _slot(state.device_id, slot, own)
    if state.slots:
        components["happening"] = {
            "p": "event",
            "name": "Happening",
            "uniq_id": _unique(state.device_id, "happening"),
            "dev_cla": "button",
            "evt_typ": [PRESSED, *ORDER_EVENTS],
            "stat_t": names.happenings(state.device_id),
        }
    return {
        "dev": _device(f"assistant/{state.device_id}", _title(state.device_id), state.kind),
        "o": {"name": ORIGIN},
        "avty": [_online(own), _online(topics.device_state(names.BRIDGE_ID))],
        "avty_mode": "all",
        "qos": 1,
        "cmps": components,
    }


def orders(service_ids: Iterable[str]) -> Config:
    """The announcement of the orders, available while any of the order services is."""
    return {
        "dev": _device("assistant//orders", "Orders", "order service"),
        "o": {"name": ORIGIN},
        "avty": [_online(topics.service_state(each)) for each in sorted(service_ids)],
        "avty_mode": "any",
        "qos": 1,
        "cmps": {
            "latest": {
                "p": "sensor",
                "name": "Latest order",
                "uniq_id": _unique("", "latest"),
                "stat_t": names.ORDER_CHANGED_LAST,
                "val_tpl": "{{ value_json.order_id }}",
                "json_attr_t": names.ORDER_CHANGED_LAST,
            },
            "latest_state": {
                "p": "sensor",
                "name": "Latest order state",
                "uniq_id": _unique("", "latest_state"),
                "stat_t": names.ORDER_CHANGED_LAST,
                "val_tpl": "{{ value_json.state }}",
            },
            "happening": {
                "p": "event",
                "name": "Order event",
                "uniq_id": _unique("", "happening"),
                "evt_typ": list(ORDER_EVENTS),
                "stat_t": names.ORDER_HAPPENINGS,
            },
        },
    }


def without_lost(config: Config, before: Config) -> Config:
    """The announcement with the components that are no more named only, which removes them."""
    was: Mapping[str, Config] = before["cmps"]
    lost = {key: {"p": was[key]["p"]} for key in was.keys() - config["cmps"].keys()}
    return {**config, "cmps": {**lost, **config["cmps"]}}


def happening(event: OrderEvent) -> Config:
    """An order's change in the words of Home Assistant's event entities, with what it is about."""
    order = event.order
    return {
        "event_type": event.event,
        "order_id": order.order_id,
        "state": order.state,
        "device": order.device_id,
        "slot": order.slot,
        "products": [line.names.get("en") or next(iter(line.names.values()), line.product_id)
                     for line in order.lines],
        "total": str(order.total),
        "delivery": order.delivery.isoformat(),
        "test": order.test,
    }  # fmt: skip


def _slot(device_id: str, slot: SlotState, stat_t: str) -> dict[str, Config]:
    name, key, title = slot.slot, names.plain(slot.slot), _title(slot.slot)
    found = f"value_json.slots | selectattr('slot', 'eq', '{name}')"
    components: dict[str, Config] = {
        f"press_{key}": {
            "p": "button",
            "name": f"Order {title.lower()}",
            "uniq_id": _unique(device_id, f"press/{name}"),
            "cmd_t": names.press(device_id, name),
            "cmd_tpl": PRESS_NOW,
        },
        f"pressed_{key}": {
            "p": "device_automation",
            "atype": "trigger",
            "type": "button_short_press",
            "stype": name,
            "t": names.happenings(device_id),
            "pl": name,
            "val_tpl": WAS_PRESSED,
        },
        f"order_{key}": {
            "p": "sensor",
            "name": f"{title} order",
            "uniq_id": _unique(device_id, f"order/{name}"),
            "stat_t": stat_t,
            "val_tpl": f"{{{{ {found} | map(attribute='status') | first | default('') }}}}",
        },
    }
    if slot.remaining is None or not slot.capacity:
        return components
    return components | _measured(device_id, slot, stat_t, found)


def _measured(device_id: str, slot: SlotState, stat_t: str, found: str) -> dict[str, Config]:
    """How much is left; `found` is the template's expression for the slot in the device's state."""
    name, key, title = slot.slot, names.plain(slot.slot), _title(slot.slot)
    return {
        f"left_{key}": {
            "p": "sensor",
            "name": f"{title} left",
            "uniq_id": _unique(device_id, f"left/{name}"),
            "stat_t": stat_t,
            "stat_cla": "measurement",
            "unit_of_meas": _unit(slot.unit),
            "val_tpl": f"{{{{ {found} | map(attribute='remaining') | first | default('') }}}}",
        },
        f"level_{key}": {
            "p": "sensor",
            "name": f"{title} level",
            "uniq_id": _unique(device_id, f"level/{name}"),
            "stat_t": stat_t,
            "stat_cla": "measurement",
            "unit_of_meas": "%",
            "val_tpl": f"{{% for slot in {found} if slot.capacity %}}"
            "{{ (100 * slot.remaining / slot.capacity) | round(1) }}{% endfor %}",
        },
    }


def _waiting(device_id: str, stat_t: str) -> Config:
    return {
        "p": "sensor",
        "name": "Unanswered requests",
        "uniq_id": _unique(device_id, "waiting"),
        "ent_cat": "diagnostic",
        "stat_t": stat_t,
        "val_tpl": "{{ value_json.waiting }}",
    }


def _device(identifier: str, name: str, model: str) -> Config:
    return {"ids": [identifier], "name": name, "mf": ORIGIN, "mdl": model}


def _online(topic: str) -> Config:
    return {"t": topic, "val_tpl": IS_ONLINE}


def _unique(device_id: str, what: str) -> str:
    return f"assistant/{device_id}/{what}"


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _unit(unit: str | None) -> str:
    """A unit that can be shown; devices may say anything."""
    return "".join(each for each in unit or "" if each.isprintable())[:LONGEST_UNIT] or "units"
