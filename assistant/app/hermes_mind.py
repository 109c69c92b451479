"""What Hermes needs to know of the assistant, and how our turns look to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant.bus.hermes.messages import Reason
from assistant.core.settings import LANGUAGES, Language
from assistant.dialog.session import Session
from assistant.language.intent import Intent
from assistant.language.replies.reply import Reply
from assistant.turns import Turn

GIVEN_UP = "NeverMind"


@dataclass(frozen=True)
class Mind:
    """What Hermes needs of the assistant to understand and to reply."""

    understand: Callable[[str, Language], Intent | None]
    own: frozenset[str]
    """Intents that skills of ours answer."""
    reply: Callable[[str, Language, Mapping[str, str]], Reply]
    wake_word: str
    new_session: Callable[[], Session]
    """A conversation's state for another site."""


def language_of(lang: str | None) -> Language | None:
    """The language of a code such as `ko` or `ko-KR`, where it is one of ours."""
    return next((each for each in LANGUAGES if (lang or "").lower().startswith(each)), None)


def words(text: str) -> Reply:
    """What a skill elsewhere says, as a reply."""
    return Reply("skill", text, text)


def ending(turn: Turn) -> Reason | None:
    """How a turn ends its session; None where it goes on."""
    if turn.expects_answer:
        return None
    if turn.intent is None and turn.reply is not None and turn.reply.key == "not_understood":
        return "intentNotRecognized"
    if turn.intent is not None and turn.intent.name == GIVEN_UP:
        return "abortedByUser"
    return "nominal"
