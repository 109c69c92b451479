"""One connection to an MQTT 5 broker: packets in and out of a socket, the protocol by `mqtt5`.

Sending never waits: what the socket does not take at once, the network thread sends later. It is
the one that calls `receive`, and the only one that reads.
"""

import contextlib
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Iterator

import mqtt5

from assistant.bus.address import BrokerAddress

KEEPALIVE_S = 20
CONNECT_S = 5.0
READ_BYTES = 256 * 1024
_LENGTH_BYTES = 4
"""MQTT writes the length of a packet in at most so many bytes."""


class UnreadableError(ValueError):
    """A PUBLISH that breaks MQTT's own rules, such as a topic that is not UTF-8."""

    def __init__(self, packet_id: int | None, problem: str) -> None:
        super().__init__(problem)
        self.packet_id = packet_id


Received = mqtt5.Packet | UnreadableError


class Connection:
    """A socket on which CONNECT has been sent. `OSError` where there is no such place.

    Times are taken from the monotonic clock: a wall clock that jumps changes nothing.
    """

    def __init__(self, address: BrokerAddress, hello: mqtt5.ConnectPacket) -> None:
        self._socket = _open(address)
        # OpenSSL does not let one thread write while another reads.
        self._any_thread_sends = not address.tls
        self._lock = threading.Lock()
        self._out = bytearray()
        self._held = 0
        self._in = bytearray()
        self._closed = False
        self._waker, self._wakened = socket.socketpair()
        for end in (self._waker, self._wakened):
            end.setblocking(False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._wakened, selectors.EVENT_READ)
        self._events = selectors.EVENT_READ
        self._selector.register(self._socket, self._events)
        self._keepalive_s = float(KEEPALIVE_S)
        self._sent_at = self._heard_at = time.monotonic()
        self.send(hello.write())

    def keep_alive(self, seconds: int) -> None:
        """The broker wants to hear from us at least so often."""
        self._keepalive_s = float(seconds) or float("inf")

    def send(self, data: bytes, *, later: bool = False) -> None:
        """Send, now or together with what follows (`later`). From any thread; never raises."""
        with self._lock:
            self._out += data
            if later or self._held or self._closed:
                return
            if self._any_thread_sends:
                self._write()
            if self._out:
                self.wake()

    @contextlib.contextmanager
    def gathered(self) -> Iterator[None]:
        """What is sent meanwhile leaves together at the end: one packet on the wire for many."""
        with self._lock:
            self._held += 1
        try:
            yield
        finally:
            with self._lock:
                self._held -= 1
            self.send(b"")

    def wake(self) -> None:
        """Let `receive` return."""
        with contextlib.suppress(OSError):  # full: it will wake anyway
            self._waker.send(b"\0")

    def receive(self, timeout_s: float, *, reading: bool = True) -> list[Received]:
        """The packets that have come, none where nothing comes in time.

        Args:
            timeout_s: how long to wait, at most.
            reading: False leaves them in the socket, so that the broker has to wait.

        Raises:
            OSError: the connection is gone, or the broker breaks the protocol.
        """
        self._ping_if_idle(reading=reading)
        pending = isinstance(self._socket, ssl.SSLSocket) and self._socket.pending()
        self._await(0.0 if reading and pending else timeout_s, reading=reading)
        with self._lock:
            self._write()
        return self._read() if reading else []

    def close(self) -> None:
        """Let go of the socket, after a last attempt to send what waits."""
        with self._lock, contextlib.suppress(OSError):
            self._write()
            self._closed = True
        self._selector.close()
        for end in (self._socket, self._waker, self._wakened):
            end.close()

    def cut(self) -> None:
        """Break the connection as a lost network does."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def _await(self, timeout_s: float, *, reading: bool) -> None:
        with self._lock:
            wanted = (selectors.EVENT_READ if reading else 0) | (
                selectors.EVENT_WRITE if self._out and not self._held else 0
            )
        if wanted != self._events:
            if not self._events:
                self._selector.register(self._socket, wanted)
            elif not wanted:
                self._selector.unregister(self._socket)
            else:
                self._selector.modify(self._socket, wanted)
            self._events = wanted
        for key, _ in self._selector.select(timeout_s):
            if key.fileobj is self._wakened:
                with contextlib.suppress(OSError):
                    while self._wakened.recv(4096):
                        pass

    def _write(self) -> None:
        """Send as much as the socket takes; under the lock. A broken one is noticed in reading."""
        if self._held or not self._out:
            return
        with contextlib.suppress(BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError,
                                 OSError):  # fmt: skip
            while self._out:
                count = self._socket.send(self._out[:READ_BYTES])
                del self._out[:count]
                self._sent_at = time.monotonic()

    def _read(self) -> list[Received]:
        try:
            data = self._socket.recv(READ_BYTES)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return []
        if not data:
            raise OSError("it closed the connection")
        _acknowledge_at_once(self._socket)
        self._heard_at = time.monotonic()
        self._in += data
        packets, used = _packets(self._in)
        del self._in[:used]
        return packets

    def _ping_if_idle(self, *, reading: bool) -> None:
        now = time.monotonic()
        if now - self._sent_at >= self._keepalive_s / 2:
            self.send(mqtt5.PingReqPacket().write())
            self._sent_at = now
        if not reading:  # the broker's answer may wait behind what we leave unread
            self._heard_at = now
        elif now - self._heard_at > 1.5 * self._keepalive_s:
            raise OSError("it does not answer any more")


def _open(address: BrokerAddress) -> socket.socket:
    plain = socket.create_connection((address.host, address.port), CONNECT_S)
    try:
        # Small packets leave at once; with Nagle's algorithm answers took 60 ms instead of 2.
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if address.tls:
            context = ssl.create_default_context(cafile=address.ca or None)
            plain = context.wrap_socket(plain, server_hostname=address.host)
        plain.setblocking(False)
    except OSError:
        plain.close()
        raise
    return plain


def _acknowledge_at_once(sock: socket.socket) -> None:
    """Undelay TCP's own acknowledgement, for which rumqttd's Nagle waits before it sends more.

    Linux forgets the option, so it is set again after each read. Request to answer over the
    embedded broker, p50: 43 ms without, 2 ms with.
    """
    option = getattr(socket, "TCP_QUICKACK", None)
    if option is not None:
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.IPPROTO_TCP, option, 1)


def _packets(buffer: bytearray) -> tuple[list[Received], int]:
    """The whole packets at the beginning of a buffer, and how many bytes they take."""
    packets: list[Received] = []
    used = 0
    with memoryview(buffer) as view:
        while (frame := _frame(view, used)) is not None:
            with view[used : used + frame] as piece:
                packets.append(_packet(piece))
            used += frame
    return packets, used


def _frame(view: memoryview, start: int) -> int | None:
    """The size of the packet that starts there; none while it is not whole."""
    length = 0
    for place in range(1, _LENGTH_BYTES + 1):
        if start + place >= len(view):
            return None
        digit = view[start + place]
        length |= (digit & 0x7F) << (7 * (place - 1))
        if digit < 0x80:  # noqa: PLR2004 - the highest bit says that more follow
            size = 1 + place + length
            return size if start + size <= len(view) else None
    raise OSError("it does not speak MQTT")


def _packet(piece: memoryview) -> Received:
    try:
        return mqtt5.read(piece)[0]
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # mqtt5 0.8 panics over text that is not UTF-8
        if piece[0] >> 4 != 3:  # noqa: PLR2004 - PUBLISH
            raise OSError(f"it sends what is not MQTT 5 ({error})") from error
        return UnreadableError(_packet_id(piece), "a topic or property that is not UTF-8 text")


def _packet_id(publish: memoryview) -> int | None:
    """The packet id of a PUBLISH that must be acknowledged to be rid of it."""
    if not publish[0] & 0b110:
        return None
    topic = next(i for i in range(1, len(publish)) if publish[i] < 0x80) + 1  # noqa: PLR2004
    place = topic + 2 + int.from_bytes(publish[topic : topic + 2], "big")
    return int.from_bytes(publish[place : place + 2], "big") or None
