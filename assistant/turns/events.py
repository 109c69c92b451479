"""What happens in a turn, told to whoever watches."""

from collections.abc import Callable
from dataclasses import dataclass

from assistant.core.messages import Answer, AnyRequest, PlayerCommand
from assistant.language.intent import Intent
from assistant.language.replies.reply import Reply

HIDDEN = "••••"
"""Stands for what may be a code."""


@dataclass(frozen=True)
class Understood:
    """What was made of the words; `intent` is None where they mean nothing to us."""

    text: str
    intent: Intent | None
    ms: float


@dataclass(frozen=True)
class Asked:
    """A request went to the order service; `answer` is None where none came in time."""

    request: AnyRequest
    answer: Answer | None
    ms: float


@dataclass(frozen=True)
class Told:
    """The loudspeaker was told something."""

    command: PlayerCommand
    heard: bool


@dataclass(frozen=True)
class Replied:
    """The reply, before it is spoken."""

    reply: Reply


TurnEvent = Understood | Asked | Told | Replied
Observer = Callable[[TurnEvent], None]
