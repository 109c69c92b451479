"""A million messages of buttons and of Hermes programs that nobody should send.

The bridge of the buttons and the Hermes side of the assistant listen on a real mosquitto, with a
real order service behind. Proper presses and queries in between must be answered; at the end there
must be exactly the requests of the proper presses, nothing may have been carried out for Hermes, no
handler may have failed, and every message must have been counted.
Run: `python -m bench.fuzz_dialects --messages 1000000`.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

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
from assistant.language.replies.reply import Reply
from assistant.order_service import OrderService
from assistant.skills.orders.announcing import Happening
from assistant.store.household.replenish import Slot
from assistant.store.orders.order_store import OrderStore
from assistant.turns import Saying, Turn
from bench import garbled_dialects as garbled
from bench.fuzz import send_what_no_client_would
from bench.shelf import SHOP, opener, serving
from devices.buttons.bridge import Bridge

PROPER_EVERY = 2000
LATEST_ANSWER_S = 20.0


class Counting:
    """In the place of a conversation: nobody may get through to it."""

    def __init__(self) -> None:
        self.turns = 0

    def take(self, session: Session, said: Saying) -> Turn:
        """Count it."""
        self.turns += bool(session and said)
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
    counting, watching, where = Counting(), Watching(), str(folder / "orders.db")
    _map_buttons(folder / "buttons.toml")
    with start_broker(Broker(address="mosquitto", port=0), folder / "broker") as broker:
        address = broker.address
        service = OrderService(address, partial(_store, where), SHOP)
        bridge = Bridge(
            wire=address,
            heard=address,
            folder=folder / "kept",
            mapping_file=folder / "buttons.toml",
            zigbee2mqtt="zigbee2mqtt",
        )
        hermes = Hermes(Settings().hermes, address, counting, _mind())
        watcher = Client(address, "watcher")
        watcher.subscribe(topics.requests("fuzzed"), watching.request)
        watcher.subscribe_foreign("hermes/intent/#", watching.intent)
        with serving(service), _listening(bridge, hermes), watcher:
            with Client(address, "fuzzer") as fuzzer:
                began = time.monotonic()
                sent = _send(fuzzer, messages, seed, watching)
                took = time.monotonic() - began
            answered = _settled(bridge, hermes, sent)
            failures = bridge.failures + hermes.wire.failures + watcher.failures
            failures += service.failures + hermes.wire.counts.get("failed", 0)
    buttons, told = bridge.counts.all(), dict(hermes.wire.counts)
    return Outcome(
        sent=messages,
        presses=sent.presses,
        requests=len(watching.requests),
        answered=answered,
        orders=_orders_in(where),
        hermes_turns=counting.turns,
        queries=sent.queries,
        queries_answered=len(watching.queries),
        failures=failures,
        uncounted=_uncounted(sent, buttons, told),
        per_s=round(messages / took),
        buttons=buttons,
        hermes=told,
    )


def _map_buttons(file: Path) -> None:
    for family in ("zigbee2mqtt", "shelly1", "shelly2", "tasmota"):
        for name in ("fuzzed", "proper"):
            mapping = Mapping(
                family=family, name=name, gesture=garbled.PROPER, device="fuzzed", slot="s"
            )
            add_mapping(file, mapping)


def _store(where: str) -> OrderStore:
    store = opener(where)()
    store.seed((), (Slot(device_id="fuzzed", slot="s", product_id="tide"),))
    return store


def _orders_in(where: str) -> int:
    store = opener(where)()
    try:
        return len(store.orders(1000))
    finally:
        store.close()


def _mind() -> Mind:
    """What Hermes programs may ask; it does nothing."""
    matcher = App(Settings()).matcher("en")

    def understand(text: str, _language: object) -> Intent | None:
        return matcher.understand(text).intent

    def reply(key: str, *_: object) -> Reply:
        return Reply(key, key, key)

    return Mind(understand, frozenset(), reply, "alexa", lambda: Session("fuzzed", "en"))


@contextmanager
def _listening(bridge: Bridge, hermes: Hermes) -> Iterator[None]:
    hermes.start(None)
    bridge.start()
    try:
        yield
    finally:
        hermes.stop()
        bridge.stop()


def _uncounted(sent: "Sent", buttons: dict[str, int], told: dict[str, int]) -> int:
    """Messages that neither the bridge nor the Hermes side knows of."""
    by_bridge = sum(each for why, each in buttons.items() if not why.startswith("answered:"))
    by_hermes = sum(each for why, each in told.items() if why not in {"thrown_away", "failed"})
    return max(0, sent.for_bridge - by_bridge) + max(0, sent.for_hermes - by_hermes)


@dataclass
class Sent:
    """What was sent, by who has to count it."""

    presses: int = 0
    queries: int = 0
    for_bridge: int = 0
    for_hermes: int = 0


def _send(fuzzer: Client, messages: int, seed: int, watching: Watching) -> Sent:
    sent = Sent()
    of_bridge = {topic for _, topic, _ in garbled.BUTTONS if "bridge/state" not in topic}
    of_hermes = {topic for topic, _ in garbled.HERMES}
    for number, (topic, payload) in zip(
        range(messages), garbled.Garble(seed).messages(), strict=False
    ):
        fuzzer.publish_foreign(topic, payload)
        sent.for_bridge += topic in of_bridge
        sent.for_hermes += topic in of_hermes
        if number % PROPER_EVERY == PROPER_EVERY - 1:
            fuzzer.publish_foreign(*garbled.proper_press(sent.presses))
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
        fuzzer.publish_foreign(hermes_messages.NLU_QUERY, garbled.json_bytes(query))
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
