"""Looking for orders that are late, before the customer asks."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from assistant.app.told import Told
from assistant.core.messages import Order, OrderState
from assistant.skills.orders.announcing import Late

_ON_ITS_WAY: frozenset[OrderState] = frozenset({"placed", "confirmed", "packed", "shipped"})


def late_orders(orders: Iterable[Order], local: datetime) -> list[Order]:
    """Those that should have come before today; `local` is now in the household's time zone."""
    return [
        order
        for order in orders
        if order.state in _ON_ITS_WAY and not order.test and order.delivery < local.date()
    ]


class LateWatch:
    """Tells of each late order once."""

    EVERY_S = 600.0

    def __init__(
        self,
        orders: Callable[[], Sequence[Order]],
        told: Told,
        tell: Callable[[Late], None],
        local_now: Callable[[], datetime],
    ) -> None:
        self._orders, self._told, self._tell, self._now = orders, told, tell, local_now

    def known(self, order: Order) -> None:
        """Somebody has just told of it himself: where it is late, that is not told again."""
        if late_orders([order], self._now()):
            self._told.first_time(_key(order))

    def look(self) -> None:
        """Tell of every late order that was not told of."""
        for order in late_orders(self._orders(), self._now()):
            if self._told.first_time(_key(order)):
                self._tell(Late(order))


def _key(order: Order) -> str:
    return f"late {order.order_id}"
