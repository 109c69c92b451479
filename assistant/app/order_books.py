"""The household's orders as the assistant may read them, in whichever database they are kept."""

import contextlib
from collections.abc import Iterator

from assistant.core.settings import Settings
from assistant.storage.orders.sqlite_store import ORDERS_FILE, is_made, open_orders
from assistant.store.orders.order_store import OrderReader


@contextlib.contextmanager
def reading(settings: Settings) -> Iterator[OrderReader | None]:
    """The orders, read only; None before the first order service ran. Raises `StorageError`."""
    books = _opened(settings)
    if books is None:
        yield None
        return
    with contextlib.closing(books):
        yield books


def _opened(settings: Settings) -> OrderReader | None:
    if settings.orders.database:
        # Its driver takes a while to load, and few need it.
        from assistant.storage.orders.postgres_store import read_postgres  # noqa: PLC0415

        return read_postgres(settings.orders.database)
    file = settings.data_dir / ORDERS_FILE
    return open_orders(file, read_only=True) if is_made(file) else None
