"""What can be bought of a product: of this shop's sellers, new, in the household's money."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, cast

import pytest

from assistant.core.money import Money
from assistant.store.goods.catalog import (
    Catalog,
    PastPrice,
    PriceBreak,
    Product,
    Seller,
    SellerOffer,
)
from assistant.store.market.offers import CatalogMarket, CatalogOffers
from tests.unit.tea import TEA, tea_of

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


class Stall:
    """A catalog of tea alone."""

    def __init__(self, *offers: SellerOffer) -> None:
        self._offers = offers

    def product(self, product_id: str) -> Product | None:
        return TEA if product_id == "tea" else None

    def offers_of(self, product_id: str) -> Sequence[SellerOffer]:
        return self._offers if product_id == "tea" else ()

    def seller(self, seller_id: str) -> Seller | None:
        if seller_id == "gone":
            return None
        return Seller(
            id=seller_id,
            names={},
            delivery_days=2,
            cutoff=time(18),
            works_weekends=True,
            outside=seller_id == "far",
        )

    def sample_prices(self, product_id: str) -> Sequence[PastPrice]:
        return [
            PastPrice(product_id=product_id, prices=(Money(minor, "USD"),), days_ago=days)
            for days, minor in ((120, 700), (100, 800), (30, 900))
        ]


def sold(*offers: SellerOffer) -> CatalogOffers:
    return CatalogOffers(cast("Catalog", Stall(*offers)), "USD", lambda: NOW)


def market(*offers: SellerOffer) -> CatalogMarket:
    return CatalogMarket(cast("Catalog", Stall(*offers)), "USD")


LATER: dict[str, Any] = {"valid_from": NOW + timedelta(1)}
ENDED: dict[str, Any] = {"valid_until": NOW}


@pytest.mark.parametrize(
    ("told", "can_be_bought"),
    [
        (tea_of("pet", 900), True),
        (tea_of("pet", 900, "KRW"), False),
        (tea_of("pet", 900, outside=True), False),
        (tea_of("pet", 900, condition="used"), False),
        (tea_of("pet", 900, condition="refurbished"), False),
        (tea_of("pet", 900, stock=0), False),
        (tea_of("pet", 900, stock=1), True),
        (tea_of("pet", 900, **LATER), False),
        (tea_of("pet", 900, **ENDED), False),
    ],
)
def test_what_another_seller_has_is_bought_only_where_it_can_be(
    told: SellerOffer, *, can_be_bought: bool
) -> None:
    found = sold(told)
    assert list(found.sellers_of("tea")) == (["pet"] if can_be_bought else [])
    bought = found.offer("tea", "pet")
    assert (None if bought is None else bought.unit_price) == (
        Money(900, "USD") if can_be_bought else None
    )


@pytest.mark.parametrize("seller", ["far", "gone"])
def test_nothing_is_bought_of_a_shop_outside_or_of_nobody(seller: str) -> None:
    assert sold(tea_of(seller, 900)).offer("tea", seller) is None


@pytest.mark.parametrize("more", [{"stock": 0}, LATER, ENDED])
def test_what_the_main_seller_has_no_more_is_not_bought_of_it(more: dict[str, Any]) -> None:
    assert sold(tea_of("home", 950, **more)).offer("tea") is None
    assert sold(tea_of("home", 950, "KRW", **more)).offer("tea") is not None


def test_an_offer_is_sold_as_it_is_told() -> None:
    told = tea_of(
        "pet", 900, breaks=(PriceBreak(6, Money(800, "USD")),), delivery_days=7, minimum=2
    )
    found = sold(tea_of("pet", 950), told).offer("tea", "pet")
    assert found is not None
    assert (found.seller.delivery_days, found.minimum) == (7, 2)
    prices = [found.unit_price_for(quantity).minor for quantity in (1, 5, 6, 7)]
    assert prices == [900, 900, 800, 800]
    usual = sold().offer("tea", "home")
    assert usual is not None
    assert (usual.seller.delivery_days, usual.unit_price) == (2, Money(1000, "USD"))


def test_a_market_shows_only_what_is_paid_for_in_its_money() -> None:
    found = market(tea_of("pet", 900, "KRW"), tea_of("pet", 950), tea_of("home", 990)).offers_of(
        "tea", NOW
    )
    assert [each.unit_price for each in found] == [Money(950, "USD"), Money(990, "USD")]


def test_the_price_before_the_span_is_where_its_history_begins() -> None:
    points = market().price_history("tea", NOW - timedelta(90), NOW)
    assert [each.unit_price for each in points] == [Money(800, "USD"), Money(900, "USD")]
    assert market().price_history("pet:tea", NOW - timedelta(90), NOW) == ()
