"""The voice shell: sound in, turns carried out, sound out."""

from assistant.voice.assistant import Mouth, Room, VoiceAssistant
from assistant.voice.events import (
    WORDS,
    Heard,
    Muted,
    Nothing,
    Said,
    VoiceEvent,
    VoiceObserver,
    Woke,
    Words,
    Written,
)

__all__ = [
    "WORDS",
    "Heard",
    "Mouth",
    "Muted",
    "Nothing",
    "Room",
    "Said",
    "VoiceAssistant",
    "VoiceEvent",
    "VoiceObserver",
    "Woke",
    "Words",
    "Written",
]
