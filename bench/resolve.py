"""Names in catalogs of growing size: how often the right one comes first, how fast, how large.

    python bench/resolve.py CATALOG ASKED [--sizes 1000 100000] [--peer-queries 40] [--show]

CATALOG holds one JSON list a line with an id, language, kind and name (further fields are passed
over); ASKED one object a line with the `id` that was meant, the phrase `q` (or `transcript`) and
perhaps a class `cls` and what was meant to be said, `clean`: any name that holds all its words is
as right as the one that was meant ("Mahler mazurka" is said of thirty). A sixth field of a name is how popular it is: of names that fit as well, the
popular one is meant. Phrases are cut in two by a hash; the second half is kept aside from tuning.
The peer is `rapidfuzz.process.extractOne` with WRatio over all names, in the same run, for a part
of the phrases, drawn by a seed. Times are told as they passed and of the processor: on a busy
machine only the latter compare. Up to `LARGE_CATALOG` names all are compared, as the shop does it.
"""

import argparse
import hashlib
import json
import random
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz, process, utils

from assistant.language.names.resolve import Entry, Resolver
from assistant.language.words.spelling import words
from assistant.skills.products.shelf import LARGE_CATALOG
from assistant.storage.catalog.name_index import NameIndex

CHANGES = 50
POPULARITY = 5
"""The field of a name that tells how popular it is."""


class Asked(NamedTuple):
    """A phrase, and which name was meant."""

    phrase: str
    id: str
    group: str
    clean: frozenset[str]

    @property
    def held_out(self) -> bool:
        """Whether it is of the half that nothing is tuned on."""
        return bool(hashlib.sha256(self.phrase.encode()).digest()[0] & 1)


def read_asked(path: Path) -> list[Asked]:
    """The phrases of a file."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [
        Asked(
            row.get("q", row.get("transcript", "")),
            str(row["id"]),
            row.get("cls", "heard"),
            said(row),
        )
        for row in rows
    ]


def said(row: dict[str, str]) -> frozenset[str]:
    """The words that were meant to be said."""
    return frozenset(words(row.get("clean", row.get("spoken", ""))))


def read_names(path: Path, size: int) -> list[tuple[str, str]]:
    """The first names of a catalog, with their ids."""
    with path.open(encoding="utf-8") as lines:
        rows = (json.loads(line) for line in islice(lines, size))
        ranked = sorted(rows, key=lambda row: -row[5] if len(row) > POPULARITY else 0)
        return [(str(row[0]), str(row[3])) for row in ranked]


def right(found: Sequence[str], asked: Asked, most: int, names: Mapping[str, str]) -> bool:
    """Whether the right one, or one that was named as well, is among the first ones."""
    return any(
        id_ == asked.id or (asked.clean and asked.clean <= frozenset(words(names[id_])))
        for id_ in found[:most]
    )


Measured = tuple[dict[tuple[str, bool], list[tuple[bool, bool]]], list[tuple[float, float]]]
"""Whether each phrase was right, by class and half; milliseconds of each."""


def measured(
    phrases: Sequence[Asked],
    find: Callable[[str], list[str]],
    names: Mapping[str, str],
    *,
    show: bool = False,
) -> Measured:
    """Whether each phrase is right first and among five, by class and half; milliseconds.

    The latter as they passed, and of the processor.
    """
    results: dict[tuple[str, bool], list[tuple[bool, bool]]] = defaultdict(list)
    took: list[tuple[float, float]] = []
    for asked in phrases:
        began, work = time.perf_counter(), time.process_time()
        found = find(asked.phrase)
        passed, worked = time.perf_counter() - began, time.process_time() - work
        took.append((passed * 1000, worked * 1000))
        first = right(found, asked, 1, names)
        results[asked.group, asked.held_out].append((first, right(found, asked, 5, names)))
        if show and not first and not asked.held_out:
            print(f"    {asked.group}: {asked.phrase} | {asked.id} | {found[:3]}")
    return results, took


def at_size(
    catalog: Path, asked: Sequence[Asked], size: int, *, peer_queries: int, show: bool
) -> None:
    """All figures for one size of catalog."""
    names = read_names(catalog, size)
    by_id = dict(names)
    phrases = [each for each in asked if each.id in by_id]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "names.db"
        index = NameIndex(file)
        began = time.perf_counter()
        index.build((id_, (name,)) for id_, name in names)
        built_s = time.perf_counter() - began
        index._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # noqa: SLF001
        bytes_each = file.stat().st_size / len(names)
        print(f"  {size:>9,} names: built in {built_s:.1f} s, {bytes_each:.0f} bytes a name")

        small = len(names) <= LARGE_CATALOG
        entries = (Entry(id_, (name,)) for id_, name in names)
        candidates = (Resolver(entries, len(names)) if small else index).candidates

        def find(phrase: str) -> list[str]:
            return [candidate.id for candidate in candidates(phrase)]

        results, took = measured(phrases, find, by_id, show=show)
        table(size, results)
        some = random.Random(0).sample(phrases, min(peer_queries, len(phrases)))
        against(measured(some, find, by_id), measured(some, peer(names), by_id), took)
        print(f"  adding {change(index, 'put'):.2f} ms, removing {change(index, 'remove'):.2f} ms")
        index.close()


def against(ours: Measured, peers: Measured, took: Sequence[tuple[float, float]]) -> None:
    """Our times for all phrases; times and how often right, against the peer's, for the same few."""
    kinds = ("as it passed", "of the processor")
    for kind, all_ms, peer_ms in zip(
        kinds, zip(*took, strict=True), zip(*peers[1], strict=True), strict=True
    ):
        quantiles = statistics.quantiles(all_ms, n=100)
        most, median = quantiles[98], quantiles[49]
        theirs = statistics.median(peer_ms)
        print(
            f"  {kind}: p50 {median:.1f} ms, p99 {most:.1f} ms ({most / median:.1f} times); "
            f"WRatio over all {theirs:.1f} ms = {theirs / median:.0f} times as long"
        )
    own, other = first_share(ours), first_share(peers)
    print(
        f"  right first, of the same {len(peers[1])} phrases: {own:.3f}, WRatio {other:.3f}"
        f" = {own / max(other, 0.001):.2f} times as often,"
        f" of {1 / max(other, 0.001):.2f} that are possible"
    )


def first_share(found: Measured) -> float:
    """How often the first name was right, over all phrases."""
    return statistics.mean(first for rows in found[0].values() for first, _ in rows)


def table(size: int, results: dict[tuple[str, bool], list[tuple[bool, bool]]]) -> None:
    """Right first and among five, by class; then their mean."""
    means: dict[bool, list[tuple[float, float]]] = defaultdict(list)
    for group in sorted({group for group, _ in results}):
        cells = []
        for held_out in (False, True):
            rows = results.get((group, held_out), [])
            if rows:
                first, five = (statistics.mean(column) for column in zip(*rows, strict=True))
                means[held_out].append((first, five))
                cells.append(f"{first:.3f} {five:.3f} of {len(rows):<4}")
        print(f"  {size:>9,} {group:<22} {'   '.join(cells)}")
    for held_out, name in ((False, "tuned on"), (True, "kept aside")):
        first, five = (statistics.mean(column) for column in zip(*means[held_out], strict=True))
        print(f"  {size:>9,} mean, {name:<16} {first:.3f} {five:.3f}")


def peer(names: Sequence[tuple[str, str]]) -> Callable[[str], list[str]]:
    """Comparing with every name."""
    plain = [utils.default_process(name) for _, name in names]

    def find(phrase: str) -> list[str]:
        best = process.extractOne(utils.default_process(phrase), plain, scorer=fuzz.WRatio)
        return [names[best[2]][0]] if best else []

    return find


def change(index: NameIndex, how: str) -> float:
    """Milliseconds that adding or removing one entry takes, the median."""
    took = []
    for number in range(CHANGES):
        began = time.perf_counter()
        if how == "put":
            index.put(f"new{number}", (f"Brandnew gadget extra {number} pack",))
        else:
            index.remove(f"new{number}")
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def main() -> None:
    """Print the figures for every size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("catalog", type=Path)
    parser.add_argument("asked", type=Path)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1000, 100_000])
    parser.add_argument("--peer-queries", type=int, default=40, help="phrases the peer is asked")
    parser.add_argument("--show", action="store_true", help="show misses of the first half")
    options = parser.parse_args()
    asked = read_asked(options.asked)
    for size in options.sizes:
        at_size(
            options.catalog,
            asked,
            size,
            peer_queries=options.peer_queries,
            show=options.show,
        )


if __name__ == "__main__":
    main()
