"""What any thread may send over a connection that comes and goes."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import mqtt5

from assistant.bus import packets
from assistant.bus.codec import encode
from assistant.bus.connection import Connection
from assistant.bus.outbox import Outbox, Publication
from assistant.core.errors import MessageError
from assistant.core.messages import Message

log = logging.getLogger("assistant.bus")


class Sending:
    """The half of a `Client` that sends. Thread-safe."""

    def __init__(self) -> None:
        # A leaf but for the connection's own lock: whoever holds it calls nothing of others.
        self._gate = threading.Lock()
        self._connection: Connection | None = None
        self._open = False
        self._stopping = threading.Event()
        self._outbox = Outbox()
        self._largest_sent = packets.LARGEST_PACKET
        self._must_not_wait: set[int] = set()
        """Threads that would wait for what only they can bring about."""

    def publish(self, topic: str, message: Message, *, retain: bool = False) -> Publication:
        """Send at QoS 1, now or, where there is no connection, at the next.

        Waits while ten thousand messages wait for a broker that is slow; not on the network thread.

        Returns:
            What tells whether the broker has it; may be ignored.

        Raises:
            MessageError: the message is larger than receivers accept.
        """
        return self.publish_foreign(topic, encode(message), retain=retain)

    def publish_foreign(self, topic: str, payload: bytes, *, retain: bool = False) -> Publication:
        """As `publish`, in the words of another program. An empty retained one deletes the last."""
        publication = Publication(topic, payload, retain)
        try:
            packets.check_topic(topic)
        except ValueError as error:
            raise MessageError(f"{topic!r} is no topic to publish to: {error}") from error
        if threading.get_ident() not in self._must_not_wait:
            self._wait_for_room()
        self._outbox.put(publication)
        with self._gate:
            if self._open:
                self._send_waiting()
        return publication

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """What is published and acknowledged meanwhile leaves together at the end."""
        connection, me = self._connection, threading.get_ident()
        if connection is None or me in self._must_not_wait:
            yield
            return
        self._wait_for_room()
        self._must_not_wait.add(me)
        try:
            with connection.gathered():
                yield
        finally:
            self._must_not_wait.discard(me)

    def tell(self, topic: str, message: Message) -> None:
        """Send at QoS 0, if there is a connection: for what its receiver asks for again.

        It costs half as much as `publish`: nobody acknowledges it. Raises `MessageError` as that.
        """
        packet = mqtt5.PublishPacket(topic, encode(message))
        with self._gate:
            if self._open and self._connection is not None:
                self._connection.send(packet.write())

    @property
    def connected(self) -> bool:
        """Whether there is a connection now, as far as known."""
        return self._open

    def cut(self) -> None:
        """Break the connection as a lost network does; a new one is made at once."""
        with self._gate:
            if self._connection is not None:
                self._connection.cut()

    def _wait_for_room(self) -> None:
        if self._outbox.full:
            with self._gate:
                if self._connection is not None:
                    self._connection.wake()  # it must read again, whatever is unacknowledged
            self._outbox.wait_for_room(self._stopping.is_set)

    def _send_waiting(self) -> None:
        if self._connection is None:
            return
        later = threading.get_ident() in self._must_not_wait
        while (waiting := self._outbox.next()) is not None:
            packet_id, publication = waiting
            data = packets.publish(publication, packet_id)
            if len(data) > self._largest_sent:  # the broker would hang up on us, again and again
                log.error("too large for the broker, dropped a message to %s", publication.topic)
                self._outbox.acknowledge(packet_id)
            else:
                self._connection.send(data, later=later)
