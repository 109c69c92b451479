"""Few choices, out of many options: how often the best one is among three.

    python -m bench.store_choices [--shoppers 150] [--seed 1]

A generated market whose shoppers have utilities that the chooser never sees: it sees what they bought
before, and out of what. Each shopper weighs price, speed, rating and brands in an own way; a fresh
set of options has the one that is best for this shopper. The peers, in the same run: the three
cheapest, the three bought most, three by chance. The limit, where little is known of a shopper: the
three that are likeliest the best to somebody who knows how tastes are spread among all of them, and
weighs that crowd by what this one bought. Nobody can do better without seeing more.
"""

import argparse
import math
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.store.choosing.choices import Option, choose, likeness, stars
from assistant.store.choosing.taste import Choice, Taste, learnt

BRANDS = 6
OPTIONS = 10
TRIALS = 20
NOISE = 0.3
CROWD = 20_000
FEW = 5
"""After more purchases hardly any of the crowd is left who could have bought that."""


@dataclass(frozen=True)
class Shopper:
    """What one person wants."""

    price: float
    days: float
    stars: float
    kept: float
    brands: dict[str, float]
    noise: float

    def worth(self, option: Option) -> float:
        """The hidden utility."""
        return (
            -self.price * math.log(option.price / option.size)
            - self.days * option.days
            + self.stars * stars(option)
            + self.kept * option.kept
            + self.brands[option.brand]
        )

    def best(self, options: Sequence[Option]) -> Option:
        """The best of them."""
        return max(options, key=self.worth)

    def buys(self, chance: random.Random, options: Sequence[Option]) -> Option:
        """What it takes: nearly always the best."""

        def felt(option: Option) -> float:
            return self.worth(option) - self.noise * math.log(-math.log(chance.uniform(1e-9, 1)))

        return max(options, key=felt)


def shopper(chance: random.Random) -> Shopper:
    """Somebody."""
    return Shopper(
        chance.lognormvariate(1.5, 0.5),
        chance.lognormvariate(-1.2, 0.7),
        chance.lognormvariate(0.1, 0.6),
        chance.lognormvariate(0.2, 0.6),
        {str(brand): chance.gauss(0, 0.7) for brand in range(BRANDS)},
        NOISE,
    )


def options(chance: random.Random) -> list[Option]:
    """What can be bought of one kind: packs of two sizes, good ones dearer on the whole."""
    found = []
    for number in range(OPTIONS):
        quality = chance.gauss(0, 1)
        size = chance.choice((500.0, 1000.0))
        price = size * chance.lognormvariate(0.08 * quality, 0.2)
        found.append(
            Option(
                str(number),
                max(1, round(price)),
                size,
                "ml",
                chance.choice((0, 1, 1, 2, 2, 3, 5)),
                min(5.0, max(1.0, 4 + 0.35 * quality + chance.gauss(0, 0.25))),
                chance.choice((3, 20, 80, 400)),
                str(chance.randrange(BRANDS)),
                min(1.0, max(0.0, 0.4 + 0.15 * quality + chance.gauss(0, 0.1))),
            )
        )
    return found


Past = list[tuple[Sequence[Option], int]]


def history(chance: random.Random, who: Shopper, purchases: int) -> Past:
    """What somebody bought, and out of what."""
    shelves = [options(chance) for _ in range(purchases)]
    return [(there, there.index(who.buys(chance, there))) for there in shelves]


def seen(past: Past) -> list[Choice]:
    """What the chooser sees of it."""
    return [Choice(tuple(likeness(o, there) for o in there), bought) for there, bought in past]


Picker = Callable[[Sequence[Option]], Sequence[Option]]


def cheapest(there: Sequence[Option]) -> Sequence[Option]:
    """The three cheapest by measure."""
    return sorted(there, key=lambda each: each.price / each.size)[:3]


def popular(there: Sequence[Option]) -> Sequence[Option]:
    """The three that people keep buying most."""
    return sorted(there, key=lambda each: -each.kept)[:3]


def by_taste(taste: Taste) -> Picker:
    """What we offer."""

    def pick(there: Sequence[Option]) -> Sequence[Option]:
        by_id = {each.id: each for each in there}
        offered = choose(there, taste).offered
        return [by_id[name] for each in offered for name in (each.option.id, *each.alike)]

    return pick


Numbers = npt.NDArray[np.float64]


def crowd(chance: random.Random) -> Numbers:
    """What many people weigh; a person a row."""
    people = (shopper(chance) for _ in range(CROWD))
    return np.array([[p.price, p.days, p.stars, p.kept, *p.brands.values()] for p in people])


def worths(people: Numbers, there: Sequence[Option]) -> Numbers:
    """The hidden utilities: person by option, as `Shopper.worth`."""
    sides = [
        [-math.log(o.price / o.size), -o.days, stars(o), o.kept]
        + [float(o.brand == str(brand)) for brand in range(BRANDS)]
        for o in there
    ]
    return np.asarray(people @ np.array(sides).T, float)


def likely(people: Numbers, past: Sequence[tuple[Sequence[Option], int]]) -> Numbers:
    """How likely each of the crowd is to be the one who bought that; together 1."""
    logs = np.zeros(len(people))
    for there, bought in past:
        felt = worths(people, there) / NOISE
        logs += felt[:, bought] - np.logaddexp.reduce(felt, axis=1)
    shares = np.exp(logs - logs.max())
    return np.asarray(shares / shares.sum(), float)


def by_crowd(people: Numbers, shares: Numbers) -> Picker:
    """The limit: the three that are the best to the most of those who it may be."""

    def pick(there: Sequence[Option]) -> Sequence[Option]:
        best = worths(people, there).argmax(axis=1)
        chances = np.bincount(best, shares, len(there))
        return [there[number] for number in np.argsort(-chances)[:3]]

    return pick


def really_dominated(option: Option, there: Sequence[Option]) -> bool:
    """Whether another option is better or the same in everything, and better in something."""

    def sides(each: Option) -> tuple[float, ...]:
        return (-each.price / each.size, -each.price, -each.days, stars(each), each.kept)

    mine = sides(option)
    return any(
        all(a >= b for a, b in zip(sides(other), mine, strict=True)) and sides(other) != mine
        for other in there
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--shoppers", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    people = [shopper(chance) for _ in range(asked.shoppers)]
    for purchases in (0, 5, 20, 60):
        measure(chance, people, purchases)


def measure(chance: random.Random, people: Sequence[Shopper], purchases: int) -> None:
    """How often the best is among three, after so many purchases of each."""
    past = [history(chance, who, purchases) for who in people]
    began = time.thread_time()
    tastes = [learnt(seen(each)) for each in past]
    learning = (time.thread_time() - began) / len(people)
    everybody = crowd(random.Random(0)) if purchases <= FEW else None
    hits: dict[str, list[bool]] = {}
    dominated = total = 0
    choosing: list[float] = []
    for who, taste, bought in zip(people, tastes, past, strict=True):
        limit = None if everybody is None else by_crowd(everybody, likely(everybody, bought))
        for _ in range(TRIALS):
            there = options(chance)
            best = who.best(there)
            began = time.thread_time()
            offered = by_taste(taste)(there)
            choosing.append(time.thread_time() - began)
            dominated += sum(really_dominated(each, there) for each in offered)
            total += len(offered)
            peers: dict[str, Sequence[Option]] = {
                "ours": offered,
                "cheapest three": cheapest(there),
                "most popular three": popular(there),
                "three by chance": chance.sample(there, 3),
            }
            if limit is not None:
                peers["the limit"] = limit(there)
            for name, three in peers.items():
                hits.setdefault(name, []).append(best in three)
    print(f"after {purchases} purchases each:")
    for name, each in hits.items():
        print(f"  {name}: the best is among them {statistics.mean(each):.1%}")
    print(f"  dominated ones offered: {dominated} of {total}")
    print(
        f"  ms of the processor: learning a household {learning * 1e3:.1f}, choosing {statistics.median(choosing) * 1e3:.2f}"
    )


if __name__ == "__main__":
    main()
