"""The catalog's CSV files turned into facts of the shop.

Every line is read and checked before anything is reported, so that one look at the report mends a
file. Aliases are separated by `|`; files are UTF-8, with or without a byte order mark.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

import msgspec

from assistant.core.errors import CatalogError
from assistant.core.money import Money
from assistant.storage.catalog.catalog_cells import Row, rows
from assistant.store.catalog import (
    Category,
    Condition,
    PastPrice,
    Product,
    Purchase,
    Seller,
    SellerOffer,
    ShippingTerms,
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
    works = read(csv_dir, "music.csv", _work)
    offers = read(csv_dir, "offers.csv", offers_of, needed=False)
    prices = read(csv_dir, "prices.csv", _past_price, needed=False)
    purchases = read(household_dir, "purchases.csv", _purchase)
    slots = read(household_dir, "slots.csv", _slot)
    for facts in (categories, sellers, products, works):
        _refuse_twice((row, "id", row.cells["id"]) for row in facts)
    _refuse_twice(_full_names(products))
    _refuse_twice((row, "id", f"{row.cells['seller']}:{row.cells['id']}") for row in offers)
    _refuse_twice((row, "slot", f"{r.device_id}/{r.slot}") for row, r in slots.items())
    _refuse_unknown(categories, "parent", categories)
    _refuse_loops(categories)
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


def _refuse_loops(categories: Mapping[Row, Category]) -> None:
    parents = {category.id: category.parent_id for category in categories.values()}
    for row, category in categories.items():
        if (loop := loop_of(category.id, parents)) is not None:
            row.note(f"parent makes a loop: {' in '.join(loop)}")


def refuse_lost(read: Mapping[Row, Category], known: Mapping[str, str]) -> None:
    """Note which lines make a loop with those before them, and whose parent there is not.

    `known` are the parents of the categories that there are. A line that is refused takes with it
    those that stand under what it would have made.
    """
    parents = dict(known)
    coming = {category.id for category in read.values()}
    for row, category in read.items():
        if category.parent_id and category.parent_id not in parents.keys() | coming:
            row.note(f"parent {category.parent_id!r} is unknown")
        loop = loop_of(category.id, parents | {category.id: category.parent_id})
        if loop is not None:
            row.note(f"parent makes a loop: {' in '.join(loop)}")
        if not row.problems:
            parents[category.id] = category.parent_id
    while lost := [
        row
        for row, category in read.items()
        if not row.problems and category.parent_id and category.parent_id not in parents
    ]:
        for row in lost:
            row.note(f"parent {read[row].parent_id!r} was not taken")
            parents.pop(read[row].id, None)
            parents |= {each: known[each] for each in {read[row].id} & known.keys()}


def loop_of(category_id: str, parents: Mapping[str, str]) -> list[str] | None:
    """The categories that lead back to the first one, or None where they do not."""
    way = [category_id]
    while (parent := parents.get(way[-1], "")) and parent not in way:
        way.append(parent)
    return [*way, category_id] if parent == category_id else None


def category_of(row: Row) -> Category:
    """One category; what is wrong with its line is noted there."""
    parent = row.text("parent", needed=False)
    return Category(
        id=row.id("id"), names=row.names("name"), parent_id=parent, aliases=row.aliases()
    )


def seller_of(row: Row) -> Seller:
    """One seller; what is wrong with its line is noted there."""
    return Seller(
        id=row.id("id"),
        names=row.names("name"),
        delivery_days=row.whole("delivery_days", 0, 60),
        cutoff=row.time_of_day("cutoff"),
        works_weekends=row.yes_or_no("works_weekends"),
        shipping=_shipping(row),
        outside=row.yes_or_no("outside", needed=False),
        url=row.text("url", needed=False),
    )


def _shipping(row: Row) -> tuple[ShippingTerms, ...]:
    """What is asked for bringing an order, in each currency that any charge is told in."""
    charges = [column for column in row.cells if column.startswith("shipping_per_")]
    told = dict.fromkeys(column[-3:] for column in charges if row.cells[column])

    def charge(part: str, currency: str) -> Money | None:
        column = f"shipping_{part}_{currency}"
        return row.amount(column) if row.cells.get(column) else None

    return tuple(
        ShippingTerms(
            per_order=charge("per_order", currency) or Money(0, currency.upper()),
            per_item=charge("per_item", currency) or Money(0, currency.upper()),
            free_from=charge("free_from", currency),
        )
        for currency in told
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
        codes=row.codes("codes"),
        traits=row.several("traits"),
        rating=row.number("rating", 0, 5) if row.cells.get("rating") else None,
        raters=row.whole("raters", 0, 10**9) if row.cells.get("raters") else 0,
    )


def offers_of(row: Row) -> tuple[SellerOffer, ...]:
    """A seller's offer, once in each currency; what is wrong with its line is noted there."""
    seller = row.text("seller")
    conditions = ("new", "used", "refurbished")
    condition = row.cells.get("condition") or "new"
    if condition not in conditions:
        row.note(f"condition {condition!r} is none of {', '.join(conditions)}")
    days = row.cells.get("delivery_days")
    stock = row.cells.get("stock")
    return tuple(
        SellerOffer(
            id=f"{seller}:{row.id('id')}",
            product_id=row.text("product_id"),
            seller_id=seller,
            unit_price=price,
            breaks=row.breaks(price),
            stock=row.whole("stock", 0, 10**9) if stock else None,
            minimum=row.whole("minimum", 1, 999) if row.cells.get("minimum") else 1,
            condition=cast("Condition", condition if condition in conditions else "new"),
            delivery_days=row.whole("delivery_days", 0, 60) if days else None,
            valid_from=row.moment("valid_from"),
            valid_until=row.moment("valid_until", ends=True),
            url=row.text("url", needed=False),
        )
        for price in row.prices("price")
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


def _past_price(row: Row) -> PastPrice:
    return PastPrice(
        product_id=row.text("product_id"),
        prices=row.prices("price"),
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
