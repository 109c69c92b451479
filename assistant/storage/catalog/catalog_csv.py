"""The catalog's CSV files turned into facts of the shop.

Every line is read and checked before anything is reported, so that one look at the report mends a
file. Aliases are separated by `|`; files are UTF-8, with or without a byte order mark.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from assistant.core.errors import CatalogError
from assistant.storage.catalog.catalog_cells import Row, rows
from assistant.storage.catalog.catalog_rows import (
    category_of,
    offers_of,
    past_price_of,
    product_of,
    purchase_of,
    seller_of,
    slot_of,
    work_of,
)
from assistant.storage.catalog.category_tree import refuse_loops
from assistant.store.goods.catalog import (
    Category,
    PastPrice,
    Product,
    Purchase,
    Seller,
    SellerOffer,
    SlotRule,
    Work,
)

Fact = TypeVar("Fact")

MOST_SHOWN = 50
"""Problems written out in one report; the rest are counted."""

COLUMNS = {
    "categories.csv": ("id", "name_*"),
    "sellers.csv": ("id", "name_*", "delivery_days", "cutoff", "works_weekends"),
    "products.csv": (
        *("id", "category", "brand_*", "name_*", "aliases_*"),
        *("size", "size_unit", "price_***", "seller"),
    ),
    "music.csv": (
        *("id", "title_*", "composer_*", "artist_*", "album_*"),
        *("genre", "file", "aliases_*"),
    ),
    "purchases.csv": ("product_id", "quantity", "unit_price_***", "days_ago"),
    "slots.csv": (
        *("device_id", "slot", "product_id", "quantity"),
        *("threshold_fraction", "price_ceiling_***"),
    ),
    "offers.csv": ("id", "product_id", "seller", "price_***"),
    "prices.csv": ("product_id", "days_ago", "price_***"),
}
"""Columns by file: `_*` repeats per language, `_***` per currency."""

OPTIONAL = {
    "categories.csv": ("parent", "aliases_*"),
    "sellers.csv": (
        *("shipping_per_order_***", "shipping_per_item_***", "shipping_free_from_***"),
        *("outside", "url"),
    ),
    "products.csv": ("codes", "traits", "rating", "raters"),
    "offers.csv": (
        *("breaks_***", "stock", "minimum", "condition", "delivery_days"),
        *("valid_from", "valid_until", "url"),
    ),
}
"""Columns that may be left out."""


@dataclass(frozen=True)
class CatalogSource:
    """Everything the CSV files say, in their order."""

    categories: tuple[Category, ...]
    sellers: tuple[Seller, ...]
    products: tuple[Product, ...]
    works: tuple[Work, ...]
    purchases: tuple[Purchase, ...] = ()
    slots: tuple[SlotRule, ...] = ()
    offers: tuple[SellerOffer, ...] = ()
    prices: tuple[PastPrice, ...] = ()


def read_source(csv_dir: Path, household_dir: Path | None = None) -> CatalogSource:
    """Read and check all files; the sample household's only where its folder is given.

    Raises:
        CatalogError: one line per problem, each with file and line.
    """
    problems: list[str] = []

    def read(
        folder: Path | None, name: str, fact: Callable[[Row], Fact], *, needed: bool = True
    ) -> dict[Row, Fact]:
        if folder is None or not (needed or (folder / name).is_file()):
            return {}
        found = rows(folder / name, COLUMNS[name], problems, OPTIONAL.get(name, ()))
        return {row: fact(row) for row in found}

    categories = read(csv_dir, "categories.csv", category_of)
    sellers = read(csv_dir, "sellers.csv", seller_of)
    products = read(csv_dir, "products.csv", product_of)
    works = read(csv_dir, "music.csv", work_of)
    offers = read(csv_dir, "offers.csv", offers_of, needed=False)
    prices = read(csv_dir, "prices.csv", past_price_of, needed=False)
    purchases = read(household_dir, "purchases.csv", purchase_of)
    slots = read(household_dir, "slots.csv", slot_of)
    for facts in (categories, sellers, products, works):
        _refuse_twice((row, "id", row.cells["id"]) for row in facts)
    _refuse_twice(_full_names(products))
    _refuse_twice((row, "id", f"{row.cells['seller']}:{row.cells['id']}") for row in offers)
    _refuse_twice((row, "slot", f"{r.device_id}/{r.slot}") for row, r in slots.items())
    _refuse_unknown(categories, "parent", categories)
    refuse_loops(categories)
    _refuse_unknown(products, "category", categories)
    for sold in (products, offers):
        _refuse_unknown(sold, "seller", sellers)
    for of_product in (offers, prices, purchases, slots):
        _refuse_unknown(of_product, "product_id", products)
    if problems:
        raise CatalogError(_report(problems))
    return CatalogSource(
        categories=tuple(categories.values()),
        sellers=tuple(sellers.values()),
        products=tuple(products.values()),
        works=tuple(works.values()),
        purchases=tuple(purchases.values()),
        slots=tuple(slots.values()),
        offers=tuple(_of_seller(offer, sellers) for row in offers.values() for offer in row),
        prices=tuple(prices.values()),
    )


def _of_seller(offer: SellerOffer, sellers: Mapping[Row, Seller]) -> SellerOffer:
    """The offer, marked as one of a shop outside where its seller is one."""
    outside = any(each.outside for each in sellers.values() if each.id == offer.seller_id)
    return msgspec.structs.replace(offer, outside=outside)


def _refuse_twice(said: Iterable[tuple[Row, str, str]]) -> None:
    first: dict[tuple[str, str], Row] = {}
    for row, column, value in said:
        before = first.setdefault((column, value.casefold()), row)
        if before is not row and value:
            row.note(f"{column} {value!r} is already in {before.where}")


def _full_names(products: Mapping[Row, Product]) -> Iterable[tuple[Row, str, str]]:
    for row, product in products.items():
        for language, name in product.names.items():
            yield row, f"name_{language}", name


def _refuse_unknown(facts: Iterable[Row], column: str, known: Iterable[Row]) -> None:
    ids = {row.cells["id"] for row in known}
    for row in facts:
        value = row.cells.get(column, "")
        if value and value not in ids:
            row.note(f"{column} {value!r} is not among the ids of that file")


def _report(problems: list[str]) -> str:
    shown = problems[:MOST_SHOWN]
    if len(problems) > len(shown):
        shown.append(f"... and {len(problems) - len(shown)} more")
    return "the catalog was not built; mend these lines:\n" + "\n".join(shown)
