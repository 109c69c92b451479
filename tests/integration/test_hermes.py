"""Skills and satellites written for Rhasspy, by paho, that know nothing of us."""

import json
import queue
import time
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from assistant.app import App, open_home
from assistant.app.hermes import Hermes
from assistant.app.home import Home
from assistant.app.listening_home import hermes_of
from assistant.core.settings import Settings
from assistant.dialog.session import Session

JUKEBOX = """\
language: en
intents:
  GetTime:
    data:
      - sentences: ["what time is it in {city}"]
  PickColour:
    data:
      - sentences: ["the (blue|red) one"]
lists:
  city:
    values: [Paris, Tokyo]
"""
Message = dict[str, Any]


class Peer:
    """A program on the same broker that speaks Hermes."""

    def __init__(self, host: str, port: int) -> None:
        self.heard: queue.SimpleQueue[tuple[str, Message]] = queue.SimpleQueue()
        self.answers: dict[str, Callable[[Message], tuple[str, Message]]] = {}
        self._client = paho.Client(CallbackAPIVersion.VERSION2)
        self._client.on_message = lambda _client, _data, message: self._take(message)
        self._client.connect(host, port)
        granted: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._client.on_subscribe = lambda *_: granted.put(True)
        self._client.subscribe("hermes/#", qos=1)
        self._client.loop_start()
        granted.get(timeout=5)

    def _take(self, message: paho.MQTTMessage) -> None:
        try:
            fields = json.loads(message.payload)
        except (ValueError, RecursionError):
            return
        self.heard.put((message.topic, fields))
        if message.topic in self.answers and isinstance(fields, dict):
            topic, answer = self.answers[message.topic](fields)
            self.say(topic, answer)

    def say(self, topic: str, fields: object, *, retain: bool = False) -> None:
        """Publish."""
        payload = fields if isinstance(fields, bytes) else json.dumps(fields)
        self._client.publish(topic, payload, qos=1, retain=retain)

    def next(self, topic: str, timeout: float = 10) -> Message:
        """The next message on a topic."""
        deadline = time.monotonic() + timeout
        while True:
            found, fields = self.heard.get(timeout=max(0.01, deadline - time.monotonic()))
            if found == topic:
                return fields

    def seen(self, seconds: float = 1) -> list[str]:
        """The topics of everything that comes within the time."""
        topics, deadline = [], time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            try:
                topics.append(self.heard.get(timeout=left)[0])
            except queue.Empty:
                break
        return topics

    def close(self) -> None:
        """Go."""
        self._client.disconnect()
        self._client.loop_stop()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> App:
    folder = tmp_path_factory.mktemp("hermes")
    (folder / "skill/intents/en").mkdir(parents=True)
    (folder / "skill/intents/en/Jukebox.yaml").write_text(JUKEBOX, "utf-8")
    replace = msgspec.structs.replace
    mine = Settings()
    return App(
        replace(
            mine,
            paths=replace(
                mine.paths, data=str(folder / "data"), extensions=(str(folder / "skill"),)
            ),
            broker=replace(mine.broker, port=0),
            devices=replace(mine.devices, simulated=()),
            hermes=replace(mine.hermes, enabled=True, answer_timeout_s=1.5),
        )
    )


@pytest.fixture(scope="module")
def home(app: App) -> Iterator[Home]:
    with open_home(app) as home:
        yield home


@pytest.fixture(scope="module")
def hermes(app: App, home: Home) -> Iterator[Hermes]:
    with home.conversation(Session("assistant", "en")) as (talk, _):
        hermes = hermes_of(app, home, talk)
        hermes.start(None)
        yield hermes
        hermes.stop()


@pytest.fixture
def peer(home: Home, hermes: Hermes) -> Iterator[Peer]:
    assert hermes.wire.failures == 0
    peer = Peer(home.address.host, home.address.port)
    peer.answers["hermes/tts/say"] = lambda said: (
        "hermes/tts/sayFinished", {"siteId": said.get("siteId"), "id": said.get("id")},
    )  # fmt: skip
    yield peer
    peer.close()
    assert hermes.wire.failures == 0


def called(peer: Peer, site: str = "kitchen") -> str:
    """The wake word was heard at a site; the session that begins."""
    peer.say("hermes/hotword/jarvis/detected", {"siteId": site, "modelId": "jarvis"})
    started = peer.next("hermes/dialogueManager/sessionStarted")
    assert started["siteId"] == site
    assert peer.next("hermes/asr/startListening")["sessionId"] == started["sessionId"]
    return str(started["sessionId"])


def captured(peer: Peer, session: str, text: str, site: str = "kitchen") -> None:
    """A satellite has heard something."""
    peer.say("hermes/asr/textCaptured", {"text": text, "siteId": site, "sessionId": session,
                                         "likelihood": 1, "seconds": 2, "asrTokens": None})  # fmt: skip


def ended(peer: Peer) -> tuple[str, str]:
    """Which session ended, and why."""
    found = peer.next("hermes/dialogueManager/sessionEnded")
    return found["sessionId"], found["termination"]["reason"]


def test_a_query_is_answered_and_nothing_is_done(peer: Peer, app: App) -> None:
    query = {"input": "reorder detergent", "siteId": "s", "id": "q1", "sessionId": "x"}
    peer.say("hermes/nlu/query", query)
    found = peer.next("hermes/intent/Reorder")
    assert (found["input"], found["id"], found["sessionId"], found["siteId"]) == (
        "reorder detergent", "q1", "x", "s",
    )  # fmt: skip
    assert found["intent"]["intentName"] == "Reorder"
    assert 0 < found["intent"]["confidenceScore"] <= 1
    (slot,) = found["slots"]
    assert (slot["entity"], slot["slotName"], slot["rawValue"]) == (
        "product", "product", "detergent",
    )  # fmt: skip
    assert slot["value"] == {"kind": "Custom", "value": "tide-pods-81-count"}
    assert found["input"][slot["range"]["start"] : slot["range"]["end"]] == "detergent"
    peer.say("hermes/nlu/query", {"input": "colourless green ideas", "id": "q2"})
    assert peer.next("hermes/nlu/intentNotRecognized")["id"] == "q2"
    peer.say("hermes/nlu/query", query | {"intentFilter": ["GetTime"]})
    assert peer.next("hermes/nlu/intentNotRecognized")["input"] == "reorder detergent"
    peer.say("hermes/nlu/query", {"input": "세제 다시 주문해 줘", "lang": "ko-KR", "id": "q3"})
    assert peer.next("hermes/intent/Reorder")["lang"] == "ko"
    assert app.orders() == ()


def test_a_skill_written_for_rhasspy_gets_its_intent_and_has_the_last_word(peer: Peer) -> None:
    peer.answers["hermes/intent/GetTime"] = lambda intent: (
        "hermes/dialogueManager/endSession",
        {"sessionId": intent["sessionId"], "text": f"Noon in {intent['slots'][0]['rawValue']}."},
    )
    session = called(peer)
    captured(peer, session, "what time is it in Paris")
    intent = peer.next("hermes/intent/GetTime")
    assert (intent["sessionId"], intent["siteId"]) == (session, "kitchen")
    said = peer.next("hermes/tts/say")
    assert (said["text"], said["siteId"], said["sessionId"]) == (
        "Noon in Paris.",
        "kitchen",
        session,
    )
    assert ended(peer) == (session, "nominal")


def test_our_own_skills_answer_at_other_sites(peer: Peer, app: App) -> None:
    session = called(peer, "bathroom")
    captured(peer, session, "reorder detergent", "bathroom")
    assert peer.next("hermes/intent/Reorder")["sessionId"] == session
    assert "Tide Pods" in peer.next("hermes/tts/say")["text"]
    assert ended(peer) == (session, "nominal")
    assert len(app.orders()) == 1


def test_what_is_asked_at_one_site_is_answered_at_another(peer: Peer, app: App) -> None:
    before = len(app.orders())
    kitchen = called(peer)
    captured(peer, kitchen, "order vinegar")
    assert "Which one" in peer.next("hermes/tts/say")["text"]
    attic = called(peer, "attic")
    captured(peer, attic, "the Heinz one", "attic")
    said = peer.next("hermes/tts/say")
    assert said["siteId"] == "attic"
    assert "Ordered one Heinz" in said["text"]
    assert ended(peer) == (attic, "nominal")
    captured(peer, kitchen, "yes")
    assert "not sure what you mean" in peer.next("hermes/tts/say")["text"]
    assert ended(peer) == (kitchen, "nominal")
    assert len(app.orders()) == before + 1


def test_a_skill_asks_back_and_gets_what_it_wants(peer: Peer) -> None:
    session = called(peer)
    peer.answers["hermes/intent/GetTime"] = lambda intent: (
        "hermes/dialogueManager/continueSession",
        {"sessionId": intent["sessionId"], "text": "Which clock?", "intentFilter": ["PickColour"],
         "customData": {"asked": 1}, "sendIntentNotRecognized": True},
    )  # fmt: skip
    peer.answers["hermes/intent/PickColour"] = lambda intent: (
        "hermes/dialogueManager/endSession", {"sessionId": intent["sessionId"], "text": "Noon."},
    )  # fmt: skip
    captured(peer, session, "what time is it in Tokyo")
    assert peer.next("hermes/tts/say")["text"] == "Which clock?"
    assert peer.next("hermes/asr/startListening")["sessionId"] == session
    peer.answers["hermes/dialogueManager/intentNotRecognized"] = lambda message: (
        "hermes/dialogueManager/continueSession",
        {"sessionId": message["sessionId"], "text": "Blue or red?",
         "intentFilter": ["PickColour"]},
    )  # fmt: skip
    captured(peer, session, "reorder detergent")  # not wanted now, and not carried out
    missed = peer.next("hermes/dialogueManager/intentNotRecognized")
    assert (missed["input"], missed["customData"]) == ("reorder detergent", {"asked": 1})
    assert peer.next("hermes/tts/say")["text"] == "Blue or red?"
    peer.next("hermes/asr/startListening")
    captured(peer, session, "the blue one")
    assert peer.next("hermes/intent/PickColour")["customData"] == {"asked": 1}
    assert peer.next("hermes/tts/say")["text"] == "Noon."
    assert ended(peer) == (session, "nominal")


def test_each_ending_has_its_reason(peer: Peer) -> None:
    session = called(peer)
    captured(peer, session, "colourless green ideas sleep furiously")
    assert peer.next("hermes/nlu/intentNotRecognized")["sessionId"] == session
    assert ended(peer) == (session, "intentNotRecognized")
    session = called(peer)
    captured(peer, session, "what time is it in Paris")  # nobody knows
    peer.next("hermes/intent/GetTime")
    assert ended(peer) == (session, "timeout")
    assert peer.next("hermes/tts/say")["text"] == "The skill for that does not answer."
    session = called(peer)
    captured(peer, session, "never mind")
    assert ended(peer) == (session, "abortedByUser")
    first, second = called(peer), ""
    peer.say("hermes/hotword/jarvis/detected", {"siteId": "kitchen"})
    assert ended(peer) == (first, "abortedByUser")
    second = peer.next("hermes/dialogueManager/sessionStarted")["sessionId"]
    peer.say("hermes/dialogueManager/endSession", {"sessionId": second})
    assert ended(peer) == (second, "nominal")


def test_a_skill_begins_by_itself(peer: Peer) -> None:
    start = {"siteId": "hall", "customData": "c", "init": {"type": "notification", "text": "Tea!"}}
    peer.say("hermes/dialogueManager/startSession", start)
    session = peer.next("hermes/dialogueManager/sessionStarted")
    assert session["customData"] == "c"
    assert peer.next("hermes/tts/say")["text"] == "Tea!"
    assert ended(peer) == (session["sessionId"], "nominal")
    action = {"type": "action", "text": "Which one?", "intentFilter": ["PickColour"]}
    for _ in range(2):  # the second waits until the site is free
        peer.say("hermes/dialogueManager/startSession", {"siteId": "hall", "init": action})
    first = peer.next("hermes/dialogueManager/sessionStarted")["sessionId"]
    queued = peer.next("hermes/dialogueManager/sessionQueued")["sessionId"]
    peer.answers["hermes/intent/PickColour"] = lambda intent: (
        "hermes/dialogueManager/endSession", {"sessionId": intent["sessionId"]},
    )  # fmt: skip
    captured(peer, first, "the red one", "hall")
    assert ended(peer) == (first, "nominal")
    assert peer.next("hermes/dialogueManager/sessionStarted")["sessionId"] == queued
    peer.say("hermes/dialogueManager/endSession", {"sessionId": queued})
    assert ended(peer) == (queued, "nominal")


def test_a_code_is_told_to_nobody(peer: Peer) -> None:
    session = called(peer)
    captured(peer, session, "the code is one two three four")
    told = peer.seen(2)
    assert "hermes/tts/say" in told
    assert not any(topic.startswith("hermes/intent/") for topic in told)
    assert "hermes/dialogueManager/sessionEnded" in told


def test_texts_of_no_session_and_retained_ones_do_nothing(peer: Peer, app: App) -> None:
    before = len(app.orders())
    for session in ("", "kitchen-1", None):
        peer.say("hermes/asr/textCaptured",
                 {"text": "order two dozen eggs", "siteId": "kitchen", "sessionId": session})  # fmt: skip
    session = called(peer)
    captured(peer, session, "order two dozen eggs", "elsewhere")
    peer.say("hermes/dialogueManager/startSession", {"init": {"type": "action"}}, retain=True)
    for payload in (b"", b"[", b"null", b"[" * 60_000, b'{"init":3}', b'{"text":"' + b"x" * 5000):
        for topic in ("nlu/query", "tts/say", "dialogueManager/startSession", "asr/textCaptured"):
            peer.say(f"hermes/{topic}", payload)
    peer.say("hermes/nlu/query", {"input": "stop", "id": "alive"})
    assert peer.next("hermes/intent/Stop")["id"] == "alive"
    assert len(app.orders()) == before
    peer.say("hermes/dialogueManager/startSession", b"", retain=True)
    peer.say("hermes/dialogueManager/endSession", {"sessionId": session})
    assert ended(peer)[0] == session
