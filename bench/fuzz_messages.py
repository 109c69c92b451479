"""Messages that nobody should send: damaged, forged, old, of the wrong shape or version."""

import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from assistant.bus import topics
from assistant.bus.codec import encode
from assistant.core.messages import (
    Answer,
    CancelOrder,
    CancelTests,
    ConfirmOrder,
    DeregisterDevice,
    DeviceControl,
    DeviceState,
    LineRequest,
    ListOrders,
    Message,
    MoveOrder,
    PlaceOrder,
    PlayerCommand,
    PlayerState,
    PressSlot,
    RegisterDevice,
    ReportLevel,
    ReturnOrder,
    RunOut,
    SetCode,
    SetSlot,
    SetStock,
)

LONG_AGO = timedelta(days=8)
ODD_VALUES: tuple[Any, ...] = (
    *(None, True, -1, 0, 10**30, -(10**400), 1e308, "", " ", "\x00", "\ud800", "💥" * 50),
    *("a/b", "#", "+", "../../etc/passwd", "x" * 5000, [], {}, [[]], {"v": 1}, ["x"] * 500),
    *("2026-13-45T99:99:99Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "tide'; DROP --"),
)
ODD_TEXTS = (
    *(b"", b"{", b"null", b"[]", b"0", b'""', b"\xff\xfe", b"\x00" * 100, b"{" * 5000),
    *(b"[" * 50_000, b'{"a":' * 5000, b"\xed\xa0\x80", b"NaN", b"-", b"1e999", b"\xef\xbb\xbf{}"),
    *(b'{"type":"place_order"}', b'{"type":"place_order","v":2}', b'{"type":"no such"}'),
    *(b"x" * (65 * 1024), b'{"type":"answer","request_id":"' + b"a" * 60_000 + b'"}'),
)
ODD_TOPICS = ("+odd", "a b", "ä", "$sys", "x" * 2000, "%00", "..", "")


def seeds(device: str, now: datetime) -> tuple[Message, ...]:
    """Proper messages, none of which may lead to an order."""
    old, fresh = now - LONG_AGO, now
    ids: dict[str, Any] = {"request_id": "f-1", "device_id": device}
    unsold = (LineRequest(product_id="not-sold"),)
    return (
        PlaceOrder(**ids, at=fresh, lines=unsold),
        PlaceOrder(**ids, at=old, lines=(LineRequest(product_id="tide"),)),
        PlaceOrder(
            request_id="f-1",
            device_id="stranger",
            at=fresh,
            lines=(LineRequest(product_id="tide"),),
        ),
        PressSlot(**ids, at=fresh, slot="none"),
        ReportLevel(**ids, at=fresh, slot="none", remaining=1, capacity=10, unit="%"),
        CancelOrder(**ids, at=fresh, order_id="A1"),
        ListOrders(**ids, at=old),
        CancelTests(**ids, at=fresh, slot="none"),
        ConfirmOrder(**ids, at=fresh, order_id="A1", code="0000"),
        ReturnOrder(**ids, at=fresh, order_id="A1"),
        MoveOrder(**ids, at=fresh, order_id="A1", event="Delivered"),
        RunOut(**ids, at=fresh, subject="d", slot="none", days=1, least=0, most=2),
        RegisterDevice(**ids, at=fresh, subject=device, role="owner"),
        DeregisterDevice(**ids, at=fresh, subject="owner"),
        SetSlot(**ids, at=fresh, subject=device, slot="none", product_id="tide"),
        SetStock(**ids, at=fresh, product_id="tide", available=0),
        SetCode(**ids, at=fresh, code="0000"),
        Answer(request_id="nobody-asked", status="noted"),
        DeviceState(device_id=device, kind="washer", online=True),
        DeviceControl(control_id="c", action="listen"),
        PlayerCommand(command_id="c", action="stop"),
        PlayerState(device_id=device, state="stopped", volume=10),
    )


class Fuzz:
    """An endless stream of such messages, the same for the same seed."""

    def __init__(self, seed: int, device: str = "fuzzed") -> None:
        self._rng = random.Random(seed)
        self._number = 0
        self._seeds = [msgspec.to_builtins(s) for s in seeds(device, datetime.now(UTC))]
        self._ways: tuple[Callable[[], bytes], ...] = (
            *(self._other_value,) * 6,
            *(self._damaged,) * 4,
            self._missing,
            self._extra,
            lambda: self._rng.choice(ODD_TEXTS),
            lambda: self._rng.randbytes(self._rng.randrange(200)),
            lambda: _json(self._seed()),
        )

    def payloads(self) -> Iterator[bytes]:
        """One after the other."""
        while True:
            yield self._rng.choice(self._ways)()

    def topic(self, proper: tuple[str, ...]) -> str:
        """One of these topics, sometimes an odd one beside it."""
        topic = self._rng.choice(proper)
        if self._rng.random() > 0.02:
            return topic
        odd = self._rng.choice(ODD_TOPICS).replace("+", "").replace("#", "")
        return f"{topic.rpartition('/')[0]}/{odd}"

    def _seed(self) -> dict[str, Any]:
        message = dict(self._rng.choice(self._seeds))
        self._number += 1
        for name in ("request_id", "control_id", "command_id"):
            if name in message:
                message[name] = f"f-{self._number}"
        return message

    def _other_value(self) -> bytes:
        message = self._seed()
        # Never the time or the goods of an old request: with others it would be a proper one.
        names = [name for name in message if name not in {"at", "lines", "device_id"}]
        message[self._rng.choice(names)] = self._rng.choice(ODD_VALUES)
        return _json(message)

    def _missing(self) -> bytes:
        message = self._seed()
        del message[self._rng.choice([name for name in message if name != "at"])]
        return _json(message)

    def _extra(self) -> bytes:
        return _json(self._seed() | {"more": self._rng.choice(ODD_VALUES)})

    def _damaged(self) -> bytes:
        payload = bytearray(_json(self._seed()))
        match self._rng.randrange(3):
            case 0:
                del payload[self._rng.randrange(len(payload)) :]
            case 1:
                place = self._rng.randrange(len(payload))
                payload[place:place] = self._rng.randbytes(3)
            case _:
                payload *= 2
        return bytes(payload)


def _json(message: dict[str, Any]) -> bytes:
    return json.dumps(message, default=str).encode("utf-8", "surrogatepass")


def proper_order(device: str, number: int) -> tuple[str, bytes]:
    """A request in between that must be answered with an order."""
    request = PlaceOrder(
        request_id=f"proper-{number}",
        device_id=device,
        at=datetime.now(UTC),
        lines=(LineRequest(product_id="tide"),),
    )
    return topics.requests(device), encode(request)
