"""The names of a large catalog, found by what was said: word spotting in SQLite.

A phrase is not compared with a million names. Its sounds, written in one run, are searched for the
few thousand different words that names are made of (by trigrams, then by likeness), so that split
and joined words, particles and word order need no special case. The names that hold the spotted
words are scored by them, and the best few are compared closely by `language.resolve.Resolver`,
together with what the household buys. What is wanted of them besides their name (a price, a size,
a trait) is looked up in columns beside the names. Adding, changing and removing an entry touches its
own words only, and is seen by every process that has the file open.
"""

import math
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from assistant.language.resolve import LONGEST_PHRASE, Candidate, Entry, Resolver
from assistant.language.sounds import letters, sound
from assistant.language.spelling import run_together, without_particle, words
from assistant.storage.catalog.batches import batches
from assistant.storage.catalog.facet_columns import FacetColumns, Wanted
from assistant.storage.catalog.name_writing import (
    GRAM,
    SCHEMA,
    TABLES,
    Named,
    add_names,
    among,
    forget_names,
    posting_places,
)
from assistant.storage.sqlite_file import connect, explained, writing

POPULAR_NATS: Final = 0.5
"""How much likelier the first name is meant than the last, in nats."""
CLOSELY: Final = 24
"""Names that are compared closely, word by word."""
CLOSELY_NARROWED: Final = 40
"""Of those that are what is wanted besides; also as many as are called exactly what was said."""
_MOST_WORDS: Final = 40
"""Words of the vocabulary that a phrase is taken to hold."""
_POSTINGS: Final = 60_000
"""Names that are looked at for one phrase at most; rare words come first."""
_COMMON: Final = 50_000
"""A word in more names than this tells nothing beside another."""
_BATCH: Final = 20_000
"""Entries that are written together where the whole index is built."""
_CONTAINED: Final = 0.34
"""Share of a word's trigrams that have to be in the phrase, for a closer look."""
_LOOKED_AT: Final = 300
_SPOTTED_FROM: Final = 0.55
_LIKENESS_POWER: Final = 4
_RARITY_SHARE: Final = 0.25
_SOUND_SHARE: Final = 0.6
_TIES: Final = 150
"""Names looked at of those that hold exactly the same spotted words: where one word of two was
misheard, all names with the other are as likely until they are compared as a whole."""
_WHOLE: Final = 300
"""Names that are compared as a whole, as one run of letters."""
_WHOLE_SHARE: Final = 2.0
"""What that counts against the spotted words."""
_POOL: Final = 6000


class _Spotted(NamedTuple):
    word: int
    names: int
    weight: float


class NameIndex:
    """Names by entry id, in a file or in memory. Raises `StorageError` where the file fails.

    Args:
        where: the file, or an open connection to one that holds other things too; `None` keeps the
            index in memory.
    """

    def __init__(self, where: Path | sqlite3.Connection | None = None) -> None:
        self._path = where if isinstance(where, Path) else Path("names")
        if isinstance(where, Path):
            where.parent.mkdir(parents=True, exist_ok=True)
            self._connection = connect(where)
        elif where is None:
            self._connection = sqlite3.connect(":memory:", isolation_level=None)
            self._connection.row_factory = sqlite3.Row
        else:
            self._connection = where
        self._scores: NDArray[np.float32] = np.zeros(1, np.float32)
        self._sizes: NDArray[np.float32] = np.ones(1, np.float32)
        self._last_name = self._last_word = 0
        self._version = -1
        self._columns = FacetColumns(self._connection)
        with explained(self._path):
            if not self._has_tables():
                self._connection.executescript(SCHEMA)
            self._keep_up()

    def __len__(self) -> int:
        """How many names there are."""
        return int(self._connection.execute("SELECT count(*) FROM name").fetchone()[0])

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def build(self, entries: Iterable[tuple[str, Sequence[str]] | Named]) -> None:
        """Replace everything by these entries: id and every name it goes by.

        The most popular come first: of two names that fit as well, theirs is meant.
        """
        with explained(self._path), writing(self._connection):
            for table in TABLES:
                self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own tables
            self._last_name = self._last_word = 0
            for batch in batches(entries, _BATCH):
                add_names(self._connection, [Named(*entry) for entry in batch])
        self._keep_up(own=True)

    def follow(
        self, stamp: str, entries: Callable[[], Iterable[tuple[str, Sequence[str]] | Named]]
    ) -> bool:
        """Build anew where the names were built from something else than `stamp` stands for."""
        row = self._connection.execute("SELECT stamp FROM source").fetchone()
        if row is not None and row["stamp"] == stamp:
            return False
        with explained(self._path), writing(self._connection):
            self.build(entries())
            self._connection.execute("DELETE FROM source")
            self._connection.execute("INSERT INTO source VALUES (?)", (stamp,))
        return True

    def put(self, entry: str, names: Sequence[str]) -> None:
        """Add an entry, or change its names."""
        self.put_all([Named(entry, names)])

    def put_all(self, entries: Sequence[Named]) -> None:
        """Add entries or change them, all or none; part of a transaction that is open already."""
        with explained(self._path), writing(self._connection):
            add_names(self._connection, entries)
        self._keep_up(own=True)

    def remove(self, entry: str) -> None:
        """Forget an entry; nothing happens where there is none."""
        with explained(self._path), writing(self._connection):
            forget_names(self._connection, [entry])

    def candidates(
        self,
        phrase: str,
        limit: int = 5,
        priors: Mapping[str, float] | None = None,
        wanted: Wanted | None = None,
    ) -> list[Candidate]:
        """The entries that may be meant, best first, as `Resolver.candidates` gives them.

        Args:
            phrase: what was said.
            limit: how many.
            priors: nats by entry id, for what the household buys; those always take part.
            wanted: what else they have to be; the others are passed over.
        """
        said = words(phrase)[:LONGEST_PHRASE]
        if not said or limit < 1:
            return []
        known = priors or {}
        with explained(self._path):
            self._keep_up()
            closely = max(limit, CLOSELY if wanted is None else CLOSELY_NARROWED)
            exact = self._exact(said) if wanted is None else []
            ids = exact or self._spotted(said, wanted, closely)
            found = self._entries(dict.fromkeys((*ids, *known)))
        if wanted is not None:
            numbers = np.array([number for number, _ in found.values()], np.uint32)
            fitting = self._columns.fitting(wanted, numbers).tolist()
            found = {
                e: names for (e, names), fits in zip(found.items(), fitting, strict=True) if fits
            }
        entries = (
            Entry(entry, tuple(names), self._popularity(first) + known.get(entry, 0.0))
            for entry, (first, names) in found.items()
        )
        return Resolver(entries, too_many=len(found)).candidates(phrase, limit)

    def _popularity(self, number: int) -> float:
        """The prior of the name that was added as the so-manieth, in nats: Zipf's law."""
        rank = math.log(number) / math.log(max(number, self._last_name) + 1)
        return POPULAR_NATS * (1 - rank)

    def _has_tables(self) -> bool:
        """Whether the file is one of ours already: a reader must not write."""
        query = "SELECT count(*) FROM sqlite_master WHERE name IN ('name', 'facet')"
        return bool(self._connection.execute(query).fetchone()[0] == 2)  # noqa: PLR2004

    def _keep_up(self, *, own: bool = False) -> None:
        """Take in what this or another process has written since the last time."""
        version = self._connection.execute("PRAGMA data_version").fetchone()[0]
        if version == self._version and not own:
            return
        self._version = version
        last = self._connection.execute("SELECT max(id) FROM name").fetchone()[0] or 0
        self._last_name = last
        self._scores = _grown(self._scores, last)
        sounds = self._connection.execute(
            "SELECT id, length(sound) FROM word WHERE id > ?", (self._last_word,)
        ).fetchall()
        for number, size in sounds:
            self._sizes = _grown(self._sizes, number)
            self._sizes[number] = max(1, size - GRAM + 1)
            self._last_word = max(self._last_word, number)
        self._columns.keep_up(last)

    # Finding

    def _exact(self, said: tuple[str, ...]) -> list[str]:
        """Entries that were named as they are written, but for spaces and a particle."""
        forms = [run_together(said)]
        stem = without_particle(said[-1])
        if stem:
            forms.append(run_together((*said[:-1], stem)))
        for form in forms:
            rows = self._connection.execute(
                "SELECT DISTINCT entry FROM name WHERE joined = ? LIMIT ?", (form, CLOSELY_NARROWED)
            ).fetchall()
            if rows:
                return [row["entry"] for row in rows]
        return []

    def _spotted(self, said: tuple[str, ...], wanted: Wanted | None, most: int) -> list[str]:
        """The entries whose names hold spotted words and are most like the phrase as a whole."""
        scored = self._best_names(self._spot(said), wanted)
        rows = self._connection.execute(
            among("SELECT id, entry, joined FROM name WHERE id IN []", list(scored)), list(scored)
        ).fetchall()
        if not rows:
            return []
        scores = np.array([scored[row["id"]] for row in rows], np.float32)
        whole = _likeness(letters(run_together(said)), [letters(row["joined"]) for row in rows])
        scores = scores / scores.max() + np.float32(_WHOLE_SHARE) * whole
        numbers = np.array([row["id"] for row in rows])
        return [rows[place]["entry"] for place in np.lexsort((numbers, -scores))[:most]]

    def _entries(self, ids: Iterable[str]) -> dict[str, tuple[int, list[str]]]:
        """Of each entry the number of its first name, and all its names."""
        wanted = list(ids)
        found: dict[str, tuple[int, list[str]]] = {}
        rows = self._connection.execute(
            among("SELECT id, entry, written FROM name WHERE entry IN [] ORDER BY id", wanted),
            wanted,
        )
        for row in rows:
            found.setdefault(row["entry"], (row["id"], []))[1].append(row["written"])
        return {entry: found[entry] for entry in wanted if entry in found}

    def _spot(self, said: tuple[str, ...]) -> list[_Spotted]:
        """The words of the vocabulary that the phrase seems to hold, the weightiest first."""
        rows = {row["id"]: row for row in self._contained(said)}
        exact = self._connection.execute(
            among("SELECT id, spelled, sound, letters, names FROM word WHERE spelled IN []", said),
            said,
        ).fetchall()
        heard, written = "".join(map(sound, said)), "".join(map(letters, said))
        found = []
        for row in exact:
            rows.pop(row["id"], None)
            if row["names"]:
                weight = 1.1 * self._weight(1.0, row)
                found.append(_Spotted(row["id"], row["names"], weight))
        near = [row for row in rows.values() if row["names"]]
        if near:
            by_sound = _likeness(heard, [row["sound"] for row in near])
            by_letters = _likeness(written, [row["letters"] for row in near])
            likeness = _SOUND_SHARE * by_sound + (1 - _SOUND_SHARE) * by_letters
            longest = 1.3 * len(heard) + 1
            for row, alike in zip(near, likeness.tolist(), strict=True):
                fitting = alike * min(1.0, longest / max(1, len(row["sound"])))
                if fitting >= _SPOTTED_FROM:
                    found.append(_Spotted(row["id"], row["names"], self._weight(fitting, row)))
        return sorted(found, key=lambda each: -each.weight)[:_MOST_WORDS]

    def _contained(self, said: tuple[str, ...]) -> list[sqlite3.Row]:
        """Words of which enough trigrams are in the phrase as it sounds in one run."""
        keys = _phrase_grams(said)
        blobs = self._connection.execute(
            among("SELECT words FROM gram WHERE key IN []", keys),
            keys,
        ).fetchall()
        if not blobs:
            return []
        counts = np.bincount(np.concatenate([np.frombuffer(b[0], np.uint32) for b in blobs]))
        ids = np.flatnonzero(counts)
        share = counts[ids] / self._sizes[ids]
        ids, share = ids[share >= _CONTAINED], share[share >= _CONTAINED]
        if len(ids) > _LOOKED_AT:
            strength = share * np.sqrt(self._sizes[ids])
            ids = ids[np.argpartition(-strength, _LOOKED_AT)[:_LOOKED_AT]]
        numbers = ids.tolist()
        return self._connection.execute(
            among("SELECT id, spelled, sound, letters, names FROM word WHERE id IN []", numbers),
            numbers,
        ).fetchall()

    def _weight(self, likeness: float, row: sqlite3.Row) -> float:
        """Long, alike and rare words tell most."""
        total = self._last_name + 1
        rarity = math.log(1 + total / max(1, row["names"])) / math.log(1 + total)
        share = 1 - _RARITY_SHARE + _RARITY_SHARE * rarity
        return float(likeness**_LIKENESS_POWER * max(1, len(row["sound"])) * share)

    def _best_names(self, spotted: Sequence[_Spotted], wanted: Wanted | None) -> dict[int, float]:
        """The names that hold the weightiest words; few of those that hold just the same ones."""
        touched = []
        for word, weight in self._telling(spotted).items():
            names = self._names_with(word)
            if wanted is not None:
                names = names[self._columns.fitting(wanted, names)]
            before = self._scores[names]
            touched.append(names[before == 0])
            self._scores[names] = before + np.float32(weight)
        if not touched:
            return {}
        numbers = np.concatenate(touched)
        scores = self._scores[numbers]
        self._scores[numbers] = 0
        if len(numbers) > _POOL:
            best = np.argpartition(-scores, _POOL)[:_POOL]
            numbers, scores = numbers[best], scores[best]
        order = np.lexsort((numbers, -scores))
        numbers, scores = numbers[order], scores[order]
        fresh = np.r_[True, scores[1:] != scores[:-1]]
        places = np.arange(len(scores))
        since = places - np.maximum.accumulate(np.where(fresh, places, 0))
        kept = since < _TIES
        found = zip(numbers[kept][:_WHOLE].tolist(), scores[kept][:_WHOLE].tolist(), strict=True)
        return dict(found)

    def _telling(self, spotted: Sequence[_Spotted]) -> dict[int, float]:
        """The weights of the words whose names are looked at; a common one only for itself."""
        weights: dict[int, float] = {}
        left = _POSTINGS
        for each in spotted:
            if each.names <= _COMMON and (each.names <= left or not weights):
                left -= each.names
                weights[each.word] = each.weight
        return weights or {each.word: each.weight for each in spotted[:1]}

    def _names_with(self, word: int) -> NDArray[np.uint32]:
        """The numbers of all names that hold a word, each once."""
        rows = self._connection.execute(
            "SELECT names FROM posting WHERE place BETWEEN ? AND ?", posting_places(word)
        ).fetchall()
        return np.frombuffer(b"".join(row[0] for row in rows), np.uint32)


def _grown(values: NDArray[np.float32], place: int) -> NDArray[np.float32]:
    """An array with room for a place, and for many to come."""
    if place < len(values):
        return values
    return np.concatenate([values, np.zeros(place + place // 4 + 64 - len(values), np.float32)])


def _phrase_grams(said: tuple[str, ...]) -> list[str]:
    heard = "".join(map(sound, said))
    found = {heard[n : n + GRAM] for n in range(len(heard) - GRAM + 1)}
    short = [sound(word) for word in said]
    short += [sound(one + other) for one, other in pairwise(said)]
    return [*found, *(f"${each}" for each in short if 0 < len(each) < GRAM)]


def _likeness(phrase: str, among: list[str]) -> NDArray[np.float32]:
    """How far each of some words is contained in a phrase, 0 to 1."""
    scores = process.cdist([phrase], among, scorer=fuzz.partial_ratio, dtype=np.float32)[0]
    return np.asarray(scores * np.float32(0.01), np.float32)
