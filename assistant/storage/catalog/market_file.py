"""A household's own market in one SQLite file: products, sellers, offers and what was learnt.

It lies over the shop's catalog, which nobody changes: what stands here counts before what stands
there. Every change is one transaction that also brings the index of names up to date, so that what
was added is found at once, by every process that has the file open.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from threading import RLock
from typing import Self, TypeVar

import msgspec

from assistant.core.errors import CatalogError
from assistant.language.replies.aloud import readings
from assistant.language.words.traits import as_bits, traits_in
from assistant.storage.catalog.batches import batches
from assistant.storage.catalog.facet_columns import CURRENCIES, FacetRow
from assistant.storage.catalog.market_aliases import AliasTable
from assistant.storage.catalog.market_offers import OfferTables
from assistant.storage.catalog.market_schema import MARKET_ID, MARKET_VERSION, NEWEST_TABLE, SCHEMA
from assistant.storage.catalog.name_index import NameIndex
from assistant.storage.catalog.name_writing import Named
from assistant.storage.sqlite_file import connect, explained, writing
from assistant.store.goods.catalog import Category, Product, Seller, SellerOffer
from assistant.store.goods.measures import BASES

Fact = TypeVar("Fact", Product, Seller, Category, SellerOffer)
_BATCH = 5000
_MAPPED = 2**31 - 1
"""Bytes of the file that are read in place, without copying pages: a third of the time."""
encode = msgspec.json.Encoder(order="sorted").encode


class MarketFile:
    """The market's file, made where there is none. Raises `StorageError`, `CatalogError`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock = RLock()
        path.parent.mkdir(parents=True, exist_ok=True)
        self.connection = connect(path)
        with explained(path):
            self._check()
        self.names = NameIndex(self.connection)
        self.offers = OfferTables(self.connection)
        self.aliases = AliasTable(self.connection)

    def _check(self) -> None:
        (application,) = self.connection.execute("PRAGMA application_id").fetchone()
        (version,) = self.connection.execute("PRAGMA user_version").fetchone()
        if application == 0 and version == 0:
            self.connection.execute("PRAGMA synchronous = NORMAL")
            self.connection.executescript(SCHEMA)
            self.connection.execute(f"PRAGMA application_id = {MARKET_ID}")
            self.connection.execute(f"PRAGMA user_version = {MARKET_VERSION}")
        elif (application, version) != (MARKET_ID, MARKET_VERSION):
            self.connection.close()
            raise CatalogError(
                f"{self.path} is no market that this program reads (version {version}); "
                "move it away and import again"
            )
        elif not self._has_table(NEWEST_TABLE):  # made by an earlier version of this program
            self.connection.executescript(SCHEMA)
        self.connection.execute(f"PRAGMA mmap_size = {_MAPPED}")
        # The latest change may be lost with the power, never the file; a feed can be sent again.
        self.connection.execute("PRAGMA synchronous = NORMAL")

    def _has_table(self, name: str) -> bool:
        query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
        return self.connection.execute(query, (name,)).fetchone() is not None

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def version(self) -> int:
        """A number that differs when another process has changed the file."""
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    # Reading

    def product(self, product_id: str) -> Product | None:
        """One product of the household's own, or None."""
        return self._fact("product", product_id, Product)

    def seller(self, seller_id: str) -> Seller | None:
        """One seller of the household's own, or None."""
        return self._fact("seller", seller_id, Seller)

    def category(self, category_id: str) -> Category | None:
        """One category of the household's own, or None."""
        return self._fact("category", category_id, Category)

    def products(self) -> Iterator[Product]:
        """All of them, one after the other."""
        rows = self.connection.execute("SELECT fact FROM product ORDER BY id")
        for row in rows:
            yield msgspec.json.decode(row["fact"], type=Product)

    def sellers(self) -> tuple[Seller, ...]:
        """All of them."""
        rows = self.connection.execute("SELECT fact FROM seller ORDER BY id").fetchall()
        return tuple(msgspec.json.decode(row["fact"], type=Seller) for row in rows)

    def categories(self) -> tuple[Category, ...]:
        """All of them."""
        rows = self.connection.execute("SELECT fact FROM category ORDER BY id").fetchall()
        return tuple(msgspec.json.decode(row["fact"], type=Category) for row in rows)

    def count(self) -> int:
        """How many products there are."""
        return int(self.connection.execute("SELECT count(*) FROM product").fetchone()[0])

    def product_of_code(self, code: str) -> str | None:
        """The id of the product that has a code."""
        row = self.connection.execute("SELECT product FROM code WHERE code = ?", (code,)).fetchone()
        return None if row is None else str(row["product"])

    def mark(self, name: str) -> str | None:
        """What was noted under a name."""
        row = self.connection.execute("SELECT value FROM mark WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row["value"])

    def _fact(self, table: str, fact_id: str, fact_type: type[Fact]) -> Fact | None:
        query = f"SELECT fact FROM {table} WHERE id = ?"  # noqa: S608 - our own tables
        row = self.connection.execute(query, (fact_id,)).fetchone()
        return None if row is None else msgspec.json.decode(row["fact"], type=fact_type)

    # Writing

    def put_products(
        self, products: Sequence[Product], *, import_: int = 0, lines: Sequence[int] = ()
    ) -> None:
        """Add products or change them, with their names and codes."""
        if not products:
            return
        with explained(self.path), writing(self.connection):
            revision = self._next_revision()
            self.connection.executemany(
                "INSERT INTO product VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                " fact = excluded.fact, likeness = excluded.likeness,"
                " revision = excluded.revision, import = excluded.import, line = excluded.line",
                [
                    (each.id, encode(each), likeness(each), revision, import_, line)
                    for each, line in zip(products, lines or [0] * len(products), strict=True)
                ],
            )
            self.connection.executemany(
                "DELETE FROM code WHERE product = ?", [(each.id,) for each in products]
            )
            self.connection.executemany(
                "INSERT INTO code VALUES (?, ?) ON CONFLICT (code) DO NOTHING",
                [(code, each.id) for each in products for code in each.codes],
            )
            self.names.put_all([self._named(each) for each in products])

    def put_sellers(self, sellers: Iterable[Seller]) -> None:
        """Add sellers or change them."""
        self._put("seller", sellers)

    def put_categories(self, categories: Iterable[Category]) -> None:
        """Add categories or change them."""
        self._put("category", categories)

    def learn(self, said: str, product: Product, language: str, at: int) -> bool:
        """From now on `said` is a name of the product; False where it was one already."""
        with explained(self.path), writing(self.connection):
            if not self.aliases.learn(said, product.id, language, at):
                return False
            self.connection.execute(
                "UPDATE product SET revision = ? WHERE id = ?",
                (self._next_revision(), product.id),
            )
            self.names.put_all([self._named(product)])
            return True

    def forget(self, said: str, product: Product | None) -> None:
        """Take a learnt name back; `product` is what it was of."""
        with explained(self.path), writing(self.connection):
            self.aliases.forget(said)
            self._next_revision()
            if product is not None:
                self.names.put_all([self._named(product)])

    def index_shop(self, stamp: str, products: Callable[[], Iterable[Product]]) -> None:
        """Put the names of the shop's products in the index, unless it has them already."""
        if self.mark("shop") == stamp:
            return
        with explained(self.path), writing(self.connection):
            for batch in batches(products(), _BATCH):
                own = [each for each in batch if self.product(each.id) is None]
                self.names.put_all([self._named(each) for each in own])
            self.connection.execute("INSERT OR REPLACE INTO mark VALUES ('shop', ?)", (stamp,))

    def _put(self, table: str, facts: Iterable[Seller] | Iterable[Category]) -> None:
        with explained(self.path), writing(self.connection):
            self.connection.executemany(
                f"INSERT OR REPLACE INTO {table} VALUES (?, ?)",  # noqa: S608 - our own tables
                [(each.id, encode(each)) for each in facts],
            )

    def _next_revision(self) -> int:
        revision = int(self.mark("revision") or 0) + 1
        self.connection.execute(
            "INSERT OR REPLACE INTO mark VALUES ('revision', ?)", (str(revision),)
        )
        return revision

    def _named(self, product: Product) -> Named:
        learnt = self.aliases.of(product.id)
        return Named(product.id, called(product, learnt), facet_row(product))


def called(product: Product, learnt: Iterable[str] = ()) -> tuple[str, ...]:
    """Everything a product may be called: with its brand, as Koreans say it, and as was learnt."""
    names = list(product.spoken)
    for language, brand in product.brand.items():
        full = product.names.get(language)
        if brand and full and brand.casefold() not in full.casefold():
            names.append(f"{brand} {full}")
    korean = (product.names.get("ko", ""), *product.aliases.get("ko", ()))
    said = (reading for name in korean if name for reading in readings(name))
    return tuple(dict.fromkeys((*names, *said, *learnt)))


def facet_row(product: Product) -> FacetRow:
    """What may be wanted of a product besides its name."""
    prices = {price.currency: price.minor for price in product.prices}
    size = product.measure
    return FacetRow(
        tuple(min(prices.get(currency, 0), 2**32 - 1) for currency in CURRENCIES),
        as_bits(traits_of(product)),
        0.0 if size is None else size.amount,
        0 if size is None else BASES.index(size.base) + 1,
    )


def traits_of(product: Product) -> frozenset[str]:
    """What a product is known for: as it is marked, and as its names tell."""
    return frozenset(product.traits).union(*(traits_in(name) for name in product.spoken))


def likeness(product: Product) -> str:
    """The same for two products that nobody could tell apart."""
    brand = next(iter(product.brand.values()), "")
    name = product.names.get("en") or next(iter(product.names.values()), "")
    return f"{brand}|{name}|{product.size:g}|{product.size_unit}".casefold()
