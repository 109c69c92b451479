"""The catalog as one read-only SQLite file, built out of CSV files.

Each table holds one kind of fact, one column per field, in the order of the CSV lines (`place`);
names, aliases and prices are JSON, so that a language or a currency more needs no new schema. The
same input gives the same bytes on one version of SQLite, and the same `dump` on all of them.
"""

import os
import sqlite3
import weakref
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, get_origin

import msgspec

from assistant.core.errors import CatalogError
from assistant.core.money import Money
from assistant.storage.catalog.catalog_csv import CatalogSource, read_source
from assistant.store.goods.catalog import (
    Catalog,
    Category,
    PastPrice,
    Product,
    Purchase,
    Seller,
    SellerOffer,
    SlotRule,
    Work,
)

Fact = TypeVar("Fact", bound=msgspec.Struct)

APPLICATION_ID = 0x53484F50
"""Marks the file as a catalog ("SHOP") in SQLite's header."""
SCHEMA_VERSION = 4
REBUILD = "build it again with: assistant catalog build"

TABLES: dict[str, type[msgspec.Struct]] = {
    "categories": Category,
    "sellers": Seller,
    "products": Product,
    "works": Work,
    "sample_purchases": Purchase,
    "sample_slots": SlotRule,
    "offers": SellerOffer,
    "sample_prices": PastPrice,
}


def build(csv_dir: Path, target: Path, household_dir: Path | None = None) -> CatalogSource:
    """Build the catalog file; it appears at once or, after any error, not at all.

    Args:
        csv_dir: the folder with categories, sellers, products and music.
        target: the file to write or replace.
        household_dir: the folder with the sample household's purchases and slots, if any.

    Raises:
        CatalogError: a broken line in any file (all of them are named), or no room to write.
    """
    source = read_source(csv_dir, household_dir)
    write(source, target)
    return source


def write(source: CatalogSource, target: Path) -> None:
    """Write a catalog file; it appears at once or, after any error, not at all.

    Raises:
        CatalogError: no room, or no permission to write.
    """
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        _write(source, unfinished)
        unfinished.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise CatalogError(f"cannot write {target}: {error}") from error
    finally:
        with suppress(OSError):
            unfinished.unlink()


def _write(source: CatalogSource, path: Path) -> None:
    # Only building needs it; opening a catalog must be quick.
    import sqlite_utils  # noqa: PLC0415

    facts: dict[str, Sequence[msgspec.Struct]] = {
        "categories": source.categories,
        "sellers": source.sellers,
        "products": source.products,
        "works": source.works,
        "sample_purchases": source.purchases,
        "sample_slots": source.slots,
        "offers": source.offers,
        "sample_prices": source.prices,
    }
    connection = sqlite3.connect(path)
    try:
        database = sqlite_utils.Database(connection)
        for name, fact_type in TABLES.items():
            table = database.create_table(name, _columns(fact_type), pk="place")
            table.insert_all(_row(place, fact) for place, fact in enumerate(facts[name], 1))
            if name in {"offers", "sample_prices"}:
                table.create_index(["product_id"])
            elif "id" in fact_type.__struct_fields__:
                table.create_index(["id"], unique=True)
        connection.commit()
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("VACUUM")
    finally:
        connection.close()


def _columns(fact_type: type[msgspec.Struct]) -> dict[str, type]:
    plain = {int: int, float: float, bool: int}
    types = {field.name: field.type for field in msgspec.structs.fields(fact_type)}
    return {"place": int} | {name: plain.get(types[name], str) for name in _fields(fact_type)}


def _row(place: int, fact: msgspec.Struct) -> dict[str, Any]:
    values = msgspec.to_builtins(fact)
    structured = _structured(type(fact))
    return {"place": place} | {
        name: msgspec.json.encode(values[name], order="sorted").decode()
        if name in structured
        else values[name]
        for name in _fields(type(fact))
    }


def dump(path: Path) -> str:
    """Everything in a catalog file as text: one JSON list a row, the same on every SQLite version.

    Raises:
        CatalogError: the file is missing, damaged or no catalog.
    """
    connection = _connect(path)
    lines = []
    try:
        for name, fact_type in TABLES.items():
            fields = ", ".join(_fields(fact_type))
            lines.append(f"{name} ({fields})")
            rows = connection.execute(f"SELECT {fields} FROM {name} ORDER BY place")  # noqa: S608
            lines += [msgspec.json.encode(row).decode() for row in rows]
    except sqlite3.Error as error:
        raise CatalogError(f"{path} is damaged ({error}); {REBUILD}") from error
    finally:
        connection.close()
    return "\n".join(lines) + "\n"


def open_catalog(path: Path) -> Catalog:
    """Open a catalog file for reading; it may be used from any thread.

    Raises:
        CatalogError: the file is missing, damaged, no catalog, or of another version.
    """
    return _FileCatalog(path, _connect(path))


def _connect(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise CatalogError(f"no catalog at {path}; {REBUILD}")
    # Nobody writes to it (a new one replaces the file), so that no lock is needed.
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (health,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        problem = _problem(application, version, health)
    except sqlite3.Error as error:
        connection.close()
        raise CatalogError(f"{path} is damaged or no catalog ({error}); {REBUILD}") from error
    if problem:
        connection.close()
        raise CatalogError(f"{path} {problem}; {REBUILD}")
    return connection


def _problem(application: int, version: int, health: str) -> str | None:
    if application != APPLICATION_ID:
        return "is a database, but no catalog"
    if version > SCHEMA_VERSION:
        return f"is of a newer format ({version}) than this program reads ({SCHEMA_VERSION})"
    if version < SCHEMA_VERSION:
        return f"is of an older format ({version}; this program reads {SCHEMA_VERSION})"
    return None if health == "ok" else f"is damaged ({health})"


class _FileCatalog:
    """A `Catalog` that reads what is asked for, and keeps whole tables once they were read."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection
        self._tables: dict[str, tuple[Any, ...]] = {}
        closing = weakref.finalize(self, connection.close)
        closing.atexit = False  # a thread may still read when the process ends: no crash over it

    def product(self, product_id: str) -> Product | None:
        return self._one("products", Product, product_id)

    def products(self) -> tuple[Product, ...]:
        return self._all("products", Product)

    def category(self, category_id: str) -> Category | None:
        return self._one("categories", Category, category_id)

    def categories(self) -> tuple[Category, ...]:
        return self._all("categories", Category)

    def seller(self, seller_id: str) -> Seller | None:
        return self._one("sellers", Seller, seller_id)

    def sellers(self) -> tuple[Seller, ...]:
        return self._all("sellers", Seller)

    def work(self, work_id: str) -> Work | None:
        return self._one("works", Work, work_id)

    def works(self) -> tuple[Work, ...]:
        return self._all("works", Work)

    def sample_purchases(self) -> tuple[Purchase, ...]:
        return self._all("sample_purchases", Purchase)

    def sample_slots(self) -> tuple[SlotRule, ...]:
        return self._all("sample_slots", SlotRule)

    def sample_prices(self, product_id: str) -> tuple[PastPrice, ...]:
        return self._read("sample_prices", PastPrice, "WHERE product_id = ?", (product_id,))

    def offers_of(self, product_id: str) -> tuple[SellerOffer, ...]:
        return self._read("offers", SellerOffer, "WHERE product_id = ?", (product_id,))

    def _all(self, table: str, fact_type: type[Fact]) -> tuple[Fact, ...]:
        if table not in self._tables:
            self._tables[table] = self._read(table, fact_type, "ORDER BY place", ())
        return self._tables[table]

    def _one(self, table: str, fact_type: type[Fact], fact_id: str) -> Fact | None:
        found = self._read(table, fact_type, "WHERE id = ?", (fact_id,))
        return found[0] if found else None

    def _read(
        self, table: str, fact_type: type[Fact], rest: str, values: tuple[str, ...]
    ) -> tuple[Fact, ...]:
        fields = _fields(fact_type)
        query = f"SELECT {', '.join(fields)} FROM {table} {rest}"  # noqa: S608
        try:
            rows = self._connection.execute(query, values).fetchall()
            return tuple(_fact(fact_type, fields, row) for row in rows)
        except (sqlite3.Error, msgspec.MsgspecError) as error:
            raise CatalogError(f"{self._path} is damaged ({error}); {REBUILD}") from error


def _fact(fact_type: type[Fact], fields: tuple[str, ...], row: tuple[Any, ...]) -> Fact:
    structured = _structured(fact_type)
    values = {
        name: msgspec.json.decode(value) if name in structured else value
        for name, value in zip(fields, row, strict=True)
    }
    return msgspec.convert(values, fact_type, strict=False)


@cache
def _fields(fact_type: type[msgspec.Struct]) -> tuple[str, ...]:
    """What is kept of a fact; when a stock was told is not: this file is told once."""
    return tuple(name for name in fact_type.__struct_fields__ if name != "stock_at")


@cache
def _structured(fact_type: type[msgspec.Struct]) -> frozenset[str]:
    """The fields that are kept as JSON: names, aliases, prices and what may be missing."""
    fields = msgspec.structs.fields(fact_type)
    return frozenset(
        field.name
        for field in fields
        if field.type is Money or (get_origin(field.type) not in {None, Literal})
    )
