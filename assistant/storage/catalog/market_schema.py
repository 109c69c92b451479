"""The tables of a household's own market: what it adds to the shop's catalog, and what it learns.

Facts are kept whole, as JSON; the columns beside them are what they are looked up by. Money is in
minor units, moments are seconds since 1970 in UTC.
"""

from typing import Final

MARKET_ID: Final = 0x4D41524B
"""Marks the file ("MARK") in SQLite's header."""
MARKET_VERSION: Final = 1

NEWEST_TABLE: Final = "published"
"""A file of this version without it was made before it was: tables may be added, never changed."""

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS product (
    id TEXT PRIMARY KEY, fact BLOB NOT NULL, likeness TEXT NOT NULL,
    revision INTEGER NOT NULL, import INTEGER NOT NULL DEFAULT 0, line INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS product_revision ON product (revision);
CREATE INDEX IF NOT EXISTS product_likeness ON product (likeness);
CREATE TABLE IF NOT EXISTS seller (id TEXT PRIMARY KEY, fact BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS category (id TEXT PRIMARY KEY, fact BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS code (code TEXT PRIMARY KEY, product TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS code_product ON code (product);
CREATE TABLE IF NOT EXISTS offer (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL, currency TEXT NOT NULL, product TEXT NOT NULL,
    fact BLOB NOT NULL, UNIQUE (id, currency)
);
CREATE INDEX IF NOT EXISTS offer_product ON offer (product);
CREATE TABLE IF NOT EXISTS coming (     -- takes the place of an offer that holds until then
    id TEXT NOT NULL, currency TEXT NOT NULL, begins INTEGER NOT NULL, fact BLOB NOT NULL,
    PRIMARY KEY (id, currency)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS price (      -- appended only; no price: not offered any more
    offer INTEGER NOT NULL REFERENCES offer (number), at INTEGER NOT NULL,
    minor INTEGER, stock INTEGER, PRIMARY KEY (offer, at)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS held (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL, currency TEXT NOT NULL, fact BLOB NOT NULL,
    reason TEXT NOT NULL, at INTEGER NOT NULL, UNIQUE (id, currency)
);
CREATE TABLE IF NOT EXISTS dropped (    -- held prices that the owner has said are wrong
    id TEXT NOT NULL, currency TEXT NOT NULL, minor INTEGER NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (id, currency)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS agreed (     -- when the owner last said that a held price is right
    id TEXT NOT NULL, currency TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (id, currency)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS published (  -- what a seller last told of an offer through a broker
    id TEXT PRIMARY KEY, digest BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS alias (
    said TEXT NOT NULL, product TEXT NOT NULL, language TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (said, product)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS alias_product ON alias (product);
CREATE TABLE IF NOT EXISTS import (
    number INTEGER PRIMARY KEY, digest TEXT NOT NULL, file TEXT NOT NULL, kind TEXT NOT NULL,
    begun_at INTEGER NOT NULL, done INTEGER NOT NULL DEFAULT 0, finished_at INTEGER,
    added INTEGER NOT NULL DEFAULT 0, changed INTEGER NOT NULL DEFAULT 0,
    same INTEGER NOT NULL DEFAULT 0, held INTEGER NOT NULL DEFAULT 0,
    rejected INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS told (       -- offers that the import that runs has read, and where
    import INTEGER NOT NULL, id TEXT NOT NULL, currency TEXT NOT NULL, line INTEGER NOT NULL,
    PRIMARY KEY (import, id, currency)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS secret (seller TEXT PRIMARY KEY, digest BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS mark (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
