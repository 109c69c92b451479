"""A shop with one product, so that only the path of an order is measured."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta
from datetime import time as clock_time
from pathlib import Path

from assistant.core.money import Money
from assistant.order_service import OrderService
from assistant.storage.orders.postgres_store import SCHEMES, open_postgres
from assistant.storage.orders.sqlite_store import open_orders
from assistant.store.goods.catalog import Seller
from assistant.store.market.offers import Offer
from assistant.store.orders.decision import HouseholdRules
from assistant.store.orders.order_store import OrderStore, Shop

SELLER = Seller(id="s", names={}, delivery_days=1, cutoff=clock_time(18), works_weekends=True)
OFFER = Offer("tide", {"en": "Tide Pods", "ko": "타이드 팟"}, Money(1999, "USD"), SELLER)


class Shelf:
    """One product."""

    def offer(self, product_id: str, seller_id: str | None = None) -> Offer | None:
        """See `Offers`."""
        sold = product_id == OFFER.product_id and seller_id in (None, SELLER.id)
        return OFFER if sold else None

    def sellers_of(self, product_id: str) -> tuple[str, ...]:  # noqa: ARG002
        """Nobody else has it."""
        return ()


ENDS_WITHIN_S = 30

SHOP = Shop(Shelf(), HouseholdRules(zone=UTC, cancel_window=timedelta(minutes=30)))


def opener(where: str) -> Callable[[], OrderStore]:
    """What opens an order store: a file, or `postgresql://…`."""
    if where.startswith(SCHEMES):
        return lambda: open_postgres(where)
    return lambda: open_orders(Path(where))


@contextmanager
def serving(service: OrderService) -> Iterator[None]:
    """The service on a thread of this process, where its counts can be read.

    Raises:
        RuntimeError: it does not begin or does not end in time, so that it hangs.
    """
    stop, ready = threading.Event(), threading.Event()
    thread = threading.Thread(target=service.serve, args=(stop,), kwargs={"ready": ready.set})
    thread.start()
    try:
        if not ready.wait(ENDS_WITHIN_S):
            raise RuntimeError("the order service does not begin")
        yield
    finally:
        stop.set()
        thread.join(ENDS_WITHIN_S)
    if thread.is_alive():
        raise RuntimeError("the order service does not end")
