"""The ways of keeping orders that every test of an order store runs on."""

from itertools import count
from pathlib import Path
from typing import Protocol

from assistant.core.money import Money
from assistant.storage.orders.postgres_store import open_postgres
from assistant.storage.orders.sqlite_store import open_orders
from assistant.store.household.replenish import Slot
from assistant.store.orders.order_store import OrderReader, OrderStore
from bench.postgres import PrivateServer

SLOT = Slot("washer", "detergent", "tide", 2, threshold_fraction=0.25, ceiling=Money(2500, "USD"))


class Storage(Protocol):
    """One way of keeping orders."""

    def open(self) -> OrderStore:
        """Open the store, making it where there is none."""

    def reader(self) -> OrderReader:
        """Open it as another process would, for reading only."""

    def another(self) -> "Storage":
        """A new, empty one."""


class SqliteStorage:
    """A file, the default."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._others = count()

    def open(self) -> OrderStore:
        """See `Storage`."""
        return open_orders(self._folder / "orders.db")

    def reader(self) -> OrderReader:
        """See `Storage`."""
        return open_orders(self._folder / "orders.db", read_only=True)

    def another(self) -> Storage:
        """See `Storage`."""
        return SqliteStorage(self._folder / str(next(self._others)))


class PostgresStorage:
    """A database on a server."""

    def __init__(self, server: PrivateServer) -> None:
        self._server = server
        self._address = server.database()

    def open(self) -> OrderStore:
        """See `Storage`."""
        return open_postgres(self._address)

    def reader(self) -> OrderReader:
        """See `Storage`."""
        return open_postgres(self._address)

    def another(self) -> Storage:
        """See `Storage`."""
        return PostgresStorage(self._server)
