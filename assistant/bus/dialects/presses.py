"""Which gestures are presses, and which only tell of an earlier one again: pure.

Shelly devices count or date their presses, which is sure. For the others a second message soon
after the first is the same press, as radios, bridges and brokers repeat within moments, and nobody
orders twice so quickly; what a bridge tells right after it has started is old.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from assistant.bus.dialects.gesture import Gesture

SAME_PRESS = timedelta(seconds=1.5)
"""The same gesture again after less than this is no other press, where nothing tells them apart."""
SENT_AGAIN = timedelta(minutes=5)
"""So long a broker may take to send a message again; also devices, after they were cut off."""
LATEST = timedelta(minutes=10)
"""A press that took longer to come is forgotten, as by whoever pressed."""
SETTLE = timedelta(seconds=10)
"""So long after its start Zigbee2MQTT tells states from before."""
CLOCKS_DIFFER = timedelta(seconds=2)
MOST_MISSED = 3
"""A count that jumps by more, to one that is remembered, is that of an earlier press."""
REMEMBERED = 50

Why = Literal["repeated", "replayed", "stale", "second_topic", "idle"]


class Memory(msgspec.Struct, kw_only=True):
    """What is remembered of one button."""

    keys: dict[str, datetime] = {}
    """The latest keys and when they were first heard, oldest first."""
    last: dict[str, datetime] = {}
    """When each gesture was last heard."""
    count: int | None = None
    """The device's own count, where it has one."""
    starts: int = 0
    """How often that count has begun anew."""
    presses: int = 0
    on_first_topic: bool = False
    """It tells its gestures on its first topic; the second is not needed."""


class Memories(msgspec.Struct, kw_only=True):
    """What is remembered of all buttons; kept on disk."""

    v: Literal[1] = 1
    token: Annotated[str, Meta(min_length=8, max_length=64)]
    """Made once; tells the presses of this memory from those of one that was lost."""
    buttons: dict[str, Memory] = {}


@dataclass(frozen=True, slots=True)
class Judged:
    """Either a press, by the id of the request it becomes, or why it is none."""

    request_id: str | None = None
    why: Why | None = None


def button_key(family: str, name: str, button: str) -> str:
    """The name of a button in the memories."""
    return f"{family}/{name}/{button}"


class Presses:
    """Tells presses from their repetitions.

    Args:
        memories: of earlier runs.
    """

    def __init__(self, memories: Memories) -> None:
        self.memories = memories
        self._bridge_started: datetime | None = None

    def bridge_started(self, now: datetime) -> None:
        """The Zigbee bridge has started, or it or we lost the broker: old states may follow."""
        self._bridge_started = now

    def learnt(self, gesture: Gesture, now: datetime) -> None:
        """A button was learnt by this press, which is not to order any more."""
        memory = self._memory(button_key(gesture.family, gesture.name, gesture.button))
        key = _key(gesture)
        if key is None or key in memory.keys:
            return
        _remember(memory, key, now)
        if gesture.family == "shelly1" and memory.count is None and key.isdecimal():
            memory.count = int(key)

    def forget_others(self, known: Callable[[str], bool]) -> None:
        """Drop what is remembered of buttons that are not in use any more."""
        self.memories.buttons = {
            key: memory for key, memory in self.memories.buttons.items() if known(key)
        }

    def judge(self, gesture: Gesture, now: datetime, *, sent_again: bool = False) -> Judged:
        """What a gesture is. `sent_again`: the broker says that it may have sent it before."""
        memory = self._memory(button_key(gesture.family, gesture.name, gesture.button))
        why = (
            _counted(gesture, memory, now)
            if gesture.family == "shelly1" and gesture.exact
            else self._noted(gesture, memory, now, sent_again=sent_again)
        )
        if why is not None:
            return Judged(why=why)
        memory.presses += 1
        key = _key(gesture)
        if key is not None:
            _remember(memory, key, now)
        memory.last[gesture.gesture] = now
        return Judged(self._request_id(gesture, memory))

    def _noted(
        self, gesture: Gesture, memory: Memory, now: datetime, *, sent_again: bool
    ) -> Why | None:
        if gesture.aside and memory.on_first_topic:
            return "second_topic"
        memory.on_first_topic |= not gesture.aside
        if _key(gesture) in memory.keys:
            return "repeated"
        if gesture.at is not None and abs(now - gesture.at) > LATEST:
            return "stale"
        if gesture.exact:
            return None
        if gesture.family == "zigbee2mqtt" and self._is_from_before(gesture, now):
            return "replayed"
        last = memory.last.get(gesture.gesture)
        if last is None:
            return None
        if abs(now - last) < SAME_PRESS:
            memory.last[gesture.gesture] = now  # a button that is stuck is still one press
            return "repeated"
        return "repeated" if sent_again and abs(now - last) < SENT_AGAIN else None

    def _is_from_before(self, gesture: Gesture, now: datetime) -> bool:
        started = self._bridge_started
        if started is None or abs(now - started) > SETTLE:
            return False
        return gesture.at is None or gesture.at < started - CLOCKS_DIFFER

    def _request_id(self, gesture: Gesture, memory: Memory) -> str:
        """The same for the same press, as far as the device lets us know it again."""
        own: tuple[object, ...]
        if gesture.at is not None:
            own = (gesture.key,)
        elif gesture.family == "shelly1" and gesture.exact:
            own = (self.memories.token, memory.starts, gesture.key)
        else:
            own = (self.memories.token, memory.presses)
        made_of = (gesture.family, gesture.name, gesture.button, gesture.gesture, *own)
        return f"btn-{hashlib.sha256(repr(made_of).encode()).hexdigest()[:40]}"

    def _memory(self, key: str) -> Memory:
        return self.memories.buttons.setdefault(key, Memory())


def _counted(gesture: Gesture, memory: Memory, now: datetime) -> Why | None:
    """A device that counts tells its latest press again and again, until it starts from 0."""
    count, before = int(gesture.key or 0), memory.count
    idle = not gesture.gesture
    if count == before:
        return "idle" if idle else "repeated"
    if before is not None and count < before:
        heard = memory.keys.get(str(count))
        if not idle and heard is not None and abs(now - heard) < SENT_AGAIN:
            return "repeated"  # sent again by the broker, in the order it was sent before
        memory.starts += 1
    known = before is not None and count - before > MOST_MISSED and gesture.key in memory.keys
    memory.count = count
    if idle:
        return "idle"
    return "repeated" if known else None  # from before its start: it begins to count from 0


def _key(gesture: Gesture) -> str | None:
    """What tells this press from others; two gestures of one second may bear the same date."""
    if gesture.key is None or gesture.family == "shelly1":
        return gesture.key
    return f"{gesture.gesture} {gesture.key}"


def _remember(memory: Memory, key: str, now: datetime) -> None:
    memory.keys[key] = now
    while len(memory.keys) > REMEMBERED:
        del memory.keys[next(iter(memory.keys))]
