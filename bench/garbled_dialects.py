"""What buttons and Hermes programs say, and what is almost that, for `fuzz_dialects`."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from bench.fuzz_messages import ODD_TEXTS, ODD_TOPICS, ODD_VALUES

PROPER = "triple"
"""The gesture that orders; no bad message has it."""
BUTTONS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("zigbee2mqtt", "zigbee2mqtt/fuzzed", {"action": "single", "battery": 100, "linkquality": 9,
                                           "last_seen": "2026-03-02T12:00:00Z"}),
    ("zigbee2mqtt", "zigbee2mqtt/fuzzed/action", {"action": "double"}),
    ("zigbee2mqtt", "zigbee2mqtt/bridge/state", {"state": "offline"}),
    ("shelly1", "shellies/fuzzed/input_event/0", {"event": "S", "event_cnt": 57}),
    ("shelly2", "fuzzed/events/rpc", {"src": "x", "method": "NotifyEvent", "params": {
        "ts": 1.5, "events": [{"component": "input:0", "event": "single_push", "ts": 1.5}]}}),
    ("tasmota", "stat/fuzzed/RESULT", {"Button1": {"Action": "SINGLE"}}),
    ("tasmota", "stat/fuzzed/BUTTON1", {"ACTION": "HOLD"}),
)  # fmt: skip
"""Family, topic, and what is said there, none of which orders."""
ORDER = {"text": "reorder detergent", "siteId": "fuzzed", "sessionId": "fuzzed-1"}
HERMES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("hermes/hotword/fuzzed/detected", {"siteId": "fuzzed", "modelId": "m"}),
    ("hermes/asr/textCaptured", ORDER),
    ("hermes/nlu/query", {"input": "reorder detergent", "siteId": "s", "id": "q"}),
    ("hermes/dialogueManager/startSession", {"init": {"type": "action", "text": "?"},
                                             "siteId": "fuzzed"}),
    ("hermes/dialogueManager/continueSession", {"sessionId": "fuzzed-1", "text": "and?"}),
    ("hermes/dialogueManager/endSession", {"sessionId": "fuzzed-1", "text": "."}),
    ("hermes/tts/say", {"text": "hello", "siteId": "elsewhere", "id": "1"}),
    ("hermes/tts/sayFinished", {"siteId": "fuzzed", "id": "1"}),
)  # fmt: skip


class Garble:
    """Payloads and topics that are almost proper, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)

    def messages(self) -> Iterator[tuple[str, bytes]]:
        """One after the other."""
        proper = [(topic, said) for _, topic, said in BUTTONS] + list(HERMES)
        while True:
            topic, said = self._rng.choice(proper)
            if self._rng.random() < 0.02:
                odd = self._rng.choice(ODD_TOPICS).replace("+", "").replace("#", "")
                topic = f"{topic.rpartition('/')[0]}/{odd}"
            yield topic, self._payload(said)

    def _payload(self, said: dict[str, Any]) -> bytes:
        way = self._rng.randrange(8)
        if way == 0:
            return self._rng.choice(ODD_TEXTS)
        if way == 1:
            return self._rng.randbytes(self._rng.randrange(200))
        if way == 2:
            return self._damaged(json_bytes(said))
        if way == 3:
            return str(next(iter(said.values()))).encode()
        if way == 4:
            return json_bytes({key: each for key, each in said.items() if self._rng.random() < 0.5})
        if way == 5:
            return json_bytes(said)
        return json_bytes(self._changed(said))

    def _changed(self, said: dict[str, Any]) -> dict[str, Any]:
        """One value, at any depth, is another."""
        changed = json.loads(json.dumps(said))
        place: Any = changed
        key: Any = self._rng.choice(list(place))
        while isinstance(place[key], dict | list) and place[key] and self._rng.random() < 0.7:
            place = place[key]
            key = self._rng.choice(list(place) if isinstance(place, dict) else range(len(place)))
        place[key] = self._rng.choice(ODD_VALUES)
        return dict(changed)

    def _damaged(self, payload: bytes) -> bytes:
        damaged = bytearray(payload)
        place = self._rng.randrange(len(damaged))
        if self._rng.random() < 0.5:
            del damaged[place:]
        else:
            damaged[place:place] = self._rng.randbytes(3)
        return bytes(damaged)


def json_bytes(said: object) -> bytes:
    """As JSON, half of a surrogate pair and all."""
    return json.dumps(said, default=str).encode("utf-8", "surrogatepass")


def proper_press(number: int) -> tuple[str, bytes]:
    """A press in between that must become a request: later than the one before, of any family."""
    if number % 2:
        told = {"event": "SSS", "event_cnt": 10**6 + number}
        return "shellies/proper/input_event/0", json_bytes(told)
    at = datetime.now(UTC).timestamp()
    event = {"component": "input:0", "event": "triple_push", "ts": at}
    said = {"method": "NotifyEvent", "params": {"ts": at, "events": [event]}}
    return "proper/events/rpc", json_bytes(said)
