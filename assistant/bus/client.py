"""The MQTT client of every process: typed messages in and out, through every kind of outage.

It drives paho's network loop on a thread of its own: paho's would die of the first exception in a
callback and say nothing.
"""

import logging
import random
import threading
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import Any, Self

import paho.mqtt.client as paho
from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from assistant.bus.address import BrokerAddress
from assistant.bus.codec import encode
from assistant.bus.connection import acknowledge_at_once, make_paho
from assistant.bus.delivery import AckOrder, Delivery
from assistant.bus.inbox import Handler, Inbox, OnRejected, log_rejected
from assistant.bus.outbox import Outbox, Publication
from assistant.core.errors import BrokerError, MessageError
from assistant.core.messages import Message

log = logging.getLogger("assistant.bus")

FIRST_RETRY_S = 0.1
LONGEST_RETRY_S = 2.0
FLUSH_S = 2.0
LEAVE_S = 5.0

__all__ = ["Client", "Delivery", "Handler", "Publication"]


class Client:
    """One connection to the broker that is made again for ever.

    Handlers and `on_connect` callbacks run on the network thread: they must be quick. What they
    raise is logged and counted in `failures`; what cannot be decoded is counted in `rejections`.

    Args:
        address: the broker.
        client_id: unique among its clients; a second client of the same id takes the first's place.
        session_expiry_s: how long the broker keeps subscriptions and messages for an absent client.
        manual_ack: each `Delivery` is acknowledged by its `ack()`, after the work is done.
        will: a topic and what the broker publishes there, retained, when this client vanishes.
        on_rejected: told the topic and the reason of each message that cannot be understood.
    """

    def __init__(
        self,
        address: BrokerAddress,
        client_id: str,
        *,
        session_expiry_s: int = 0,
        manual_ack: bool = False,
        will: tuple[str, Message] | None = None,
        on_rejected: OnRejected | None = None,
    ) -> None:
        self.address = address
        self._client_id = client_id
        self._manual_ack = manual_ack
        self._inbox = Inbox(client_id, on_rejected or log_rejected)
        self._connect_callbacks: list[Callable[[], None]] = []
        self._outbox = Outbox()
        self._ack_order = AckOrder()
        # Held while anything is handed to paho, and while a connection is made, so that nothing
        # can be sent before CONNECT. Never taken in on_publish, on_disconnect: paho may call
        # those under its own lock, which it also takes in publish().
        self._gate = threading.Lock()
        self._open = False
        self._connected = False
        self._stopping = threading.Event()
        self._ready = threading.Event()
        self._subscribing: set[int] = set()
        self._greeted = False
        self._problem = "it does not answer"
        self._refused = False
        self._thread: threading.Thread | None = None
        self._paho = self._listen_to(make_paho(address, client_id, session_expiry_s, will))

    def subscribe(self, topic: str, handler: Handler) -> None:
        """Call `handler` for each message of a topic filter; before or after `start`.

        Every handler whose filter matches a message is called; filters of one client should not
        overlap, as brokers may then deliver a message once for each.
        """
        with self._gate:
            if self._inbox.add(topic, handler) and self._open:
                self._subscribe([topic])

    def on_connect(self, callback: Callable[[], None]) -> None:
        """Call at every connect, once subscriptions are granted: to publish retained state again."""
        self._connect_callbacks.append(callback)

    def start(self, timeout_s: float = 5.0) -> None:
        """Connect; returns when the broker has granted the subscriptions.

        Raises:
            BrokerError: no broker answers at the address within the time, or it refuses us.
        """
        self._thread = threading.Thread(
            target=self._run, name=f"mqtt {self._client_id}", daemon=True
        )
        self._thread.start()
        ready = self._ready.wait(timeout_s)
        if not ready or self._refused:
            self._close()
            raise BrokerError(
                f"cannot use the MQTT broker at {self.address}: {self._problem}; "
                "is it running, and are broker.address, username and password right?"
            )

    def publish(self, topic: str, message: Message, *, retain: bool = False) -> Publication:
        """Send at QoS 1, now or, where there is no connection, at the next.

        Returns:
            What tells whether the broker has it; may be ignored.

        Raises:
            MessageError: the message is larger than receivers accept.
        """
        publication = Publication(topic, encode(message), retain)
        with self._gate:
            if self._open:
                self._hand_over(publication)
            else:
                self._outbox.wait(publication)
        return publication

    @property
    def failures(self) -> int:
        """How many handlers and callbacks raised."""
        return self._inbox.failures

    @property
    def rejections(self) -> int:
        """How many received messages could not be understood."""
        return self._inbox.rejections

    @property
    def connected(self) -> bool:
        """Whether there is a connection now, as far as known."""
        return self._connected

    def stop(self) -> None:
        """Send what is waiting, if there is a connection, and leave cleanly (no will)."""
        if self._connected and threading.current_thread() is not self._thread:
            self._outbox.wait_until_empty(FLUSH_S)
        self._close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _close(self) -> None:
        self._stopping.set()
        with self._gate:
            self._open = False
            self._paho.disconnect()
        if self._thread is not None and threading.current_thread() is not self._thread:
            self._thread.join(LEAVE_S)

    # The network thread

    def _listen_to(self, client: paho.Client) -> paho.Client:
        client.on_pre_connect = self._before_connect
        client.on_connect = self._after_connect
        client.on_subscribe = self._after_subscribe
        client.on_disconnect = self._after_disconnect
        client.on_publish = self._after_publish
        client.on_message = self._after_message
        return client

    def _run(self) -> None:
        retry_s = 0.0
        while not self._stopping.wait(retry_s * random.uniform(0.8, 1.2)):
            was_connected = self._connect_and_serve()
            retry_s = FIRST_RETRY_S if was_connected else min(2 * retry_s or 0.1, LONGEST_RETRY_S)

    def _connect_and_serve(self) -> bool:
        """One connection from beginning to end; whether there was one."""
        was_connected = False
        try:
            self._paho.reconnect()
            if self._stopping.is_set():  # stopped while connecting
                self._paho.disconnect()
            while self._paho.loop(timeout=1.0) == MQTTErrorCode.MQTT_ERR_SUCCESS:
                was_connected = was_connected or self._connected
                acknowledge_at_once(self._paho.socket())
        except OSError as error:
            self._problem = error.strerror or str(error)
        except Exception:
            self._inbox.failures += 1
            log.exception("%s: a mistake on the network thread, connecting again", self._client_id)
        self._connected = False
        return was_connected

    def _before_connect(self, *_: Any) -> None:
        with self._gate:
            self._open = False
            self._ack_order = AckOrder()
            self._subscribing.clear()

    def _after_connect(
        self, _client: Any, _userdata: Any, _flags: Any, reason: ReasonCode, _properties: Any
    ) -> None:
        if reason.is_failure:
            self._problem = f"it refuses the connection ({reason})"
            self._refused = not self._ready.is_set()
            self._ready.set()
            log.warning("%s: the broker %s refuses: %s", self._client_id, self.address, reason)
            return
        with self._gate:
            self._paho.drop_out_messages()
            self._subscribe(self._inbox.topics)
            for publication in self._outbox.take_all():
                self._hand_over(publication)
            self._open = not self._stopping.is_set()
            self._connected = True
            self._greeted = False
        self._greet_when_granted()

    def _greet_when_granted(self) -> None:
        """Once per connection, when the broker has granted what was subscribed to."""
        if self._subscribing or self._greeted:
            return
        self._greeted = True
        for callback in self._connect_callbacks:
            self._inbox.guarded(callback)
        self._ready.set()

    def _after_subscribe(
        self, _client: Any, _userdata: Any, mid: int, reasons: list[ReasonCode], _properties: Any
    ) -> None:
        if any(reason.is_failure for reason in reasons):
            self._problem = f"it does not allow a subscription ({reasons[0]})"
            self._refused = not self._ready.is_set()
            log.error("%s: subscription refused: %s", self._client_id, reasons[0])
        with self._gate:  # not before _subscribe has noted it
            self._subscribing.discard(mid)
        self._greet_when_granted()

    def _after_disconnect(
        self, _client: Any, _userdata: Any, _flags: Any, reason: ReasonCode, _properties: Any
    ) -> None:
        self._connected = False
        if not self._stopping.is_set():
            self._problem = f"it closed the connection ({reason})"
            log.info("%s: no connection to %s: %s", self._client_id, self.address, reason)

    def _after_publish(
        self, _client: Any, _userdata: Any, mid: int, reason: ReasonCode, _properties: Any
    ) -> None:
        publication = self._outbox.acknowledge(mid)
        if reason.is_failure and publication is not None:
            log.warning("the broker refused a message to %s: %s", publication.topic, reason)

    def _after_message(self, _client: Any, _userdata: Any, message: paho.MQTTMessage) -> None:
        order = self._ack_order
        receipt = order.received(message.mid) if message.qos else None

        def acknowledge() -> None:
            with self._gate:  # an earlier connection's order is not ours any more
                if receipt is not None and self._open and order is self._ack_order:
                    for mid in order.done(receipt):
                        self._paho.ack(mid, 1)

        try:
            topic = message.topic
        except UnicodeDecodeError:
            self._inbox.reject("?", MessageError("the topic is not UTF-8"))
            acknowledge()
            return
        delivery = partial(
            Delivery, retained=message.retain, duplicate=message.dup, _acknowledge=acknowledge
        )
        handled = self._inbox.take(bytes(message.payload), delivery, topic)
        if not (handled and self._manual_ack):
            acknowledge()

    # Under the gate

    def _subscribe(self, topics: list[str]) -> None:
        if topics:
            wanted = [(topic, SubscribeOptions(qos=1)) for topic in topics]
            _, mid = self._paho.subscribe(wanted)
            if mid is not None:
                self._subscribing.add(mid)

    def _hand_over(self, publication: Publication) -> None:
        info = self._paho.publish(
            publication.topic, publication.payload, qos=1, retain=publication.retain
        )
        if info.rc == MQTTErrorCode.MQTT_ERR_QUEUE_SIZE:
            self._outbox.wait(publication)
        else:
            self._outbox.flying(info.mid, publication)
