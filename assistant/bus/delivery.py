"""What was received, and its acknowledgement in order.

Brokers hand out the next messages as acknowledgements come in. An acknowledgement out of order, or
on another connection than the message came by, makes rumqttd drop the client and lose the oldest
message, so both are prevented here.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.core.messages import AnyMessage


@dataclass(eq=False)
class Delivery:
    """One received message, decoded and valid."""

    topic: str
    message: AnyMessage
    retained: bool
    """The broker kept it; it did not happen now."""
    duplicate: bool
    """The broker says it may have delivered it before."""
    _acknowledge: Callable[[], None] = field(repr=False, default=lambda: None)

    def ack(self) -> None:
        """Tell the broker that the message is dealt with. From any thread; twice does no harm.

        Only clients with `manual_ack` need it. Without effect when the connection it came by is
        gone: the broker delivers the message again on the next.
        """
        self._acknowledge()


@dataclass
class _Receipt:
    mid: int
    done: bool = False


class AckOrder:
    """Which messages of one connection may be acknowledged now. Not thread-safe by itself."""

    def __init__(self) -> None:
        self._received: deque[_Receipt] = deque()

    def __len__(self) -> int:
        """How many are not yet acknowledged."""
        return len(self._received)

    def received(self, mid: int) -> _Receipt:
        """A message came in."""
        receipt = _Receipt(mid)
        self._received.append(receipt)
        return receipt

    def done(self, receipt: _Receipt) -> list[int]:
        """It is dealt with: the message ids to acknowledge now, in the order received."""
        receipt.done = True
        ready = []
        while self._received and self._received[0].done:
            ready.append(self._received.popleft().mid)
        return ready
