"""Feeds of any kind and none: each line is accounted for, and nothing but a clear error comes out."""

import contextlib
import csv
import io
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assistant.core.errors import CatalogError
from assistant.core.settings import PROJECT
from assistant.storage.catalog.catalog_import import Importer
from assistant.storage.catalog.feed import open_feed
from assistant.storage.catalog.feed_mapping import FeedMapping, Translator
from assistant.storage.catalog.household_catalog import open_household
from assistant.storage.catalog.import_report import Tally

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
COLUMNS = ("id", "name", "category", "size", "price", "seller", "codes", "aliases", "rating")
FUZZ = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
cell = st.one_of(
    st.text(st.characters(exclude_characters="\0"), max_size=12),
    st.sampled_from(
        [
            "",
            "home",
            "laundry",
            "1",
            "-1",
            "9.99",
            "500 ml",
            "a|b",
            "|",
            "1e9",
            "nan",
            "4006381333931",
        ]
    ),
)


def imported(content: bytes) -> tuple[Tally, int]:
    """What became of the lines of a file, and how many it has."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "feed"
        file.write_bytes(content)
        catalog = open_household(PROJECT / "catalog.db", Path(folder) / "market.db")
        importer = Importer(catalog, file, FeedMapping(), Path(folder), now=NOW)
        lines = sum(1 for _ in importer.feed.lines(lambda _: None))
        tally = importer.run().tally
        catalog.market.close()
        return tally, lines


def accounted(tally: Tally) -> int:
    return tally.added + tally.changed + tally.same + tally.rejected


@FUZZ
@given(st.lists(st.lists(cell, min_size=len(COLUMNS), max_size=len(COLUMNS)), max_size=6))
def test_any_cells_are_taken_or_rejected_with_a_reason(rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([COLUMNS, *rows])
    tally, lines = imported(text.getvalue().encode("utf-8", "replace"))
    assert accounted(tally) == lines


@FUZZ
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(COLUMNS),
            st.recursive(
                st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
                lambda inner: (
                    st.lists(inner, max_size=2)
                    | st.dictionaries(st.text(max_size=3), inner, max_size=2)
                ),
                max_leaves=4,
            ),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_any_json_is_taken_or_rejected_with_a_reason(rows: list[dict[str, object]]) -> None:
    content = "\n".join(map(json.dumps, rows)).encode()
    try:
        tally, lines = imported(content)
    except CatalogError:
        return  # no line has a field
    assert accounted(tally) == lines


@FUZZ
@example(b"\r\x01")
@example(b'"' + b"x" * 200_000)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_feed_or_a_clear_error(content: bytes) -> None:
    with contextlib.suppress(CatalogError):
        imported(content)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("id,name\n1,a\n", ("id", "name")),
        ("id;name\n1;a,b\n", ("id", "name")),
        ("id\tname\n1\ta, b; c\n", ("id", "name")),
        ("id|name|size\n1|a|b\n", ("id", "name", "size")),
        ('id,"na,me"\n1,"a\nb"\n', ("id", "na,me")),
    ],
)
def test_the_delimiter_is_found_out(text: str, columns: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "feed"
    file.write_text(text, "utf-8")
    feed = open_feed(file)
    assert feed.columns == columns
    (line,) = feed.lines(lambda _: None)
    assert set(line.cells) == set(columns)


@pytest.mark.parametrize(
    ("columns", "kind"),
    [
        ("sku vendor price", "offers"),
        ("sku title vendor price", "products"),
        ("sku title price", "products"),
        ("name_ko price_krw id", "products"),
        ("product_id seller price", "offers"),
        ("ean vendor price stock", "offers"),
        ("id name delivery_days cutoff works_weekends", "sellers"),
        ("id name parent", "categories"),
    ],
)
def test_what_a_feed_is_about_is_found_out(columns: str, kind: str) -> None:
    assert Translator(FeedMapping(), columns.split()).kind == kind


def test_an_id_beside_sellers_and_prices_alone_is_the_products() -> None:
    cells = {"sku": "pods", "vendor": "home", "price": "18.99"}
    assert Translator(FeedMapping(), cells).cells(cells) == {
        "product_id": "pods",
        "seller": "home",
        "price_usd": "18.99",
    }


@pytest.mark.parametrize(
    ("line", "price"),
    [
        ({"price": "4.99", "sale_price": "0.00"}, "4.99"),
        ({"price": "4.99", "sale_price": "$0"}, "4.99"),
        ({"price": "4.99", "sale_price": "-"}, "4.99"),
        ({"price": "4.99", "sale_price": ""}, "4.99"),
        ({"price": "0.00", "sale_price": "0"}, "0"),
        ({"price": "0.00"}, "0.00"),
        ({"price": "4.99", "sale_price": "0.50"}, "0.50"),
        ({"price_usd": "4.99", "sale_price": "3.99"}, "3.99"),
        ({"price": "4.99", "sale_price_usd": "3.99"}, "3.99"),
        ({"price_usd": "4.99", "Sale Price USD": "3.99"}, "3.99"),
        ({"price": "4.99", "price_usd": "3.99"}, "3.99"),
        ({"price_usd": "4.99", "sale_price_krw": "3990"}, "4.99"),
    ],
)
def test_a_price_that_is_reduced_counts_where_it_is_one(line: dict[str, str], price: str) -> None:
    told = Translator(FeedMapping(), ["id", "name", *line])
    assert told.cells({"id": "1", "name": "Milk", **line})["price_usd"] == price
    assert not told.unused


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ({"code": "MLK-77", "ean": "4006381333931"}, "4006381333931"),
        ({"code": "10004321", "ean": "4006381333931"}, "4006381333931"),
        ({"ean": "4006381333931", "upc": "036000291452"}, "4006381333931|036000291452"),
        ({"ean": "4006381333931|MLK-77", "upc": ""}, "4006381333931|MLK-77"),
        ({"code": "MLK-77", "ean": ""}, "MLK-77"),
    ],
)
def test_a_shops_own_number_is_no_code_beside_one(line: dict[str, str], codes: str) -> None:
    told = Translator(FeedMapping(), ["id", "name", *line])
    assert told.cells({"id": "1", "name": "Milk", **line})["codes"] == codes
