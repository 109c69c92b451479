"""The MQTT client of every process: typed messages in and out, through every kind of outage.

It reads on a thread of its own. Any thread may send; what is sent leaves at once, or together where
the sender says so (`gathered`).
"""

import logging
import random
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

import mqtt5

from assistant.bus import packets
from assistant.bus.address import BrokerAddress
from assistant.bus.connection import Connection, UnreadableError
from assistant.bus.delivery import AckOrder, Delivery
from assistant.bus.inbox import (
    Foreign,
    ForeignHandler,
    Handler,
    Inbox,
    OnRejected,
    Rejected,
    log_rejected,
)
from assistant.bus.outbox import LAST_ID, Publication
from assistant.bus.sending import Sending
from assistant.core.errors import BrokerError, MessageError
from assistant.core.messages import Message

log = logging.getLogger("assistant.bus")

FIRST_RETRY_S = 0.1
LONGEST_RETRY_S = 2.0
FLUSH_S = 2.0
LEAVE_S = 5.0
GREETING_S = 5.0
MOST_UNACKNOWLEDGED = 2 * packets.RECEIVE_MAXIMUM
"""Some brokers send far more; we stop reading there until some are acknowledged."""
HIGHEST_ID = 65_535

__all__ = ["Client", "Delivery", "Foreign", "Handler", "Publication", "Rejected"]


class Client(Sending):
    """One connection to the broker that is made again for ever.

    Handlers and `on_connect` callbacks run on the network thread: they must be quick. What they
    raise is logged and counted in `failures`; what cannot be decoded is counted in `rejections`.

    Args:
        address: the broker.
        client_id: unique among its clients; a second client of the same id takes the first's place.
        session_expiry_s: how long the broker keeps subscriptions and messages for an absent client.
        manual_ack: each `Delivery` is acknowledged by its `ack()`, after the work is done.
        will: a topic and what the broker publishes there, retained, when this client vanishes.
        on_rejected: told of each message that cannot be understood.
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
        super().__init__()
        self.address = address
        self._client_id = client_id
        self._manual_ack = manual_ack
        self._hello = packets.hello(address, client_id, session_expiry_s, will)
        self._inbox = Inbox(client_id, on_rejected or log_rejected)
        self._connect_callbacks: list[Callable[[], None]] = []
        self._ack_order = AckOrder()
        self._ready = threading.Event()
        self._subscribing: set[int] = set()
        self._last_subscription = 0
        self._greeted = False
        self._problem = "it does not answer"
        self._refused = False
        self._thread: threading.Thread | None = None

    def subscribe(self, topic: str, handler: Handler) -> None:
        """Call `handler` for each message of a topic filter; before or after `start`.

        Every handler whose filter matches a message is called; filters of one client should not
        overlap, as brokers may then deliver a message once for each. `$share/GROUP/…` is allowed.
        """
        with self._gate:
            if self._inbox.add(topic, handler) and self._open:
                self._subscribe([topic])

    def subscribe_foreign(self, topic: str, handler: ForeignHandler) -> None:
        """As `subscribe`, for messages of other programs: bytes, acknowledged at once."""
        with self._gate:
            if self._inbox.add_foreign(topic, handler) and self._open:
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

    @property
    def failures(self) -> int:
        """How many handlers and callbacks raised."""
        return self._inbox.failures

    @property
    def rejections(self) -> int:
        """How many received messages could not be understood."""
        return self._inbox.rejections

    def stop(self) -> None:
        """Send what is waiting, if there is a connection, and leave cleanly (no will)."""
        if self._open and threading.current_thread() is not self._thread:
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
        with self._gate:
            self._stopping.set()
            if self._connection is not None:
                if self._open:
                    self._connection.send(mqtt5.DisconnectPacket().write())
                self._open = False
                self._connection.wake()
        if self._thread is not None and threading.current_thread() is not self._thread:
            self._thread.join(LEAVE_S)

    # The network thread

    def _run(self) -> None:
        self._must_not_wait.add(threading.get_ident())
        retry_s = 0.0
        while not self._stopping.wait(retry_s * random.uniform(0.8, 1.2)):
            was_connected = self._connect_and_serve()
            retry_s = FIRST_RETRY_S if was_connected else min(2 * retry_s or 0.1, LONGEST_RETRY_S)

    def _connect_and_serve(self) -> bool:
        """One connection from beginning to end; whether there was one."""
        try:
            connection = Connection(self.address, self._hello)
        except OSError as error:
            self._problem = error.strerror or str(error)
            return False
        with self._gate:
            self._connection = connection
            self._ack_order = AckOrder()
            self._subscribing.clear()
            self._greeted = False
        try:
            self._serve(connection)
        except OSError as error:
            self._problem = error.strerror or str(error)
            if not self._stopping.is_set():
                log.info("%s: no connection to %s: %s", self._client_id, self.address, error)
        except Exception:
            self._inbox.failures += 1
            log.exception("%s: a mistake on the network thread, connecting again", self._client_id)
        with self._gate:
            was_connected, self._open, self._connection = self._open, False, None
            self._outbox.disconnected()
        connection.close()
        return was_connected

    def _serve(self, connection: Connection) -> None:
        give_up_at = time.monotonic() + GREETING_S
        while not self._stopping.is_set():
            for packet in connection.receive(1.0, reading=not self._crowded()):
                self._take(packet, connection)
            if not self._open and time.monotonic() > give_up_at:
                raise OSError("it does not answer")
            connection.send(b"")  # the acknowledgements of all that were read, together

    def _crowded(self) -> bool:
        """Whether the rest may stay with the broker; not what acknowledges our own messages."""
        crowd = len(self._ack_order) >= MOST_UNACKNOWLEDGED
        return crowd and self._greeted and not self._outbox.full

    def _take(self, packet: mqtt5.Packet | UnreadableError, connection: Connection) -> None:
        match packet:
            case mqtt5.PublishPacket():
                self._received(packet, connection)
            case mqtt5.PubAckPacket():
                self._sent(packet)
            case mqtt5.SubAckPacket():
                self._subscribed(packet)
            case mqtt5.ConnAckPacket():
                self._connected(packet, connection)
            case mqtt5.DisconnectPacket():
                raise OSError(f"it closed the connection ({packets.words(packet.reason_code)})")
            case UnreadableError():
                self._inbox.reject(Rejected("?", b"", MessageError(str(packet))))
                if packet.packet_id is not None:
                    self._acknowledger(packet.packet_id, connection)()
            case _:
                pass  # PINGRESP; the others are never sent to clients like us

    def _connected(self, packet: mqtt5.ConnAckPacket, connection: Connection) -> None:
        if int(packet.reason_code) >= packets.FAILURE:
            self._problem = f"it refuses the connection ({packets.words(packet.reason_code)})"
            self._refused = not self._ready.is_set()
            self._ready.set()
            log.warning("%s: the broker %s: %s", self._client_id, self.address, self._problem)
            raise OSError(self._problem)
        if packet.server_keep_alive is not None:
            connection.keep_alive(packet.server_keep_alive)
        with self._gate:
            self._largest_sent = packet.max_packet_size or packets.LARGEST_PACKET
            self._outbox.connected(packet.receive_max)
            self._subscribe(self._inbox.topics)
            self._open = not self._stopping.is_set()
            self._send_waiting()
        self._greet_when_granted(already=packet.session_present)

    def _greet_when_granted(self, *, already: bool = False) -> None:
        """Once per connection, when the broker has granted what was subscribed to.

        A session that it kept has been granted it `already`. Then we must not wait: rumqttd grants
        it again only after its window of messages is acknowledged, which nobody does before.
        """
        if (self._subscribing and not already) or self._greeted:
            return
        self._greeted = True
        for callback in self._connect_callbacks:
            self._inbox.guarded(callback)
        self._ready.set()

    def _subscribed(self, packet: mqtt5.SubAckPacket) -> None:
        refused = [code for code in packet.reason_codes if int(code) >= packets.FAILURE]
        if refused:
            self._problem = f"it does not allow a subscription ({packets.words(refused[0])})"
            self._refused = not self._ready.is_set()
            log.error("%s: subscription refused: %s", self._client_id, packets.words(refused[0]))
        with self._gate:
            self._subscribing.discard(packet.packet_id)
        self._greet_when_granted()

    def _sent(self, packet: mqtt5.PubAckPacket) -> None:
        publication = self._outbox.acknowledge(packet.packet_id)
        if int(packet.reason_code) >= packets.FAILURE and publication is not None:
            reason = packets.words(packet.reason_code)
            log.warning("the broker refused a message to %s: %s", publication.topic, reason)
        with self._gate:
            if self._open:
                self._send_waiting()

    def _received(self, packet: mqtt5.PublishPacket, connection: Connection) -> None:
        acknowledge = self._acknowledger(packet.packet_id, connection)
        foreign = Foreign(packet.topic, packet.payload, packet.retain, packet.duplicate)
        handled = self._inbox.take(foreign, acknowledge)
        if not (handled and self._manual_ack):
            acknowledge()

    def _acknowledger(self, packet_id: int | None, connection: Connection) -> Callable[[], None]:
        order = self._ack_order
        with self._gate:
            receipt = None if packet_id is None else order.received(packet_id)

        def acknowledge() -> None:
            with self._gate:  # an earlier connection's order is not ours any more
                if receipt is None or not self._open or order is not self._ack_order:
                    return
                crowded = len(order) >= MOST_UNACKNOWLEDGED
                done = order.done(receipt)
                data = b"".join(mqtt5.PubAckPacket(each).write() for each in done)
                connection.send(data, later=threading.current_thread() is self._thread)
                if crowded and len(order) < MOST_UNACKNOWLEDGED:
                    connection.wake()

        return acknowledge

    # Under the gate

    def _subscribe(self, topics: list[str]) -> None:
        if topics and self._connection is not None:
            span = HIGHEST_ID - LAST_ID
            self._last_subscription = self._last_subscription % span + 1
            packet_id = LAST_ID + self._last_subscription
            self._subscribing.add(packet_id)
            self._connection.send(packets.subscribe(packet_id, topics))
