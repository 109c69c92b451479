"""Promises out of what was delivered: the record of all sellers, kept up with the orders.

What the simulated courier brings says nothing of a seller; what sellers tell of their parcels does,
and what the household tells of them counts for more. An order of several sellers is here when its
last parcel is, so it counts for the seller whose parcel was quoted last; for the others only where
all of it came by their day.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from assistant.core.messages import Order, OrderState
from assistant.store.delivery.days import Promise, promise
from assistant.store.delivery.promises import Delivery, Record, lateness_of
from assistant.store.goods.catalog import Seller

FRESH = timedelta(minutes=1)
"""So old may be what a promise goes by."""
_HERE: frozenset[OrderState] = frozenset({"delivered", "returned", "refunded"})


@dataclass(frozen=True, slots=True)
class Delivered:
    """An order of which somebody has told that it came, or that it did not."""

    event: int
    """Its place among all events."""
    order: Order
    """As it is now."""
    at: datetime
    """When it was told."""
    quoted_at: datetime
    """When it was placed, and its sellers quoted their days."""


class KeptPromises:
    """Promises by what sellers have delivered; a `Promiser`.

    Args:
        read: what was told of deliveries after an event, oldest first.
        seller: a seller by its id.
    """

    def __init__(
        self,
        read: Callable[[int], Sequence[Delivered]],
        seller: Callable[[str], Seller | None],
    ) -> None:
        self._read = read
        self._seller = seller
        self._last = 0
        self._read_at: datetime | None = None
        self._said: dict[str, tuple[Delivery, ...]] = {}
        self._record = Record()

    def __call__(self, seller: Seller, placed_at: datetime, zone: tzinfo | None) -> Promise:
        """The day that what is ordered now is promised for, and how likely it is kept."""
        if self._read_at is None or abs(placed_at - self._read_at) >= FRESH:
            self.record(placed_at, zone)
        return self._record.promise(seller, placed_at, zone)

    def record(self, now: datetime, zone: tzinfo | None) -> Record:
        """What is known of all sellers' deliveries by now."""
        self._read_at = now
        for each in self._read(self._last):
            self._last = max(self._last, each.event)
            self._take(each.order.order_id, tuple(deliveries_of(each, self._seller, zone)))
        return self._record

    def _take(self, order_id: str, said: tuple[Delivery, ...]) -> None:
        """Learn what an order says of its sellers, in place of what it said before."""
        before = self._said.get(order_id, ())
        if before == said:
            return  # the same told again is no newer delivery
        self._said.pop(order_id, None)
        self._said[order_id] = said
        if before:  # forgetting goes by the order in which they came
            self._record = Record(each for order in self._said.values() for each in order)
        else:
            for each in said:
                self._record.learn(each)


def deliveries_of(
    delivered: Delivered, seller: Callable[[str], Seller | None], zone: tzinfo | None
) -> Iterator[Delivery]:
    """What an order says of its sellers; nothing while it has not come."""
    order = delivered.order
    if order.state not in _HERE:
        return
    sellers = {line.seller_id: seller(line.seller_id) for line in order.lines}
    known = [each for each in sellers.values() if each is not None]
    quoted = {each.id: promise(delivered.quoted_at, each, zone) for each in known}
    came = order.came or delivered.at.astimezone(zone).date()
    for each in known:
        late = lateness_of(quoted[each.id], came, each)
        if not late or quoted[each.id] == max(quoted.values()):
            yield Delivery(each.id, late)
