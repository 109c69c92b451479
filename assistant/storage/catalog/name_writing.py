"""Writing names into the index of names: many at once or one, without touching what is there.

Of each word the numbers of the names that hold it stand in runs of at most `RUN`, so that one more
name rewrites the last run only, however common its words are.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np

from assistant.language.names.phone_alignment import run_of_phones
from assistant.language.names.pronunciation import rough_phones, with_one_vowel
from assistant.language.names.sounds import consonants, letters
from assistant.language.words.spelling import is_number, run_together, words
from assistant.storage.catalog.batches import batches
from assistant.storage.catalog.facet_columns import FACET_SCHEMA, NO_FACETS, FacetRow, write_facets
from assistant.storage.catalog.signature_column import SIGNATURE_SCHEMA, write_signatures

GRAM: Final = 3
RUN: Final = 4096
"""Names in a run of postings."""
RUNS: Final = 1 << 20
"""More runs than any word has; those of a word stand from its number times this."""
_ASKED_AT_ONCE: Final = 900

SCHEMA: Final = (
    """
CREATE TABLE IF NOT EXISTS name (
    id INTEGER PRIMARY KEY, entry TEXT NOT NULL, written TEXT NOT NULL, joined TEXT NOT NULL,
    sounded TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS name_entry ON name (entry);
CREATE INDEX IF NOT EXISTS name_joined ON name (joined);
CREATE TABLE IF NOT EXISTS word (
    id INTEGER PRIMARY KEY, spelled TEXT NOT NULL UNIQUE, sound TEXT NOT NULL,
    letters TEXT NOT NULL, names INTEGER NOT NULL, held INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS gram (key TEXT PRIMARY KEY, words BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kept_as (version INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS posting (place INTEGER PRIMARY KEY, names BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS numbers (last_name INTEGER NOT NULL);
"""
    + FACET_SCHEMA
    + SIGNATURE_SCHEMA
)
TABLES: Final = ("name", "word", "gram", "posting", "facet", "signature", "numbers")


class Named(NamedTuple):
    """An entry, every name it goes by, and what else may be wanted of it."""

    entry: str
    names: Sequence[str]
    facets: FacetRow = NO_FACETS


def add_names(connection: sqlite3.Connection, entries: Sequence[Named]) -> None:
    """Write entries, inside a transaction; of those whose names are as before only the facets."""
    latest = {each.entry: each for each in entries}
    before = _names_of(connection, latest)
    changed = [
        each
        for each in latest.values()
        if list(dict.fromkeys(each.names)) != [written for _, written in before.get(each.entry, [])]
    ]
    forget_names(connection, [each.entry for each in changed if each.entry in before])
    numbered = {entry: [number for number, _ in names] for entry, names in before.items()}
    numbered |= _insert(connection, changed)
    write_facets(
        connection,
        ((number, each.facets) for each in latest.values() for number in numbered[each.entry]),
    )


def forget_names(connection: sqlite3.Connection, entries: Sequence[str]) -> None:
    """Names go; their numbers in postings lead nowhere from now on, and are never used again."""
    for some in batches(entries, _ASKED_AT_ONCE):
        rows = connection.execute(
            among("DELETE FROM name WHERE entry IN [] RETURNING written", some), some
        ).fetchall()
        held = [(word,) for row in rows for word in set(words(row["written"]))]
        connection.executemany("UPDATE word SET names = max(0, names - 1) WHERE spelled = ?", held)


def _names_of(
    connection: sqlite3.Connection, entries: Iterable[str]
) -> dict[str, list[tuple[int, str]]]:
    found: dict[str, list[tuple[int, str]]] = {}
    for some in batches(entries, _ASKED_AT_ONCE):
        query = among("SELECT id, entry, written FROM name WHERE entry IN [] ORDER BY id", some)
        for row in connection.execute(query, some):
            found.setdefault(row["entry"], []).append((row["id"], row["written"]))
    return found


def _insert(connection: sqlite3.Connection, entries: Sequence[Named]) -> dict[str, list[int]]:
    """Give each name a number and write it down under its words; the numbers by entry."""
    number = _last_number(connection)
    rows: list[tuple[int, str, str]] = []
    numbered: dict[str, list[int]] = {each.entry: [] for each in entries}
    for entry, names, _ in entries:
        for written in dict.fromkeys(names):
            if words(written):
                number += 1
                rows.append((number, entry, written))
                numbered[entry].append(number)
    write_down(connection, rows)
    connection.execute("UPDATE numbers SET last_name = ?", (number,))
    return numbered


def write_down(connection: sqlite3.Connection, names: Iterable[tuple[int, str, str]]) -> None:
    """Write names (number, entry, as written) and stand each under its words."""
    rows: list[tuple[int, str, str, str, str]] = []
    held: dict[str, list[int]] = {}
    for number, entry, written in names:
        spelled = words(written)
        rows.append((number, entry, written, run_together(spelled), run_of_phones(spelled)))
        for word in set(spelled):
            held.setdefault(word, []).append(number)
    connection.executemany("INSERT INTO name VALUES (?, ?, ?, ?, ?)", rows)
    write_signatures(connection, {number: sounded for number, *_, sounded in rows})
    _hold(connection, held)


def _last_number(connection: sqlite3.Connection) -> int:
    """The last number that any name ever had."""
    row = connection.execute("SELECT last_name FROM numbers").fetchone()
    if row is None:
        connection.execute("INSERT INTO numbers VALUES (0)")
        return 0
    return int(row[0])


def _hold(connection: sqlite3.Connection, held: dict[str, list[int]]) -> None:
    """More names that hold these words, some of which may be new."""
    known = _known_words(connection, held)
    _add_words(connection, [word for word in held if word not in known])
    known |= _known_words(connection, (word for word in held if word not in known))
    connection.executemany(
        "INSERT INTO posting VALUES (?, ?) ON CONFLICT (place) DO UPDATE"
        " SET names = CAST(names || excluded.names AS BLOB)",
        (run for word, names in held.items() for run in _runs(*known[word], names)),
    )
    connection.executemany(
        "UPDATE word SET names = names + ?, held = held + ? WHERE id = ?",
        ((len(names), len(names), known[word][0]) for word, names in held.items()),
    )


def _known_words(
    connection: sqlite3.Connection, spelled: Iterable[str]
) -> dict[str, tuple[int, int]]:
    """Number of each word, and how many names were ever written down under it."""
    found = {}
    for some in batches(spelled, _ASKED_AT_ONCE):
        query = among("SELECT id, spelled, held FROM word WHERE spelled IN []", some)
        for row in connection.execute(query, some):
            found[row["spelled"]] = (row["id"], row["held"])
    return found


def _runs(word: int, held: int, names: list[int]) -> Iterator[tuple[int, bytes]]:
    """The places of a word's further names; the first fill the run that is not full yet."""
    place = word * RUNS
    while names:
        run, used = divmod(held, RUN)
        some, names = names[: RUN - used], names[RUN - used :]
        yield place + run, np.array(some, np.uint32).tobytes()
        held += len(some)


def _add_words(connection: sqlite3.Connection, spelled: Sequence[str]) -> None:
    first = (connection.execute("SELECT max(id) FROM word").fetchone()[0] or 0) + 1
    rows = []
    held: dict[str, list[int]] = {}
    for number, word in enumerate(spelled, first):
        heard = rough_phones(word)
        rows.append((number, word, heard, letters(word)))
        for gram in _grams(word, heard):
            held.setdefault(gram, []).append(number)
    connection.executemany(
        "INSERT INTO word (id, spelled, sound, letters, names) VALUES (?, ?, ?, ?, 0)", rows
    )
    connection.executemany(
        "INSERT INTO gram VALUES (?, ?) ON CONFLICT (key) DO UPDATE"
        " SET words = CAST(words || excluded.words AS BLOB)",
        ((gram, np.array(found, np.uint32).tobytes()) for gram, found in held.items()),
    )


def _grams(spelled: str, heard: str) -> frozenset[str]:
    """The trigrams of a word as it sounds, and its key for those who write it in another script.

    Numbers fit exactly or not at all.
    """
    if is_number(spelled):
        return frozenset()
    keys = {key_across(consonants(spelled), latin=spelled.isascii())}
    if len(heard) <= GRAM:
        keys.add(key_short(heard))
    return frozenset(keys | {heard[n : n + GRAM] for n in range(len(heard) - GRAM + 1)})


def key_short(heard: str) -> str:
    """Under what words of few phones stand; a vowel misheard leaves nothing else of them."""
    return f"${with_one_vowel(heard)}"


def key_across(sounded: str, *, latin: bool) -> str:
    """Under what the words of one script stand that are alike across scripts."""
    return f"{'latin' if latin else 'hangul'} {sounded}"


def among(query: str, values: Sequence[object]) -> str:
    """A query with one placeholder for each value, instead of its `[]`."""
    return query.replace("[]", f"({','.join('?' for _ in values)})")
