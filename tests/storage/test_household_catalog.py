"""The household's catalog is alive: what any process writes counts from the next question on."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from assistant.core.errors import CatalogError
from assistant.core.money import Money
from assistant.core.settings import PROJECT
from assistant.skills.products import shelf as shelves
from assistant.skills.products.shelf import CatalogShelf
from assistant.storage.catalog.catalog_file import open_catalog
from assistant.storage.catalog.household_catalog import (
    HouseholdCatalog,
    HouseholdMarket,
    open_household,
)
from assistant.storage.catalog.market_desk import MarketDesk
from assistant.storage.catalog.seller_secrets import SellerSecrets
from assistant.store.goods.catalog import Product, SellerOffer
from assistant.store.market.offer_check import Accepted, Held, Refused
from assistant.store.market.offers import CatalogOffers

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
FIZZ = Product(
    id="fizz",
    category_id="drinks",
    brand={"en": "Zorblatt"},
    names={"en": "Organic Lemon Fizz 6 pack", "ko": "유기농 레몬 탄산수 6개입"},
    aliases={"en": ("lemon fizz",), "ko": ()},
    size=6,
    size_unit="count",
    prices=(Money(499, "USD"),),
    seller_id="drinks",
)
PODS = "tide-pods-81-count"


@pytest.fixture
def catalog(tmp_path: Path) -> HouseholdCatalog:
    return open_household(PROJECT / "catalog.db", tmp_path / "market.db")


@pytest.fixture
def other(tmp_path: Path) -> HouseholdCatalog:
    """The same household, seen from another process."""
    return open_household(PROJECT / "catalog.db", tmp_path / "market.db")


@pytest.fixture(params=[True, False], ids=["large", "small"])
def shelf(
    request: pytest.FixtureRequest, catalog: HouseholdCatalog, monkeypatch: pytest.MonkeyPatch
) -> CatalogShelf:
    if request.param:
        monkeypatch.setattr(shelves, "LARGE_CATALOG", 10)
    return CatalogShelf(catalog, {}, live=catalog)


def offer(**changes: object) -> SellerOffer:
    told = {"id": "pet:pods", "product_id": PODS, "seller_id": "pet"} | {
        "unit_price": Money(1899, "USD")
    }
    return msgspec.convert(
        msgspec.to_builtins(SellerOffer(**told)) | msgspec.to_builtins(changes),  # type: ignore[arg-type]
        SellerOffer,
    )


def first(shelf: CatalogShelf, phrase: str) -> str | None:
    found = shelf.find(phrase)
    return found[0].product.id if found else None


def test_without_a_market_it_is_the_shop(catalog: HouseholdCatalog, tmp_path: Path) -> None:
    assert catalog.products() == open_catalog(PROJECT / "catalog.db").products()
    assert catalog.changes() == 0
    assert not (tmp_path / "market.db").exists()


def test_a_product_is_found_at_once_even_by_another_process(
    shelf: CatalogShelf, other: HouseholdCatalog
) -> None:
    assert first(shelf, "zorblatt lemon fizz") != "fizz"
    other.market.put_products([FIZZ])
    assert first(shelf, "zorblat lemon fizz") == "fizz"
    assert shelf.product("fizz") == FIZZ
    changed = msgspec.structs.replace(FIZZ, names={"en": "Quibbly Orange Sparkle"}, aliases={})
    other.market.put_products([changed])
    assert first(shelf, "quibly orange sparkle") == "fizz"


def test_the_shops_products_are_found_beside_the_households(
    shelf: CatalogShelf, catalog: HouseholdCatalog
) -> None:
    catalog.market.put_products([FIZZ])
    catalog.written()
    assert first(shelf, "rinse aid") == "finish-jet-dry-rinse-aid-23-ounces"


@pytest.mark.parametrize(
    ("phrase", "product"),
    [
        ("organic fizz under five dollars", "fizz"),
        ("organic lemon fizz", "fizz"),
        ("fizz under four dollars", None),
        ("detergent without perfume", "tide-free-and-gentle-liquid-92-ounces"),
        ("무향 세제", "tide-free-and-gentle-liquid-92-ounces"),
    ],
)
def test_what_else_is_wanted_narrows_the_names(
    phrase: str, product: str | None, shelf: CatalogShelf, catalog: HouseholdCatalog
) -> None:
    catalog.market.put_products([FIZZ])
    catalog.written()
    found = shelf.find(phrase)
    assert [fit.product.id for fit in found][:1] == ([product] if product else [])


def test_a_learnt_name_is_found_and_can_be_forgotten(
    shelf: CatalogShelf, catalog: HouseholdCatalog
) -> None:
    pods = catalog.product(PODS)
    assert pods is not None
    assert catalog.market.learn("wash bombs", pods, "en", 1)
    assert not catalog.market.learn("wash bombs", pods, "en", 2)
    catalog.written()
    assert first(shelf, "wash bombs") == PODS
    assert "wash bombs" in shelf.names("en")  # the recogniser is told of it, too
    assert "wash bombs" in shelf.short_names("en")
    assert "wash bombs" not in shelf.names("ko")
    catalog.market.forget("wash bombs", pods)
    catalog.written()
    assert first(shelf, "wash bombs") != PODS


def test_an_offer_counts_in_every_process_and_is_remembered(
    catalog: HouseholdCatalog, other: HouseholdCatalog
) -> None:
    market = HouseholdMarket(other, "USD")
    assert "pet" not in {each.seller_id for each in market.offers_of(PODS, NOW)}
    desk = MarketDesk(catalog)
    assert isinstance(desk.take(offer(), NOW).verdict, Accepted)
    assert "pet" in {each.seller_id for each in market.offers_of(PODS, NOW)}
    later = NOW + timedelta(days=2)
    desk.take(offer(unit_price=Money(1799, "USD"), stock=5), later)
    assert desk.take(offer(unit_price=Money(1799, "USD"), stock=5), later).same
    assert [(p.unit_price, p.stock) for p in market.price_history("pet:pods", NOW, NOW)] == [
        (Money(1899, "USD"), None),
        (Money(1799, "USD"), 5),
    ]
    assert desk.withdraw("pet:pods", PODS, later + timedelta(days=1))
    assert not desk.withdraw("pet:pods", PODS, later + timedelta(days=2))
    assert market.price_history("pet:pods", NOW, NOW)[-1].unit_price is None
    after = later + timedelta(days=3)
    assert "pet" not in {each.seller_id for each in market.offers_of(PODS, after)}


def test_a_price_that_jumps_waits_for_the_owner(catalog: HouseholdCatalog) -> None:
    desk = MarketDesk(catalog)
    jump = offer(id=f"home:{PODS}", seller_id="home", unit_price=Money(199_900, "USD"))
    assert isinstance(desk.take(jump, NOW).verdict, Held)
    offers = CatalogOffers(catalog, "USD", lambda: NOW)
    sold = offers.offer(PODS)
    assert sold is not None
    assert sold.unit_price == Money(1999, "USD")
    (held,) = catalog.market.offers.held()
    desk.release(held.number, NOW, accept=True)
    sold = offers.offer(PODS)
    assert sold is not None
    assert sold.unit_price == Money(199_900, "USD")
    assert not catalog.market.offers.held()
    assert desk.release(held.number, NOW, accept=True) is None


@pytest.mark.parametrize("accept", [True, False])
def test_one_word_settles_a_slip_in_all_money(catalog: HouseholdCatalog, *, accept: bool) -> None:
    desk = MarketDesk(catalog)
    for price in (Money(199_900, "USD"), Money(2_990_000, "KRW")):
        jump = offer(id=f"home:{PODS}", seller_id="home", unit_price=price)
        assert isinstance(desk.take(jump, NOW).verdict, Held)
    desk.settle(catalog.market.offers.held()[0].number, NOW, accept=accept)
    assert not catalog.market.offers.held()
    sold = CatalogOffers(catalog, "USD", lambda: NOW).offer(PODS)
    assert sold is not None
    assert (sold.unit_price == Money(199_900, "USD")) is accept


def test_a_held_price_is_forgotten_when_a_right_one_comes(catalog: HouseholdCatalog) -> None:
    desk = MarketDesk(catalog)
    assert isinstance(desk.take(offer(unit_price=Money(9, "USD")), NOW).verdict, Held)
    assert isinstance(desk.take(offer(), NOW).verdict, Accepted)
    assert not catalog.market.offers.held()


@pytest.mark.parametrize(
    "wrong",
    [{"product_id": "nothing"}, {"seller_id": "nobody"}, {"unit_price": Money(100, "EUR")}],
)
def test_an_impossible_offer_is_refused(
    wrong: dict[str, object], catalog: HouseholdCatalog
) -> None:
    assert isinstance(MarketDesk(catalog).take(offer(**wrong), NOW).verdict, Refused)


def test_an_offer_that_is_gone_or_sold_out_is_never_replaced_in_silence(
    catalog: HouseholdCatalog,
) -> None:
    desk = MarketDesk(catalog)
    offers = CatalogOffers(catalog, "USD", lambda: NOW)
    desk.take(offer(), NOW)
    assert offers.offer(PODS, "pet") is not None
    desk.take(offer(stock=3), NOW)
    sold = offers.offer(PODS, "pet")
    assert sold is not None
    assert sold.stock == 3
    desk.take(offer(stock=0), NOW)
    assert offers.offer(PODS, "pet") is None
    desk.withdraw("pet:pods", PODS, NOW)
    assert offers.offer(PODS, "pet") is None
    main = offer(id=f"home:{PODS}", seller_id="home", unit_price=Money(1999, "USD"), stock=0)
    desk.take(main, NOW)
    assert offers.offer(PODS) is None


def test_a_shop_outside_is_marked_and_sells_nothing_here(catalog: HouseholdCatalog) -> None:
    MarketDesk(catalog).take(offer(id="megamart:pods", seller_id="megamart"), NOW)
    told = {each.id: each for each in HouseholdMarket(catalog, "USD").offers_of(PODS, NOW)}
    assert told["megamart:pods"].outside
    assert CatalogOffers(catalog, "USD", lambda: NOW).offer(PODS, "megamart") is None


def test_only_the_digest_of_a_secret_is_kept(catalog: HouseholdCatalog, tmp_path: Path) -> None:
    secrets = SellerSecrets(catalog.market)
    secret = secrets.make("pet")
    assert secrets.seller(secret) == "pet"
    assert secrets.seller("guess") is None
    newer = secrets.make("pet")
    assert secrets.seller(secret) is None
    secrets.revoke("pet")
    assert secrets.seller(newer) is None
    written = b"".join(file.read_bytes() for file in tmp_path.glob("market.db*"))
    assert secret.encode() not in written


def test_a_file_that_is_no_market_is_said(tmp_path: Path) -> None:
    catalog = open_household(PROJECT / "catalog.db", tmp_path / "market.db")
    (tmp_path / "market.db").write_bytes((PROJECT / "catalog.db").read_bytes())
    with pytest.raises(CatalogError, match="is no market that this program reads"):
        catalog.changes()


def test_a_price_that_creeps_up_is_held_until_the_owner_agrees(catalog: HouseholdCatalog) -> None:
    desk = MarketDesk(catalog)

    def told(dollars: int, days: float) -> type:
        at = NOW + timedelta(days=days)
        return type(desk.take(offer(unit_price=Money(dollars * 100, "USD")), at).verdict)

    assert (told(20, 0), told(90, 1), told(400, 2), told(90, 2)) == (Accepted,) * 2 + (
        Held,
        Accepted,
    )
    assert told(400, 40) is Accepted  # it cost 90 for a month by then
    assert told(1000, 41) is Held
    (held,) = catalog.market.offers.held()
    desk.release(held.number, NOW + timedelta(days=42), accept=True)
    assert (told(1000, 43), told(1100, 44), told(99, 45)) == (Accepted, Accepted, Held)


def test_a_stock_counts_from_when_it_was_told(catalog: HouseholdCatalog) -> None:
    desk = MarketDesk(catalog)

    def told(stock: int | None, hours: int, *, stored: bool = False) -> datetime | None:
        desk.take(offer(stock=stock), NOW + timedelta(hours=hours), stored=stored)
        kept = next(each for each in catalog.offers_of(PODS) if each.id == "pet:pods")
        assert kept.stock == stock
        return kept.stock_at

    assert told(5, 0) == NOW
    assert told(5, 1) == NOW + timedelta(hours=1)  # the same again is news: that many are there
    assert told(5, 2, stored=True) == NOW + timedelta(hours=1)  # unless a broker has kept it
    assert told(4, 3, stored=True) == NOW + timedelta(hours=3)
    assert told(None, 4) is None
    points = HouseholdMarket(catalog, "USD").price_history("pet:pods", NOW, NOW)
    assert [point.stock for point in points] == [5, 4, None]


def test_an_offer_of_a_later_day_counts_from_then_on_and_not_before(
    catalog: HouseholdCatalog,
) -> None:
    """The offer of today holds until then; told again, today's stays today's."""
    desk = MarketDesk(catalog)
    market = HouseholdMarket(catalog, "USD")
    desk.take(offer(), NOW)
    day = NOW + timedelta(days=3)
    next_week = offer(unit_price=Money(1500, "USD"), valid_from=day)
    taken = desk.take(next_week, NOW)
    assert isinstance(taken.verdict, Accepted)
    assert desk.take(next_week, NOW).same

    def price(at: datetime) -> list[Money]:
        desk.begin(at)
        return [each.unit_price for each in market.offers_of(PODS, at) if each.id == "pet:pods"]

    assert price(NOW) == [offer().unit_price]
    desk.take(offer(stock=9), NOW + timedelta(hours=1))
    assert price(day - timedelta(hours=1)) == [offer().unit_price]
    assert price(day) == [Money(1500, "USD")]
    points = [p for p in catalog.history("pet:pods", "USD", NOW - timedelta(days=1)) if p.at >= day]
    assert [(each.at, each.unit_price) for each in points] == [(day, Money(1500, "USD"))]


def test_a_slip_of_a_later_day_that_is_none_waits_for_its_day(catalog: HouseholdCatalog) -> None:
    desk = MarketDesk(catalog)
    offers = CatalogOffers(catalog, "USD", lambda: NOW)
    day = NOW + timedelta(days=3)
    jump = offer(
        id=f"home:{PODS}", seller_id="home", unit_price=Money(199_900, "USD"), valid_from=day
    )
    assert isinstance(desk.take(jump, NOW).verdict, Held)
    (held,) = catalog.market.offers.held()
    assert desk.release(held.number, NOW, accept=True) == jump
    sold = offers.offer(PODS)
    assert sold is not None
    assert sold.unit_price == Money(1999, "USD")
    desk.begin(day)
    sold = CatalogOffers(catalog, "USD", lambda: day).offer(PODS)
    assert sold is not None
    assert sold.unit_price == Money(199_900, "USD")


def test_a_later_price_of_the_main_seller_is_the_products_price_from_then_on(
    catalog: HouseholdCatalog,
) -> None:
    desk = MarketDesk(catalog)
    day = NOW + timedelta(days=3)
    main = offer(id=f"home:{PODS}", seller_id="home", unit_price=Money(1899, "USD"), valid_from=day)
    desk.take(main, NOW)
    offers = CatalogOffers(catalog, "USD", lambda: NOW)
    before = offers.offer(PODS)
    assert before is not None
    assert before.unit_price == Money(1999, "USD")
    desk.begin(day)
    product = catalog.product(PODS)
    assert product is not None
    assert product.price("USD") == Money(1899, "USD")


def test_an_offer_withdrawn_before_its_day_never_begins(catalog: HouseholdCatalog) -> None:
    desk = MarketDesk(catalog)
    desk.take(offer(), NOW)
    day = NOW + timedelta(days=3)
    desk.take(offer(unit_price=Money(1500, "USD"), valid_from=day), NOW)
    assert desk.withdraw("pet:pods", PODS, NOW)
    desk.begin(day)
    told = HouseholdMarket(catalog, "USD").offers_of(PODS, day)
    assert all(each.id != "pet:pods" for each in told)


def test_an_offer_that_has_ended_is_refused_and_the_one_before_stays(
    catalog: HouseholdCatalog,
) -> None:
    desk = MarketDesk(catalog)
    desk.take(offer(), NOW)
    ended = desk.take(offer(valid_until=NOW - timedelta(days=1)), NOW)
    assert isinstance(ended.verdict, Refused)
    assert ended.verdict.reason.startswith("it ended on ")
    told = HouseholdMarket(catalog, "USD").offers_of(PODS, NOW)
    assert any(each.id == "pet:pods" for each in told)


def test_a_file_of_an_earlier_program_gets_the_tables_that_it_lacks(tmp_path: Path) -> None:
    file = tmp_path / "market.db"
    with open_household(PROJECT / "catalog.db", file).market as market:
        for table in ("coming", "told", "dropped", "agreed", "published"):
            market.connection.execute(f"DROP TABLE {table}")
    again = open_household(PROJECT / "catalog.db", file)
    MarketDesk(again).begin(NOW)
    again.market.close()
