"""From bytes on a topic to the handlers that wait for them; no mistake gets through to the thread."""

import logging
from collections.abc import Callable
from functools import partial

from paho.mqtt.client import topic_matches_sub

from assistant.bus.codec import decode
from assistant.bus.delivery import Delivery
from assistant.core.errors import MessageError

log = logging.getLogger("assistant.bus")

Handler = Callable[[Delivery], None]
OnRejected = Callable[[str, MessageError], None]


def log_rejected(topic: str, error: MessageError) -> None:
    """What becomes of a message that cannot be understood where nobody asked to be told."""
    log.warning("ignored a message on %s: %s", topic, error)


class Inbox:
    """The handlers of one client, and the count of what went wrong.

    Attributes:
        failures: handlers and callbacks that raised.
        rejections: messages that could not be understood.
    """

    def __init__(self, owner: str, on_rejected: OnRejected) -> None:
        self.failures = 0
        self.rejections = 0
        self._owner = owner
        self._on_rejected = on_rejected
        self._handlers: dict[str, list[Handler]] = {}

    def add(self, topic: str, handler: Handler) -> bool:
        """Wait for messages of a topic filter; whether it is the first to wait for it."""
        handlers = self._handlers.setdefault(topic, [])
        handlers.append(handler)
        return len(handlers) == 1

    @property
    def topics(self) -> list[str]:
        """The topic filters to subscribe to."""
        return list(self._handlers)

    def reject(self, topic: str, error: MessageError) -> None:
        """Count and report a message that cannot be understood."""
        self.rejections += 1
        self.guarded(partial(self._on_rejected, topic, error))

    def take(self, payload: bytes, delivery: Callable[..., Delivery], topic: str) -> bool:
        """Decode and hand over; whether there were handlers and all took it without fail."""
        try:
            message = decode(payload)
        except MessageError as error:
            self.reject(topic, error)
            return False
        received = delivery(topic=topic, message=message)
        outcomes = [self.guarded(partial(h, received)) for h in self._waiting_for(topic)]
        return bool(outcomes) and all(outcomes)

    def _waiting_for(self, topic: str) -> list[Handler]:
        return [
            handler
            for wanted, handlers in list(self._handlers.items())
            if topic_matches_sub(wanted, topic)
            for handler in handlers
        ]

    def guarded(self, callback: Callable[[], None]) -> bool:
        """Call; an exception is logged and counted, `False`."""
        try:
            callback()
        except Exception:
            self.failures += 1
            log.exception("%s: a handler failed", self._owner)
            return False
        return True
