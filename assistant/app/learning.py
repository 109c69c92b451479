"""Waiting for somebody to press a button, to learn how it talks."""

import queue
import secrets
import time
from dataclasses import replace
from types import TracebackType
from typing import Self

from assistant.bus import access, topics
from assistant.bus.address import BrokerAddress
from assistant.bus.client import Client
from assistant.bus.dialects import all_dialects, read
from assistant.bus.dialects.gesture import Gesture
from assistant.bus.inbox import Foreign
from assistant.bus.running import reach
from assistant.core.messages import DeviceControl
from assistant.core.settings import Settings

MORE_S = 0.8
"""So soon after the first message of a press come the others."""
STILL_LEARNING_S = 30.0
"""The bridge is reminded so often; it forgets after a while that it should order nothing."""
BRIDGE = "buttons"
"""The id of the process that turns presses into requests."""


class Learning:
    """Hears every button on the broker, while presses order nothing; a context manager.

    Raises `BrokerError` where no broker can be reached.
    """

    def __init__(self, settings: Settings) -> None:
        house = reach(settings.broker, settings.data_dir, access.OWNER)
        heard = settings.buttons.broker
        self._dialects = all_dialects(settings.buttons.zigbee2mqtt)
        self._gestures: queue.SimpleQueue[Gesture] = queue.SimpleQueue()
        name = f"learn-{secrets.token_hex(4)}"
        self._house = Client(house, name)
        self._client = Client(BrokerAddress.parse(heard), name) if heard else self._house
        for dialect in self._dialects:
            for topic in dialect.everything:
                self._client.subscribe_foreign(topic, self._hear)

    def __enter__(self) -> Self:
        self._house.start()
        if self._client is not self._house:
            self._client.start()
        self._tell_bridge("mute")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._tell_bridge("unmute")
        if self._client is not self._house:
            self._client.stop()
        self._house.stop()

    def press(self, timeout_s: float) -> Gesture | None:
        """The next gesture on any button; None where none comes in time."""
        first = self._first(timeout_s)
        if first is None:
            return None
        same = [first]
        until = time.monotonic() + MORE_S
        while (left := until - time.monotonic()) > 0:
            try:
                more = self._gestures.get(timeout=left)
            except queue.Empty:
                break
            if (more.family, more.name) == (first.family, first.name):
                same.append(more)
        found = next((each for each in same if not each.aside), first)
        latest = [each.key for each in same
                  if each.button == found.button and each.key is not None]  # fmt: skip
        return replace(found, key=latest[-1] if latest else None)

    def _first(self, timeout_s: float) -> Gesture | None:
        give_up_at = time.monotonic() + timeout_s
        while (left := give_up_at - time.monotonic()) > 0:
            try:
                return self._gestures.get(timeout=min(left, STILL_LEARNING_S))
            except queue.Empty:
                self._tell_bridge("mute")
        return None

    def _hear(self, message: Foreign) -> None:
        for gesture in read(message, self._dialects).gestures:
            if gesture.gesture:
                self._gestures.put(gesture)

    def _tell_bridge(self, action: str) -> None:
        control = DeviceControl(control_id=secrets.token_hex(8), action=action)  # type: ignore[arg-type]
        self._house.publish(topics.device_control(BRIDGE), control)
