"""A line into a running house, for commands that look at its devices or touch them."""

import queue
import secrets
import threading
import time
from types import TracebackType
from typing import Self

from assistant.bus import access, topics
from assistant.bus.client import Client
from assistant.bus.delivery import Delivery
from assistant.bus.running import reach
from assistant.core.messages import Answer, DeviceControl, DeviceState
from assistant.core.settings import Settings

SETTLE_S = 0.3
"""Retained device states arrive right after subscribing; later than this there are no more."""

REPEAT_S = 1.0
"""A control that no request came of is sent again after so long."""


class Line:
    """Sees the devices of a running house; a context manager. Raises `BrokerError` without one."""

    def __init__(self, settings: Settings) -> None:
        address = reach(settings.broker, settings.data_dir, access.OWNER)
        self._client = Client(address, f"command-{secrets.token_hex(4)}")
        self._states: dict[str, DeviceState] = {}
        self._changed = threading.Condition()
        self._client.subscribe(topics.ALL_DEVICE_STATES, self._on_state)

    def __enter__(self) -> Self:
        self._client.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.stop()

    def devices(self) -> dict[str, DeviceState]:
        """Every device that ever reported, by id."""
        time.sleep(SETTLE_S)
        with self._changed:
            return dict(sorted(self._states.items()))

    def device(self, device_id: str, timeout_s: float) -> DeviceState | None:
        """A device's state once it is online; None where it is not in time."""

        def online() -> bool:
            return device_id in self._states and self._states[device_id].online

        with self._changed:
            self._changed.wait_for(online, timeout_s)
            return self._states[device_id] if online() else None

    def control(
        self, device_id: str, control: DeviceControl, timeout_s: float
    ) -> tuple[Answer, ...]:
        """Do something to a device, and return what its requests were answered within the time.

        One answer for each request, however often the device had to ask. Returns as soon as the
        device waits for no further answer.
        """
        answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        asked = threading.Event()

        def on_request(_: Delivery) -> None:
            asked.set()

        def on_answer(delivery: Delivery) -> None:
            if isinstance(delivery.message, Answer):
                answers.put(delivery.message)

        self._client.subscribe(topics.requests(device_id), on_request)
        self._client.subscribe(topics.answers(device_id), on_answer)
        return self._collect(device_id, control, answers, asked, timeout_s)

    def publish_control(self, device_id: str, control: DeviceControl) -> None:
        """Do something to a device without waiting for what comes of it."""
        self._client.publish(topics.device_control(device_id), control)

    def _collect(
        self,
        device_id: str,
        control: DeviceControl,
        answers: "queue.SimpleQueue[Answer]",
        asked: threading.Event,
        timeout_s: float,
    ) -> tuple[Answer, ...]:
        found: dict[str, Answer] = {}
        deadline, repeat_at = time.monotonic() + timeout_s, 0.0
        while (left := deadline - time.monotonic()) > 0:
            if not asked.is_set() and time.monotonic() >= repeat_at:
                # A device that is just connecting misses it; one that is not takes it once.
                self.publish_control(device_id, control)
                repeat_at = time.monotonic() + REPEAT_S
            try:
                answer = answers.get(timeout=min(left, SETTLE_S))
                found[answer.request_id] = answer
            except queue.Empty:
                state = self._states.get(device_id)
                if found and state is not None and state.waiting == 0:
                    break
        return tuple(found.values())

    def _on_state(self, delivery: Delivery) -> None:
        if isinstance(delivery.message, DeviceState):
            with self._changed:
                self._states[delivery.message.device_id] = delivery.message
                self._changed.notify_all()
