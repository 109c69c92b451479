"""Baskets priced as a whole: how often the best is proved in time, and what it saves.

    python -m bench.store_baskets [--baskets 300] [--seed 1] [--solver]

Markets are generated: up to 30 lines and 20 sellers with shipping per order and per item, free from
a sum, quantity breaks, least quantities and short stock; half of them of the largest size. Baskets
of the sample catalog are drawn from its products, those of the same categories together. The peers
are what people do: each line where it is cheapest, everything at one seller. `--solver` also gives
the same programme to HiGHS as it is, in the same run.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import highspy
import numpy as np

from assistant.core.money import Money
from assistant.core.settings import PROJECT
from assistant.storage.catalog import catalog_file
from assistant.store.goods.catalog import Seller
from assistant.store.market.offers import (
    CatalogMarket,
    Market,
    PriceBreak,
    PricePoint,
    SellerOffer,
    ShippingTerms,
)
from assistant.store.pricing import PricedBasket, Shopping, Want, price_basket
from assistant.store.pricing.model import model_of
from assistant.store.pricing.problem import Candidate, Problem, fee, tiers

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
IN_TIME_S = 0.2
PATIENCE_S = 10.0


def usd(cents: int) -> Money:
    """An amount in dollars."""
    return Money(cents, "USD")


@dataclass(frozen=True)
class Generated:
    """A market out of a random seed."""

    offers: Mapping[str, Sequence[SellerOffer]]
    asked: Mapping[str, ShippingTerms] = field(default_factory=dict)

    def offers_of(self, product_id: str, now: datetime) -> Sequence[SellerOffer]:  # noqa: ARG002
        """See `Market`."""
        return self.offers[product_id]

    def terms(self, seller_id: str) -> ShippingTerms | None:
        """See `Market`."""
        return self.asked.get(seller_id)

    def seller(self, seller_id: str) -> Seller | None:  # noqa: ARG002
        """See `Market`."""
        return None

    def sellers(self) -> Sequence[Seller]:
        """See `Market`."""
        return ()

    def price_history(self, of: str, since: datetime, now: datetime) -> Sequence[PricePoint]:  # noqa: ARG002
        """See `Market`."""
        return ()


def offer(chance: random.Random, product: str, seller: str, price: int) -> SellerOffer:
    """An offer; some have short stock, a least quantity or a lower price for more."""
    breaks: tuple[PriceBreak, ...] = ()
    if chance.random() < 0.2:
        breaks = (PriceBreak(chance.choice((2, 3, 5)), usd(max(1, int(price * 0.93)))),)
    return SellerOffer(
        id=f"{seller}:{product}",
        product_id=product,
        seller_id=seller,
        unit_price=usd(price),
        breaks=breaks,
        stock=chance.randint(1, 5) if chance.random() < 0.1 else None,
        minimum=2 if chance.random() < 0.05 else 1,
    )


def shipping(chance: random.Random) -> ShippingTerms | None:
    """What a seller asks: a tenth nothing, a tenth always, the others up to a sum."""
    kind = chance.random()
    if kind < 0.1:
        return None
    per_item = chance.randint(20, 99) if kind > 0.85 else 0
    free_from = None if kind < 0.2 else usd(chance.randint(2000, 6000))
    return ShippingTerms(
        per_order=usd(chance.randint(299, 799)), per_item=usd(per_item), free_from=free_from
    )


def generated(chance: random.Random, lines: int, sellers: int) -> tuple[list[Want], Generated]:
    """A basket and its market."""
    levels = {str(seller): chance.gauss(1, 0.05) for seller in range(sellers)}
    wants, offers = [], {}
    for line in range(lines):
        product, base = str(line), 100 * chance.lognormvariate(2, 0.7)
        wants.append(Want(product, chance.choice((1, 1, 1, 2, 2, 3, 4))))
        offers[product] = [
            offer(
                chance,
                product,
                seller,
                max(1, round(base * level * chance.lognormvariate(0, 0.12))),
            )
            for seller, level in levels.items()
            if seller == "0" or chance.random() < 0.6
        ]
    terms = {seller: terms for seller in levels if (terms := shipping(chance)) is not None}
    return wants, Generated(offers, terms)


def generated_baskets(count: int, seed: int) -> Iterator[tuple[list[Want], Market]]:
    """Half of them of the largest size, the others of any."""
    chance = random.Random(seed)
    for number in range(count):
        large = number % 2 == 0
        lines = 30 if large else chance.randint(1, 30)
        yield generated(chance, lines, 20 if large else chance.randint(2, 20))


def sample_baskets(count: int, seed: int, folder: Path) -> Iterator[tuple[list[Want], Market]]:
    """Baskets of the sample catalog, of a few categories each."""
    chance = random.Random(seed)
    file = folder / "catalog.db"
    catalog_file.build(PROJECT / "config" / "catalog", file)
    catalog = catalog_file.open_catalog(file)
    market = CatalogMarket(catalog, "USD")
    shelves: dict[str, list[str]] = {}
    for product in catalog.products():
        shelves.setdefault(product.category_id, []).append(product.id)
    for _ in range(count):
        near = chance.sample(sorted(shelves), 5)
        products = [product for shelf in near for product in shelves[shelf]]
        size = min(len(products), chance.randint(2, 20))
        yield (
            [Want(each, chance.choice((1, 1, 2))) for each in chance.sample(products, size)],
            market,
        )


def comes(sold: SellerOffer) -> date:  # noqa: ARG001
    """Everything comes on the same day here."""
    return NOW.date()


def plain(wants: Sequence[Want], market: Market) -> float:
    """Seconds that HiGHS takes for the same programme without what we do before."""
    sellers = sorted(
        {o.seller_id for want in wants for o in market.offers_of(want.product_id, NOW)}
    )
    candidates = tuple(
        Candidate(line, sellers.index(o.seller_id), o, found)
        for line, want in enumerate(wants)
        for o in market.offers_of(want.product_id, NOW)
        if not o.outside and o.condition == "new" and (found := tiers(o, want.quantity))
    )
    fees = tuple(fee(market.terms(seller)) for seller in sellers)
    quantities = tuple(want.quantity for want in wants)
    model = model_of(Problem(quantities, candidates, tuple(sellers), fees))
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(model.costs), len(model.row_lower)
    program.col_cost_, program.col_upper_ = model.costs, model.upper
    program.col_lower_ = np.zeros(len(model.costs))
    program.row_lower_, program.row_upper_ = model.row_lower, model.row_upper
    program.integrality_ = [highspy.HighsVarType.kInteger] * len(model.costs)
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_, program.a_matrix_.index_ = model.starts, model.index
    program.a_matrix_.value_ = model.values
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.silent()
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_abs_gap", 0.99)
    highs.setOptionValue("time_limit", PATIENCE_S)
    began = time.perf_counter()
    highs.passModel(program)
    highs.run()
    return time.perf_counter() - began


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def saved(found: Sequence[PricedBasket], other: Callable[[PricedBasket], Money | None]) -> str:
    """How much less the whole basket costs than bought in another way."""
    pairs = [(each.total.minor, rival.minor) for each in found if (rival := other(each))]
    if not pairs:
        return "-"
    less = 1 - sum(ours for ours, _ in pairs) / sum(rival for _, rival in pairs)
    return f"{less:.1%} (of {len(pairs)} baskets)"


def measure(name: str, baskets: Sequence[tuple[list[Want], Market]], *, solver: bool) -> None:
    """Price baskets and print what came of them."""
    found: list[PricedBasket] = []
    wall: list[float] = []
    cpu: list[float] = []
    for wants, market in baskets:
        began, used = time.perf_counter(), time.process_time()
        priced = price_basket(wants, Shopping(market, "USD", NOW, comes), seconds=PATIENCE_S)
        took, took_cpu = time.perf_counter() - began, time.process_time() - used
        if isinstance(priced, PricedBasket):
            found.append(priced)
            wall.append(took)
            cpu.append(took_cpu)
    in_time = [each.proved and s <= IN_TIME_S for each, s in zip(found, wall, strict=True)]
    in_cpu = [each.proved and s <= IN_TIME_S for each, s in zip(found, cpu, strict=True)]
    print(f"{name}: {len(found)} baskets, {len(baskets) - len(found)} that nobody can fill")
    print(f"  proved the cheapest within {IN_TIME_S * 1000:.0f} ms: {statistics.mean(in_time):.1%}")
    print(
        f"    by the processor's time, which other programs do not lengthen: {statistics.mean(in_cpu):.1%}"
    )
    print(
        f"  ms p50 {percentile(wall, 0.5) * 1e3:.0f}, p99 {percentile(wall, 0.99) * 1e3:.0f};"
        f" processor p50 {percentile(cpu, 0.5) * 1e3:.0f}, p99 {percentile(cpu, 0.99) * 1e3:.0f}"
    )
    print(f"  cheaper than line by line by {saved(found, lambda each: each.line_by_line)}")
    print(
        f"  cheaper than at the best single seller by {saved(found, lambda each: each.one_seller)}"
    )
    if solver:
        alone = [plain(wants, market) for wants, market in baskets]
        print(
            f"  HiGHS by itself: ms p50 {percentile(alone, 0.5) * 1e3:.0f},"
            f" p99 {percentile(alone, 0.99) * 1e3:.0f}; "
            f"{statistics.mean(s <= IN_TIME_S for s in alone):.1%} within {IN_TIME_S * 1000:.0f} ms;"
            f" ratio of the means {statistics.mean(alone) / statistics.mean(wall):.1f}"
        )


def main() -> None:
    """Measure generated markets and the sample catalog."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--baskets", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--solver", action="store_true", help="compare with HiGHS by itself")
    options = parser.parse_args()
    markets = list(generated_baskets(options.baskets, options.seed))
    measure("generated markets", markets, solver=options.solver)
    with tempfile.TemporaryDirectory() as folder:
        sample = list(sample_baskets(options.baskets, options.seed, Path(folder)))
        measure("sample catalog", sample, solver=options.solver)


if __name__ == "__main__":
    main()
