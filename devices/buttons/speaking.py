"""Showing the devices that only the buttons stand for, as any device shows itself."""

import threading
from collections.abc import Callable, Iterable, Mapping

import msgspec

from assistant.bus import topics
from assistant.bus.client import Client
from assistant.bus.inbox import Foreign
from assistant.core.messages import Answer, DeviceState, SlotState
from devices.buttons.names import KIND

SETTLE_S = 1.0
"""A device that speaks for itself has done so by then: its state is retained."""


class _Seen(msgspec.Struct, frozen=True):
    kind: str
    online: bool


class Speaking:
    """The retained states of devices that nobody else speaks for.

    A washing machine whose slot a button stands for shows itself; a button in the kitchen, that is
    no device but by its mapping, is shown by us.

    Args:
        client: publishes; not yet started.
        waiting: how many requests of a device are unanswered.
    """

    def __init__(self, client: Client, waiting: Callable[[str], int]) -> None:
        self._client = client
        self._waiting = waiting
        self._lock = threading.Lock()
        self._slots: dict[str, dict[str, SlotState]] = {}
        self._others: set[str] = set()
        self._found: set[str] = set()
        """Devices that we, or an earlier run of ours, have shown."""
        self._settled = False
        self._timer: threading.Timer | None = None
        client.subscribe_foreign(topics.ALL_DEVICE_STATES, self._on_state)

    def connected(self) -> None:
        """States may be shown once those of others are known."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = threading.Timer(SETTLE_S, self._settle)
        self._timer.daemon = True
        self._timer.start()

    def speak_for(self, slots: Iterable[tuple[str, str]]) -> None:
        """From now on these devices and slots; what was shown of others is taken back."""
        wanted: dict[str, dict[str, SlotState]] = {}
        with self._lock:
            for device, slot in slots:
                known = self._slots.get(device, {}).get(slot, SlotState(slot=slot))
                wanted.setdefault(device, {})[slot] = known
            gone = self._slots.keys() - wanted.keys() - self._others
            self._slots = wanted
        for device in gone:
            self._client.publish_foreign(topics.device_state(device), b"", retain=True)
        self._show_all()

    def speaks_for(self, device: str) -> bool:
        """Whether the device has no voice but ours."""
        return device in self._slots and device not in self._others

    def asking(self, device: str, slot: str) -> None:
        """A request for the slot is under way."""
        self._change(device, SlotState(slot=slot, status="asking"))

    def answered(self, device: str, slot: str, answer: Answer) -> None:
        """The shop's word on it."""
        order_id = answer.order.order_id if answer.order else None
        self._change(device, SlotState(slot=slot, status=answer.status, order_id=order_id))

    def stop(self) -> None:
        """Show that all are offline."""
        if self._timer is not None:
            self._timer.cancel()
        self._show_all(online=False)

    def _change(self, device: str, state: SlotState) -> None:
        with self._lock:
            if state.slot not in self._slots.get(device, {}):
                return
            self._slots[device][state.slot] = state
        self._show(device)

    def _settle(self) -> None:
        self._settled = True
        with self._lock:
            gone = self._found - self._slots.keys()
        for device in gone:
            self._client.publish_foreign(topics.device_state(device), b"", retain=True)
        self._show_all()

    def _show_all(self, *, online: bool = True) -> None:
        for device in list(self._slots):
            self._show(device, online=online)

    def _show(self, device: str, *, online: bool = True) -> None:
        with self._lock:
            slots: Mapping[str, SlotState] = self._slots.get(device, {})
            if not self._settled or not slots or device in self._others:
                return
            state = DeviceState(
                device_id=device,
                kind=KIND,
                online=online,
                slots=tuple(slots.values()),
                waiting=self._waiting(device),
            )
        self._client.publish(topics.device_state(device), state, retain=True)

    def _on_state(self, message: Foreign) -> None:
        device = message.topic.split("/")[-2]
        try:
            seen = msgspec.json.decode(message.payload, type=_Seen) if message.payload else None
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return
        with self._lock:
            if seen is None:
                self._others.discard(device)
                self._found.discard(device)
            elif seen.kind == KIND:
                self._found.add(device)
            else:
                self._others.add(device)
