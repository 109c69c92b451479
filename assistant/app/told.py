"""What was told aloud already, so that it is told once; and looking for orders that are late."""

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Self

import msgspec

from assistant.core.errors import AssistantError
from assistant.core.messages import Order, OrderState
from assistant.skills.announcing import Late

log = logging.getLogger(__name__)

REMEMBERED = 500
LOOK_EVERY_S = 600.0
_ON_ITS_WAY: frozenset[OrderState] = frozenset({"placed", "confirmed", "packed", "shipped"})


class Told:
    """Keys of what was told, kept in a file over restarts. Thread-safe.

    A file that cannot be read or written is logged: then something may be told twice.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._keys: list[str] = _read(file)

    def first_time(self, key: str) -> bool:
        """Whether it was never asked for this key before."""
        with self._lock:
            if key in self._keys:
                return False
            self._keys = [*self._keys[-REMEMBERED:], key]
            self._write()
            return True

    def _write(self) -> None:
        fresh = self._file.with_suffix(".new")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(msgspec.json.encode(self._keys))
            fresh.replace(self._file)
        except OSError as error:
            log.warning("cannot keep what was told in %s: %s", self._file, error)


def _read(file: Path) -> list[str]:
    try:
        return msgspec.json.decode(file.read_bytes(), type=list[str])
    except FileNotFoundError:
        return []
    except (OSError, msgspec.MsgspecError) as error:
        log.warning("cannot read what was told from %s: %s", file, error)
        return []


def late_orders(orders: Iterable[Order], local: datetime) -> list[Order]:
    """Those that should have come before today; `local` is now in the household's time zone."""
    return [
        order
        for order in orders
        if order.state in _ON_ITS_WAY and not order.test and order.delivery < local.date()
    ]


class LateWatch:
    """Looks for late orders now and then, and tells of each once; a context manager."""

    def __init__(
        self,
        orders: Callable[[], Sequence[Order]],
        told: Told,
        tell: Callable[[Late], None],
        local_now: Callable[[], datetime],
    ) -> None:
        self._orders, self._told, self._tell, self._now = orders, told, tell, local_now
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="late orders", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._thread.join()

    def look(self) -> None:
        """Tell of every late order that was not told of."""
        for order in late_orders(self._orders(), self._now()):
            if self._told.first_time(f"late {order.order_id}"):
                self._tell(Late(order))

    def _run(self) -> None:
        while not self._ending.wait(LOOK_EVERY_S):
            try:
                self.look()
            except AssistantError as error:
                log.warning("cannot look for late orders: %s", error)
