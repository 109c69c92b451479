from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from assistant.core.money import Money
from assistant.store.goods.catalog import Seller, SellerOffer, ShippingTerms
from assistant.store.market.offers import PricePoint
from assistant.store.market.stock_left import CountedMarket, Sale, StockKnown

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


def offer(stock: int | None, seller_id: str = "s", *, outside: bool = False) -> SellerOffer:
    return SellerOffer(
        id=f"{seller_id}:tea",
        product_id="tea",
        seller_id=seller_id,
        unit_price=Money(300, "USD"),
        stock=stock,
        stock_at=NOW,
        outside=outside,
    )


class Stand:
    """A market with these offers of tea."""

    def __init__(self, *offers: SellerOffer) -> None:
        self._offers = offers

    def offers_of(self, product_id: str, now: datetime) -> Sequence[SellerOffer]:  # noqa: ARG002
        """See `Market`."""
        return self._offers

    def terms(self, seller_id: str) -> ShippingTerms | None:  # noqa: ARG002
        """Free."""
        return None

    def seller(self, seller_id: str) -> Seller | None:  # noqa: ARG002
        """Nobody is known."""
        return None

    def sellers(self) -> Sequence[Seller]:
        """Nobody is known."""
        return ()

    def price_history(
        self,
        of: str,  # noqa: ARG002
        since: datetime,  # noqa: ARG002
        now: datetime,  # noqa: ARG002
    ) -> Sequence[PricePoint]:
        """There is none."""
        return ()


def sold(quantity: int, hours: float = 1, seller_id: str = "s") -> Sale:
    return Sale("tea", seller_id, quantity, NOW + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("stock", "sales", "counted", "left"),
    [
        (None, (sold(3),), {}, None),
        (5, (), {}, 5),
        (5, (sold(3), sold(1)), {}, 1),
        (5, (sold(3, hours=-1),), {}, 5),
        (5, (sold(3, seller_id="other"),), {}, 5),
        (5, (sold(7),), {}, 0),
        (None, (), {"s": 2}, 2),
        (None, (), {"": 2}, 2),
        (None, (), {"": 2, "s": 4}, 4),
        (None, (), {"other": 0}, None),
        (5, (sold(1),), {"s": 2}, 2),
        (5, (sold(4),), {"s": 2}, 1),
    ],
)
def test_what_is_left_of_an_offer(
    stock: int | None, sales: Sequence[Sale], counted: dict[str, int], left: int | None
) -> None:
    known = StockKnown(sales, {"tea": counted} if counted else {})
    assert known.left(offer(stock), "s") == left


def test_what_is_not_dated_was_told_before_anything_was_bought() -> None:
    undated = SellerOffer(
        id="s:tea", product_id="tea", seller_id="s", unit_price=Money(1, "USD"), stock=5
    )
    assert StockKnown((sold(3, hours=-9999),)).left(undated, "s") == 2


def test_a_market_shows_what_is_left_and_looks_it_up_once() -> None:
    looked = []

    def known() -> StockKnown:
        looked.append(1)
        return StockKnown((sold(5),), {})

    market = CountedMarket(Stand(offer(5), offer(7, "other"), offer(5, outside=True)), known)
    assert not looked
    for _ in range(2):
        assert [each.stock for each in market.offers_of("tea", NOW)] == [0, 7, 5]
    assert len(looked) == 1
