"""Feeds taken into a household's market: any format, line by line, broken off, done twice."""

import csv
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from assistant.core.errors import CatalogError
from assistant.core.money import Money
from assistant.core.settings import PROJECT
from assistant.storage.catalog import catalog_import
from assistant.storage.catalog.catalog_file import build
from assistant.storage.catalog.catalog_import import Imported, Importer, left_out
from assistant.storage.catalog.feed_mapping import FeedMapping, read_mapping
from assistant.storage.catalog.household_catalog import HouseholdCatalog, open_household
from assistant.store.catalog import Product

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
HEADER = (
    "id,category,brand_en,brand_ko,name_en,name_ko,aliases_en,aliases_ko,"
    "size,size_unit,price_usd,price_krw,seller\n"
)
SOAP = (
    "soap,laundry,Grandma,할머니,Grandma's Soap,할머니 비누,bar soap,비누,3,count,4.50,6000,home\n"
)
PODS = "tide-pods-81-count,laundry,Tide,,Tide Pods 81 count,,,,81,count,18.99,24900,home\n"

Import = Callable[..., Imported]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("shop") / "catalog.db"
    build(PROJECT / "config" / "catalog", file, PROJECT / "config" / "household")
    return file


@pytest.fixture
def catalog(shop: Path, tmp_path: Path) -> Iterator[HouseholdCatalog]:
    household = open_household(shop, tmp_path / "market.db")
    yield household
    household.market.close()


@pytest.fixture
def take(catalog: HouseholdCatalog, tmp_path: Path) -> Import:
    """`take(text)`: import a file of that text."""

    def run(
        text: str | bytes, mapping: FeedMapping | None = None, name: str = "own.csv"
    ) -> Imported:
        file = tmp_path / name
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return Importer(catalog, file, mapping or FeedMapping(), tmp_path, now=NOW).run()

    return run


def reasons(imported: Imported) -> list[tuple[int, str]]:
    if imported.report is None:
        return []
    with imported.report.open(encoding="utf-8", newline="") as file:
        return [(int(line), reason) for line, reason in list(csv.reader(file))[1:]]


def sold(catalog: HouseholdCatalog, product_id: str) -> Product:
    product = catalog.product(product_id)
    assert product is not None
    return product


def test_products_are_added_and_replaced_and_the_shop_stays(
    take: Import, catalog: HouseholdCatalog, shop: Path
) -> None:
    before = shop.read_bytes()
    imported = take(HEADER + SOAP + PODS)
    assert (imported.tally.added, imported.tally.changed, imported.report) == (1, 1, None)
    assert shop.read_bytes() == before
    assert sold(catalog, "soap").aliases == {"en": ("bar soap",), "ko": ("비누",)}
    assert sold(catalog, "tide-pods-81-count").price("USD") == Money(1899, "USD")
    assert len(catalog.products()) == len(catalog.shop.products()) + 1
    assert catalog.works() == catalog.shop.works()


def test_twice_is_as_good_as_once(take: Import, catalog: HouseholdCatalog) -> None:
    take(HEADER + SOAP + PODS)
    before = list(catalog.market.connection.iterdump())
    again = take(HEADER + SOAP + PODS)
    assert (again.tally.added, again.tally.changed, again.tally.same) == (0, 0, 2)
    after = list(catalog.market.connection.iterdump())
    assert [line for line in after if '"import"' not in line] == [
        line for line in before if '"import"' not in line
    ]


def test_a_changed_price_is_in_the_history(take: Import, catalog: HouseholdCatalog) -> None:
    take(HEADER + PODS)
    (before, now) = catalog.history("tide-pods-81-count", "USD", NOW - timedelta(days=1))
    assert before.unit_price == Money(1999, "USD")
    assert (now.unit_price, now.at) == (Money(1899, "USD"), NOW)


def test_an_import_that_was_broken_off_goes_on_where_it_was(
    take: Import, catalog: HouseholdCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog_import, "BATCH", 10)
    lines = [
        f"p{n},laundry,,,Thing number {n},,,,{n + 1},count,{n % 7 or 'free'},,home\n"
        for n in range(35)
    ]
    original = Importer._take
    batches: list[object] = []

    def dies(self: Importer, *arguments: object) -> None:
        if len(batches) == 2:
            raise KeyboardInterrupt
        batches.append(arguments)
        original(self, *arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(Importer, "_take", dies)
        with pytest.raises(KeyboardInterrupt):
            take(HEADER + "".join(lines))
    assert catalog.product("p19")
    assert catalog.product("p20") is None
    resumed = take(HEADER + "".join(lines))
    assert resumed.resumed_at == 21
    assert (resumed.tally.added, resumed.tally.rejected) == (30, 5)
    assert [line for line, _ in reasons(resumed)] == [2, 9, 16, 23, 30]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (SOAP.replace("laundry", "magic"), "category 'magic' is unknown"),
        (SOAP.replace("home", "nobody"), "seller 'nobody' is unknown"),
        (SOAP.replace("4.50", "cheap"), "price_usd: 'cheap' is not an amount of money"),
        (SOAP.replace("4.50", "4.50 EUR"), "price_usd: '4.50 EUR' is not in USD"),
        (SOAP.replace("4.50", "0"), "price_usd '0' is not a price"),
        (SOAP.replace("4.50", "-3"), "price_usd '-3' is not a price"),
        (SOAP.replace("soap,", "a soap,", 1), "id 'a soap' is no id"),
        (SOAP.replace(",3,count", ",-3,count"), "size '-3' is not a number from"),
        (PODS, "id 'tide-pods-81-count' is already in line 2"),
        ("soap,laundry\n", "2 cells instead of 13"),
        (
            SOAP.replace("Grandma's Soap", "TIDE pods 42 count")
            .replace("Grandma,", "Tide,")
            .replace(",3,count", ",42,count"),
            "has the name, brand and size of tide-pods-42-count",
        ),
    ],
)
def test_a_broken_line_is_named_and_the_others_are_taken(
    line: str, problem: str, take: Import
) -> None:
    imported = take(HEADER + PODS + line)
    assert (imported.tally.changed, imported.tally.added) == (1, 0)
    ((number, reason),) = reasons(imported)
    assert number == 3
    assert problem in reason


@pytest.mark.parametrize(
    ("written", "minor"),
    [("1,234.50", 123450), ('"4,50"', 450), ('"1.234,50"', 123450), ("$4.50", 450)],
)
def test_prices_are_read_as_they_are_written(
    written: str, minor: int, take: Import, catalog: HouseholdCatalog
) -> None:
    cell = written if written.startswith('"') else f'"{written}"'
    take(HEADER + SOAP.replace("4.50", cell))
    soap = catalog.product("soap")
    assert soap is not None
    assert soap.price("USD").minor == minor


def test_another_currency_is_rejected(take: Import) -> None:
    imported = take(HEADER.replace("price_usd", "price_eur") + SOAP)
    assert "4.50 EUR is not in USD or KRW" in reasons(imported)[0][1]


def test_a_price_that_jumps_a_hundredfold_is_held_and_the_old_one_counts(
    take: Import, catalog: HouseholdCatalog
) -> None:
    imported = take(HEADER + PODS.replace("18.99", "1999"))
    assert imported.tally.held == 1
    assert (
        "held: the price goes from 19.99 USD to 1999.00 USD, 100 times" in reasons(imported)[0][1]
    )
    assert sold(catalog, "tide-pods-81-count").price("USD") == Money(1999, "USD")
    assert sold(catalog, "tide-pods-81-count").price("KRW") == Money(24900, "KRW")
    (held,) = catalog.market.offers.held()
    assert held.offer.unit_price == Money(199900, "USD")


def test_codes_are_checked_and_do_not_collide(take: Import, catalog: HouseholdCatalog) -> None:
    header = HEADER.replace("seller", "seller,codes")
    one, two, three = (
        f"b{n},laundry,,,Book {n},,,,1,count,5,,home,{code}\n"
        for n, code in enumerate(["0-306-40615-2", "9780306406157", "4006381333932"])
    )
    imported = take(header + one + two + three)
    assert sold(catalog, "b0").codes == ("9780306406157",)
    assert catalog.market.product_of_code("9780306406157") == "b0"
    assert [reason for _, reason in reasons(imported)] == [
        "code 9780306406157 is already that of b0",
        "codes: '4006381333932' has a wrong check digit (2 instead of 1)",
    ]


FOREIGN = "sku;title;gtin;price;currency;net_content;department;vendor\n"
TEA = 'T1;Té "verde" 20;4006381333931;3,49;USD;20 x 2 g;Infusions;home\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_somebody_elses_csv_is_understood_by_its_mapping(
    encoding: str, take: Import, catalog: HouseholdCatalog, tmp_path: Path
) -> None:
    file = tmp_path / "mapping.toml"
    file.write_text('[categories]\nInfusions = "tea"\n', "utf-8")
    text = (FOREIGN + TEA.replace("3,49", "3.49").replace('"', "")).encode(encoding)
    imported = take(text, read_mapping(file))
    assert (imported.tally.added, imported.kind) == (1, "products")
    tea = sold(catalog, "T1")
    assert tea.names == {"en": "Té verde 20"}
    assert (tea.size, tea.size_unit, tea.category_id) == (40, "g", "tea")
    assert tea.per_unit(tea.price("USD")) == (Money(8725, "USD"), "kg")


def test_korean_names_stand_in_for_english_ones(take: Import, catalog: HouseholdCatalog) -> None:
    text = "상품명,브랜드,가격,id,seller,용량\n보성 녹차 100g,보성,4900,green-tea,home,100g\n"
    take(text.encode("cp949"), FeedMapping(language="ko", currency="KRW"))
    tea = sold(catalog, "green-tea")
    assert tea.name("en") == tea.name("ko") == "보성 녹차 100g"
    assert tea.prices == (Money(4900, "KRW"),)


def test_json_lines_are_flattened(take: Import, catalog: HouseholdCatalog) -> None:
    record = {
        "id": "jam", "names": {"en": "Plum Jam", "ko": "자두 잼"}, "category": "spread",
        "price": 4.2, "aliases": {"en": ["plum spread", "jam"]}, "size": "340 g", "seller": "home",
        "rating": 4.5, "raters": 12, "traits": ["organic"],
    }  # fmt: skip
    imported = take(json.dumps(record) + "\n{broken\n[1]\n", name="own.jsonl")
    jam = sold(catalog, "jam")
    assert (jam.rating, jam.raters, jam.traits) == (4.5, 12, ("organic",))
    assert jam.aliases == {"en": ("plum spread", "jam")}
    assert jam.price("USD") == Money(420, "USD")
    assert [line for line, _ in reasons(imported)] == [2, 3]


def test_parquet_is_read_in_groups(
    catalog: HouseholdCatalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog_import, "BATCH", 100)
    count = 250
    table = pa.table(
        {
            "id": [f"q{n}" for n in range(count)],
            "name": [f"Gadget {n}" for n in range(count)],
            "price": [1.5 + n for n in range(count)],
            "category": ["hardware"] * count,
            "seller": ["home"] * count,
        }
    )
    parquet.write_table(table, tmp_path / "feed.parquet")
    done: list[int] = []
    importer = Importer(catalog, tmp_path / "feed.parquet", FeedMapping(), tmp_path, now=NOW)
    assert importer.run(done.append).tally.added == count
    assert done[-1] == importer.feed.size == count
    assert sold(catalog, "q7").price("USD") == Money(850, "USD")


OFFERS = "product_id,seller,price_usd,stock,minimum\n"


def test_offers_of_several_sellers_and_bad_ones(take: Import, catalog: HouseholdCatalog) -> None:
    imported = take(
        OFFERS
        + "tide-pods-81-count,pet,18.50,4,2\n"
        + "tide-pods-81-count,nobody,18.50,4,2\n"
        + "nothing,pet,18.50,4,2\n"
        + "tide-pods-81-count,office,0,4,1\n"
        + "tide-pods-81-count,office,2000,4,1\n"
    )
    assert imported.kind == "offers"
    assert (imported.tally.added, imported.tally.held, imported.tally.rejected) == (1, 1, 3)
    offers = {each.seller_id: each for each in catalog.offers_of("tide-pods-81-count")}
    assert (offers["pet"].unit_price, offers["pet"].minimum) == (Money(1850, "USD"), 2)
    assert "office" not in offers
    said = dict(reasons(imported))
    assert said[3] == "there is no seller nobody"
    assert said[4] == "there is no product nothing"
    assert "times what others ask for it" in said[6]


def test_an_offer_names_its_product_by_code(take: Import, catalog: HouseholdCatalog) -> None:
    take(HEADER.replace("seller", "seller,codes") + SOAP.replace("home", "home,4006381333931"))
    imported = take("ean,seller,price\n4006381333931,pet,4.10\n96385074,pet,4.10\n", name="o.csv")
    assert [each.seller_id for each in catalog.offers_of("soap")] == ["pet"]
    assert reasons(imported) == [(3, "no product has the code 96385074")]


def test_the_main_sellers_offer_is_the_products_price(
    take: Import, catalog: HouseholdCatalog
) -> None:
    take(OFFERS + "tide-pods-81-count,home,17.77,,1\n")
    assert sold(catalog, "tide-pods-81-count").price("USD") == Money(1777, "USD")


def test_a_loop_of_categories_is_refused(take: Import, catalog: HouseholdCatalog) -> None:
    imported = take("id,name_en,parent\na,A,b\nb,B,c\nc,C,a\nd,D,laundry\ne,E,nothing\n")
    assert imported.kind == "categories"
    assert reasons(imported) == [
        (4, "parent makes a loop: c in a in b in c"),
        (6, "parent 'nothing' is unknown"),
    ]
    category = catalog.category("d")
    assert category is not None
    assert category.parent_id == "laundry"


def test_sellers_are_imported_with_their_terms(take: Import, catalog: HouseholdCatalog) -> None:
    header = "id,name_en,delivery_days,cutoff,works_weekends,shipping_per_order_usd,outside\n"
    imported = take(header + "newshop,New Shop,2,15:00,no,2.50,yes\nbad,Bad,two,15:00,no,,\n")
    seller = catalog.seller("newshop")
    assert seller is not None
    assert seller.outside
    terms = seller.terms("USD")
    assert terms is not None
    assert terms.per_order == Money(250, "USD")
    assert reasons(imported) == [(3, "delivery_days 'two' is not a whole number from 0 to 60")]


@pytest.mark.parametrize(
    "content", [b"", b"  \n", b"\x00\x01\x02", b"1,2,3\n4,5,6\n", b"PAR1 no", b"no feed"]
)
def test_what_is_no_feed_is_said_and_changes_nothing(
    content: bytes, take: Import, catalog: HouseholdCatalog
) -> None:
    with pytest.raises(CatalogError, match=r"own\.csv"):
        take(content)
    assert catalog.market.count() == 0


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("title,price", 'id = "their column"'),
        ("sku,price", 'name = "their column"'),
        ("what,price", 'name = "their column", id = "their column"'),
    ],
)
def test_columns_that_nobody_knows_get_a_mapping_shown(
    header: str, fields: str, take: Import
) -> None:
    with pytest.raises(CatalogError) as raised:
        take(f"{header}\nFoo,3.00\n")
    assert str(raised.value).endswith(f"a mapping (--mapping FILE) names them: [fields] {fields}")


def test_a_price_without_a_seller_gets_a_mapping_shown(take: Import) -> None:
    (line, reason), *_ = reasons(take("sku,name,price\nfoo,Foo,3.00\n"))
    assert (line, reason.partition("; ")[2]) == (
        2,
        'a mapping (--mapping FILE) gives one: [defaults] seller = "home"',
    )


def test_an_open_quotation_mark_is_named_with_the_lines_it_takes_in(take: Import) -> None:
    found = take('sku,name,price,seller\na,"Foo,3,home\nb,Bar,3,home\n')
    assert reasons(found) == [
        (2, "2 cells instead of 4; a quotation mark makes one row of lines 2 to 3")
    ]
    assert reasons(take("sku,name,price,seller\na\n")) == [(2, "1 cell instead of 4")]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("fields = 3", "Expected"),
        ("[fields]\nid = 'missing'", "names a column 'missing'"),
        ("strange = 1", "unknown field"),
        ("kind = [", "mapping"),
    ],
)
def test_a_mapping_with_a_mistake_is_said(
    text: str, problem: str, take: Import, tmp_path: Path
) -> None:
    file = tmp_path / "mapping.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(CatalogError, match=problem):
        take(HEADER + SOAP, read_mapping(file))


def test_what_a_feed_has_no_column_for_stays_as_it_was(
    take: Import, catalog: HouseholdCatalog
) -> None:
    """A feed of prices in one language takes no names, aliases or other money away."""
    before = sold(catalog, "tide-pods-81-count")
    prices = "id,name_en,price_usd,seller\ntide-pods-81-count,Tide Pods 81 count,18.99,home\n"
    assert take(prices).tally.changed == 1
    after = sold(catalog, "tide-pods-81-count")
    assert after.price("USD") == Money(1899, "USD")
    assert after.price("KRW") == before.price("KRW")
    assert (after.names, after.aliases, after.brand) == (before.names, before.aliases, before.brand)
    assert (after.category_id, after.size, after.rating) == ("laundry", 81, before.rating)
    assert take(prices, name="again.csv").tally.same == 1


def test_an_empty_cell_takes_away_what_its_column_told(
    take: Import, catalog: HouseholdCatalog
) -> None:
    take(HEADER + SOAP)
    take(HEADER + SOAP.replace("bar soap", "").replace(",6000", ","))
    assert sold(catalog, "soap").aliases == {"en": (), "ko": ("비누",)}
    assert [price.currency for price in sold(catalog, "soap").prices] == ["USD"]


def test_a_slip_in_two_currencies_is_one_held_line_with_one_reason(take: Import) -> None:
    slip = PODS.replace("18.99,24900", "1899,2490000")
    for name in ("slip.csv", "again.csv"):
        imported = take(HEADER + slip, name=name)
        assert (imported.tally.held, imported.tally.changed) == (1, 0)
        [(_, reason)] = reasons(imported)
        assert "18.99 USD" in reason or "19.99 USD" in reason
        assert "KRW" in reason
        assert reason.count("a comma lost") == 1


def test_offers_that_slip_in_two_currencies_have_one_reason(take: Import) -> None:
    line = "product_id,seller,price_usd,price_krw\ntide-pods-81-count,brightcart,1719,2350000\n"
    [(_, reason)] = reasons(take(line))
    assert reason.count("the price goes from") == 2
    assert reason.count("a comma lost") == 1


def test_the_screen_names_each_reason_once_with_how_many_lines_have_it(take: Import) -> None:
    lines = "".join(f"t{n},Tea {n},{0 if n % 2 else -1}\n" for n in range(6))
    imported = take("id,name_en,price_usd\n" + lines, FeedMapping(defaults={"seller": "home"}))
    assert imported.report is not None
    assert left_out(imported.report, 5) == [
        (2, "price_usd '-1' is not a price", 3),
        (3, "price_usd '0' is not a price", 3),
    ]


def test_a_json_line_that_is_no_object_is_said_to_be_none(take: Import) -> None:
    lines = '{"id": "t1", "name_en": "Tea"}\n["t2", "Tee"]\n7\n'
    told = reasons(take(lines, name="own.jsonl"))
    assert told == [(n, "no JSON object: it has to begin with {") for n in (2, 3)]
