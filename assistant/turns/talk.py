"""What is said to a conversation, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.core.messages import Answer
from assistant.dialog.session import Session
from assistant.language.intent import Intent
from assistant.language.replies.reply import Reply
from assistant.skills.orders.announcing import Happening


@dataclass(frozen=True)
class Saying:
    """What somebody said or typed."""

    text: str
    origin: Literal["voice", "text"] = "text"
    overheard: bool = False
    """Nobody called for it: where it means nothing and answers no question, silence is the answer."""


@dataclass(frozen=True)
class Turn:
    """What came of one utterance."""

    intent: Intent | None
    reply: Reply | None
    """None where silence is the answer."""
    expects_answer: bool = False
    answers: tuple[Answer, ...] = ()


class Talk(Protocol):
    """Turns in the language of the session."""

    def take(self, session: Session, said: Saying) -> Turn:
        """Understand what was said, do what it asks for and give the reply."""

    def announce(self, session: Session, event: Happening) -> Turn:
        """Tell what happened to an order of the house, or what became of one after all."""


class ByLanguage:
    """A conversation for each language; the session's language of the moment chooses."""

    def __init__(self, conversations: Mapping[str, Talk]) -> None:
        self._conversations = conversations

    def take(self, session: Session, said: Saying) -> Turn:
        """Understand it in the session's language."""
        return self._conversations[session.language].take(session, said)

    def announce(self, session: Session, event: Happening) -> Turn:
        """Tell it in the language that was spoken last."""
        return self._conversations[session.language].announce(session, event)
