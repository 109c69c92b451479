"""Are promises kept as often as they say? Sellers are simulated, some of them get worse.

    python -m bench.store_promises [--sellers 60] [--orders 200] [--seed 1]

Each seller has its own habits of being late; a third get worse at some moment, a third drift, some
get better. What is promised is measured against what happens; the record learns only after the goods
have come. The peer, in the same run, is the seller's own word.
"""

import argparse
import random
import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time

from assistant.store.delivery.promises import SURE, Delivery, Record, lateness_of
from assistant.store.goods.catalog import Seller

DAY = date(2026, 11, 25)
NEAR = 0.02
"""Promises of 88 to 92 % are those of 90 %."""


@dataclass
class Simulated:
    """A seller whose habits change."""

    seller: Seller
    in_time: float
    slower: float
    """Of those that are late, the share that is another day later, and so on."""
    change_at: int
    change_to: float
    gradually: bool
    sent: int = field(default=0)

    def late(self, chance: random.Random) -> int:
        """How many days late the next delivery is."""
        in_time = self.in_time
        if self.gradually:
            part = min(1.0, self.sent / (2 * self.change_at))
            in_time += part * (self.change_to - self.in_time)
        elif self.sent >= self.change_at:
            in_time = self.change_to
        self.sent += 1
        late = 0
        if chance.random() >= in_time:
            late = 1
            while chance.random() < self.slower and late < 9:
                late += 1
        return late


def simulated(chance: random.Random, count: int, orders: int) -> list[Simulated]:
    """Sellers, good and bad."""
    sellers = []
    for number in range(count):
        in_time = chance.betavariate(9, 1.5)
        kind = number % 3
        change_to = in_time if kind == 0 else max(0.1, in_time - chance.uniform(0.1, 0.5))
        if kind and chance.random() < 0.2:
            change_to = min(0.99, in_time + 0.2)
        seller = Seller(
            id=str(number), names={}, delivery_days=2, cutoff=time(18), works_weekends=True
        )
        change_at = chance.randint(orders // 5, 4 * orders // 5)
        slower = chance.uniform(0.2, 0.6)
        sellers.append(Simulated(seller, in_time, slower, change_at, change_to, kind == 2))
    return sellers


@dataclass(frozen=True)
class Outcome:
    """A promise and what came of it."""

    stated: float
    kept: bool
    late: int
    """After the day that the seller quoted."""
    first: bool
    """Whether the seller had no record yet."""


def play(chance: random.Random, sellers: Sequence[Simulated], orders: int) -> list[Outcome]:
    """All orders in a random sequence; what is ordered is not here before five others are."""
    record, under_way, outcomes = Record([Delivery("before", 0)]), [], []
    turns = [seller for seller in sellers for _ in range(orders)]
    chance.shuffle(turns)
    for each in turns:
        promised = record.at(DAY, each.seller)
        late = each.late(chance)
        allowed = lateness_of(DAY, promised.day, each.seller)
        first = not record.lates(each.seller.id)
        outcomes.append(Outcome(promised.probability or 0.0, late <= allowed, late, first))
        under_way.append(Delivery(each.seller.id, late))
        if len(under_way) > 5:
            record.learn(under_way.pop(0))
    return outcomes


def report(outcomes: Sequence[Outcome]) -> None:
    """Print how often promises were kept, by what they said."""
    by_share: dict[int, list[Outcome]] = defaultdict(list)
    for each in outcomes:
        by_share[int(100 * each.stated) // 2].append(each)
    for share, those in sorted(by_share.items()):
        said = statistics.mean(each.stated for each in those)
        kept = statistics.mean(each.kept for each in those)
        print(
            f"  {2 * share:>3} to {2 * share + 2} %: {len(those):>6}, said {said:.3f}, kept {kept:.3f}"
        )
    said = statistics.mean(each.stated for each in outcomes)
    kept = statistics.mean(each.kept for each in outcomes)
    print(f"all: said {said:.3f}, kept {kept:.3f}")
    near = [each.kept for each in outcomes if abs(each.stated - SURE) <= NEAR]
    print(f"promised with 90 % (88 to 92): {len(near)}, kept {statistics.mean(near):.3f}")
    new = [each for each in outcomes if each.first]
    said = statistics.mean(each.stated for each in new)
    print(
        f"the first of a seller: said {said:.3f}, kept {statistics.mean(e.kept for e in new):.3f}"
    )
    word = statistics.mean(each.late == 0 for each in outcomes)
    print(f"the sellers' own word is kept by {word:.3f} (they all say it surely)")


def main() -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--sellers", type=int, default=60)
    parser.add_argument("--orders", type=int, default=200, help="of each seller")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    sellers = simulated(chance, options.sellers, options.orders)
    report(play(chance, sellers, options.orders))


if __name__ == "__main__":
    main()
