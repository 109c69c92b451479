"""Offers of a later day, as a household meets them."""

from datetime import timedelta
from pathlib import Path

from assistant.app import App
from assistant.core.messages import utc_now
from assistant.core.money import Money
from assistant.core.settings import load
from assistant.storage.catalog.household_catalog import open_household
from assistant.storage.catalog.market_desk import MarketDesk
from assistant.store.goods.catalog import SellerOffer

PODS = "tide-pods-81-count"


def test_an_offer_counts_whose_day_came_while_nothing_ran(tmp_path: Path) -> None:
    settings = load(overrides=[f"paths.data={tmp_path}"])
    began = utc_now() - timedelta(days=2)
    desk = MarketDesk(open_household(settings.catalog_file, settings.market_file))
    today = SellerOffer(
        id="pet:pods", product_id=PODS, seller_id="pet", unit_price=Money(1899, "USD")
    )
    desk.take(today, began)
    later = SellerOffer(
        id="pet:pods",
        product_id=PODS,
        seller_id="pet",
        unit_price=Money(1599, "USD"),
        valid_from=began + timedelta(days=1),
    )
    desk.take(later, began)
    prices = [each.unit_price for each in App(settings).market.offers_of(PODS, utc_now())]
    assert Money(1599, "USD") in prices
    assert Money(1899, "USD") not in prices
