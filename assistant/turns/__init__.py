"""Conversations, turn by turn."""

from assistant.turns.conversation import Conversation, SceneSource, utterance_id
from assistant.turns.effects import Hands
from assistant.turns.events import (
    HIDDEN,
    Asked,
    Observer,
    Replied,
    Told,
    TurnEvent,
    Understood,
)
from assistant.turns.talk import ByLanguage, Saying, Talk, Turn

__all__ = [
    "HIDDEN",
    "Asked",
    "ByLanguage",
    "Conversation",
    "Hands",
    "Observer",
    "Replied",
    "Saying",
    "SceneSource",
    "Talk",
    "Told",
    "Turn",
    "TurnEvent",
    "Understood",
    "utterance_id",
]
