"""What observers are told while the assistant listens and talks, and what others may ask it to say."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from assistant.language.replies.reply import Reply
from assistant.speech.listener import Utterance
from assistant.turns import HIDDEN, TurnEvent


@dataclass(frozen=True)
class Woke:
    """The wake word was heard, so many seconds into the stream."""

    at_s: float


@dataclass(frozen=True)
class Heard:
    """A command was heard; `ended` is `time.perf_counter()` at the decision that it had ended."""

    utterance: Utterance
    ended: float


@dataclass(frozen=True)
class Said:
    """A reply was spoken, or broken off; `ready_ms` after the turn its sound was there."""

    reply: Reply
    ready_ms: float
    file: Path | None
    whole: bool


@dataclass(frozen=True)
class Nothing:
    """The wake word, and then silence."""


@dataclass(frozen=True)
class Muted:
    """The microphone was closed or opened."""

    muted: bool


@dataclass(frozen=True)
class Words:
    """Something that others want to be said."""

    text: str
    finished: Callable[[], None]
    """Called when it was said, or broken off."""
    listen: bool = False
    """Listen for an answer then."""


@dataclass(frozen=True)
class Written:
    """A command that others have heard and written down."""

    text: str


WORDS = "words"
"""The key of a reply that is not ours."""

VoiceEvent = Woke | Heard | Said | Nothing | Muted | TurnEvent
VoiceObserver = Callable[[VoiceEvent], None]


def hidden(utterance: Utterance) -> Utterance:
    """An utterance without its words and its sound, where those may be a code."""
    transcript = msgspec.structs.replace(utterance.transcript, text=HIDDEN, free_text=None)
    return msgspec.structs.replace(utterance, transcript=transcript, audio=b"")
