"""The names of a large catalog, found by what was said: word spotting in SQLite.

A phrase is not compared with a million names. Its sounds, written in one run, are searched for the
few thousand different words that names are made of (by trigrams, then by likeness), so that split
and joined words, particles and word order need no special case. The names that hold the spotted
words are scored by them and by the pairs of phones that they share with the phrase; the best of these
are compared phone by phone, and the best few closely by `language.names.resolve.Resolver`, together
with what the household buys. What is wanted of them besides their name (a price, a size, a trait) is
looked up in columns beside the names. Adding, changing and removing an entry touches its own words
only, and is seen by every process that has the file open.
"""

import json
import math
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from assistant.language.names.phone_alignment import explained as explained_by_phones
from assistant.language.names.phone_alignment import run_of_phones
from assistant.language.names.resolve import ACCEPTABLE, LONGEST_PHRASE, Candidate, Entry, Resolver
from assistant.language.words.spelling import run_together, without_particle, words
from assistant.storage.catalog.batches import batches
from assistant.storage.catalog.facet_columns import FacetColumns, Wanted
from assistant.storage.catalog.name_scores import NameScores
from assistant.storage.catalog.name_versions import bring_up_to_date
from assistant.storage.catalog.name_writing import (
    TABLES,
    Named,
    add_names,
    among,
    forget_names,
)
from assistant.storage.catalog.word_spotting import Floats, Numbers, SpottedWords, likeness
from assistant.storage.sqlite_file import connect, explained, writing

POPULAR_NATS: Final = 0.5
"""How much likelier the first name is meant than the last, in nats."""
CLOSELY: Final = 12
"""Names that are compared closely, word by word."""
CLOSELY_NARROWED: Final = 40
"""Of those that are what is wanted besides; also as many as are called exactly what was said."""
_MAPPED: Final = 1 << 29
"""Bytes of the file that are read where they lie in memory, for names are read all over it."""
_BATCH: Final = 20_000
"""Entries that are written together where the whole index is built."""
_BY_PHONES: Final = 60
"""Names that are compared phone by phone, those that hold most of the phrase in one run of phones."""
_RUN_SHARE: Final = np.float32(2)
"""What such a run counts for that, against all words spotted and all pairs of phones shared."""
_PHONES_SHARE: Final = np.float32(1.5)
"""What a phrase explained phone by phone counts against the same."""
_SPOTTED_NATS: Final = np.float32(5)
"""What a whole point of all these is worth where names are compared closely, in nats."""
ACROSS_SCRIPTS: Final = 0.9
"""What is left of the score of a name that was said as another script writes it: never certain."""


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
        self._connection.execute(f"PRAGMA mmap_size = {_MAPPED}")
        self._last_name = 0
        self._version = -1
        self._columns = FacetColumns(self._connection)
        self._words = SpottedWords(self._connection)
        self._scores = NameScores(self._connection, self._columns)
        with explained(self._path):
            bring_up_to_date(self._connection, self._path)
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
            self._words = SpottedWords(self._connection)
            for batch in batches(entries, _BATCH):
                add_names(self._connection, [Named(*entry) for entry in batch])
        self._keep_up(own=True)

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
        found = self._candidates(said, limit, priors or {}, wanted)
        if found and found[0].score >= ACCEPTABLE:
            return found
        others = self._across_scripts(said, limit, priors or {}, wanted)
        ids = {each.id for each in others}
        return [*others, *(each for each in found if each.id not in ids)][:limit]

    def _across_scripts(
        self,
        said: tuple[str, ...],
        limit: int,
        known: Mapping[str, float],
        wanted: Wanted | None,
    ) -> list[Candidate]:
        """What may be meant where nothing is called that in its own script: "쇼팽" for Chopin.

        A few of each way to write it, those of the likeliest way first.
        """
        ways = self._words.in_other_script(said)
        best: dict[str, Candidate] = {}
        ceiling = 1.0
        for way in ways:
            for each in self._candidates(way, -(-limit // len(ways)), known, wanted):
                score = min(ceiling, ACROSS_SCRIPTS * each.score)
                if score >= ACCEPTABLE and each.id not in best:
                    best[each.id] = each._replace(score=score)
                    ceiling = score
        return list(best.values())

    def _candidates(
        self,
        said: tuple[str, ...],
        limit: int,
        known: Mapping[str, float],
        wanted: Wanted | None,
    ) -> list[Candidate]:
        with explained(self._path):
            self._keep_up()
            closely = max(limit, CLOSELY if wanted is None else CLOSELY_NARROWED)
            exact = self._exact(said) if wanted is None else {}
            likely = exact or self._spotted(said, wanted, closely)
            found = self._entries(nats := {**likely, **known})
        if wanted is not None:
            numbers = np.array([number for number, _ in found.values()], np.uint32)
            fitting = self._columns.fitting(wanted, numbers).tolist()
            found = {
                e: names for (e, names), fits in zip(found.items(), fitting, strict=True) if fits
            }
        entries = (
            Entry(entry, tuple(names), self._popularity(first) + nats[entry])
            for entry, (first, names) in found.items()
        )
        return Resolver(entries, too_many=len(found)).candidates(" ".join(said), limit)

    def _popularity(self, number: int) -> float:
        """The prior of the name that was added as the so-manieth, in nats: Zipf's law."""
        rank = math.log(number) / math.log(max(number, self._last_name) + 1)
        return POPULAR_NATS * (1 - rank)

    def _keep_up(self, *, own: bool = False) -> None:
        """Take in what this or another process has written since the last time."""
        version = self._connection.execute("PRAGMA data_version").fetchone()[0]
        if version == self._version and not own:
            return
        self._version = version
        last = self._connection.execute("SELECT max(id) FROM name").fetchone()[0] or 0
        self._last_name = last
        self._words.keep_up()
        self._scores.keep_up(last)
        self._columns.keep_up(last)

    # Finding

    def _exact(self, said: tuple[str, ...]) -> dict[str, float]:
        """Entries that were named as they are written, but for spaces and a particle; no nats."""
        forms = [run_together(said)]
        stem = without_particle(said[-1])
        if stem:
            forms.append(run_together((*said[:-1], stem)))
        for form in forms:
            rows = self._connection.execute(
                "SELECT DISTINCT entry FROM name WHERE joined = ? LIMIT ?", (form, CLOSELY_NARROWED)
            ).fetchall()
            if rows:
                return dict.fromkeys((row["entry"] for row in rows), 0.0)
        return {}

    def _spotted(self, said: tuple[str, ...], wanted: Wanted | None, most: int) -> dict[str, float]:
        """The entries whose names hold spotted words and explain the phrase best, phone by phone.

        With each the nats that it is less likely than the first, for that.
        """
        heard = run_of_phones(said)
        numbers, scores = self._scores.best(self._words.spot(said, self._last_name), heard, wanted)
        rows = self._connection.execute(
            "SELECT key, entry, sounded FROM json_each(?) CROSS JOIN name ON name.id = value",
            (json.dumps(numbers.tolist()),),
        ).fetchall()
        if not rows:
            return {}
        places, entries, sounded = zip(*rows, strict=True)
        kept, scores = _by_phones(heard, sounded, scores[list(places)], max(most, _BY_PHONES))
        nats = _SPOTTED_NATS * (scores - scores.max())
        found: dict[str, float] = {}
        for place in np.argsort(-scores, kind="stable")[:most].tolist():
            found.setdefault(entries[kept[place]], float(nats[place]))
        return found

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


def _by_phones(
    heard: str, sounded: Sequence[str], scores: Floats, most: int
) -> tuple[Numbers, Floats]:
    """The places of those names that hold most of a phrase, and their scores with its phones."""
    in_one_run = scores + _RUN_SHARE * likeness(heard, list(sounded))
    kept = np.sort(np.argsort(-in_one_run, kind="stable")[:most])
    by_phones = explained_by_phones(heard, [sounded[place] for place in kept])
    return kept, scores[kept] + _PHONES_SHARE * by_phones
