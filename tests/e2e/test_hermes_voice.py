"""Our own ears and mouth in the Hermes format, and the session that docs/hermes.md shows."""

import json
import queue
import re
import shlex
import time
from collections.abc import Iterator
from typing import Any

import msgspec
import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from assistant.bus.running import find_running
from assistant.cli.stage import Event, Stage
from assistant.core.settings import PROJECT, Settings

DOCUMENT = (PROJECT / "docs" / "hermes.md").read_text("utf-8")
RECORDING = PROJECT / "config/demo/en/01-alexa-reorder-detergent.flac"
PATIENCE_S = 30.0
Message = dict[str, Any]


class Peer:
    """`mosquitto_sub -v -t 'hermes/#'` and `mosquitto_pub`, by paho."""

    def __init__(self, host: str, port: int) -> None:
        self.heard: queue.SimpleQueue[tuple[str, Message]] = queue.SimpleQueue()
        self.ids: dict[str, str] = {}
        """What `…` stands for, by what is before it."""
        self.client = paho.Client(CallbackAPIVersion.VERSION2)
        self.client.on_message = lambda _client, _data, message: self._take(message)
        self.client.connect(host, port)
        self.client.subscribe("hermes/#", qos=1)
        self.client.loop_start()

    def _take(self, message: paho.MQTTMessage) -> None:
        fields = json.loads(message.payload)
        if message.topic == "hermes/dialogueManager/sessionStarted":
            self.ids[f"{fields['siteId']}-…"] = fields["sessionId"]
        if message.topic == "hermes/tts/say":
            self.ids["…"] = fields.get("id") or ""
        self.heard.put((message.topic, fields))

    def publish(self, command: str) -> None:
        """Do what a line of `mosquitto_pub` does."""
        words = shlex.split(command)
        payload = words[words.index("-m") + 1]
        for shown, real in sorted(self.ids.items(), key=lambda pair: -len(pair[0])):
            payload = payload.replace(shown, real)
        self.client.publish(words[words.index("-t") + 1], payload, qos=1)

    def next(self, topic: str) -> Message:
        """The next message on a topic."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            found, fields = self.heard.get(timeout=max(0.01, deadline - time.monotonic()))
            if found == topic:
                return fields


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("hermes-voice")
    skill = re.search(r"```yaml\n(# my_skill.*?)```", DOCUMENT, re.DOTALL)
    assert skill is not None
    (folder / "skill/intents/en").mkdir(parents=True)
    (folder / "skill/intents/en/GetTime.yaml").write_text(skill[1], "utf-8")
    replace = msgspec.structs.replace
    mine = Settings()
    settings = replace(
        mine,
        paths=replace(mine.paths, data=str(folder / "data"), extensions=(str(folder / "skill"),)),
        audio=replace(mine.audio, output="null"),
        broker=replace(mine.broker, port=0),
        voice=replace(mine.voice, engine="none"),
        devices=replace(mine.devices, simulated=()),
        hermes=replace(mine.hermes, enabled=True),
    )
    with Stage(settings, folder / "log") as stage:
        assert stage.wait_for(lambda event: event["event"] == "ready", 60), stage.last_words()
        stage.data = settings.data_dir  # type: ignore[attr-defined]
        yield stage


@pytest.fixture(scope="module")
def peer(stage: Stage) -> Iterator[Peer]:
    address = find_running(stage.data)  # type: ignore[attr-defined]
    assert address is not None
    peer = Peer(address.host, address.port)
    yield peer
    peer.client.disconnect()
    peer.client.loop_stop()


def said(stage: Stage, words: str) -> Event | None:
    """The event that tells that these words were said aloud."""
    return stage.wait_for(
        lambda event: event["event"] == "said" and words in event["text"], PATIENCE_S
    )


def console() -> list[tuple[str, list[str]]]:
    """The lines of `mosquitto_pub` in the document, each with what it shows to come of it."""
    block = re.search(r"```console\n(.*?)```", DOCUMENT, re.DOTALL)
    assert block is not None
    text = block[1].replace("\\\n", " ")
    steps: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            steps.append((line[2:], []))
        else:
            steps[-1][1].append(line)
    return [step for step in steps if step[0].startswith("mosquitto_pub")]


def alike(shown: Any, real: Any) -> bool:
    """Whether a message is as the document shows it; `…` stands for any text."""
    if isinstance(shown, str) and shown.endswith("…"):
        return isinstance(real, str) and real.startswith(shown[:-1])
    if isinstance(shown, dict):
        return isinstance(real, dict) and all(alike(shown[key], real.get(key)) for key in shown)
    if isinstance(shown, list):
        return len(shown) == len(real) and all(map(alike, shown, real))
    return bool(shown == real)


def test_the_session_in_the_document(stage: Stage, peer: Peer) -> None:
    assert stage.exit_code is None
    steps = console()
    assert len(steps) == 6
    for command, shown in steps:
        peer.publish(command)
        assert shown, command
        for line in shown:
            topic, _, payload = line.partition(" ")
            real = peer.next(topic)
            assert alike(json.loads(payload), real), (line, real)


def test_a_spoken_order_is_a_session(stage: Stage, peer: Peer) -> None:
    stage.microphone.play(RECORDING)
    detected = peer.next("hermes/hotword/alexa/detected")
    assert (detected["siteId"], detected["modelId"]) == ("default", "alexa")
    session = peer.next("hermes/dialogueManager/sessionStarted")["sessionId"]
    heard = peer.next("hermes/asr/textCaptured")
    assert (heard["text"].strip(" ,."), heard["sessionId"]) == ("reorder detergent", session)
    assert peer.next("hermes/intent/Reorder")["sessionId"] == session
    spoken = peer.next("hermes/tts/say")
    assert "Tide Pods" in spoken["text"]
    assert peer.next("hermes/tts/sayFinished")["id"] == spoken["id"]
    ended = peer.next("hermes/dialogueManager/sessionEnded")
    assert (ended["sessionId"], ended["termination"]) == (session, {"reason": "nominal"})
    assert said(stage, "Tide Pods")


def test_a_skill_of_somebody_else_has_its_reply_spoken(stage: Stage, peer: Peer) -> None:
    code = re.search(r"```python\n(.*?)^client = ", DOCUMENT, re.DOTALL | re.MULTILINE)
    assert code is not None
    skill: dict[str, Any] = {}
    exec(code[1], skill)  # noqa: S102 - our own document
    peer.client.message_callback_add("hermes/intent/GetTime", skill["answer"])
    peer.client.publish("hermes/hotword/other/detected", json.dumps({"siteId": "default"}))
    session = peer.next("hermes/dialogueManager/sessionStarted")["sessionId"]
    heard = {"text": "what time is it in Paris", "siteId": "default", "sessionId": session}
    peer.client.publish("hermes/asr/textCaptured", json.dumps(heard))
    assert peer.next("hermes/tts/say")["text"] == "It is noon in Paris."
    ended = peer.next("hermes/dialogueManager/sessionEnded")
    assert (ended["sessionId"], ended["termination"]) == (session, {"reason": "nominal"})
    assert said(stage, "It is noon in Paris.")
