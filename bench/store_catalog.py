"""A catalog of a million products: importing it, finding things by what is said, changing it.

    python bench/store_catalog.py NAMES [--products 1000000] [--queries 400] [--peer-queries 24]
                                        [--keep FOLDER]

NAMES holds one name of a kind of thing a line ("Organic Whole Milk"); brands and sizes are made up,
seeded. The feed is a CSV file, imported by `assistant catalog import` in a process of its own, whose
time, memory and disk are told. Phrases are names as they are said: without the size, in another
order, with a letter misheard, in part, and with a limit on the price. A product is as right as
another when its name holds every word that was meant and it keeps to the limit. FOLDER keeps the
market, so that the next run need not import it again (with the same `--products`). The peer is
`rapidfuzz.process.extractOne` with WRatio over all names, for a part of the phrases, in the same run.
"""

import argparse
import csv
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
from rapidfuzz import fuzz, process, utils

from assistant.core.money import Money
from assistant.core.settings import PROJECT
from assistant.language.words.spelling import words
from assistant.skills.products.shelf import CatalogShelf
from assistant.storage.catalog.household_catalog import HouseholdCatalog, open_household
from assistant.store.goods.catalog import Product

SEED = 11
BRANDS = 20_000
CHANGES = 200
ONSETS = "b br c ch d f fl g gr h j k l m n p pr r s sh st t tr v w z".split()  # noqa: SIM905
VOWELS = "a e i o u ai ee oo".split()  # noqa: SIM905
CODAS = ("", "", "", "n", "r", "l", "x", "t", "s")
UNITS = ("oz", "count", "pack", "lb", "liters", "ml", "g")
HEARD_AS = {"c": "k", "s": "z", "v": "f", "p": "b", "d": "t", "m": "n", "i": "e", "o": "u"}


class Made(NamedTuple):
    """A product of the feed."""

    id: str
    brand: str
    kind: str
    size: str
    minor: int

    @property
    def name(self) -> str:
        """Its full name."""
        return f"{self.brand} {self.kind} {self.size}"


class Asked(NamedTuple):
    """A phrase, the words that were meant, and the highest price."""

    group: str
    phrase: str
    meant: frozenset[str]
    most: int | None = None


def brands(numbers: random.Random) -> list[str]:
    """Brands nobody has."""
    made = {
        "".join(
            numbers.choice(ONSETS) + numbers.choice(VOWELS) + numbers.choice(CODAS)
            for _ in range(numbers.choice((1, 2, 2, 3)))
        ).capitalize()
        for _ in range(BRANDS)
    }
    return sorted(made)


def products(kinds: Sequence[str], count: int) -> Iterator[Made]:
    """The feed; the same for the same arguments."""
    numbers = random.Random(SEED)
    makers = brands(numbers)
    for number in range(count):
        brand = makers[int(len(makers) * numbers.random() ** 2)]
        size = f"{numbers.randint(1, 99)} {numbers.choice(UNITS)}"
        minor = int(99 + 4000 * numbers.random() ** 3)
        yield Made(f"p{number}", brand, numbers.choice(kinds), size, minor)


def write_feed(path: Path, made: Iterator[Made]) -> None:
    """The feed as a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["sku", "title", "brand", "price", "vendor"])
        for each in made:
            lines.writerow([each.id, each.name, each.brand, f"{each.minor / 100:.2f}", "grocery"])


def asked(made: Sequence[Made], count: int) -> list[Asked]:
    """Phrases as people say them."""
    numbers = random.Random(SEED + 1)
    found = []
    for number, each in enumerate(numbers.sample(made, count)):
        said = f"{each.brand} {each.kind}".lower()
        spoken = said.split()
        match number % 5:
            case 0:
                found.append(Asked("as written", said, frozenset(words(said))))
            case 1:
                turned = " ".join(spoken[1:] + spoken[:1])
                found.append(Asked("turned round", turned, frozenset(words(said))))
            case 2:
                found.append(Asked("misheard", misheard(said, numbers), frozenset(words(said))))
            case 3:
                part = " ".join([spoken[0], *spoken[-2:]])
                found.append(Asked("in part", part, frozenset(words(part))))
            case _:
                most = (each.minor // 100 + 1) * 100
                phrase = f"{said} under {most // 100} dollars"
                found.append(Asked("with a price", phrase, frozenset(words(said)), most))
    return found


def misheard(said: str, numbers: random.Random) -> str:
    """The phrase with one letter heard as another."""
    places = [place for place, letter in enumerate(said) if letter in HEARD_AS]
    if not places:
        return said
    place = numbers.choice(places)
    return said[:place] + HEARD_AS[said[place]] + said[place + 1 :]


def right(name: str, minor: int, each: Asked) -> bool:
    """Whether a product is one that was meant."""
    cheap = each.most is None or minor <= each.most
    return cheap and each.meant <= frozenset(words(name))


def import_feed(feed: Path, data: Path) -> tuple[float, float]:
    """Seconds and megabytes that `assistant catalog import` takes."""
    environ = os.environ | {"ASSISTANT_PATHS_DATA": str(data), "PYTHONPATH": str(PROJECT)}
    program = [sys.executable, "-m", "assistant.cli", "catalog", "import", "--json", str(feed)]
    began = time.perf_counter()
    done = subprocess.run(program, env=environ, capture_output=True, text=True, check=False)
    took = time.perf_counter() - began
    print(f"  {json.loads(done.stdout)}")
    return took, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def imported(made: Sequence[Made], feed: Path, data: Path) -> None:
    """Write the feed, import it, and print what that took."""
    write_feed(feed, iter(made))
    print(f"{len(made):,} products, a feed of {feed.stat().st_size / 1e6:.0f} MB")
    took, memory = import_feed(feed, data)
    size = sum(file.stat().st_size for file in data.glob("market.db*")) / 1e6
    print(f"  imported in {took:.0f} s ({len(made) / took:,.0f} a second), at most")
    print(f"  {memory:.0f} MB of memory, {size:.0f} MB on disk", flush=True)


def find_all(
    shelf: CatalogShelf, phrases: Sequence[Asked]
) -> tuple[dict[str, list[bool]], list[float], list[float]]:
    """Whether the first product is right, by group; milliseconds, also of processor time."""
    results: dict[str, list[bool]] = {}
    took, worked = [], []
    for each in phrases:
        began, work = time.perf_counter(), time.thread_time()
        found = shelf.find(each.phrase)
        took.append((time.perf_counter() - began) * 1000)
        worked.append((time.thread_time() - work) * 1000)
        first = found[0].product if found else None
        good = first is not None and right(first.name("en"), first.price("USD").minor, each)
        results.setdefault(each.group, []).append(good)
    return results, took, worked


def peer(made: Sequence[Made], phrases: Sequence[Asked]) -> tuple[float, float, float]:
    """Comparing with every name: milliseconds (median, most) and how often right."""
    plain = [utils.default_process(each.name) for each in made]
    took, good = [], []
    for each in phrases:
        began = time.perf_counter()
        phrase = utils.default_process(each.phrase.partition(" under ")[0])
        best = process.extractOne(phrase, plain, scorer=fuzz.WRatio)
        took.append((time.perf_counter() - began) * 1000)
        good.append(right(made[best[2]].name, made[best[2]].minor, each))
    return statistics.median(took), max(took), statistics.mean(good)


def changed(catalog: HouseholdCatalog, shelf: CatalogShelf) -> tuple[list[float], list[float], int]:
    """Milliseconds of adding a product and of changing its price; how many were found at once."""
    adding, changing, found = [], [], 0
    numbers = random.Random(SEED + 2)
    for number in range(CHANGES):
        word = "".join(numbers.choice(ONSETS) + numbers.choice(VOWELS) for _ in range(3))
        name = f"{word.capitalize()} Sparkling Organic Water {number} count"
        product = Product(
            id=f"new{number}",
            category_id="water",
            brand={},
            names={"en": name},
            aliases={},
            size=number + 1,
            size_unit="count",
            prices=(Money(199, "USD"),),
            seller_id="grocery",
        )
        began = time.perf_counter()
        catalog.market.put_products([product])
        adding.append((time.perf_counter() - began) * 1000)
        catalog.written()
        fits = shelf.find(name)
        found += bool(fits) and fits[0].product.id == product.id
        began = time.perf_counter()
        cheaper = msgspec.structs.replace(product, prices=(Money(189, "USD"),))
        catalog.market.put_products([cheaper])
        changing.append((time.perf_counter() - began) * 1000)
        catalog.written()
    return adding, changing, found


def quantiles(took: Sequence[float]) -> str:
    """Median and 99th percentile."""
    cut = statistics.quantiles(took, n=100)
    return f"p50 {cut[49]:.1f} ms, p99 {cut[98]:.1f} ms"


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", type=Path)
    parser.add_argument("--products", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=400)
    parser.add_argument("--peer-queries", type=int, default=24)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    kinds = [line.strip() for line in options.names.read_text("utf-8").splitlines() if line.strip()]
    made = list(products(kinds, options.products))
    with tempfile.TemporaryDirectory() as folder:
        data = (options.keep or Path(folder)) / "data"
        if not (data / "market.db").is_file():
            imported(made, Path(folder) / "feed.csv", data)
        began = time.perf_counter()
        catalog = open_household(PROJECT / "catalog.db", data / "market.db")
        shelf = CatalogShelf(catalog, {}, live=catalog)
        shelf.find("milk")
        print(f"  opened in {time.perf_counter() - began:.2f} s")
        phrases = asked(made, options.queries)
        results, ms, worked = find_all(shelf, phrases)
        for group, good in results.items():
            print(f"  {group:<14} right first {statistics.mean(good):.3f} of {len(good)}")
        print(f"  finding: {quantiles(ms)}; of processor time {quantiles(worked)}")
        some = phrases[: options.peer_queries]
        own = statistics.mean(g for each in some for g in find_all(shelf, [each])[0][each.group])
        median, most, accuracy = peer(made, some)
        mine = statistics.median(ms)
        print(
            f"  rapidfuzz over all names: p50 {median:.0f} ms, most {most:.0f} ms = "
            f"{median / mine:.0f} times as long; right first {accuracy:.3f}, ours {own:.3f} "
            f"of the same {len(some)}"
        )
        adding, changing, found = changed(catalog, shelf)
        print(f"  adding one: {quantiles(adding)}; found at once {found} of {CHANGES}")
        print(f"  changing a price: {quantiles(changing)}")


if __name__ == "__main__":
    main()
