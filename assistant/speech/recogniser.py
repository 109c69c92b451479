"""What a speech recogniser is, whatever engine is inside."""

from enum import StrEnum
from typing import Protocol

import msgspec

from assistant.core.settings import Language


class Transcript(msgspec.Struct, frozen=True, kw_only=True):
    """What a recogniser has heard."""

    text: str
    score: float
    """How sure, 0 to 1; comparable within one engine only."""
    accepted: bool
    """False where it was no speech, or nothing the assistant knows: the text is a guess then."""
    engine: str
    """`vosk` or `whisper`."""
    free_text: str | None = None
    """What an engine with a grammar hears without it: what to quote for unknown speech."""
    language: Language | None = None
    """Which language was spoken, where two were listened for."""


class Outlook(StrEnum):
    """What a command that has paused looks like, by what was heard of it so far."""

    OPEN = "open"
    """Nothing is known."""
    COMPLETE = "complete"
    """It is a whole sentence, and whatever could follow means the same."""
    UNFINISHED = "unfinished"
    """It is the beginning of a known sentence."""


class Decoding(Protocol):
    """One command being decoded while it is spoken."""

    def feed(self, frame: bytes) -> None:
        """Take the next audio of the stream (any whole number of samples)."""
        ...

    def pause(self) -> None:
        """The speaker fell silent: a good moment to decode, perhaps in vain."""
        ...

    def resume(self) -> None:
        """The speaker goes on: what `pause` began is out of date."""
        ...

    def outlook(self) -> Outlook:
        """Whether the speaker seems to have finished; asked while he is silent."""
        ...

    def finish(self) -> Transcript:
        """No more audio comes; wait for the text."""
        ...

    def cancel(self) -> None:
        """Throw the command away."""
        ...


class Recogniser(Protocol):
    """A loaded engine for one language. Safe to `start` from any thread."""

    @property
    def language(self) -> Language:
        """The language it hears."""
        ...

    @property
    def engine(self) -> str:
        """`vosk` or `whisper`."""
        ...

    def start(self, preroll: bytes = b"") -> Decoding:
        """Begin a command; `preroll` is audio from before the decision to listen."""
        ...
