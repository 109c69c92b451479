"""A basket as a mixed-integer programme.

Columns: how many pieces of a candidate at the price of one of its tiers (integer), whether that tier
is used where it has a least quantity (binary), and whether a seller is used (binary). A seller whose
shipping falls away from a sum on stands in the model twice: once paid for, at its prices and its
fees, and once free, at its prices and with the sum as the least it sells; at most one of the two is
used. Written so, its linear relaxation is the tighter of the two that were tried (a median of
0.2 % below the optimum instead of 0.25 %).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from assistant.store.pricing.problem import Candidate, Fee, Problem, Taken

INFINITY = float("inf")
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Model:
    """Minimise `costs` within the rows and bounds; every column is an integer from 0 on."""

    costs: Numbers
    upper: Numbers
    row_lower: Numbers
    row_upper: Numbers
    starts: npt.NDArray[np.int32]
    """Where each row begins in `index` and `values`; one more than there are rows."""
    index: npt.NDArray[np.int32]
    values: Numbers
    serves: npt.NDArray[np.int32]
    """Which candidate a column takes pieces of; -1 where it is a yes or no."""

    def taken(self, solution: Numbers, candidates: int) -> Taken:
        """What a solution takes of each candidate."""
        pieces = self.serves >= 0
        counts = np.rint(solution[pieces]).astype(int)
        return tuple(np.bincount(self.serves[pieces], counts, candidates).astype(int).tolist())

    def amounts(self, solution: Numbers, candidates: int) -> Numbers:
        """About how much a relaxed solution takes of each candidate."""
        pieces = self.serves >= 0
        return np.bincount(self.serves[pieces], solution[pieces], candidates).astype(np.float64)

    def within(self, most: Numbers) -> "Model":
        """The model with no more of each column than that; rows that then say nothing are left out.

        What there is none of is left out too.
        """
        upper = np.minimum(self.upper, most)
        dropped = upper < 1
        renumbered = np.cumsum(~dropped, dtype=np.int32) - 1
        row_of = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        kept = ~dropped[self.index]
        counts = np.bincount(row_of[kept], minlength=len(self.starts) - 1)
        rows = (counts > 0) | (self.row_lower > 0)
        return Model(
            self.costs[~dropped],
            upper[~dropped],
            self.row_lower[rows],
            self.row_upper[rows],
            np.concatenate(([0], np.cumsum(counts[rows]))).astype(np.int32),
            renumbered[self.index[kept]].astype(np.int32),
            self.values[kept],
            self.serves[~dropped],
        )


@dataclass(slots=True)
class _Writer:
    """Columns and rows as they are written down."""

    costs: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    serves: list[int] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    above: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    index: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def column(self, cost: float, most: float, serves: int = -1) -> int:
        self.costs.append(cost)
        self.upper.append(most)
        self.serves.append(serves)
        return len(self.costs) - 1

    def row(
        self, least: float, most: float, columns: Iterable[int], values: Iterable[float]
    ) -> None:
        self.lower.append(least)
        self.above.append(most)
        self.index.extend(columns)
        self.values.extend(values)
        self.starts.append(len(self.index))

    def model(self) -> Model:
        return Model(
            np.array(self.costs),
            np.array(self.upper),
            np.array(self.lower),
            np.array(self.above),
            np.array(self.starts, np.int32),
            np.array(self.index, np.int32),
            np.array(self.values),
            np.array(self.serves, np.int32),
        )


def model_of(problem: Problem) -> Model:
    """The basket as a mixed-integer programme."""
    writer = _Writer()
    by_seller: dict[int, list[int]] = {}
    for number, candidate in enumerate(problem.candidates):
        by_seller.setdefault(candidate.seller, []).append(number)
    covering: list[list[int]] = [[] for _ in problem.quantities]
    for seller, numbers in by_seller.items():
        _write_seller(writer, problem, problem.fees[seller], numbers, covering)
    for quantity, columns in zip(problem.quantities, covering, strict=True):
        writer.row(quantity, quantity, columns, [1.0] * len(columns))
    return writer.model()


def _write_seller(
    writer: _Writer,
    problem: Problem,
    asked: Fee,
    numbers: Sequence[int],
    covering: list[list[int]],
) -> None:
    """One seller's columns and rows, once or twice."""
    ways = [Fee(asked.per_order, asked.per_item)]
    if not asked.nothing and _reaches(problem, numbers, asked.free_from):
        ways.append(Fee(free_from=asked.free_from))
    # Part of a line paid for and part free is never cheaper, but where more of it costs more each.
    apart = len(ways) > 1 and any(_rises(problem.candidates[number]) for number in numbers)
    used: list[int] = []
    columns_of: dict[int, list[int]] = {}
    for way in ways:
        switch = None
        if way.per_order or way.free_from is not None or apart:
            switch = writer.column(way.per_order, 1.0)
            used.append(switch)
        goods = _write_way(
            writer, problem, way, switch, {n: columns_of.setdefault(n, []) for n in numbers}
        )
        if switch is not None and way.free_from is not None:
            row = [*goods, (switch, float(-way.free_from))]
            writer.row(0.0, INFINITY, (column for column, _ in row), (value for _, value in row))
    if len(used) > 1:
        writer.row(-INFINITY, 1.0, used, [1.0] * len(used))
    for number, columns in columns_of.items():
        candidate = problem.candidates[number]
        covering[candidate.line].extend(columns)
        if len(ways) > 1 and candidate.most < problem.quantities[candidate.line]:
            writer.row(-INFINITY, candidate.most, columns, [1.0] * len(columns))


def _write_way(
    writer: _Writer,
    problem: Problem,
    way: Fee,
    switch: int | None,
    columns_of: Mapping[int, list[int]],
) -> list[tuple[int, float]]:
    """A seller's candidates under one of its ways; the columns with their prices."""
    goods: list[tuple[int, float]] = []
    for number, columns in columns_of.items():
        candidate = problem.candidates[number]
        begun = len(columns)
        for tier in candidate.tiers:
            cost = float(tier.unit_price + way.per_item)
            columns.append(writer.column(cost, tier.high, number))
            goods.append((columns[-1], float(tier.unit_price)))
        _write_tiers(writer, candidate, columns[begun:], switch)
    return goods


def _write_tiers(
    writer: _Writer, candidate: Candidate, columns: Sequence[int], switch: int | None
) -> None:
    """Pieces only at one tier's price, within its quantities, and of a seller that is used."""
    if len(columns) == 1 and candidate.tiers[0].low == 1:
        if switch is not None:
            writer.row(-INFINITY, 0.0, (columns[0], switch), (1.0, -candidate.most))
        return
    chosen = []
    for tier, column in zip(candidate.tiers, columns, strict=True):
        chosen.append(writer.column(0.0, 1.0))
        writer.row(0.0, INFINITY, (column, chosen[-1]), (1.0, -tier.low))
        writer.row(-INFINITY, 0.0, (column, chosen[-1]), (1.0, -tier.high))
    if switch is None:
        writer.row(-INFINITY, 1.0, chosen, [1.0] * len(chosen))
    else:
        writer.row(-INFINITY, 0.0, (*chosen, switch), (*([1.0] * len(chosen)), -1.0))


def _rises(candidate: Candidate) -> bool:
    """Whether more of it costs more each from some quantity on."""
    return any(more.unit_price > less.unit_price for less, more in pairwise(candidate.tiers))


def _reaches(problem: Problem, numbers: Sequence[int], free_from: int | None) -> bool:
    """Whether a seller can sell so much of the basket that it is sent for nothing."""
    if free_from is None:
        return False
    most = 0
    for number in numbers:
        tiers = problem.candidates[number].tiers
        most += max(tier.high * tier.unit_price for tier in tiers)
    return most >= free_from
