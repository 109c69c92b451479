"""Which offers serve a basket for the least money, and how sure that is."""

import math
import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.store.pricing import solver
from assistant.store.pricing.model import Model, model_of
from assistant.store.pricing.problem import Problem, Taken
from assistant.store.pricing.search import search

TIME_LIMIT_S = 1.0
FEW = 7
"""Among so many columns for each line a choice is looked for that is nearly the best."""
NEAR = 2e-4
"""How near, as a part of its cost."""
KICKS, KICKS_ALONE = 2, 40
"""How often the search starts again near what it has found, before the solver or without it."""
SEARCH_SHARE = 0.25
"""The part of the time in which a first choice is looked for."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """A choice, and the least that any choice can cost."""

    taken: Taken
    cost: int
    bound: int
    """Nothing costs less."""

    @property
    def proved(self) -> bool:
        """Whether nothing can be cheaper."""
        return self.bound >= self.cost

    @property
    def gap(self) -> float:
        """How much of its cost it may be above the best, from 0 to 1."""
        return 0.0 if self.proved else 1 - self.bound / self.cost


def assign(problem: Problem, seconds: float = TIME_LIMIT_S) -> Assigned | None:
    """The cheapest choice that serves every line; None where there is none.

    It is proved to be the cheapest unless `seconds` are over before; then the bound tells how far
    from it the choice may be.
    """
    began = time.perf_counter()
    model = model_of(problem)
    relaxed = solver.relax(model, seconds)
    hint = None if relaxed is None else model.amounts(relaxed.solution, len(problem.candidates))
    kicks = KICKS if relaxed else KICKS_ALONE
    taken = search(problem, hint, began + SEARCH_SHARE * seconds, kicks)
    if taken is None:
        return None
    cost = problem.cost(taken)
    if relaxed is None:
        return Assigned(taken, cost, _least(problem))
    bound = math.ceil(relaxed.bound - 0.01)
    if bound >= cost:
        return Assigned(taken, cost, cost)
    return _Hunt(problem, model, relaxed, began + seconds).best(Assigned(taken, cost, bound))


@dataclass(frozen=True, slots=True)
class _Hunt:
    """The exact search for something cheaper than what is known."""

    problem: Problem
    model: Model
    relaxed: solver.Relaxed
    until: float

    def best(self, known: Assigned) -> Assigned:
        """The known choice, or a better one where there is one."""
        few = solver.dearest(self.relaxed, FEW * len(self.problem.quantities))
        first = self._among(few, known, NEAR)
        if first is not None:
            known = Assigned(first.taken, first.cost, known.bound)
        # What is dropped here cannot be part of anything cheaper: the best of the rest is the best.
        found = self._among(solver.hopeless(self.relaxed, known.cost), known)
        return known if found is None else found

    def _among(
        self, dropped: npt.NDArray[np.bool_], known: Assigned, gap: float = 0.0
    ) -> Assigned | None:
        """The best of what is not dropped, where it is better than the known one.

        Its bound is that of what is not dropped. None where time is over.
        """
        seconds = self.until - time.perf_counter()
        if seconds <= 0:
            return None
        if dropped.all():
            return Assigned(known.taken, known.cost, known.cost)
        solved = solver.solve(self.model.without(dropped), known.cost, seconds, gap)
        bound = known.cost
        if solved.bound <= known.cost:
            bound = max(known.bound, math.ceil(max(0.0, solved.bound) - 0.01))
        better = self._taken(dropped, solved)
        cost = None if better is None else self._cost(better)
        if better is None or cost is None or cost >= known.cost:
            return Assigned(known.taken, known.cost, min(bound, known.cost))
        return Assigned(better, cost, min(bound, cost))

    def _taken(self, dropped: npt.NDArray[np.bool_], solved: solver.Solved) -> Taken | None:
        if solved.solution is None:
            return None
        whole = np.zeros(len(dropped))
        whole[~dropped] = solved.solution
        return self.model.taken(whole, len(self.problem.candidates))

    def _cost(self, taken: Taken) -> int | None:
        """What it costs; None where the rounding of the solver was too coarse for these numbers."""
        if not self.problem.serves(taken):
            return None
        try:
            return self.problem.cost(taken)
        except ValueError:
            return None


def _least(problem: Problem) -> int:
    """A bound without a solver: every piece at its lowest price, sent for nothing."""
    least: dict[int, int] = {}
    for candidate in problem.candidates:
        price = min(tier.unit_price for tier in candidate.tiers)
        least[candidate.line] = min(price, least.get(candidate.line, price))
    return sum(price * problem.quantities[line] for line, price in least.items())
