"""Products of the household's own, added to its own copy of the catalog.

The lines are those of `config/catalog/products.csv`. Each is taken or rejected for itself; a
product of a known id replaces that one. The catalog it starts from is not touched.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from assistant.storage.catalog_cells import Row, rows
from assistant.storage.catalog_csv import COLUMNS, OPTIONAL, CatalogSource, product_of
from assistant.storage.catalog_file import open_catalog, write
from assistant.store.catalog import Catalog, Product


@dataclass(frozen=True)
class Imported:
    """What became of the lines of a file."""

    added: tuple[str, ...]
    """Ids of products that are new."""
    replaced: tuple[str, ...]
    """Ids of products that were there."""
    rejected: tuple[str, ...]
    """Why lines were left out, each with file and line."""


def import_products(csv_file: Path, base: Path, target: Path) -> Imported:
    """Write `base` with the products of `csv_file` to `target`; both may be the same file.

    Nothing is written where no line can be used.

    Raises:
        CatalogError: the base cannot be read, or the target cannot be written.
    """
    catalog = open_catalog(base)
    rejected: list[str] = []
    shop = _Shop(catalog)
    for row in rows(csv_file, COLUMNS["products.csv"], rejected, OPTIONAL["products.csv"]):
        own = Row(row.where, row.cells, [])
        product = product_of(own)
        shop.check(own, product)
        rejected += own.problems
        if not own.problems:
            shop.take(product, own.where)
    added = tuple(id_ for id_ in shop.taken if catalog.product(id_) is None)
    if shop.taken:
        write(replace(_source_of(catalog), products=tuple(shop.products.values())), target)
    return Imported(added, tuple(id_ for id_ in shop.taken if id_ not in added), tuple(rejected))


def _source_of(catalog: Catalog) -> CatalogSource:
    """Everything in a catalog, to write another from."""
    return CatalogSource(
        categories=catalog.categories(),
        sellers=catalog.sellers(),
        products=catalog.products(),
        works=catalog.works(),
        purchases=catalog.sample_purchases(),
        slots=catalog.sample_slots(),
        offers=tuple(o for p in catalog.products() for o in catalog.offers_of(p.id)),
    )


class _Shop:
    """The products so far, and what a further one has to fit."""

    def __init__(self, catalog: Catalog) -> None:
        self.products: dict[str, Product] = {each.id: each for each in catalog.products()}
        self.taken: dict[str, str] = {}
        """Where each imported product stands, by its id."""
        self._categories = {each.id for each in catalog.categories()}
        self._sellers = {each.id for each in catalog.sellers()}
        self._currencies = {price.currency for each in catalog.products() for price in each.prices}
        self._named: dict[tuple[str, str], str] = {}
        for product in self.products.values():
            self._name(product)

    def check(self, row: Row, product: Product) -> None:
        """Note what keeps a product from being sold here."""
        for column, known in (("category", self._categories), ("seller", self._sellers)):
            value = row.cells[column]
            if value and value not in known:
                row.note(f"{column} {value!r} is unknown; there are {', '.join(sorted(known))}")
        for currency in sorted(self._currencies - {price.currency for price in product.prices}):
            if f"price_{currency.lower()}" not in row.cells:
                row.note(f"price_{currency.lower()} is missing")
        if product.id in self.taken:
            row.note(f"id {product.id!r} is already in {self.taken[product.id]}")
        for language, name in product.names.items():
            other = self._named.get((language, name.casefold()), product.id)
            if other != product.id:
                row.note(f"name_{language} {name!r} is already the name of {other}")

    def take(self, product: Product, where: str) -> None:
        """Sell a product from now on."""
        before = self.products.get(product.id)
        for language, name in before.names.items() if before else ():
            self._named.pop((language, name.casefold()), None)
        self.products[product.id] = product
        self.taken[product.id] = where
        self._name(product)

    def _name(self, product: Product) -> None:
        for language, name in product.names.items():
            self._named[language, name.casefold()] = product.id
