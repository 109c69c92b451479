"""The catalog's CSV files turned into facts of the shop.

Every line is read and checked before anything is reported, so that one look at the report mends a
file. Aliases are separated by `|`; files are UTF-8, with or without a byte order mark.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from assistant.core.errors import CatalogError
from assistant.storage.catalog_cells import Row, rows
from assistant.store.catalog import Category, Product, Purchase, Seller, SlotRule, Work

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
}
"""Columns by file: `_*` repeats per language, `_***` per currency."""


@dataclass(frozen=True)
class CatalogSource:
    """Everything the CSV files say, in their order."""

    categories: tuple[Category, ...]
    sellers: tuple[Seller, ...]
    products: tuple[Product, ...]
    works: tuple[Work, ...]
    purchases: tuple[Purchase, ...] = ()
    slots: tuple[SlotRule, ...] = ()


def read_source(csv_dir: Path, household_dir: Path | None = None) -> CatalogSource:
    """Read and check all files; the sample household's only where its folder is given.

    Raises:
        CatalogError: one line per problem, each with file and line.
    """
    problems: list[str] = []

    def read(folder: Path, name: str, fact: Callable[[Row], Fact]) -> dict[Row, Fact]:
        return _facts(folder / name, COLUMNS[name], fact, problems)

    categories = read(csv_dir, "categories.csv", _category)
    sellers = read(csv_dir, "sellers.csv", _seller)
    products = read(csv_dir, "products.csv", product_of)
    works = read(csv_dir, "music.csv", _work)
    for facts in (categories, sellers, products, works):
        _refuse_twice((row, "id", row.cells["id"]) for row in facts)
    _refuse_twice(_full_names(products))
    _refuse_unknown(products, "category", categories)
    _refuse_unknown(products, "seller", sellers)
    purchases: dict[Row, Purchase] = {}
    slots: dict[Row, SlotRule] = {}
    if household_dir is not None:
        purchases = read(household_dir, "purchases.csv", _purchase)
        slots = read(household_dir, "slots.csv", _slot)
        _refuse_unknown(purchases, "product_id", products)
        _refuse_unknown(slots, "product_id", products)
        _refuse_twice((row, "slot", f"{r.device_id}/{r.slot}") for row, r in slots.items())
    if problems:
        raise CatalogError(_report(problems))
    return CatalogSource(
        categories=tuple(categories.values()),
        sellers=tuple(sellers.values()),
        products=tuple(products.values()),
        works=tuple(works.values()),
        purchases=tuple(purchases.values()),
        slots=tuple(slots.values()),
    )


def _facts(
    path: Path, columns: Collection[str], fact: Callable[[Row], Fact], problems: list[str]
) -> dict[Row, Fact]:
    return {row: fact(row) for row in rows(path, columns, problems)}


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
        value = row.cells[column]
        if value and value not in ids:
            row.note(f"{column} {value!r} is not among the ids of that file")


def _category(row: Row) -> Category:
    return Category(id=row.id("id"), names=row.names("name"))


def _seller(row: Row) -> Seller:
    return Seller(
        id=row.id("id"),
        names=row.names("name"),
        delivery_days=row.whole("delivery_days", 0, 60),
        cutoff=row.time_of_day("cutoff"),
        works_weekends=row.yes_or_no("works_weekends"),
    )


def product_of(row: Row) -> Product:
    """One product; what is wrong with its line is noted there."""
    return Product(
        id=row.id("id"),
        category_id=row.text("category"),
        brand=row.names("brand"),
        names=row.names("name"),
        aliases=row.aliases(),
        size=row.number("size", 0.001, 1e6),
        size_unit=row.text("size_unit"),
        prices=row.prices("price"),
        seller_id=row.text("seller"),
    )


def _work(row: Row) -> Work:
    return Work(
        id=row.id("id"),
        titles=row.names("title"),
        composers=row.names("composer"),
        artists=row.names("artist"),
        albums=row.names("album"),
        genre=row.text("genre"),
        file=row.file_name("file"),
        aliases=row.aliases(),
    )


def _purchase(row: Row) -> Purchase:
    return Purchase(
        product_id=row.text("product_id"),
        quantity=row.whole("quantity", 1, 999),
        unit_prices=row.prices("unit_price"),
        days_ago=row.whole("days_ago", 0, 3650),
    )


def _slot(row: Row) -> SlotRule:
    return SlotRule(
        device_id=row.id("device_id"),
        slot=row.id("slot"),
        product_id=row.text("product_id"),
        quantity=row.whole("quantity", 1, 999),
        threshold_fraction=row.number("threshold_fraction", 0, 1),
        price_ceilings=row.prices("price_ceiling"),
    )


def _report(problems: list[str]) -> str:
    shown = problems[:MOST_SHOWN]
    if len(problems) > len(shown):
        shown.append(f"... and {len(problems) - len(shown)} more")
    return "the catalog was not built; mend these lines:\n" + "\n".join(shown)
