"""The Hermes topics on our broker: what is asked there, counted, and what we tell."""

import logging
import secrets
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import msgspec

from assistant.bus.address import BrokerAddress
from assistant.bus.client import Client
from assistant.bus.hermes import messages as hermes
from assistant.bus.inbox import Foreign
from assistant.bus.quiet_log import QuietLog
from assistant.core.errors import MessageError

log = logging.getLogger(__name__)
quiet_log = QuietLog(log)

THREADS = 8
"""Some may wait for the word of a skill."""
MOST_WAITING = 50
"""Messages that wait to be worked on; more are thrown away and counted."""
REMEMBERED = 200

OnMessage = Callable[[hermes.Heard], None]


class HermesWire:
    """Hears and tells Hermes messages. Thread-safe.

    Args:
        address: the broker.
        at_once: called on the network thread with what must not wait: a skill's word, the end of
            speech. It must be quick.
        in_turn: called on threads of our own with everything else.

    Attributes:
        counts: what was heard by kind, and what was not understood or thrown away.
    """

    AT_ONCE = (hermes.ContinueSession, hermes.EndSession, hermes.SayFinished)

    def __init__(self, address: BrokerAddress, at_once: OnMessage, in_turn: OnMessage) -> None:
        self.counts: dict[str, int] = {}
        self._at_once = at_once
        self._in_turn = in_turn
        self._lock = threading.Lock()
        self._waiting = 0
        self._own: deque[tuple[str, bytes]] = deque(maxlen=REMEMBERED)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="hermes")
        self._client = Client(address, f"hermes-{secrets.token_hex(3)}")
        for topic in hermes.SUBSCRIBED:
            self._client.subscribe_foreign(topic, self._hear)

    def start(self) -> None:
        """Connect; `BrokerError` where that fails."""
        self._client.start()

    def stop(self) -> None:
        """Send what is waiting and leave."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._client.stop()

    @property
    def failures(self) -> int:
        """Mistakes of ours on the network thread; there should be none."""
        return self._client.failures

    def tell(self, topic: str, message: msgspec.Struct) -> None:
        """Publish; what comes back to us because we listen there too is not heard."""
        payload = msgspec.json.encode(message)
        with self._lock:
            self._own.append((topic, payload))
        try:
            self._client.publish_foreign(topic, payload)
        except MessageError as error:  # such as an intent with a wildcard in its name
            log.warning("%s", error)

    def run(self, work: Callable[[], None]) -> None:
        """Do something on a thread of our own, if there are not too many waiting."""
        with self._lock:
            if self._waiting >= MOST_WAITING:
                self._count_locked("thrown_away")
                return
            self._waiting += 1
        try:
            self._pool.submit(self._work, work)
        except RuntimeError:  # we are ending
            with self._lock:
                self._waiting -= 1

    def _work(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception:
            self._count("failed")
            log.exception("a Hermes message failed; the next one is a new start")
        finally:
            with self._lock:
                self._waiting -= 1

    def _hear(self, message: Foreign) -> None:
        if message.retained:
            self._count("retained")
            return
        with self._lock:
            if (message.topic, message.payload) in self._own:
                return
        try:
            heard = hermes.read(message.topic, message.payload)
        except MessageError as error:
            self._count("not_understood")
            quiet_log.ignored(message.topic, error)
            return
        self._count(type(heard).__name__)
        if isinstance(heard, self.AT_ONCE):
            self._at_once(heard)
        else:
            self.run(partial(self._in_turn, heard))

    def _count(self, what: str) -> None:
        with self._lock:
            self._count_locked(what)

    def _count_locked(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1
