"""The names of a large catalog, found by what was said: word spotting in SQLite.

A phrase is not compared with a million names. Its sounds, written in one run, are searched for the
few thousand different words that names are made of (by trigrams, then by likeness), so that split
and joined words, particles and word order need no special case. The names that hold the spotted
words are scored by them, and the best few are compared closely by `language.resolve.Resolver`,
together with what the household buys. Adding, changing and removing an entry touches its own words
only.
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
from assistant.language.spelling import is_number, run_together, without_particle, words
from assistant.storage.sqlite_file import connect, explained, transaction

POPULAR_NATS: Final = 0.5
"""How much likelier the first name is meant than the last, in nats."""
CLOSELY: Final = 60
"""Names that are compared closely."""
_GRAM: Final = 3
_MOST_WORDS: Final = 40
"""Words of the vocabulary that a phrase is taken to hold."""
_POSTINGS: Final = 60_000
"""Names that are looked at for one phrase at most; rare words come first."""
_COMMON: Final = 50_000
"""A word in more names than this tells nothing."""
_CONTAINED: Final = 0.34
"""Share of a word's trigrams that have to be in the phrase, for a closer look."""
_LOOKED_AT: Final = 300
_SPOTTED_FROM: Final = 0.55
_LIKENESS_POWER: Final = 4
_RARITY_SHARE: Final = 0.25
_SOUND_SHARE: Final = 0.6
_TIES: Final = 6
"""Names kept of those that hold exactly the same words: sizes and variants of one thing."""
_POOL: Final = 6000

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS name (
    id INTEGER PRIMARY KEY, entry TEXT NOT NULL, written TEXT NOT NULL, joined TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS name_entry ON name (entry);
CREATE INDEX IF NOT EXISTS name_joined ON name (joined);
CREATE TABLE IF NOT EXISTS word (
    id INTEGER PRIMARY KEY, spelled TEXT NOT NULL UNIQUE, sound TEXT NOT NULL,
    letters TEXT NOT NULL, names INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS gram (key TEXT PRIMARY KEY, words BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS source (stamp TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS posting (word INTEGER PRIMARY KEY, names BLOB NOT NULL);
"""

Ids = NDArray[np.uint32]


class _Spotted(NamedTuple):
    word: int
    names: int
    weight: float


class NameIndex:
    """Names by entry id, in a file or in memory. Raises `StorageError` where the file fails.

    Args:
        path: the file; `None` keeps the index in memory.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or Path("names in memory")
        if path is None:
            self._connection = sqlite3.connect(":memory:", isolation_level=None)
            self._connection.row_factory = sqlite3.Row
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = connect(path)
        self._scores: NDArray[np.float32] = np.zeros(1, np.float32)
        self._sizes: NDArray[np.float32] = np.ones(1, np.float32)
        with explained(self._path):
            self._connection.executescript(_SCHEMA)
            self._measure()

    def __len__(self) -> int:
        """How many names there are."""
        return int(self._connection.execute("SELECT count(*) FROM name").fetchone()[0])

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def build(self, entries: Iterable[tuple[str, Sequence[str]]]) -> None:
        """Replace everything by these entries: id and every name it goes by.

        The most popular come first: of two names that fit as well, theirs is meant.
        """
        vocabulary: dict[str, int] = {}
        rows: list[tuple[int, str, str, str]] = []
        held: list[tuple[int, int]] = []
        for entry, names in entries:
            for written in dict.fromkeys(names):
                spelled = words(written)
                if spelled:
                    number = len(rows) + 1
                    rows.append((number, entry, written, run_together(spelled)))
                    held += [
                        (vocabulary.setdefault(word, len(vocabulary) + 1), number)
                        for word in set(spelled)
                    ]
        with explained(self._path), transaction(self._connection):
            for table in ("name", "word", "gram", "posting"):
                self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own tables
            self._connection.executemany("INSERT INTO name VALUES (?, ?, ?, ?)", rows)
            self._write_vocabulary(vocabulary, np.array(held, np.uint32).reshape(-1, 2))
        self._measure()

    def follow(
        self, stamp: str, entries: Callable[[], Iterable[tuple[str, Sequence[str]]]]
    ) -> bool:
        """Build anew where the names were built from something else than `stamp` stands for."""
        row = self._connection.execute("SELECT stamp FROM source").fetchone()
        if row is not None and row["stamp"] == stamp:
            return False
        self.build(entries())
        with explained(self._path), transaction(self._connection):
            self._connection.execute("DELETE FROM source")
            self._connection.execute("INSERT INTO source VALUES (?)", (stamp,))
        return True

    def put(self, entry: str, names: Sequence[str]) -> None:
        """Add an entry, or change its names."""
        with explained(self._path), transaction(self._connection):
            self._forget(entry)
            for written in dict.fromkeys(names):
                spelled = words(written)
                if not spelled:
                    continue
                number = self._connection.execute(
                    "INSERT INTO name (entry, written, joined) VALUES (?, ?, ?)",
                    (entry, written, run_together(spelled)),
                ).lastrowid
                self._scores = _grown(self._scores, number or 0)
                for word in set(spelled):
                    self._hold(word, np.uint32(number or 0).tobytes())

    def remove(self, entry: str) -> None:
        """Forget an entry; nothing happens where there is none."""
        with explained(self._path), transaction(self._connection):
            self._forget(entry)

    def candidates(
        self, phrase: str, limit: int = 5, priors: Mapping[str, float] | None = None
    ) -> list[Candidate]:
        """The entries that may be meant, best first, as `Resolver.candidates` gives them.

        Args:
            phrase: what was said.
            limit: how many.
            priors: nats by entry id, for what the household buys; those always take part.
        """
        said = words(phrase)[:LONGEST_PHRASE]
        if not said or limit < 1:
            return []
        known = priors or {}
        with explained(self._path):
            ids = self._exact(said) or self._spotted_entries(said)
            found = self._entries(dict.fromkeys((*ids, *known)))
        entries = (
            Entry(entry, tuple(names), self._popularity(first) + known.get(entry, 0.0))
            for entry, (first, names) in found.items()
        )
        return Resolver(entries, too_many=len(found)).candidates(phrase, limit)

    def _popularity(self, number: int) -> float:
        """The prior of the name that was added as the so-manieth, in nats: Zipf's law."""
        rank = math.log(number) / math.log(max(number, len(self._scores)) + 1)
        return POPULAR_NATS * (1 - rank)

    # Writing

    def _write_vocabulary(self, vocabulary: Mapping[str, int], held: Ids) -> None:
        order = np.lexsort((held[:, 1], held[:, 0]))
        held = held[order]
        first = np.r_[True, held[1:, 0] != held[:-1, 0]][: len(held)]
        starts = np.flatnonzero(first)
        ends = np.r_[starts[1:], len(held)][: len(starts)]
        counts: dict[int, int] = {}

        def postings() -> Iterable[tuple[int, bytes]]:
            for start, end in zip(starts, ends, strict=True):
                counts[int(held[start, 0])] = int(end - start)
                yield int(held[start, 0]), held[start:end, 1].tobytes()

        self._connection.executemany("INSERT INTO posting VALUES (?, ?)", postings())
        grams: dict[str, list[int]] = {}
        rows = []
        for spelled, number in vocabulary.items():
            heard = sound(spelled)
            rows.append((number, spelled, heard, letters(spelled), counts[number]))
            for gram in _grams(spelled, heard):
                grams.setdefault(gram, []).append(number)
        self._connection.executemany("INSERT INTO word VALUES (?, ?, ?, ?, ?)", rows)
        self._connection.executemany(
            "INSERT INTO gram VALUES (?, ?)",
            ((gram, np.array(found, np.uint32).tobytes()) for gram, found in grams.items()),
        )

    def _hold(self, spelled: str, name: bytes) -> None:
        """One more name that holds a word."""
        row = self._connection.execute(
            "UPDATE word SET names = names + 1 WHERE spelled = ? RETURNING id", (spelled,)
        ).fetchone()
        if row is None:
            heard = sound(spelled)
            row = self._connection.execute(
                "INSERT INTO word (spelled, sound, letters, names) VALUES (?, ?, ?, 1) RETURNING id",
                (spelled, heard, letters(spelled)),
            ).fetchone()
            self._sizes = _grown(self._sizes, row[0])
            self._sizes[row[0]] = max(1, len(heard) - _GRAM + 1)
            self._connection.executemany(
                "INSERT INTO gram VALUES (?, ?) ON CONFLICT (key) DO UPDATE"
                " SET words = CAST(words || excluded.words AS BLOB)",
                [(gram, np.uint32(row[0]).tobytes()) for gram in _grams(spelled, heard)],
            )
        self._connection.execute(
            "INSERT INTO posting VALUES (?, ?) ON CONFLICT (word) DO UPDATE"
            " SET names = CAST(names || excluded.names AS BLOB)",
            (row[0], name),
        )

    def _forget(self, entry: str) -> None:
        """Names go; their numbers in postings lead nowhere from now on, and are never used again."""
        rows = self._connection.execute(
            "DELETE FROM name WHERE entry = ? RETURNING written", (entry,)
        ).fetchall()
        held = [(word,) for row in rows for word in set(words(row["written"]))]
        self._connection.executemany(
            "UPDATE word SET names = max(0, names - 1) WHERE spelled = ?", held
        )

    def _measure(self) -> None:
        last = self._connection.execute("SELECT max(id) FROM name").fetchone()[0] or 0
        self._scores = np.zeros(last + 1, np.float32)
        sounds = self._connection.execute("SELECT id, length(sound) FROM word").fetchall()
        self._sizes = np.ones(max((row[0] for row in sounds), default=0) + 1, np.float32)
        for number, size in sounds:
            self._sizes[number] = max(1, size - _GRAM + 1)

    # Finding

    def _exact(self, said: tuple[str, ...]) -> list[str]:
        """Entries that were named as they are written, but for spaces and a particle."""
        forms = [run_together(said)]
        stem = without_particle(said[-1])
        if stem:
            forms.append(run_together((*said[:-1], stem)))
        for form in forms:
            rows = self._connection.execute(
                "SELECT DISTINCT entry FROM name WHERE joined = ? LIMIT ?", (form, CLOSELY)
            ).fetchall()
            if rows:
                return [row["entry"] for row in rows]
        return []

    def _spotted_entries(self, said: tuple[str, ...]) -> list[str]:
        names = self._best_names(self._spot(said))
        if not names:
            return []
        rows = self._connection.execute(
            _among("SELECT id, entry FROM name WHERE id IN []", names),
            names,
        )
        entry = {row["id"]: row["entry"] for row in rows}
        return [entry[name] for name in names if name in entry]

    def _entries(self, ids: Iterable[str]) -> dict[str, tuple[int, list[str]]]:
        """Of each entry the number of its first name, and all its names."""
        wanted = list(ids)
        found: dict[str, tuple[int, list[str]]] = {}
        rows = self._connection.execute(
            _among("SELECT id, entry, written FROM name WHERE entry IN [] ORDER BY id", wanted),
            wanted,
        )
        for row in rows:
            found.setdefault(row["entry"], (row["id"], []))[1].append(row["written"])
        return {entry: found[entry] for entry in wanted if entry in found}

    def _spot(self, said: tuple[str, ...]) -> list[_Spotted]:
        """The words of the vocabulary that the phrase seems to hold, the weightiest first."""
        rows = {row["id"]: row for row in self._contained(said)}
        exact = self._connection.execute(
            _among("SELECT id, spelled, sound, letters, names FROM word WHERE spelled IN []", said),
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
            _among("SELECT words FROM gram WHERE key IN []", keys),
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
            _among("SELECT id, spelled, sound, letters, names FROM word WHERE id IN []", numbers),
            numbers,
        ).fetchall()

    def _weight(self, likeness: float, row: sqlite3.Row) -> float:
        """Long, alike and rare words tell most."""
        total = len(self._scores)
        rarity = math.log(1 + total / max(1, row["names"])) / math.log(1 + total)
        share = 1 - _RARITY_SHARE + _RARITY_SHARE * rarity
        return float(likeness**_LIKENESS_POWER * max(1, len(row["sound"])) * share)

    def _best_names(self, spotted: Sequence[_Spotted]) -> list[int]:
        """The names that hold the weightiest words; few of those that hold just the same ones."""
        weights: dict[int, float] = {}
        left = _POSTINGS
        for each in spotted:
            if each.names <= _COMMON and (each.names <= left or not weights):
                left -= each.names
                weights[each.word] = each.weight
        if not weights:
            return []
        rows = self._connection.execute(
            _among("SELECT word, names FROM posting WHERE word IN []", weights),
            list(weights),
        )
        touched = []
        for word, blob in rows:
            names = np.frombuffer(blob, np.uint32)
            self._scores[names] += weights[word]
            touched.append(names)
        numbers = np.unique(np.concatenate(touched))
        scores = self._scores[numbers]
        self._scores[numbers] = 0
        if len(numbers) > _POOL:
            best = np.argpartition(-scores, _POOL)[:_POOL]
            numbers, scores = numbers[best], scores[best]
        order = np.argsort(-scores, kind="stable")
        numbers, scores = numbers[order], scores[order]
        fresh = np.r_[True, scores[1:] != scores[:-1]]
        places = np.arange(len(scores))
        since = places - np.maximum.accumulate(np.where(fresh, places, 0))
        return [int(number) for number in numbers[since < _TIES][:CLOSELY]]


def _grown(values: NDArray[np.float32], place: int) -> NDArray[np.float32]:
    """An array with room for one more place, and for many to come."""
    if place < len(values):
        return values
    return np.concatenate([values, np.zeros(place // 4 + 64, np.float32)])


def _grams(spelled: str, heard: str) -> frozenset[str]:
    """The trigrams of a word as it sounds; numbers fit exactly or not at all."""
    if is_number(spelled):
        return frozenset()
    if len(heard) < _GRAM:
        return frozenset({f"${heard}"})
    return frozenset(heard[n : n + _GRAM] for n in range(len(heard) - _GRAM + 1))


def _phrase_grams(said: tuple[str, ...]) -> list[str]:
    heard = "".join(map(sound, said))
    found = {heard[n : n + _GRAM] for n in range(len(heard) - _GRAM + 1)}
    short = [sound(word) for word in said]
    short += [sound(one + other) for one, other in pairwise(said)]
    return [*found, *(f"${each}" for each in short if 0 < len(each) < _GRAM)]


def _likeness(phrase: str, among: list[str]) -> NDArray[np.float32]:
    """How far each of some words is contained in a phrase, 0 to 1."""
    scores = process.cdist([phrase], among, scorer=fuzz.partial_ratio, dtype=np.float32)[0]
    return np.asarray(scores * np.float32(0.01), np.float32)


def _among(query: str, values: Iterable[object]) -> str:
    """A query with one placeholder for each value, instead of its `[]`."""
    return query.replace("[]", f"({','.join('?' for _ in values)})")
