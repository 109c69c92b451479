"""A household's own products in its own copy of the catalog."""

from pathlib import Path

import pytest

from assistant.core.errors import CatalogError
from assistant.core.money import Money
from assistant.core.settings import PROJECT
from assistant.storage.catalog_file import build, open_catalog
from assistant.storage.catalog_import import import_products

HEADER = (
    "id,category,brand_en,brand_ko,name_en,name_ko,aliases_en,aliases_ko,"
    "size,size_unit,price_usd,price_krw,seller\n"
)
SOAP = (
    "soap,laundry,Grandma,할머니,Grandma's Soap,할머니 비누,bar soap,비누,3,count,4.50,6000,home\n"
)
PODS = "tide-pods-81-count,laundry,Tide,,Tide Pods 81 count,,,,81,count,18.99,24900,home\n"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("shop") / "catalog.db"
    build(PROJECT / "config" / "catalog", file, PROJECT / "config" / "household")
    return file


def write(folder: Path, *lines: str, header: str = HEADER) -> Path:
    file = folder / "own.csv"
    file.write_text(header + "".join(lines), "utf-8")
    return file


def test_products_are_added_and_replaced_and_the_shop_stays(shop: Path, tmp_path: Path) -> None:
    before = shop.read_bytes()
    own = tmp_path / "own.db"
    imported = import_products(write(tmp_path, SOAP, PODS), shop, own)
    assert (imported.added, imported.replaced) == (("soap",), ("tide-pods-81-count",))
    assert not imported.rejected
    assert shop.read_bytes() == before
    bought, sold = open_catalog(own), open_catalog(shop)
    soap, pods = bought.product("soap"), bought.product("tide-pods-81-count")
    assert soap is not None
    assert soap.aliases == {"en": ("bar soap",), "ko": ("비누",)}
    assert pods is not None
    assert pods.price("USD") == Money(1899, "USD")
    assert len(bought.products()) == len(sold.products()) + 1
    assert bought.sample_purchases() == sold.sample_purchases()
    assert bought.works() == sold.works()


def test_a_second_import_builds_on_the_first(shop: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.db"
    import_products(write(tmp_path, SOAP), shop, own)
    imported = import_products(write(tmp_path, SOAP.replace("4.50", "5.00"), PODS), own, own)
    assert (imported.added, imported.replaced) == ((), ("soap", "tide-pods-81-count"))


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (SOAP.replace("laundry", "magic"), "own.csv:3: category 'magic' is unknown; there are"),
        (SOAP.replace("home", "nobody"), "own.csv:3: seller 'nobody' is unknown"),
        (SOAP.replace("4.50", "cheap"), "own.csv:3: price_usd: 'cheap'"),
        (SOAP.replace("4.50", "0"), "own.csv:3: price_usd '0' is not a price"),
        (SOAP.replace("soap,", "a soap,", 1), "own.csv:3: id 'a soap' is no id"),
        (SOAP.replace("Grandma's Soap", "TIDE pods 42 count"), "name of tide-pods-42-count"),
        (PODS, "own.csv:3: id 'tide-pods-81-count' is already in"),
        ("soap,laundry\n", "own.csv:3: 2 cells instead of 13"),
    ],
)
def test_a_broken_line_is_named_and_the_others_are_taken(
    line: str, problem: str, shop: Path, tmp_path: Path
) -> None:
    imported = import_products(write(tmp_path, PODS, line), shop, tmp_path / "own.db")
    assert imported.replaced == ("tide-pods-81-count",)
    assert not imported.added
    assert problem in imported.rejected[0]


def test_a_currency_the_shop_sells_in_is_not_left_out(shop: Path, tmp_path: Path) -> None:
    file = write(tmp_path, SOAP.replace(",6000", ""), header=HEADER.replace(",price_krw", ""))
    imported = import_products(file, shop, tmp_path / "own.db")
    assert imported.rejected[0].endswith("own.csv:2: price_krw is missing")


@pytest.mark.parametrize("text", ["", "name,price\nsoap,3\n", "\0\1\2"])
def test_what_is_no_product_file_changes_nothing(text: str, shop: Path, tmp_path: Path) -> None:
    imported = import_products(write(tmp_path, header=text), shop, tmp_path / "own.db")
    assert imported.rejected
    assert not (tmp_path / "own.db").exists()


def test_without_a_catalog_there_is_nothing_to_add_to(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="no catalog at"):
        import_products(write(tmp_path, SOAP), tmp_path / "none.db", tmp_path / "own.db")
