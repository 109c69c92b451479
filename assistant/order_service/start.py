"""From settings to a running order service."""

import contextlib
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from assistant.bus.address import BrokerAddress
from assistant.core.errors import StorageError
from assistant.core.messages import utc_now
from assistant.core.money import Money
from assistant.core.settings import Settings, amount
from assistant.order_service.service import OnAnswered, OrderService
from assistant.storage.catalog.household_catalog import open_household
from assistant.storage.orders.sqlite_store import ORDERS_FILE, open_orders
from assistant.storage.sqlite_notebook import NOTEBOOK_FILE, SqliteNotebook
from assistant.store.delivery.days import household_zone
from assistant.store.delivery.kept_promises import Delivered, KeptPromises
from assistant.store.household.history import sample_purchases, sample_slots
from assistant.store.household.limits import Limits
from assistant.store.household.notes import HouseholdNotes
from assistant.store.market.offers import CatalogOffers
from assistant.store.orders.decision import HouseholdRules
from assistant.store.orders.order_store import OrderStore, Shop

log = logging.getLogger(__name__)


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
        settings: data folder, catalog, currency, time zone, the window to cancel and the limits.
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


def household_rules(settings: Settings) -> HouseholdRules:
    """The rules that the owner has set; `SettingsError` where an amount cannot be used."""
    limits, currency = settings.limits, settings.household.currency

    def money(name: str, amounts: Mapping[str, str]) -> Money | None:
        return amount(f"limits.{name}", amounts, currency)

    return HouseholdRules(
        zone=household_zone(settings.household.time_zone),
        cancel_window=timedelta(minutes=settings.buying.cancel_window_min),
        limits=Limits(
            code_above=money("code_above", limits.code_above),
            device_orders=limits.device_orders_per_day,
            house_orders=limits.household_orders_per_day,
            device_spending=money("device_spending_per_day", limits.device_spending_per_day),
            house_spending=money("household_spending_per_day", limits.household_spending_per_day),
        ),
        known_only=limits.known_devices_only,
    )


def _open(settings: Settings) -> OrderStore:
    if settings.orders.database:
        # Its driver takes a while to load, and few need it.
        from assistant.storage.orders.postgres_store import open_postgres  # noqa: PLC0415

        return open_postgres(settings.orders.database)
    return open_orders(settings.data_dir / ORDERS_FILE)


def furnished(
    settings: Settings, clock: Callable[[], datetime] = utc_now
) -> tuple[Callable[[], OrderStore], Shop]:
    """What opens a household's order store, furnished where it is new, and the shop it buys at.

    Raises:
        CatalogError, SettingsError: there is no catalog, or the settings are wrong.
    """
    catalog = open_household(settings.catalog_file, settings.market_file)
    currency = settings.household.currency
    rules = household_rules(settings)

    def open_store() -> OrderStore:
        store = _open(settings)
        store.seed(sample_purchases(catalog, currency, clock()), sample_slots(catalog, currency))
        return store

    def delivered(after: int) -> Sequence[Delivered]:
        try:
            with contextlib.closing(_open(settings)) as store:
                return store.delivered(after)
        except StorageError as error:  # what is promised then goes by what is known already
            log.warning("cannot read what was delivered: %s", error)
            return ()

    def unwanted(product_id: str) -> bool:
        product = catalog.product(product_id)
        return product is not None and not _notes(settings).wants(product)

    return open_store, Shop(
        CatalogOffers(catalog, currency, clock),
        rules,
        KeptPromises(delivered, catalog.seller),
        lambda: _notes(settings).budget,
        unwanted,
    )


def _notes(settings: Settings) -> HouseholdNotes:
    """What the household has said of itself, as of now."""
    file = settings.data_dir / NOTEBOOK_FILE
    if not file.is_file():
        return HouseholdNotes()
    try:
        with contextlib.closing(SqliteNotebook(file)) as notebook:
            return HouseholdNotes(notebook.notes())
    except StorageError as error:  # a press is not lost over it
        log.warning("cannot read what the household has said: %s", error)
        return HouseholdNotes()
