"""Offers of several sellers: what they cost, when they hold, and the main seller's own."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from assistant.core.money import Money
from assistant.core.settings import PROJECT
from assistant.storage.catalog.catalog_csv import CatalogSource, read_source
from assistant.storage.catalog.catalog_file import open_catalog
from assistant.store.market.offers import CatalogMarket, PriceBreak, SellerOffer

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
OFFER = SellerOffer(
    id="cheap:tea",
    product_id="tea",
    seller_id="cheap",
    unit_price=Money(300, "USD"),
    breaks=(PriceBreak(6, Money(270, "USD")), PriceBreak(12, Money(250, "USD"))),
    stock=20,
    minimum=2,
    valid_from=NOW,
    valid_until=NOW + timedelta(days=1),
)


@pytest.fixture(scope="module")
def market() -> CatalogMarket:
    return CatalogMarket(open_catalog(PROJECT / "catalog.db"), "USD")


@pytest.fixture(scope="module")
def shop() -> CatalogSource:
    return read_source(PROJECT / "config" / "catalog")


def test_the_sample_shop_knows_what_it_asked_before(market: CatalogMarket) -> None:
    since = NOW - timedelta(days=90)
    for of in ("tide-pods-42-count", "home:tide-pods-42-count"):
        points = market.price_history(of, since, NOW)
        assert len(points) > 1
        assert points[0].at <= since < points[1].at
        assert points[-1].unit_price == Money(1299, "USD")
    assert market.price_history("brightcart:tide-pods-42-count", since, NOW) == ()
    assert market.price_history("nothing", since, NOW) == ()


@pytest.mark.parametrize(
    ("quantity", "minor"), [(1, 300), (5, 300), (6, 270), (11, 270), (12, 250), (999, 250)]
)
def test_more_costs_less_each(quantity: int, minor: int) -> None:
    assert OFFER.unit_price_for(quantity) == Money(minor, "USD")


def test_an_offer_holds_from_its_first_moment_until_its_last() -> None:
    assert not OFFER.valid_at(NOW - timedelta(seconds=1))
    assert OFFER.valid_at(NOW)
    assert not OFFER.valid_at(NOW + timedelta(days=1))
    assert msgspec.structs.replace(OFFER, valid_from=None, valid_until=None).valid_at(NOW)


@pytest.mark.parametrize(("quantity", "sold"), [(1, False), (2, True), (20, True), (21, False)])
def test_neither_fewer_than_the_minimum_nor_more_than_there_are_are_sold(
    quantity: int, *, sold: bool
) -> None:
    assert OFFER.sells(quantity) is sold


def test_the_main_seller_is_one_of_several_and_the_cheapest_comes_first(
    market: CatalogMarket,
) -> None:
    offers = market.offers_of("tide-pods-81-count", NOW)
    assert {"home", "brightcart"} <= {offer.seller_id for offer in offers}
    prices = [offer.unit_price.minor for offer in offers]
    assert prices == sorted(prices)
    assert market.offers_of("nothing", NOW) == ()


def test_shipping_is_told_in_the_currency_of_the_market(market: CatalogMarket) -> None:
    terms = market.terms("home")
    assert terms is not None
    assert (terms.per_order, terms.free_from) == (Money(399, "USD"), Money(2500, "USD"))
    assert market.terms("nobody") is None


def test_the_sample_shop_has_a_market(shop: CatalogSource, market: CatalogMarket) -> None:
    sellers = {p.id: len(market.offers_of(p.id, NOW)) for p in shop.products}
    assert sum(count > 1 for count in sellers.values()) > 0.7 * len(sellers)
    assert any(count == 1 for count in sellers.values())
    assert all(offer.unit_price.minor > 0 for offer in shop.offers)
    outside = {seller.id for seller in shop.sellers if seller.outside}
    assert outside == {offer.seller_id for offer in shop.offers if offer.outside} != set()
    assert any(offer.breaks for offer in shop.offers)
