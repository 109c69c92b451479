"""Hermes messages: JSON in camel case, one class per topic.

The reference is https://rhasspy.readthedocs.io/en/latest/reference/#mqtt-api. Fields that are not
here are ignored, as Hermes programs add their own.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from assistant.core.errors import MessageError
from assistant.core.messages import MAX_MESSAGE_BYTES

DEFAULT_SITE = "default"
HOTWORD = "hermes/hotword/+/detected"
TEXT_CAPTURED = "hermes/asr/textCaptured"
NLU_QUERY = "hermes/nlu/query"
NLU_NOT_RECOGNIZED = "hermes/nlu/intentNotRecognized"
START_SESSION = "hermes/dialogueManager/startSession"
CONTINUE_SESSION = "hermes/dialogueManager/continueSession"
END_SESSION = "hermes/dialogueManager/endSession"
SESSION_QUEUED = "hermes/dialogueManager/sessionQueued"
SESSION_STARTED = "hermes/dialogueManager/sessionStarted"
SESSION_ENDED = "hermes/dialogueManager/sessionEnded"
NOT_RECOGNIZED = "hermes/dialogueManager/intentNotRecognized"
START_LISTENING = "hermes/asr/startListening"
TTS_SAY = "hermes/tts/say"
TTS_FINISHED = "hermes/tts/sayFinished"

Site = Annotated[str, Meta(min_length=1, max_length=100)]
Name = Annotated[str, Meta(max_length=200)]
Words = Annotated[str, Meta(max_length=1000)]
Filter = Annotated[tuple[Name, ...], Meta(max_length=200)] | None
Reason = Literal["nominal", "abortedByUser", "intentNotRecognized", "timeout", "error"]


def hotword_detected(wakeword: str) -> str:
    """Where a detected wake word is told."""
    return f"hermes/hotword/{wakeword}/detected"


def intent_topic(name: str) -> str:
    """Where an intent is told to the skill for it."""
    return f"hermes/intent/{name}"


class Hermes(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Base of all Hermes messages."""

    site_id: Site = DEFAULT_SITE


class HotwordDetected(Hermes, frozen=True, kw_only=True):
    """Somebody has said the wake word: what follows is a command."""

    model_id: Name = "default"
    model_version: Name = ""
    model_type: Name = "universal"
    current_sensitivity: float = 0.5


class TextCaptured(Hermes, frozen=True, kw_only=True):
    """What was said, as heard."""

    text: Words
    likelihood: float = 1.0
    seconds: float = 0.0
    session_id: Name | None = None
    wakeword_id: Name | None = None


class NluQuery(Hermes, frozen=True, kw_only=True):
    """What does this mean? Nothing is done about it."""

    input: Words
    id: Name | None = None
    session_id: Name | None = None
    intent_filter: Filter = None
    custom_data: Any = None
    lang: Name | None = None


class NotRecognized(Hermes, frozen=True, kw_only=True):
    """It means nothing that is wanted."""

    input: str
    id: str | None = None
    session_id: str | None = None
    custom_data: Any = None


class IntentName(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Which intent, and how sure."""

    intent_name: str
    confidence_score: float


class SlotRange(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Where in the input a slot's words stand."""

    start: int
    end: int
    raw_start: int
    raw_end: int


class SlotValue(msgspec.Struct, frozen=True, kw_only=True):
    """What a slot stands for."""

    kind: str
    value: Any


class Slot(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A part of the input that carries meaning."""

    entity: str
    slot_name: str
    raw_value: str
    value: SlotValue
    range: SlotRange
    confidence: float


class NluIntent(Hermes, frozen=True, kw_only=True):
    """The meaning of what was said, for the skill that knows the intent."""

    input: str
    intent: IntentName
    slots: tuple[Slot, ...] = ()
    id: str | None = None
    session_id: str | None = None
    custom_data: Any = None
    raw_input: str | None = None
    wakeword_id: str | None = None
    lang: str | None = None


class Init(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """How a session begins: with words that want an answer, or only with words."""

    type: Literal["action", "notification"] = "action"
    text: Words | None = None
    can_be_enqueued: bool = True
    intent_filter: Filter = None
    send_intent_not_recognized: bool = False


class StartSession(Hermes, frozen=True, kw_only=True):
    """A skill begins to talk by itself."""

    init: Init
    custom_data: Any = None


class ContinueSession(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A skill asks back."""

    session_id: Name
    text: Words | None = None
    intent_filter: Filter = None
    custom_data: Any = None
    send_intent_not_recognized: bool = False


class EndSession(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A skill has the last word."""

    session_id: Name
    text: Words | None = None
    custom_data: Any = None


class SessionTold(Hermes, frozen=True, kw_only=True):
    """A session has started or waits for its turn; also: listen for it now."""

    session_id: str
    custom_data: Any = None


class Termination(msgspec.Struct, frozen=True, kw_only=True):
    """Why a session is over."""

    reason: Reason


class SessionEnded(Hermes, frozen=True, kw_only=True):
    """A session is over."""

    termination: Termination
    session_id: str
    custom_data: Any = None


class Say(Hermes, frozen=True, kw_only=True):
    """Words to be spoken at a site."""

    text: Words
    id: Name | None = None
    session_id: Name | None = None
    lang: Name | None = None


class SayFinished(Hermes, frozen=True, kw_only=True):
    """They were spoken."""

    id: Name | None = None
    session_id: Name | None = None


Heard = (
    HotwordDetected
    | TextCaptured
    | NluQuery
    | StartSession
    | ContinueSession
    | EndSession
    | Say
    | SayFinished
)
"""What may be asked of us."""

_HEARD: dict[str, type[Heard]] = {
    TEXT_CAPTURED: TextCaptured,
    NLU_QUERY: NluQuery,
    START_SESSION: StartSession,
    CONTINUE_SESSION: ContinueSession,
    END_SESSION: EndSession,
    TTS_SAY: Say,
    TTS_FINISHED: SayFinished,
}
SUBSCRIBED = (HOTWORD, *_HEARD)
"""Topic filters of what may be asked."""


def read(topic: str, payload: bytes) -> Heard:
    """A message that was heard; fields that are null count as missing.

    Raises:
        MessageError: too large, not JSON, or with a wrong field.
    """
    if len(payload) > MAX_MESSAGE_BYTES:
        raise MessageError(f"message of {len(payload)} bytes, more than {MAX_MESSAGE_BYTES}")
    expected = _HEARD.get(topic, HotwordDetected)
    try:
        fields = msgspec.json.decode(payload)
        if isinstance(fields, dict):
            fields = {key: value for key, value in fields.items() if value is not None}
        return msgspec.convert(fields, expected)
    except (msgspec.MsgspecError, ValueError, RecursionError, OverflowError) as error:
        raise MessageError(f"no Hermes message: {str(error)[:200]}") from error
