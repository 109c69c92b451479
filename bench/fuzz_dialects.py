"""A million messages of buttons and of Hermes programs that nobody should send.

The bridge of the buttons and the Hermes side of the assistant listen on a real mosquitto, with a
real order service behind. Proper presses and queries in between must be answered; at the end there
must be exactly the requests of the proper presses, nothing may have been carried out for Hermes, no
handler may have failed, and every message must have been counted.
Run: `python -m bench.fuzz_dialects --messages 1000000`.
"""

import argparse
import json
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from assistant.app import App
from assistant.app.hermes import Hermes
from assistant.app.hermes_mind import Mind
from assistant.bus import topics
from assistant.bus.broker import start_broker
from assistant.bus.client import Client, Delivery
from assistant.bus.dialects.mapping import Mapping, add_mapping
from assistant.bus.hermes import messages as hermes_messages
from assistant.bus.inbox import Foreign
from assistant.core.messages import PressSlot
from assistant.core.settings import Broker, Settings
from assistant.dialog.session import Session
from assistant.language.intent import Intent
from assistant.language.reply import Reply
from assistant.order_service import OrderService
from assistant.skills.announcing import Happening
from assistant.store.order_store import OrderStore
from assistant.store.replenish import Slot
from assistant.turns import Turn
from bench.fuzz import send_what_no_client_would
from bench.fuzz_messages import ODD_TEXTS, ODD_TOPICS, ODD_VALUES
from bench.shelf import SHOP, opener
from devices.buttons.bridge import Bridge

PROPER_EVERY = 2000
LATEST_ANSWER_S = 20.0
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
            return self._damaged(_json(said))
        if way == 3:
            return str(next(iter(said.values()))).encode()
        if way == 4:
            return _json({key: each for key, each in said.items() if self._rng.random() < 0.5})
        if way == 5:
            return _json(said)
        return _json(self._changed(said))

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


def _json(said: object) -> bytes:
    return json.dumps(said, default=str).encode("utf-8", "surrogatepass")


def proper_press(number: int) -> tuple[str, bytes]:
    """A press in between that must become a request: later than the one before, of any family."""
    if number % 2:
        told = {"event": "SSS", "event_cnt": 10**6 + number}
        return "shellies/proper/input_event/0", _json(told)
    at = datetime.now(UTC).timestamp()
    event = {"component": "input:0", "event": "triple_push", "ts": at}
    said = {"method": "NotifyEvent", "params": {"ts": at, "events": [event]}}
    return "proper/events/rpc", _json(said)


class Counting:
    """In the place of a conversation: nobody may get through to it."""

    def __init__(self) -> None:
        self.turns = 0

    def take(
        self, session: Session, text: str, origin: Literal["voice", "text"], *,
        overheard: bool = False,
    ) -> Turn:  # fmt: skip
        """Count it."""
        self.turns += bool(session and text and origin) or overheard
        return Turn(None, None)

    def announce(self, session: Session, event: Happening) -> Turn:
        """Nothing happens here."""
        self.turns += bool(session and event)
        return Turn(None, None)


@dataclass
class Watching:
    """What comes out on the other side."""

    requests: set[str] = field(default_factory=set)
    queries: set[str] = field(default_factory=set)

    def request(self, delivery: Delivery) -> None:
        """A request of a button."""
        if isinstance(delivery.message, PressSlot):
            self.requests.add(delivery.message.request_id)

    def intent(self, message: Foreign) -> None:
        """An answer to a query."""
        fields = json.loads(message.payload)
        if str(fields.get("id", "")).startswith("proper-"):
            self.queries.add(fields["id"])


@dataclass
class Outcome:
    """What came of it."""

    sent: int
    presses: int
    requests: int
    answered: int
    orders: int
    hermes_turns: int
    queries: int
    queries_answered: int
    failures: int
    uncounted: int
    per_s: int
    buttons: dict[str, int]
    hermes: dict[str, int]

    @property
    def sound(self) -> bool:
        """Whether nothing crashed, blocked, ordered or went uncounted."""
        return (
            self.presses == self.requests == self.answered
            and self.orders == 1
            and self.queries == self.queries_answered
            and not (self.hermes_turns or self.failures or self.uncounted)
        )


def run(messages: int, folder: Path, seed: int = 1) -> Outcome:
    """Send `messages` bad ones and see what is left standing."""
    app = App(Settings())

    def understand(text: str, _language: object) -> Intent | None:
        return app.matcher("en").understand(text).intent

    mind = Mind(understand, frozenset(), lambda key, *_: Reply(key, key, key), "alexa",
                lambda: Session("fuzzed", "en"))  # fmt: skip
    counting, watching, where = Counting(), Watching(), str(folder / "orders.db")

    def open_store() -> OrderStore:
        store = opener(where)()
        store.seed((), (Slot(device_id="fuzzed", slot="s", product_id="tide"),))
        return store

    for family in ("zigbee2mqtt", "shelly1", "shelly2", "tasmota"):
        for name in ("fuzzed", "proper"):
            mapping = Mapping(family=family, name=name, gesture=PROPER, device="fuzzed", slot="s")
            add_mapping(folder / "buttons.toml", mapping)
    with start_broker(Broker(address="mosquitto", port=0), folder / "broker") as broker:
        address = broker.address
        service = OrderService(address, open_store, SHOP)
        stop, ready = threading.Event(), threading.Event()
        thread = threading.Thread(target=service.serve, args=(stop,), kwargs={"ready": ready.set})
        thread.start()
        ready.wait(10)
        bridge = Bridge(
            wire=address, heard=address, folder=folder / "kept",
            mapping_file=folder / "buttons.toml", zigbee2mqtt="zigbee2mqtt",
        )  # fmt: skip
        hermes = Hermes(Settings().hermes, address, counting, mind)
        hermes.start(None)
        bridge.start()
        watcher = Client(address, "watcher")
        watcher.subscribe(topics.requests("fuzzed"), watching.request)
        watcher.subscribe_foreign("hermes/intent/#", watching.intent)
        try:
            with watcher, Client(address, "fuzzer") as fuzzer:
                began = time.monotonic()
                sent = _send(fuzzer, messages, seed, watching)
                took = time.monotonic() - began
                answered = _settled(bridge, hermes, sent)
                failures = bridge.failures + hermes.wire.failures + watcher.failures
                failures += service.failures + hermes.wire.counts.get("failed", 0)
        finally:
            hermes.stop()
            bridge.stop()
            stop.set()
            thread.join(30)
    store = opener(where)()
    orders = len(store.orders(1000))
    store.close()
    buttons, told = bridge.counts.all(), dict(hermes.wire.counts)
    counted = sum(each for why, each in buttons.items() if not why.startswith("answered:"))
    counted_hermes = sum(each for why, each in told.items() if why not in {"thrown_away", "failed"})
    return Outcome(
        sent=messages,
        presses=sent.presses,
        requests=len(watching.requests),
        answered=answered,
        orders=orders,
        hermes_turns=counting.turns,
        queries=sent.queries,
        queries_answered=len(watching.queries),
        failures=failures + thread.is_alive(),
        uncounted=max(0, sent.for_bridge - counted) + max(0, sent.for_hermes - counted_hermes),
        per_s=round(messages / took),
        buttons=buttons,
        hermes=told,
    )


@dataclass
class Sent:
    """What was sent, by who has to count it."""

    presses: int = 0
    queries: int = 0
    for_bridge: int = 0
    for_hermes: int = 0


def _send(fuzzer: Client, messages: int, seed: int, watching: Watching) -> Sent:
    sent = Sent()
    of_bridge = {topic for _, topic, _ in BUTTONS if "bridge/state" not in topic}
    of_hermes = {topic for topic, _ in HERMES}
    for number, (topic, payload) in zip(range(messages), Garble(seed).messages(), strict=False):
        fuzzer.publish_foreign(topic, payload)
        sent.for_bridge += topic in of_bridge
        sent.for_hermes += topic in of_hermes
        if number % PROPER_EVERY == PROPER_EVERY - 1:
            fuzzer.publish_foreign(*proper_press(sent.presses))
            sent.presses += 1
            sent.for_bridge += 1
            _ask_until_answered(fuzzer, sent, watching)
        if number % (messages // 3 + 1) == 1:
            send_what_no_client_would(fuzzer.address)
    return sent


def _ask_until_answered(fuzzer: Client, sent: Sent, watching: Watching) -> None:
    """A query is asked again where it was thrown away because too many waited."""
    name, give_up_at = f"proper-{sent.queries}", time.monotonic() + LATEST_ANSWER_S
    sent.queries += 1
    while name not in watching.queries and time.monotonic() < give_up_at:
        query = {"input": "reorder detergent", "id": name}
        fuzzer.publish_foreign(hermes_messages.NLU_QUERY, _json(query))
        sent.for_hermes += 1
        again_at = time.monotonic() + 1
        while name not in watching.queries and time.monotonic() < again_at:
            time.sleep(0.005)


def _settled(bridge: Bridge, hermes: Hermes, sent: Sent) -> int:
    """Wait until every press is answered and every message counted; how many were answered."""
    give_up_at = time.monotonic() + LATEST_ANSWER_S
    answered = 0
    while time.monotonic() < give_up_at:
        counts = bridge.counts.all()
        answered = sum(each for why, each in counts.items() if why.startswith("answered:"))
        if answered >= sent.presses and sum(hermes.wire.counts.values()) >= sent.for_hermes:
            break
        time.sleep(0.1)
    return answered


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the outcome; exit code 1 where anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(options.messages, Path(folder), options.seed)
    print(json.dumps({**outcome.__dict__, "sound": outcome.sound}))
    return 0 if outcome.sound else 1


if __name__ == "__main__":
    sys.exit(main())
