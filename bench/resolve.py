"""Names in catalogs of growing size: how often the right one comes first, how fast, how large.

    python bench/resolve.py CATALOG ASKED [--sizes 1000 100000] [--show]

CATALOG holds one JSON list a line with an id, language, kind and name (further fields are passed
over); ASKED one object a line with the `id` that was meant, the phrase `q` (or `transcript`) and
perhaps a class `cls` and what was meant to be said, `clean`: any name that holds all its words is
as right as the one that was meant ("Mahler mazurka" is said of thirty). A sixth field of a name is how popular it is: of names that fit as well, the
popular one is meant. Phrases are cut in two by a hash; the second half is kept aside from tuning.
The peer is `rapidfuzz.process.extractOne` with WRatio over all names, in the same run.
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

from assistant.language.spelling import words
from assistant.storage.catalog.name_index import NameIndex

PEER_QUERIES = 40
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


def measured(
    phrases: Sequence[Asked],
    find: Callable[[str], list[str]],
    names: Mapping[str, str],
    *,
    show: bool,
) -> tuple[dict[tuple[str, bool], list[tuple[bool, bool]]], list[float]]:
    """Whether each phrase is right first and among five, by class and half; milliseconds."""
    results: dict[tuple[str, bool], list[tuple[bool, bool]]] = defaultdict(list)
    took: list[float] = []
    for asked in phrases:
        began = time.perf_counter()
        found = find(asked.phrase)
        took.append((time.perf_counter() - began) * 1000)
        first = right(found, asked, 1, names)
        results[asked.group, asked.held_out].append((first, right(found, asked, 5, names)))
        if show and not first and not asked.held_out:
            print(f"    {asked.group}: {asked.phrase} | {asked.id} | {found[:3]}")
    return results, took


def at_size(catalog: Path, asked: Sequence[Asked], size: int, *, show: bool) -> None:
    """All figures for one size of catalog."""
    names = read_names(catalog, size)
    known = {id_ for id_, _ in names}
    phrases = [each for each in asked if each.id in known]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "names.db"
        index = NameIndex(file)
        began = time.perf_counter()
        index.build((id_, (name,)) for id_, name in names)
        built_s = time.perf_counter() - began
        index._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # noqa: SLF001
        bytes_each = file.stat().st_size / len(names)

        def find(phrase: str) -> list[str]:
            return [candidate.id for candidate in index.candidates(phrase)]

        results, took = measured(phrases, find, dict(names), show=show)
        table(size, results)
        quantiles = statistics.quantiles(took, n=100)
        peer_ms = peer(names, phrases)
        print(
            f"  {size:>9,} names: built in {built_s:.1f} s, {bytes_each:.0f} bytes a name; "
            f"p50 {quantiles[49]:.1f} ms, p99 {quantiles[98]:.1f} ms "
            f"({quantiles[98] / quantiles[49]:.1f} times); WRatio over all {peer_ms:.1f} ms "
            f"= {peer_ms / quantiles[49]:.0f} times as long"
        )
        print(f"  adding {change(index, 'put'):.2f} ms, removing {change(index, 'remove'):.2f} ms")
        index.close()


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


def peer(names: Sequence[tuple[str, str]], phrases: Sequence[Asked]) -> float:
    """Milliseconds that comparing with every name takes, the median."""
    plain = [utils.default_process(name) for _, name in names]
    took = []
    for asked in random.Random(0).sample(list(phrases), min(PEER_QUERIES, len(phrases))):
        began = time.perf_counter()
        process.extractOne(utils.default_process(asked.phrase), plain, scorer=fuzz.WRatio)
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


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
    parser.add_argument("--show", action="store_true", help="show misses of the first half")
    options = parser.parse_args()
    asked = read_asked(options.asked)
    for size in options.sizes:
        at_size(options.catalog, asked, size, show=options.show)


if __name__ == "__main__":
    main()
