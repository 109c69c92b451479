"""The same wrong offer, in a feed and at the sellers' door: stopped at both, with a reason."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from assistant.core.messages import OfferTold
from assistant.core.money import Money
from assistant.core.settings import PROJECT
from assistant.storage.catalog.catalog_import import Importer
from assistant.storage.catalog.feed_mapping import FeedMapping
from assistant.storage.catalog.household_catalog import (
    HouseholdCatalog,
    HouseholdMarket,
    open_household,
)
from assistant.storage.catalog.market_desk import MarketDesk
from assistant.web.seller_desk import SellerDesk

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
PODS = "tide-pods-81-count"
OWN_CODE, OTHERS_CODE, NOBODYS_CODE = "4006381333931", "9780306406157", "96385074"
ENDED = datetime(2026, 1, 1, tzinfo=UTC)


class Wrong(NamedTuple):
    """What is told, and what has to become of it."""

    product: str
    price: Money
    until: datetime | None
    status: str
    reason: str
    """A pattern."""
    code: str | None = None


WRONG = [
    Wrong(PODS, Money(0, "USD"), None, "refused", "is no(t a)? price"),
    Wrong(PODS, Money(-500, "USD"), None, "refused", "is no(t a)? price"),
    Wrong(PODS, Money(1899, "EUR"), None, "refused", "not in"),
    Wrong(PODS, Money(189_900, "USD"), None, "held", "times"),
    Wrong(
        "no-such-thing", Money(1899, "USD"), None, "refused", "there is no product no-such-thing"
    ),
    Wrong(PODS, Money(1799, "USD"), ENDED, "refused", "it ended on "),
    Wrong(
        PODS,
        Money(1799, "USD"),
        None,
        "refused",
        f"code {OTHERS_CODE} is that of book, not of {PODS}",
        OTHERS_CODE,
    ),
    Wrong(PODS, Money(1799, "USD"), None, "refused", "has a wrong check digit", "4006381333932"),
    Wrong("", Money(1799, "USD"), None, "refused", "no product has the code", NOBODYS_CODE),
    Wrong("", Money(1799, "USD"), None, "refused", "product_id or code is needed"),
]


@pytest.fixture
def catalog(tmp_path: Path) -> HouseholdCatalog:
    """A household where the pet shop sells the pods for 18.99."""
    household = open_household(PROJECT / "catalog.db", tmp_path / "market.db")
    for product, code in ((PODS, OWN_CODE), ("book", OTHERS_CODE)):
        feed = tmp_path / f"{product}.csv"
        feed.write_text(f"id,name,codes\n{product},{product},{code}\n")
        Importer(household, feed, FeedMapping(), tmp_path, now=NOW).run()
    right = OfferTold(product_id=PODS, unit_price=Money(1899, "USD"))
    (taken,) = SellerDesk(household, lambda: NOW).take("pet", [right])
    assert taken.status == "accepted"
    return household


def counts(catalog: HouseholdCatalog) -> list[Money]:
    return [each.unit_price for each in catalog.offers_of(PODS) if each.seller_id == "pet"]


@pytest.mark.parametrize("wrong", WRONG)
def test_at_the_door(
    catalog: HouseholdCatalog,
    wrong: Wrong,
) -> None:
    told = OfferTold(
        product_id=wrong.product or None,
        unit_price=wrong.price,
        valid_until=wrong.until,
        code=wrong.code,
    )
    (taken,) = SellerDesk(catalog, lambda: NOW).take("pet", [told])
    assert taken.status == wrong.status
    assert re.search(wrong.reason, taken.reason or "")
    assert counts(catalog) == [Money(1899, "USD")]


@pytest.mark.parametrize("wrong", WRONG)
def test_in_a_feed(
    catalog: HouseholdCatalog,
    tmp_path: Path,
    wrong: Wrong,
) -> None:
    feed = tmp_path / "offers.csv"
    ends = wrong.until.isoformat() if wrong.until else ""
    feed.write_text(
        "product_id,seller,price,currency,valid_until,codes\n"
        f"{wrong.product},pet,{wrong.price.minor / 100},{wrong.price.currency},{ends},"
        f"{wrong.code or ''}\n"
    )
    done = Importer(catalog, feed, FeedMapping(), tmp_path, now=NOW).run()
    stopped = done.tally.held if wrong.status == "held" else done.tally.rejected
    assert stopped == 1
    assert done.report is not None
    assert re.search(wrong.reason, done.report.read_text(encoding="utf-8"))
    assert counts(catalog) == [Money(1899, "USD")]


@pytest.mark.parametrize("code", [OWN_CODE, NOBODYS_CODE])
def test_a_code_that_no_other_product_has_is_fine_beside_an_id(
    catalog: HouseholdCatalog, tmp_path: Path, code: str
) -> None:
    told = OfferTold(product_id=PODS, unit_price=Money(1799, "USD"), code=code)
    (taken,) = SellerDesk(catalog, lambda: NOW).take("pet", [told])
    assert taken.status == "accepted"
    feed = tmp_path / "offers.csv"
    feed.write_text(f"product_id,seller,price,codes\n{PODS},pet,16.99,{code}|{OWN_CODE}\n")
    assert Importer(catalog, feed, FeedMapping(), tmp_path, now=NOW).run().tally.changed == 1
    assert counts(catalog) == [Money(1699, "USD")]


@pytest.mark.parametrize(
    ("product", "codes"),
    [
        (PODS, ("MLK-77",)),
        (PODS, ("MLK-77", OWN_CODE)),
        (None, (NOBODYS_CODE, OWN_CODE)),
        (None, (OWN_CODE, NOBODYS_CODE)),
        (None, ("MLK-77", OWN_CODE)),
    ],
)
def test_what_nobody_knows_does_not_count_beside_what_is_found(
    catalog: HouseholdCatalog, product: str | None, codes: tuple[str, ...]
) -> None:
    assert MarketDesk(catalog).product_meant(product, codes) == PODS


@pytest.mark.parametrize(
    ("product", "codes", "reason"),
    [
        (None, ("MLK-77", NOBODYS_CODE), "'MLK-77' is no EAN.*; no product has the code"),
        (None, (OWN_CODE, OTHERS_CODE), f"is that of book, not of {PODS}"),
        (None, (OWN_CODE, "4006381333932"), "has a wrong check digit"),
    ],
)
def test_codes_of_nothing_of_two_products_or_misread_mean_none(
    catalog: HouseholdCatalog, product: str | None, codes: tuple[str, ...], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        MarketDesk(catalog).product_meant(product, codes)


def test_a_withdrawn_offer_takes_along_what_is_held_of_it(catalog: HouseholdCatalog) -> None:
    desk = SellerDesk(catalog, lambda: NOW)
    (held,) = desk.take("pet", [OfferTold(product_id=PODS, unit_price=Money(189_900, "USD"))])
    assert held.status == "held"
    (gone,) = desk.take("pet", [OfferTold(product_id=PODS, withdrawn=True)])
    assert (gone.status, gone.reason) == ("withdrawn", None)
    assert catalog.held_offers() == ()


def test_who_sells_it_in_the_shop_can_withdraw_it_here(catalog: HouseholdCatalog) -> None:
    desk = SellerDesk(catalog, lambda: NOW)
    market = HouseholdMarket(catalog, "USD")
    for seller in ("home", "brightcart"):
        assert seller in {each.seller_id for each in market.offers_of(PODS, NOW)}
        told = OfferTold(product_id=PODS, withdrawn=True)
        assert [each.reason for each in desk.take(seller, [told])] == [None]
        assert seller not in {each.seller_id for each in market.offers_of(PODS, NOW)}
        assert [each.reason for each in desk.take(seller, [told])] == ["there was none"]


def test_the_shops_price_in_one_money_is_known_beside_an_offer_in_another(
    catalog: HouseholdCatalog,
) -> None:
    desk = SellerDesk(catalog, lambda: NOW)
    (won,) = desk.take("home", [OfferTold(product_id=PODS, unit_price=Money(26_500, "KRW"))])
    (jump,) = desk.take("home", [OfferTold(product_id=PODS, unit_price=Money(199_900, "USD"))])
    assert (won.status, jump.status) == ("accepted", "held")
    assert "goes from 19.99 USD" in (jump.reason or "")


def test_a_price_that_the_owner_has_said_is_wrong_is_not_asked_about_again_for_a_week(
    catalog: HouseholdCatalog, tmp_path: Path
) -> None:
    now = [NOW]
    desk = SellerDesk(catalog, lambda: now[0])
    slip = OfferTold(product_id=PODS, unit_price=Money(189_900, "USD"))
    (held,) = desk.take("pet", [slip])
    assert held.status == "held"
    MarketDesk(catalog).settle(catalog.held_offers()[0].number, NOW, accept=False)
    (again,) = desk.take("pet", [slip])
    assert (again.status, again.reason) == (
        "refused",
        "1899.00 USD is wrong, as the owner has said",
    )
    assert catalog.held_offers() == ()
    feed = tmp_path / "offers.csv"
    feed.write_text(f"product_id,seller,price\n{PODS},pet,1899\n")
    assert Importer(catalog, feed, FeedMapping(), tmp_path, now=NOW).run().tally.rejected == 1
    (other,) = desk.take("pet", [OfferTold(product_id=PODS, unit_price=Money(199_900, "USD"))])
    assert other.status == "held"
    now[0] = NOW + timedelta(days=8)
    assert desk.take("pet", [slip])[0].status == "held"
    assert counts(catalog) == [Money(1899, "USD")]


def test_a_list_of_products_does_not_ask_again_either(
    catalog: HouseholdCatalog, tmp_path: Path
) -> None:
    feed = tmp_path / "products.csv"
    feed.write_text(f"id,name,price\n{PODS},Tide Pods 81 count,1999\n")

    def again() -> int:
        return Importer(catalog, feed, FeedMapping(), tmp_path, now=NOW).run().tally.held

    assert again() == 1
    (held,) = catalog.held_offers()
    MarketDesk(catalog).settle(held.number, NOW, accept=False)
    assert again() == 1
    assert catalog.held_offers() == ()
