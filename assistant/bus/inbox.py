"""From bytes on a topic to the handlers that wait for them; no mistake gets through to the thread."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from assistant.bus.codec import decode
from assistant.bus.delivery import Delivery
from assistant.bus.quiet_log import QuietLog
from assistant.core.errors import MessageError

log = logging.getLogger("assistant.bus")
quiet_log = QuietLog(log)

T = TypeVar("T")


@dataclass(frozen=True)
class Rejected:
    """A message that cannot be understood."""

    topic: str
    payload: bytes = field(repr=False)
    error: MessageError


@dataclass(frozen=True)
class Foreign:
    """A message of other programs, as it came: a button's, a bridge's."""

    topic: str
    payload: bytes = field(repr=False)
    retained: bool
    """The broker kept it; it did not happen now."""
    duplicate: bool
    """The broker says it may have delivered it before."""


Handler = Callable[[Delivery], None]
ForeignHandler = Callable[[Foreign], None]
OnRejected = Callable[[Rejected], None]


def log_rejected(rejected: Rejected) -> None:
    """What becomes of a message that cannot be understood where nobody asked to be told."""
    quiet_log.ignored(rejected.topic, rejected.error)


def matches(topic_filter: str, topic: str) -> bool:
    """Whether a subscription gets messages of a topic (MQTT 5, 4.7 and 4.8.2)."""
    if topic_filter.startswith("$share/"):
        topic_filter = topic_filter.split("/", 2)[-1]
    if topic_filter == topic:
        return True
    wanted, levels = topic_filter.split("/"), topic.split("/")
    if wanted[0] in ("+", "#") and topic.startswith("$"):
        return False
    if wanted[-1] == "#":
        wanted.pop()
        if len(levels) < len(wanted):
            return False
        levels = levels[: len(wanted)]
    return len(wanted) == len(levels) and all(
        want in ("+", level) for want, level in zip(wanted, levels, strict=True)
    )


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
        self._foreign: dict[str, list[ForeignHandler]] = {}

    def add(self, topic: str, handler: Handler) -> bool:
        """Wait for messages of a topic filter; whether it is the first to wait for it."""
        new = topic not in self._handlers and topic not in self._foreign
        self._handlers = {**self._handlers, topic: [*self._handlers.get(topic, []), handler]}
        return new

    def add_foreign(self, topic: str, handler: ForeignHandler) -> bool:
        """Wait for what others publish, not to be decoded; whether it is the first to wait."""
        new = topic not in self._handlers and topic not in self._foreign
        self._foreign = {**self._foreign, topic: [*self._foreign.get(topic, []), handler]}
        return new

    @property
    def topics(self) -> list[str]:
        """The topic filters to subscribe to."""
        return list(dict.fromkeys([*self._handlers, *self._foreign]))

    def reject(self, rejected: Rejected) -> None:
        """Count and report a message that cannot be understood."""
        self.rejections += 1
        self.guarded(partial(self._on_rejected, rejected))

    def take(self, foreign: Foreign, acknowledge: Callable[[], None]) -> bool:
        """Decode and hand over; whether there were handlers and all took it without fail.

        Only then may a handler acknowledge it; else that is left to the caller.
        """
        outcomes = [
            self.guarded(partial(handler, foreign))
            for handler in _waiting_for(self._foreign, foreign.topic)
        ]
        handlers = _waiting_for(self._handlers, foreign.topic)
        if not handlers:
            if not outcomes:
                self.reject(_rejected(foreign, "nobody waits for it"))
            return False
        try:
            message = decode(foreign.payload)
        except MessageError as error:
            self.reject(Rejected(foreign.topic, foreign.payload, error))
            return False
        delivery = Delivery(
            foreign.topic, message, foreign.retained, foreign.duplicate, acknowledge
        )
        outcomes = [self.guarded(partial(handler, delivery)) for handler in handlers]
        return all(outcomes)

    def guarded(self, callback: Callable[[], None]) -> bool:
        """Call; an exception is logged and counted, `False`."""
        try:
            callback()
        except Exception:
            self.failures += 1
            log.exception("%s: a handler failed", self._owner)
            return False
        return True


def _rejected(foreign: Foreign, problem: str) -> Rejected:
    return Rejected(foreign.topic, foreign.payload, MessageError(problem))


def _waiting_for(handlers: dict[str, list[T]], topic: str) -> list[T]:
    return [
        handler
        for wanted, waiting in handlers.items()
        if matches(wanted, topic)
        for handler in waiting
    ]
