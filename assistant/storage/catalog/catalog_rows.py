"""One line of a catalog's file, or of a feed, as what it tells of."""

from typing import cast

from assistant.core.money import Money
from assistant.storage.catalog.catalog_cells import Row
from assistant.store.goods.catalog import (
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


def product_of(row: Row, *, sparse: bool = False) -> Product:
    """One product; what is wrong with its line is noted there.

    `sparse`: it may be without a category and a seller, as in a shop's feed; then they are empty.
    """
    return Product(
        id=row.id("id"),
        category_id=row.text("category", needed=not sparse),
        brand=row.names("brand"),
        names=row.names("name"),
        aliases=row.aliases(),
        size=row.number("size", 0.001, 1e6),
        size_unit=row.text("size_unit"),
        prices=row.prices("price"),
        seller_id=row.text("seller", needed=not sparse),
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


def work_of(row: Row) -> Work:
    """One piece of music; what is wrong with its line is noted there."""
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


def purchase_of(row: Row) -> Purchase:
    """One purchase of the sample household; what is wrong with its line is noted there."""
    return Purchase(
        product_id=row.text("product_id"),
        quantity=row.whole("quantity", 1, 999),
        unit_prices=row.prices("unit_price"),
        days_ago=row.whole("days_ago", 0, 3650),
    )


def past_price_of(row: Row) -> PastPrice:
    """What a product cost on one day; what is wrong with its line is noted there."""
    return PastPrice(
        product_id=row.text("product_id"),
        prices=row.prices("price"),
        days_ago=row.whole("days_ago", 0, 3650),
    )


def slot_of(row: Row) -> SlotRule:
    """What a slot of the sample household stands for; what is wrong with its line is noted there."""
    return SlotRule(
        device_id=row.id("device_id"),
        slot=row.id("slot"),
        product_id=row.text("product_id"),
        quantity=row.whole("quantity", 1, 999),
        threshold_fraction=row.number("threshold_fraction", 0, 1),
        price_ceilings=row.prices("price_ceiling"),
    )
