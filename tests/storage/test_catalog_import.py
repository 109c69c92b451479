"""Feeds taken into a household's market: any format, line by line, broken off, done twice."""

import csv
import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from assistant.core.errors import CatalogError
from assistant.core.money import Money
from assistant.core.settings import PROJECT
from assistant.storage.catalog import catalog_import
from assistant.storage.catalog.catalog_file import build
from assistant.storage.catalog.catalog_import import Imported, Importer
from assistant.storage.catalog.feed_mapping import FeedMapping, read_mapping
from assistant.storage.catalog.household_catalog import HouseholdCatalog, open_household
from assistant.storage.catalog.import_progress import ImportProgress
from assistant.storage.catalog.import_report import left_out
from assistant.store.goods.catalog import Product

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
        (2, "parent 'b' was not taken"),
        (3, "parent 'c' was not taken"),
        (4, "parent makes a loop: c in a in b in c"),
        (6, "parent 'nothing' is unknown"),
    ]
    assert all(catalog.category(each) is None for each in "abc")
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
    negative = (2, "price_usd '-1' is not a price", 3)
    assert left_out(imported.report, 5) == (
        [negative, (3, "price_usd '0' is not a price", 3)],
        0,
    )
    assert left_out(imported.report, 1) == ([negative], 3)


def test_a_json_line_that_is_no_object_is_said_to_be_none(take: Import) -> None:
    lines = '{"id": "t1", "name_en": "Tea"}\n["t2", "Tee"]\n7\n'
    told = reasons(take(lines, name="own.jsonl"))
    assert told == [(n, "no JSON object: it has to begin with {") for n in (2, 3)]


def test_a_category_that_is_moved_to_one_that_was_not_taken_stays_where_it_was(
    take: Import, catalog: HouseholdCatalog
) -> None:
    before = catalog.category("tea")
    found = take("id,name_en,parent\ntea,Tea,x\nx,X,tea\nherbal,Herbal,tea\n")
    assert [reason for _, reason in reasons(found)] == [
        "parent 'x' was not taken",
        "parent makes a loop: x in tea in x",
    ]
    assert catalog.category("tea") == before
    assert catalog.category("herbal") is not None


@pytest.mark.parametrize(
    ("written", "price", "problem"),
    [
        ("₩5,900", Money(5900, "KRW"), ""),
        ("5900원", Money(5900, "KRW"), ""),
        ("$5.90", Money(590, "USD"), ""),
        ("$5.90 USD", Money(590, "USD"), ""),
        ("$5900 KRW", None, "price_usd"),
        ("€5.90", None, "is not in USD"),
    ],
)
def test_the_sign_beside_a_price_says_which_money_it_is(
    written: str, price: Money | None, problem: str, take: Import, catalog: HouseholdCatalog
) -> None:
    found = take(f'sku,name,price,seller\nfoo,Foo,"{written}",home\n')
    product = catalog.product("foo")
    assert (None if product is None else product.prices) == (None if price is None else (price,))
    assert problem in "".join(reason for _, reason in reasons(found))


def test_another_money_in_a_column_that_tells_its_own_is_rejected(take: Import) -> None:
    ((_, reason),) = reasons(take(HEADER + SOAP.replace("4.50", "₩4500")))
    assert reason == "price_usd: '₩4500' is not in USD"


def test_a_list_of_prices_in_one_money_leaves_the_other(
    take: Import, catalog: HouseholdCatalog
) -> None:
    take(HEADER + SOAP)
    take("id,name,price,currency\nsoap,Grandma's Soap,6500,KRW\n", name="won.csv")
    assert set(sold(catalog, "soap").prices) == {Money(450, "USD"), Money(6500, "KRW")}
    take('id,name,price\nsoap,Grandma\'s Soap,"₩7,000"\n', name="sign.csv")
    assert set(sold(catalog, "soap").prices) == {Money(450, "USD"), Money(7000, "KRW")}


def test_of_several_columns_for_one_field_the_first_that_tells_something_counts(
    take: Import, catalog: HouseholdCatalog
) -> None:
    take(
        "price,sale_price,sku,item_name,name,ean,upc,seller\n"
        "5.00,4.00,a,Old Name,Name,4006381333931,036000291452,home\n"
        "5.00,,b,Item,,,036000291469,home\n"
    )
    one, two = sold(catalog, "a"), sold(catalog, "b")
    assert (one.names["en"], one.price("USD")) == ("Name", Money(400, "USD"))
    assert one.codes == ("4006381333931", "0036000291452")
    assert (two.names["en"], two.price("USD"), two.codes) == (
        "Item",
        Money(500, "USD"),
        ("0036000291469",),
    )


def test_columns_of_which_nothing_is_read_are_told(take: Import) -> None:
    found = take("sku,name,Preis,seller,stock\nfoo,Foo,3.00,home,4\n")
    assert found.unused == ("Preis", "stock")
    assert take(OFFERS + "soap,home,3,1,1\n").unused == ()


def test_a_size_below_nothing_is_no_size(take: Import) -> None:
    ((_, reason),) = reasons(take("sku,name,size\nfoo,Foo,-5 g\n"))
    assert reason == "size '-5 g' is not a number from 0.001 to 1e+06"


def test_the_columns_of_a_struct_in_parquet_are_read_one_by_one(
    catalog: HouseholdCatalog, tmp_path: Path
) -> None:
    table = pa.table(
        {
            "id": ["q1", "q2"],
            "names": [{"en": "Quartz", "ko": "쿼츠"}, {"en": "Slate", "ko": None}],
            "codes": [["4006381333931"], None],
            "category": [b"tea", b"tea"],
        }
    )
    parquet.write_table(table, tmp_path / "feed.parquet")
    done = Importer(
        catalog, tmp_path / "feed.parquet", FeedMapping(), tmp_path / "out", now=NOW
    ).run()
    assert (done.kind, done.tally.added) == ("products", 2)
    quartz = sold(catalog, "q1")
    assert quartz.names == {"en": "Quartz", "ko": "쿼츠"}
    assert (quartz.category_id, quartz.codes) == ("tea", ("4006381333931",))


def test_an_offer_that_a_file_tells_twice_counts_once_and_twice_changes_nothing(
    take: Import, catalog: HouseholdCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog_import, "BATCH", 1)
    text = (
        "product_id,seller,price,currency,id\n"
        "tide-pods-81-count,pet,18.50,USD,\n"
        "tide-pods-81-count,pet,25000,KRW,\n"
        "tide-pods-81-count,pet,17.50,USD,\n"
        "tide-pods-81-count,pet,16.50,USD,big-box\n"
    )
    found = take(text)
    assert reasons(found) == [
        (4, "pet offers tide-pods-81-count in line 2 already; ids tell two offers apart")
    ]
    prices = {e.unit_price for e in catalog.offers_of("tide-pods-81-count") if e.seller_id == "pet"}
    assert prices == {Money(1850, "USD"), Money(25000, "KRW"), Money(1650, "USD")}
    again = take(text)
    assert (again.tally.same, again.tally.changed, again.tally.rejected) == (3, 0, 1)


def test_an_offer_ends_with_its_last_day(take: Import, catalog: HouseholdCatalog) -> None:
    header = "product_id,seller,price_usd,valid_until\n"
    take(header + "tide-pods-81-count,pet,18.50,2026-01-05\n")
    (until,) = {
        e.valid_until for e in catalog.offers_of("tide-pods-81-count") if e.seller_id == "pet"
    }
    assert until == datetime(2026, 1, 5, 23, 59, 59, tzinfo=UTC)
    ((_, reason),) = reasons(take(header + "tide-pods-81-count,office,18.50,2026-01-04\n"))
    assert reason.startswith("it ended on 2026-01-04")


def test_a_seller_may_charge_by_the_item_alone_and_close_at_nine(
    take: Import, catalog: HouseholdCatalog
) -> None:
    header = "id,name_en,delivery_days,cutoff,works_weekends,shipping_per_item_krw\n"
    take(header + "byitem,By Item,2,9:00,no,700\nfree,Free,2,09:30,no,\n")
    seller, free = catalog.seller("byitem"), catalog.seller("free")
    assert seller is not None
    assert free is not None
    assert (seller.cutoff, free.cutoff, free.shipping) == (time(9), time(9, 30), ())
    terms = seller.terms("KRW")
    assert terms is not None
    assert (terms.per_order, terms.per_item) == (Money(0, "KRW"), Money(700, "KRW"))


def test_the_shops_own_codes_count_too(tmp_path: Path) -> None:
    """What the household imports cannot take a code of the shop's; offers find the shop's by it."""
    shop = tmp_path / "shop"
    shutil.copytree(PROJECT / "config" / "catalog", shop)
    lines = (shop / "products.csv").read_text("utf-8").splitlines()
    coded = [lines[0] + ",codes"] + [
        f"{line}," + ("4006381333931" if line.startswith("tide-pods-81-count,") else "")
        for line in lines[1:]
    ]
    (shop / "products.csv").write_text("\n".join(coded) + "\n", "utf-8")
    build(shop, tmp_path / "catalog.db", PROJECT / "config" / "household")
    catalog = open_household(tmp_path / "catalog.db", tmp_path / "market.db")

    def run(text: str) -> Imported:
        (tmp_path / "own.csv").write_text(text, "utf-8")
        return Importer(catalog, tmp_path / "own.csv", FeedMapping(), tmp_path, now=NOW).run()

    ((_, reason),) = reasons(run("sku,name,ean\nfoo,Foo,4006381333931\n"))
    assert reason == "code 4006381333931 is already that of tide-pods-81-count"
    assert run("ean,seller,price\n4006381333931,pet,18.50\n").tally.added == 1
    assert "pet" in {each.seller_id for each in catalog.offers_of("tide-pods-81-count")}
    told = "id,name_en,codes\ntide-pods-81-count,Tide Pods 81 count,96385074\n"
    assert run(told).tally.changed == 1
    assert catalog.product_of_code("4006381333931") is None
    assert catalog.product_of_code("96385074") == "tide-pods-81-count"
    catalog.market.close()


def test_an_id_that_an_earlier_batch_has_used_is_rejected(
    take: Import, catalog: HouseholdCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog_import, "BATCH", 1)
    imported = take(HEADER + SOAP + SOAP.replace("Grandma's Soap", "Another Soap"))
    assert reasons(imported) == [(3, "id 'soap' is already in line 2")]
    assert sold(catalog, "soap").name("en") == "Grandma's Soap"


def test_a_list_of_prices_leaves_what_the_main_seller_told_of_its_offer(
    take: Import, catalog: HouseholdCatalog
) -> None:
    take("product_id,seller,price,stock,minimum\ntide-pods-81-count,home,18.50,4,2\n")
    take("id,name,price\ntide-pods-81-count,Tide Pods 81 count,17.50\n", name="prices.csv")
    (own,) = (
        each
        for each in catalog.offers_of("tide-pods-81-count")
        if (each.seller_id, each.unit_price.currency) == ("home", "USD")
    )
    assert (own.unit_price, own.stock, own.minimum) == (Money(1750, "USD"), 4, 2)


def broken_off(*_: object) -> None:
    raise KeyboardInterrupt


def test_what_a_broken_import_of_offers_had_read_does_not_count_against_another(
    take: Import, catalog: HouseholdCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog_import, "BATCH", 1)
    pods = "tide-pods-81-count,pet,18.50,4,1\n"
    with monkeypatch.context() as patched:
        patched.setattr(ImportProgress, "finish", broken_off)
        with pytest.raises(KeyboardInterrupt):
            take(OFFERS + pods)
    other = take(OFFERS + "tide-pods-42-count,pet,12.50,4,1\n" + pods, name="other.csv")
    assert (other.tally.added, other.tally.same, other.tally.rejected) == (1, 1, 0)
    assert catalog.market.connection.execute("SELECT count(*) FROM told").fetchone()[0] == 0


def test_a_broken_import_whose_report_is_gone_begins_anew(
    take: Import, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog_import, "BATCH", 1)
    text = HEADER + SOAP.replace("4.50", "free") + PODS
    with monkeypatch.context() as patched:
        patched.setattr(ImportProgress, "finish", broken_off)
        with pytest.raises(KeyboardInterrupt):
            take(text)
    (tmp_path / "own.rejected.csv").unlink()
    again = take(text)
    assert again.resumed_at == 0
    assert [line for line, _ in reasons(again)] == [2]


def test_a_shop_outside_gives_no_product_its_price(take: Import, catalog: HouseholdCatalog) -> None:
    take("id,name\nbook,Book\n")
    take("product_id,seller,price\nbook,megamart,5.00\n", name="outside.csv")
    assert sold(catalog, "book").prices == ()
    take("product_id,seller,price\nbook,pet,6.00\n", name="here.csv")
    assert (sold(catalog, "book").prices, sold(catalog, "book").seller_id) == (
        (Money(600, "USD"),),
        "pet",
    )


def test_what_others_ask_in_other_money_says_nothing_of_a_price(
    take: Import, catalog: HouseholdCatalog
) -> None:
    take("id,name\nbook,Book\n")
    take("product_id,seller,price_krw\nbook,pet,30000\n", name="won.csv")
    imported = take("product_id,seller,price_usd\nbook,office,6.50\n", name="dollars.csv")
    assert (imported.tally.added, imported.tally.held) == (1, 0)
    assert len(catalog.offers_of("book")) == 2
