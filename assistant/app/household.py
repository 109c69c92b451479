"""What can be asked about the household while it is talked to."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Final

from assistant.app.discovering import EVERY_ORDER, Books
from assistant.core.messages import Order
from assistant.core.money import Money
from assistant.core.notes import PriceWatch
from assistant.store.discovery.discovery import Discovery
from assistant.store.household.at_home import Supply
from assistant.store.household.history import Bought
from assistant.store.household.past_orders import PastLine, PastOrder
from assistant.store.household.supplies import of_product, of_slot

OPEN_ORDERS = 50
NOT_BOUGHT: Final = frozenset({"held", "cancelled"})


class KnownHome:
    """Looks it up in the books, when it is asked."""

    def __init__(
        self,
        books: Books,
        discover: Callable[[], Discovery],
        at_hand: Callable[[], Discovery | None],
        history: Mapping[str, Bought],
        watches: Callable[[], Sequence[PriceWatch]],
        *,
        currency: str,
        zone: tzinfo,
        now: datetime,
    ) -> None:
        self._books = books
        self._discover = discover
        self._at_hand = at_hand
        self._history = history
        self._watches = watches
        self._currency = currency
        self._zone = zone
        self._now = now

    def spent_this_month(self) -> Money | None:
        """What was bought since the month began; None where there are no books yet."""
        local = self._now.astimezone(self._zone)
        begin = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        with self._books() as store:
            return Money(store.spent(begin).in_all, self._currency) if store else None

    def past(self) -> Sequence[PastOrder]:
        """Everything that was bought and not cancelled; before the first order, one thing at a time."""
        with self._books() as store:
            if store is None:
                return ()
            before = [_before(row) for row in store.export("purchases")]
            orders = [each for each in store.orders(EVERY_ORDER) if each.state not in NOT_BOUGHT]
        return [*before, *map(_as_past, orders)]

    def supply(self, product_id: str) -> Supply:
        """How much of a product there is at home, as far as it is known."""
        bought = self._history.get(product_id)
        bought_at = bought.last_at if bought else None
        with self._books() as store:
            if store is None:
                return Supply(product_id, bought_at=bought_at)
            slots = [slot for slot in store.slots() if slot.product_id == product_id]
            levels = [s.level for slot in slots if (s := of_slot(store, slot, self._now)).level]
            coming = any(
                line.product_id == product_id
                for order in store.orders(OPEN_ORDERS, open_only=True)
                for line in order.lines
                if order.state != "held"
            )
            least = min(levels, key=lambda level: level.remaining / level.capacity, default=None)
            return Supply(
                product_id,
                fraction=least.remaining / least.capacity if least else None,
                measured_at=least.at if least else None,
                bought_at=bought_at,
                coming=coming,
                lasts=of_product(store, product_id, self._now),
            )

    def watches(self) -> Sequence[PriceWatch]:
        """The prices that are waited for, newest first."""
        return [each for each in self._watches() if each.told_at is None]

    def discover(self) -> Discovery:
        """What goes with what."""
        return self._discover()

    def discovery_at_hand(self) -> Discovery | None:
        """The same, where nothing has to be read for it first."""
        return self._at_hand()

    def orders_of(self, order_ids: Collection[str]) -> Mapping[str, int]:
        """How often each product was in some orders."""
        with self._books() as store:
            orders = store.orders(EVERY_ORDER) if store and order_ids else ()
        return Counter(
            line.product_id
            for order in orders
            if order.order_id in order_ids
            for line in order.lines
        )


def _before(row: Mapping[str, object]) -> PastOrder:
    price = Money(int(str(row["unit_price_minor"])), str(row["currency"]))
    line = PastLine(str(row["product_id"]), int(str(row["quantity"])), price)
    return PastOrder(datetime.fromisoformat(str(row["at"])), (line,), price * line.quantity)


def _as_past(order: Order) -> PastOrder:
    lines = tuple(PastLine(each.product_id, each.quantity, each.unit_price) for each in order.lines)
    return PastOrder(order.placed_at, lines, order.total, order.order_id)
