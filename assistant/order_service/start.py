"""From settings to a running order service."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from assistant.bus.address import BrokerAddress
from assistant.core.messages import utc_now
from assistant.core.settings import Settings
from assistant.order_service.service import OnAnswered, OrderService
from assistant.storage.catalog_file import open_catalog
from assistant.storage.postgres_orders import open_postgres
from assistant.storage.sqlite_orders import ORDERS_FILE, open_orders
from assistant.store.decision import HouseholdRules
from assistant.store.delivery import household_zone
from assistant.store.household import sample_purchases, sample_slots
from assistant.store.offers import CatalogOffers
from assistant.store.order_store import OrderStore, Shop


def run(
    settings: Settings,
    address: BrokerAddress,
    stop: threading.Event,
    *,
    ready: Callable[[], None] | None = None,
    on_answered: OnAnswered | None = None,
) -> None:
    """Serve one household until `stop` is set; a new store is furnished like the sample one's.

    Args:
        settings: data folder, catalog, currency, time zone and the window to cancel.
        address: the broker.
        stop: ends it, within half a second.
        ready: called once when requests are taken.
        on_answered: told each request and its answer.

    Raises:
        StorageError, CatalogError, BrokerError, SettingsError: it cannot start.
    """
    open_store, shop = furnished(settings)
    service = OrderService(
        address, open_store, shop, on_answered=on_answered, worker=settings.orders.worker
    )
    service.serve(stop, ready=ready)


def furnished(
    settings: Settings, clock: Callable[[], datetime] = utc_now
) -> tuple[Callable[[], OrderStore], Shop]:
    """What opens a household's order store, furnished where it is new, and the shop it buys at.

    Raises:
        CatalogError, SettingsError: there is no catalog, or the settings are wrong.
    """
    catalog = open_catalog(settings.catalog_file)
    currency = settings.household.currency
    rules = HouseholdRules(
        zone=household_zone(settings.household.time_zone),
        cancel_window=timedelta(minutes=settings.buying.cancel_window_min),
    )

    def open_store() -> OrderStore:
        store: OrderStore = (
            open_postgres(settings.orders.database)
            if settings.orders.database
            else open_orders(settings.data_dir / ORDERS_FILE)
        )
        store.seed(sample_purchases(catalog, currency, clock()), sample_slots(catalog, currency))
        return store

    return open_store, Shop(CatalogOffers(catalog, currency), rules)
