"""A good choice quickly: a local search over which sellers are used, then over single lines.

It gives the exact solver a price to beat, and stands in for it where time is over. Every line is
bought whole of one seller where that is possible; then it is tried to split them.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.store.pricing.problem import Candidate, Problem, Taken

Amounts = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
"""Which seller serves each line."""

CLOSED, PAID, FREE = 0, 1, 2
"""What a seller is taken to be while lines are handed out: not used, paid for sending, or not."""


@dataclass(frozen=True, slots=True)
class _Table:
    """What whole lines cost at each seller, as arrays; infinite where a seller cannot serve one."""

    prices: Amounts
    """Line by seller."""
    which: Places
    """The candidate behind each price."""
    quantities: Amounts
    lines: tuple[int, ...]
    """Which lines of the problem these are; the others cannot be bought whole."""
    per_order: Amounts
    per_item: Amounts
    free_from: Amounts
    base_goods: Amounts
    """What each seller has of the lines that are split anyhow."""
    base_items: Amounts

    def costs(self, places: Places) -> Amounts:
        """What ways to hand out all lines cost; one way a row."""
        ways, lines = places.shape
        sellers = len(self.per_order)
        cells = (places + sellers * np.arange(ways)[:, None]).ravel()
        goods, items = self.base_goods.copy(), self.base_items.copy()
        shape = (ways, sellers)
        prices = self.prices[np.arange(lines), places].ravel()
        counts = np.broadcast_to(self.quantities, places.shape).ravel()
        goods = goods + np.bincount(cells, prices, ways * sellers).reshape(shape)
        items = items + np.bincount(cells, counts, ways * sellers).reshape(shape)
        shipped = (items > 0) & (goods < self.free_from)
        fees = np.where(shipped, self.per_order + self.per_item * items, 0.0)
        total: Amounts = (goods + fees).sum(axis=1)
        return total

    def handed_out(self, states: npt.NDArray[np.int8]) -> Places:
        """The lines at their cheapest, given what the sellers are taken to be; one way a row."""
        extra = np.where(states == PAID, self.per_item, 0.0)
        extra = np.where(states == CLOSED, np.inf, extra)
        costs = self.prices[None] + extra[:, None, :] * self.quantities[None, :, None]
        places: Places = costs.argmin(axis=2)
        return places


def search(problem: Problem, hint: Amounts | None, until: float, kicks: int) -> Taken | None:
    """A choice that serves every line; None where there is none.

    Args:
        problem: the basket.
        hint: about how much of each candidate a good choice takes.
        until: by when (`time.perf_counter`) it stops improving.
        kicks: how often what was found is shaken and improved again.
    """
    of_line: list[list[int]] = [[] for _ in problem.quantities]
    for number, candidate in enumerate(problem.candidates):
        of_line[candidate.line].append(number)
    taken = [0] * len(problem.candidates)
    for line, numbers in enumerate(of_line):
        wanted = problem.quantities[line]
        if any(problem.candidates[n].price(wanted) is not None for n in numbers):
            continue
        split = _split(problem, numbers, wanted, dict.fromkeys(range(len(problem.sellers)), 0))
        if split is None:
            return None
        for number, count in split.items():
            taken[number] = count
    table = _table(problem, taken)
    if table.lines:
        places = _improved(table, _starts(problem, table, hint), until, kicks)
        for row, place in enumerate(places):
            taken[table.which[row, place]] = problem.quantities[table.lines[row]]
    return _with_splits(problem, of_line, tuple(taken), until)


def _table(problem: Problem, taken: Sequence[int]) -> _Table:
    split = {problem.candidates[n].line for n, count in enumerate(taken) if count}
    lines = tuple(line for line in range(len(problem.quantities)) if line not in split)
    row_of = {line: row for row, line in enumerate(lines)}
    prices = np.full((len(lines), len(problem.sellers)), np.inf)
    which = np.zeros(prices.shape, np.intp)
    for number, candidate in enumerate(problem.candidates):
        row = row_of.get(candidate.line)
        price = None if row is None else candidate.price(problem.quantities[candidate.line])
        if price is not None and price < prices[row, candidate.seller]:
            prices[row, candidate.seller], which[row, candidate.seller] = price, number
    goods, items = problem.by_seller(tuple(taken))
    never = [np.inf if fee.free_from is None else float(fee.free_from) for fee in problem.fees]
    return _Table(
        prices,
        which,
        np.array([problem.quantities[line] for line in lines], float),
        lines,
        np.array([fee.per_order for fee in problem.fees], float),
        np.array([fee.per_item for fee in problem.fees], float),
        np.array(never),
        np.array(goods, float),
        np.array(items, float),
    )


def _starts(problem: Problem, table: _Table, hint: Amounts | None) -> Iterator[Places]:
    """Where to begin: at the hint, which two more beginnings hardly ever better; else at two."""
    if hint is None:
        for state in (PAID, FREE):
            yield table.handed_out(np.full((1, len(problem.sellers)), state, np.int8))[0]
        return
    most = np.zeros(table.prices.shape)
    row_of = {line: row for row, line in enumerate(table.lines)}
    for candidate, count in zip(problem.candidates, hint, strict=True):
        if candidate.line in row_of:
            most[row_of[candidate.line], candidate.seller] += count
    yield np.where(np.isfinite(table.prices), most, -1.0).argmax(axis=1)


def _improved(table: _Table, starts: Iterator[Places], until: float, kicks: int) -> Places:
    best, least = None, np.inf
    for start in starts:
        places, cost = _settled(table, start, until)
        if cost < least:
            best, least = places, cost
    if best is None:
        raise ValueError("a search needs somewhere to start")
    chance = np.random.default_rng(len(best))
    for _ in range(kicks):
        if time.perf_counter() > until:
            break
        places, cost = _settled(table, _shaken(table, best, chance), until)
        if cost < least:
            best, least = places, cost
    return best


def _shaken(table: _Table, places: Places, chance: np.random.Generator) -> Places:
    """Another seller opened to all lines and one of those in use closed."""
    states = _states(table, places)
    used = np.flatnonzero(states)
    states[chance.integers(len(states))] = FREE
    if len(used) > 1:
        states[chance.choice(used)] = CLOSED
    shaken = table.handed_out(states[None])[0]
    able = np.isfinite(table.prices[np.arange(len(places)), shaken])
    open_ = np.isin(shaken, np.flatnonzero(states))
    moved: Places = np.where(able & open_, shaken, places)
    return moved


def _states(table: _Table, places: Places) -> npt.NDArray[np.int8]:
    sellers = len(table.per_order)
    rows = np.arange(len(places))
    goods = table.base_goods + np.bincount(places, table.prices[rows, places], sellers)
    used = (np.bincount(places, minlength=sellers) > 0) | (table.base_items > 0)
    states = np.where(used, np.where(goods >= table.free_from, FREE, PAID), CLOSED)
    return states.astype(np.int8)


def _settled(table: _Table, places: Places, until: float) -> tuple[Places, float]:
    """Improved until neither another set of sellers nor a single line's move helps."""
    cost = float(table.costs(places[None])[0])
    while time.perf_counter() < until:
        better, less = _best_of(table, _other_sellers(table, places))
        if less >= cost:
            better, less = _best_of(table, _single_moves(table, places))
        if less >= cost:
            break
        places, cost = better, less
    return places, cost


def _best_of(table: _Table, ways: Places) -> tuple[Places, float]:
    if not len(ways):
        return ways, np.inf
    costs = table.costs(ways)
    least = int(costs.argmin())
    return ways[least], float(costs[least])


def _other_sellers(table: _Table, places: Places) -> Places:
    """All ways in which one seller is taken to be something else than it is."""
    states = _states(table, places)
    sellers = np.arange(len(states))
    changed = [
        np.where(sellers == seller, other, states)
        for seller in sellers
        for other in (CLOSED, PAID, FREE)
        if other != states[seller]
    ]
    ways = table.handed_out(np.array(changed, np.int8))
    rows = np.arange(len(places))
    able = np.isfinite(table.prices[rows, ways]).all(axis=1)
    opened = np.take_along_axis(np.array(changed), ways, axis=1)
    possible: Places = ways[able & (opened != CLOSED).all(axis=1)]
    return possible


def _single_moves(table: _Table, places: Places) -> Places:
    """All ways in which one line is bought elsewhere."""
    rows, sellers = np.nonzero(np.isfinite(table.prices))
    ways = np.repeat(places[None], len(rows), axis=0)
    ways[np.arange(len(rows)), rows] = sellers
    return ways


def _with_splits(
    problem: Problem, of_line: Sequence[Sequence[int]], taken: Taken, until: float
) -> Taken:
    """Lines of several pieces split over the sellers in use, where that is cheaper."""
    cost = problem.cost(taken)
    for line, numbers in enumerate(of_line):
        wanted = problem.quantities[line]
        mixed = any(problem.candidates[n].most < wanted for n in numbers)
        if wanted == 1 or not mixed or time.perf_counter() > until:
            continue
        goods, items = problem.by_seller(taken)
        extra = {
            seller: 0 if fee.free_from is not None and worth >= fee.free_from else fee.per_item
            for seller, (fee, worth, count) in enumerate(
                zip(problem.fees, goods, items, strict=True)
            )
            if count or not fee.per_order
        }
        split = _split(problem, numbers, wanted, extra)
        if split is None:
            continue
        changed = list(taken)
        for number in numbers:
            changed[number] = split.get(number, 0)
        if (less := problem.cost(tuple(changed))) < cost:
            taken, cost = tuple(changed), less
    return taken


def _split(
    problem: Problem, numbers: Sequence[int], wanted: int, extra: dict[int, int]
) -> dict[int, int] | None:
    """The cheapest way to buy exactly so many of some candidates; None where there is none.

    `extra` is what one more piece costs on top at each seller that may be used. Dynamic programming
    over candidates: the least cost of each number of pieces.
    """
    least = np.full(wanted + 1, np.inf)
    least[0] = 0.0
    choices: list[tuple[int, npt.NDArray[np.int64]]] = []
    for number in numbers:
        candidate = problem.candidates[number]
        if candidate.seller not in extra:
            continue
        least, chosen = _one_more(least, candidate, extra[candidate.seller])
        choices.append((number, chosen))
    if not np.isfinite(least[wanted]):
        return None
    taken, left = {}, wanted
    for number, chosen in reversed(choices):
        if count := int(chosen[left]):
            taken[number] = count
        left -= count
    return taken


def _one_more(
    least: Amounts, candidate: Candidate, extra: int
) -> tuple[Amounts, npt.NDArray[np.int64]]:
    after, chosen = least.copy(), np.zeros(len(least), np.int64)
    for tier in candidate.tiers:
        for count in range(tier.low, tier.high + 1):
            cost = least[: len(least) - count] + count * (tier.unit_price + extra)
            better = cost < after[count:]
            after[count:][better] = cost[better]
            chosen[count:][better] = count
    return after, chosen
