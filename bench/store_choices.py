"""Few choices, out of many options: how often the best one is among three.

    python -m bench.store_choices [--shoppers 150] [--seed 1]

A generated market whose shoppers have utilities that the chooser never sees: it sees what they bought
before, and out of what. Each shopper weighs price, speed, rating and brands in an own way; a fresh
set of options has the one that is best for this shopper. The peers, in the same run: the three
cheapest, the three bought most, three by chance.
"""

import argparse
import math
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.store.choices import Option, choose, likeness, stars
from assistant.store.taste import Choice, Taste, common, learnt

BRANDS = 6
OPTIONS = 10
TRIALS = 20


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
        0.3,
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


def history(chance: random.Random, who: Shopper, purchases: int) -> list[Choice]:
    """What somebody bought, and out of what."""
    found = []
    for _ in range(purchases):
        there = options(chance)
        bought = who.buys(chance, there)
        found.append(Choice(tuple(likeness(o, there) for o in there), there.index(bought)))
    return found


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
    alone = [learnt(each) for each in past]
    shared = common(alone) if purchases else Taste()
    began = time.perf_counter()
    tastes = [learnt(each, shared) for each in past]
    learning = (time.perf_counter() - began) / len(people)
    hits: dict[str, list[bool]] = {}
    dominated = total = 0
    choosing: list[float] = []
    for who, taste, own in zip(people, tastes, alone, strict=True):
        for _ in range(TRIALS):
            there = options(chance)
            best = who.best(there)
            began = time.perf_counter()
            offered = by_taste(taste)(there)
            choosing.append(time.perf_counter() - began)
            dominated += sum(really_dominated(each, there) for each in offered)
            total += len(offered)
            peers: dict[str, Sequence[Option]] = {
                "ours": offered,
                "ours, of the own purchases only": by_taste(own)(there),
                "cheapest three": cheapest(there),
                "most popular three": popular(there),
                "three by chance": chance.sample(there, 3),
            }
            for name, three in peers.items():
                hits.setdefault(name, []).append(best in three)
    print(f"after {purchases} purchases each:")
    for name, each in hits.items():
        print(f"  {name}: the best is among them {statistics.mean(each):.1%}")
    print(f"  dominated ones offered: {dominated} of {total}")
    print(
        f"  ms: learning a household {learning * 1e3:.1f}, choosing {statistics.median(choosing) * 1e3:.2f}"
    )


if __name__ == "__main__":
    main()
