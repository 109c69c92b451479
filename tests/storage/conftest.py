"""What all tests of order stores share: a shop that sells two things, and requests to it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from assistant.core.messages import AnyRequest, LineRequest, PlaceOrder
from assistant.core.money import Money
from assistant.store.goods.catalog import Seller
from assistant.store.market.offers import Offer
from assistant.store.orders.decision import HouseholdRules
from assistant.store.orders.order_store import OrderStore, Shop
from bench.postgres import PrivateServer
from tests.postgres import own_server
from tests.storage.storages import SLOT, PostgresStorage, SqliteStorage, Storage

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
SELLER = Seller(id="s", names={}, delivery_days=1, cutoff=time(18), works_weekends=True)


class Shelf:
    """Offers in memory."""

    def offer(self, product_id: str, seller_id: str | None = None) -> Offer | None:
        """Tide and vinegar are sold; what is called `bug` breaks the shop."""
        if product_id == "bug":
            raise RuntimeError("a mistake in the shop")
        prices = {"tide": 1999, "vinegar": 349}
        if product_id not in prices or seller_id not in (None, SELLER.id):
            return None
        return Offer(product_id, {"en": product_id}, Money(prices[product_id], "USD"), SELLER)

    def sellers_of(self, product_id: str) -> tuple[str, ...]:  # noqa: ARG002
        """Nobody else has it."""
        return ()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PrivateServer]:
    """A PostgreSQL server of the tests' own."""
    yield from own_server()


@pytest.fixture
def now() -> datetime:
    """A Monday noon."""
    return NOW


@pytest.fixture
def shop() -> Shop:
    """Half an hour to cancel, in UTC."""
    return Shop(Shelf(), HouseholdRules(zone=UTC, cancel_window=timedelta(minutes=30)))


@pytest.fixture
def place() -> Callable[..., AnyRequest]:
    """`place(request_id, product_id, quantity)`: a request to buy."""

    def make(
        request_id: str, product_id: str = "tide", quantity: int = 1, device_id: str = "kitchen"
    ) -> AnyRequest:
        line = LineRequest(product_id=product_id, quantity=quantity)
        return PlaceOrder(request_id=request_id, device_id=device_id, at=NOW, lines=(line,))

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    """Every storage there is."""
    if request.param == "sqlite":
        return SqliteStorage(tmp_path)
    return PostgresStorage(request.getfixturevalue("postgres"))


@pytest.fixture
def store(storage: Storage) -> Iterator[OrderStore]:
    """An empty store but for one slot."""
    opened = storage.open()
    opened.seed([], [SLOT])
    yield opened
    opened.close()
