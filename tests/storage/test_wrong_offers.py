"""The same wrong offer, in a feed and at the sellers' door: stopped at both, with a reason."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from assistant.core.messages import OfferTold
from assistant.core.money import Money
from assistant.core.settings import PROJECT
from assistant.storage.catalog.catalog_import import Importer
from assistant.storage.catalog.feed_mapping import FeedMapping
from assistant.storage.catalog.household_catalog import HouseholdCatalog, open_household
from assistant.web.seller_desk import SellerDesk

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
PODS = "tide-pods-81-count"
ENDED = datetime(2026, 1, 1, tzinfo=UTC)


class Wrong(NamedTuple):
    """What is told, and what has to become of it."""

    product: str
    price: Money
    until: datetime | None
    status: str
    reason: str
    """A pattern."""


WRONG = [
    Wrong(PODS, Money(0, "USD"), None, "refused", "is no(t a)? price"),
    Wrong(PODS, Money(-500, "USD"), None, "refused", "is no(t a)? price"),
    Wrong(PODS, Money(1899, "EUR"), None, "refused", "not in"),
    Wrong(PODS, Money(189_900, "USD"), None, "held", "times"),
    Wrong(
        "no-such-thing", Money(1899, "USD"), None, "refused", "there is no product no-such-thing"
    ),
    Wrong(PODS, Money(1799, "USD"), ENDED, "refused", "it ended on "),
]


@pytest.fixture
def catalog(tmp_path: Path) -> HouseholdCatalog:
    """A household where the pet shop sells the pods for 18.99."""
    household = open_household(PROJECT / "catalog.db", tmp_path / "market.db")
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
    told = OfferTold(product_id=wrong.product, unit_price=wrong.price, valid_until=wrong.until)
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
        "product_id,seller,price,currency,valid_until\n"
        f"{wrong.product},pet,{wrong.price.minor / 100},{wrong.price.currency},{ends}\n"
    )
    done = Importer(catalog, feed, FeedMapping(), tmp_path, now=NOW).run()
    stopped = done.tally.held if wrong.status == "held" else done.tally.rejected
    assert stopped == 1
    assert done.report is not None
    assert re.search(wrong.reason, done.report.read_text(encoding="utf-8"))
    assert counts(catalog) == [Money(1899, "USD")]
