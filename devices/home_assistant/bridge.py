"""Keeps Home Assistant's picture of the house right: announces, removes, passes presses on."""

import logging
import threading
from collections import deque
from typing import Any, TypeVar

import msgspec

from assistant.bus import topics
from assistant.bus.address import BrokerAddress
from assistant.bus.client import Client, Delivery
from assistant.bus.codec import decode
from assistant.bus.inbox import Foreign
from assistant.core.errors import MessageError
from assistant.core.messages import (
    DeviceEvent,
    DeviceState,
    OrderEvent,
    PressSlot,
    ServiceState,
    utc_now,
)
from devices.home_assistant import announcement, names
from devices.home_assistant.presses import Presses

_LOG = logging.getLogger(__name__)

SETTLE_S = 2.0
"""Retained states come right after connecting; what has none by then is stale."""
REMEMBERED = 1000
MOST_SERVICES = 20

M = TypeVar("M", DeviceState, ServiceState)


class Bridge:
    """Between our wire and Home Assistant's.

    Attributes:
        ignored: messages that could not be used.

    Args:
        broker: the broker that Home Assistant uses too.
        prefix: Home Assistant's discovery prefix.
    """

    def __init__(self, broker: BrokerAddress, prefix: str) -> None:
        self.ignored = 0
        self._prefix = prefix
        self._lock = threading.Lock()
        self._present: set[str] = set()
        """Objects with a retained state of ours."""
        self._announced: dict[str, announcement.Config] = {}
        self._found: set[str] = set()
        """Objects of ours that the broker has announcements of."""
        self._removed: set[str] = set()
        """Devices that their owner has removed, though they may go on talking."""
        self._slots: dict[str, frozenset[str]] = {}
        self._services: set[str] = set()
        self._seen: deque[str] = deque(maxlen=REMEMBERED)
        self._latest: bytes | None = None
        self._presses = Presses()
        self._settling: threading.Timer | None = None
        state = topics.device_state(names.BRIDGE_ID)
        self._client = Client(broker, names.BRIDGE_ID, will=(state, _presence(online=False)))
        listen = self._client.subscribe_foreign
        listen(names.config_topic(prefix, "+"), self._on_config)
        listen(names.birth_topic(prefix), self._on_birth)
        listen(names.ALL_PRESSES, self._on_press)
        listen(topics.ALL_DEVICE_STATES, self._on_device_state)
        listen(topics.ALL_SERVICE_STATES, self._on_service_state)
        self._client.subscribe(topics.ORDER_EVENTS, self._on_order_event)
        self._client.subscribe(topics.DEVICE_EVENTS, self._on_device_event)
        self._client.subscribe(topics.ALL_REQUESTS, self._on_request)
        self._client.on_connect(self._connected)

    def start(self) -> None:
        """Connect; `BrokerError` where that fails."""
        self._client.start()

    def stop(self) -> None:
        """Say goodbye; what was announced stays, and shows as unavailable."""
        if self._settling is not None:
            self._settling.cancel()
        self._show_presence(online=False)
        self._client.stop()

    def _connected(self) -> None:
        self._show_presence(online=True)
        with self._lock:
            self._announce_again()
            if self._latest is not None:
                self._client.publish_foreign(names.ORDER_CHANGED_LAST, self._latest, retain=True)
            if self._settling is not None:
                self._settling.cancel()
            self._settling = threading.Timer(SETTLE_S, self._remove_stale)
            self._settling.daemon = True
            self._settling.start()

    # From Home Assistant

    def _on_birth(self, message: Foreign) -> None:
        if message.payload == b"online":
            with self._lock:
                self._announce_again()

    def _on_config(self, message: Foreign) -> None:
        """What is announced already, perhaps by us before our restart."""
        object_id = message.topic.split("/")[-2]
        with self._lock:
            if not message.payload:
                self._found.discard(object_id)
            elif _is_ours(object_id, message.payload):
                self._found.add(object_id)

    def _on_press(self, message: Foreign) -> None:
        try:
            press = self._presses.read(message, utc_now())
        except MessageError as error:
            self._ignore(message.topic, error)
            return
        if press is None:
            return
        device_id, control = press
        if control.slot not in self._slots.get(device_id, ()):
            self._ignore(message.topic, f"there is no slot {control.slot!r} of {device_id!r}")
            return
        self._client.publish(topics.device_control(device_id), control)

    # From our own wire

    def _on_device_state(self, message: Foreign) -> None:
        device_id = message.topic.split("/")[-2]
        if not message.payload:
            with self._lock:
                self._remove(device_id)
            return
        state = self._read(message, DeviceState)
        if state is None or state.device_id == names.BRIDGE_ID:
            return
        if state.device_id != device_id:
            self._ignore(message.topic, f"the state of {state.device_id!r} on another's topic")
            return
        with self._lock:
            if device_id in self._removed:
                return
            self._present.add(names.object_of(device_id))
            if state.online:  # a will knows no slots
                self._slots[device_id] = frozenset(slot.slot for slot in state.slots)
                self._announce(names.object_of(device_id), announcement.device(state))

    def _on_service_state(self, message: Foreign) -> None:
        service_id = message.topic.split("/")[-2]
        if service_id in names.NO_ORDER_SERVICES:
            return
        state = self._read(message, ServiceState) if message.payload else None
        with self._lock:
            if state is not None and state.service_id == service_id:
                if len(self._services) < MOST_SERVICES:
                    self._services.add(service_id)
            else:
                self._services.discard(service_id)
            if self._services:
                self._present.add(names.ORDERS_OBJECT)
                self._announce(names.ORDERS_OBJECT, announcement.orders(self._services))

    def _on_device_event(self, delivery: Delivery) -> None:
        event = delivery.message
        if not isinstance(event, DeviceEvent) or delivery.retained:
            return
        with self._lock:
            if event.event == "DeviceDeregistered":
                self._remove(event.device_id)
                self._removed.add(event.device_id)
            elif event.event == "DeviceRegistered":
                self._removed.discard(event.device_id)

    def _on_order_event(self, delivery: Delivery) -> None:
        event = delivery.message
        if not isinstance(event, OrderEvent) or delivery.retained or self._again(event.event_id):
            return
        payload = msgspec.json.encode(announcement.happening(event))
        self._latest = payload
        self._client.publish_foreign(names.ORDER_CHANGED_LAST, payload, retain=True)
        self._client.publish_foreign(names.ORDER_HAPPENINGS, payload)
        if event.order.device_id in self._slots:
            self._client.publish_foreign(names.happenings(event.order.device_id), payload)

    def _on_request(self, delivery: Delivery) -> None:
        """A press, wherever it was made, is an event of its device."""
        press = delivery.message
        if not isinstance(press, PressSlot) or delivery.retained:
            return
        known = press.slot in self._slots.get(press.device_id, ())
        if known and not self._again(press.request_id):
            payload = msgspec.json.encode({"event_type": announcement.PRESSED, "slot": press.slot})
            self._client.publish_foreign(names.happenings(press.device_id), payload)

    # Announcing; under the lock

    def _announce(self, object_id: str, config: announcement.Config) -> None:
        before = self._announced.get(object_id)
        if before is not None:
            config = announcement.without_lost(config, before)
        if config == before:
            return
        self._announced[object_id] = config
        self._publish(object_id, msgspec.json.encode(config))

    def _announce_again(self) -> None:
        for object_id, config in self._announced.items():
            self._publish(object_id, msgspec.json.encode(config))

    def _remove(self, device_id: str) -> None:
        object_id = names.object_of(device_id)
        self._present.discard(object_id)
        self._slots.pop(device_id, None)
        announced = self._announced.pop(object_id, None) is not None
        if announced or object_id in self._found:
            self._publish(object_id, b"")

    def _remove_stale(self) -> None:
        with self._lock:
            for object_id in self._found - self._present:
                _LOG.info("removing %s from Home Assistant: nobody speaks for it", object_id)
                self._publish(object_id, b"")

    def _publish(self, object_id: str, payload: bytes) -> None:
        topic = names.config_topic(self._prefix, object_id)
        self._client.publish_foreign(topic, payload, retain=True)

    def _show_presence(self, *, online: bool) -> None:
        topic = topics.device_state(names.BRIDGE_ID)
        self._client.publish(topic, _presence(online=online), retain=True)

    # What cannot be used

    def _again(self, message_id: str) -> bool:
        """Whether it was seen before; brokers and outboxes repeat."""
        if message_id in self._seen:
            return True
        self._seen.append(message_id)
        return False

    def _read(self, message: Foreign, expected: type[M]) -> M | None:
        try:
            return decode(message.payload, expected)
        except MessageError as error:
            self._ignore(message.topic, error)
            return None

    def _ignore(self, topic: str, problem: object) -> None:
        self.ignored += 1
        _LOG.warning("ignored a message to %s: %s", topic[:200], problem)


def _presence(*, online: bool) -> DeviceState:
    return DeviceState(device_id=names.BRIDGE_ID, kind="bridge", online=online)


def _is_ours(object_id: str, payload: bytes) -> bool:
    if not (object_id.startswith(names.OBJECT_PREFIX) or object_id == names.ORDERS_OBJECT):
        return False
    try:
        config: Any = msgspec.json.decode(payload)
        return bool(config["o"]["name"] == announcement.ORIGIN)
    except (msgspec.MsgspecError, RecursionError, ValueError, KeyError, TypeError, IndexError):
        return False
