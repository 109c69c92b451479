"""Promises out of what was delivered: the record of all sellers, kept up with the orders.

What the simulated courier brings says nothing of a seller; what sellers tell of their parcels does.
An order of several sellers is here when its last parcel is, so it counts for the seller whose parcel
was quoted last; for the others only where all of it came by their day.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from assistant.core.messages import Order
from assistant.store.catalog import Seller
from assistant.store.delivery import Promise, promise
from assistant.store.promises import Delivery, Record, lateness_of

FRESH = timedelta(minutes=1)
"""So old the record may be."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """An order that has come."""

    event: int
    """Its place among all events."""
    order: Order
    at: datetime


class KeptPromises:
    """Promises by what sellers have delivered; a `Promiser`.

    Args:
        read: the deliveries after an event, oldest first.
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
        self.record = Record()

    def __call__(self, seller: Seller, placed_at: datetime, zone: tzinfo | None) -> Promise:
        """The day that what is ordered now is promised for, and how likely it is kept."""
        if self._read_at is None or abs(placed_at - self._read_at) >= FRESH:
            self._read_at = placed_at
            for each in self._read(self._last):
                self._last = max(self._last, each.event)
                for delivery in deliveries_of(each, self._seller, zone):
                    self.record.learn(delivery)
        return self.record.promise(seller, placed_at, zone)


def deliveries_of(
    delivered: Delivered, seller: Callable[[str], Seller | None], zone: tzinfo | None
) -> Iterator[Delivery]:
    """What a delivered order says of its sellers."""
    sellers = {line.seller_id: seller(line.seller_id) for line in delivered.order.lines}
    known = [each for each in sellers.values() if each is not None]
    quoted = {each.id: promise(delivered.order.placed_at, each, zone) for each in known}
    came = delivered.at.astimezone(zone).date()
    for each in known:
        late = lateness_of(quoted[each.id], came, each)
        if not late or quoted[each.id] == max(quoted.values()):
            yield Delivery(each.id, late)
