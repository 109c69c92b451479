"""Hermes messages and sessions."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.app.hermes_intents import intent_message
from assistant.bus.hermes import messages as hermes
from assistant.bus.hermes.sessions import (
    IDLE,
    MOST_QUEUED,
    MOST_SITES,
    HermesSession,
    Sessions,
)
from assistant.bus.inbox import matches
from assistant.core.errors import MessageError
from assistant.core.messages import MAX_MESSAGE_BYTES
from assistant.language.intent import Intent, Slot

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def fields(message: msgspec.Struct) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(msgspec.json.encode(message))
    return found


def session(name: str, site: str = "kitchen", last: datetime = NOW) -> HermesSession:
    return HermesSession(name, site, last)


def start(site: str = "kitchen") -> hermes.StartSession:
    return hermes.StartSession(init=hermes.Init(), site_id=site)


@pytest.mark.parametrize(
    ("topic", "payload", "expected"),
    [
        ("hermes/hotword/porcupine/detected",
         {"modelId": "porcupine", "modelVersion": "", "modelType": "personal",
          "currentSensitivity": 0.4, "siteId": "kitchen", "sessionId": None,
          "sendAudioCaptured": None, "lang": None},
         hermes.HotwordDetected(model_id="porcupine", model_type="personal", site_id="kitchen",
                                current_sensitivity=0.4)),
        ("hermes/asr/textCaptured",
         {"text": "turn on", "likelihood": 0.9, "seconds": 1.5, "siteId": "default",
          "sessionId": "s", "wakewordId": None, "asrTokens": None, "lang": None},
         hermes.TextCaptured(text="turn on", likelihood=0.9, seconds=1.5, session_id="s")),
        ("hermes/nlu/query",
         {"input": "hello", "siteId": "default", "id": None, "intentFilter": ["A"]},
         hermes.NluQuery(input="hello", intent_filter=("A",))),
        ("hermes/dialogueManager/startSession",
         {"init": {"type": "notification", "text": "Hi"}, "siteId": "hall", "customData": None},
         hermes.StartSession(init=hermes.Init(type="notification", text="Hi"), site_id="hall")),
        ("hermes/dialogueManager/continueSession",
         {"sessionId": "s", "text": "?", "intentFilter": ["A"], "sendIntentNotRecognized": True,
          "slot": None},
         hermes.ContinueSession(session_id="s", text="?", intent_filter=("A",),
                                send_intent_not_recognized=True)),
        ("hermes/dialogueManager/endSession", {"sessionId": "s", "text": "."},
         hermes.EndSession(session_id="s", text=".")),
        ("hermes/tts/say", {"text": "hi", "lang": "en", "siteId": "x", "volume": 1.0},
         hermes.Say(text="hi", lang="en", site_id="x")),
        ("hermes/tts/sayFinished", {"siteId": "x", "id": "1"},
         hermes.SayFinished(site_id="x", id="1")),
    ],
)  # fmt: skip
def test_what_rhasspy_says_is_read(
    topic: str, payload: dict[str, Any], expected: hermes.Heard
) -> None:
    assert sum(matches(each, topic) for each in hermes.SUBSCRIBED) == 1
    assert hermes.read(topic, json.dumps(payload).encode()) == expected


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        ("hermes/nlu/query", b"{}"),
        ("hermes/nlu/query", b'{"input": 3}'),
        ("hermes/nlu/query", b"[" * 60_000),
        ("hermes/nlu/query", json.dumps({"input": "x" * 1001}).encode()),
        ("hermes/tts/say", b'{"text": "' + b"x" * MAX_MESSAGE_BYTES + b'"}'),
        ("hermes/dialogueManager/startSession", b'{"init": {"type": "riddle"}}'),
        ("hermes/dialogueManager/endSession", b"null"),
        ("hermes/asr/textCaptured", b'{"text": "x", "siteId": ""}'),
    ],
)
def test_what_is_no_message_says_so(topic: str, payload: bytes) -> None:
    with pytest.raises(MessageError):
        hermes.read(topic, payload)


@settings(max_examples=300)
@given(st.sampled_from(hermes.SUBSCRIBED), st.binary(max_size=80))
def test_no_bytes_break_the_reading(topic: str, payload: bytes) -> None:
    with pytest.raises(MessageError):
        hermes.read(topic.replace("+", "x"), b"\x00" + payload)


def test_messages_are_in_camel_case() -> None:
    ended = hermes.SessionEnded(
        termination=hermes.Termination(reason="timeout"), session_id="s", site_id="hall"
    )
    assert fields(ended) == {
        "siteId": "hall", "termination": {"reason": "timeout"}, "sessionId": "s",
        "customData": None,
    }  # fmt: skip


def test_an_intent_has_its_slots_where_they_were_said() -> None:
    slots = {"quantity": Slot("two", 2), "product": Slot("oat milk", None, 0.8)}
    intent = Intent(name="Order", slots=slots, text="Order two Oat Milk", score=0.91234)
    told = fields(intent_message(intent, "Order two Oat Milk", site="s", session="1"))
    assert told["intent"] == {"intentName": "Order", "confidenceScore": 0.912}
    quantity, product = told["slots"]
    assert quantity["value"] == {"kind": "Number", "value": 2}
    assert product["value"] == {"kind": "Custom", "value": "oat milk"}
    assert told["input"][product["range"]["start"] : product["range"]["end"]] == "Oat Milk"


def test_a_site_has_one_session_at_a_time() -> None:
    sessions = Sessions("default")
    first = session("1")
    assert sessions.open(first)
    assert not sessions.open(session("2"))
    assert sessions.at("kitchen") is sessions.by_id("1") is first
    assert sessions.by_id(None) is None
    assert sessions.close(first)
    assert not sessions.close(first)
    assert sessions.open(session("2"))


def test_too_many_sites_leave_room_for_our_own() -> None:
    sessions = Sessions("default")
    assert all(sessions.open(session(str(n), f"site{n}")) for n in range(MOST_SITES))
    assert not sessions.open(session("more", "more"))
    assert sessions.open(session("ours", "default"))


def test_sessions_wait_for_their_own_site() -> None:
    sessions = Sessions("default")
    assert sessions.enqueue("a", start("hall"))
    assert sessions.enqueue("b", start("kitchen"))
    assert sessions.next_at("kitchen") == ("b", start("kitchen"))
    assert sessions.next_at("kitchen") is None
    assert all(sessions.enqueue(str(n), start()) for n in range(MOST_QUEUED - 1))
    assert not sessions.enqueue("more", start())


def test_a_session_in_which_nothing_happens_is_idle() -> None:
    sessions = Sessions("default")
    old, waiting = session("old"), session("waiting", "hall")
    waiting.waiting = True
    fresh = session("fresh", "attic", NOW + IDLE)
    for each in (old, waiting, fresh):
        sessions.open(each)
    assert list(sessions.idle(NOW + IDLE + timedelta(seconds=1))) == [old]


def test_a_skill_that_asks_back_wants_only_some_intents() -> None:
    talk = session("1")
    assert talk.wants("Anything")
    talk.custom_data = "before"
    talk.continued(hermes.ContinueSession(session_id="1", intent_filter=("Yes", "No")))
    assert talk.of_skill
    assert talk.wants("Yes")
    assert not talk.wants("Reorder")
    assert talk.custom_data == "before"
    talk.words.put(None)
    talk.forget_words()
    assert talk.words.empty()
