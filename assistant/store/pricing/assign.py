"""Which offers serve a basket for the least money, and how sure that is."""

import math
import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.store.pricing import solver
from assistant.store.pricing.model import Model, Numbers, model_of
from assistant.store.pricing.problem import Problem, Taken
from assistant.store.pricing.search import search

TIME_LIMIT_S = 1.0
NEAREST = 0.0003
"""A better first choice is looked for in the columns that what costs so much more than the bound has
left, as a part of the bound: mostly one in ten."""
ROOM = 0.002
"""Then it is looked for what costs so much more than the bound."""
WIDER = 2.0
"""How much more room there is where that was not enough."""
KICKS, KICKS_ALONE = 0, 40
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
        """The known choice, or a better one where there is one.

        How much dearer than the bound a choice may be, nobody knows; the less, the more columns
        cannot be part of it. So at first the few columns next to the bound are combined as they
        can be: half of the time that is the best already, and always soon done. Then everything
        near the bound is looked for. Where nothing is as near, that is a better bound, and the room
        is widened, up to what the known choice costs.
        """
        known = self._looked(known, self._above(NEAREST, known), known.cost)
        room = ROOM
        while not known.proved and time.perf_counter() < self.until:
            below = self._above(room, known)
            if known.cost - below < below - known.bound:  # what is left is not worth another step
                below = known.cost
            everything = below >= known.cost
            known = self._looked(known, below, below)
            if everything:  # once more would tell no more
                break
            room *= WIDER
        return known

    def _above(self, room: float, known: Assigned) -> int:
        """What a choice may cost that is dearer than the bound by some share of it."""
        return math.ceil(min(known.cost, (1 + room) * self.relaxed.bound))

    def _looked(self, known: Assigned, below: int, cheaper: int) -> Assigned:
        """What is known once the columns of all that costs less than `below` were combined.

        `cheaper` is what a combination has to be below to be of use, at least `below`. Nothing that
        costs less than `below` is missed, so what was not found is a bound.
        """
        most = solver.most(self.relaxed, below)
        if not (kept := most >= 1).any():
            return Assigned(known.taken, known.cost, min(below, known.cost))
        seconds = max(0.0, self.until - time.perf_counter())
        solved = solver.solve(self.model.within(most), cheaper, seconds)
        bound = math.ceil(min(below, max(0.0, solved.bound)) - 0.01)
        found = None if solved.solution is None else self._taken(kept, solved.solution)
        cost = None if found is None else self._cost(found)
        if found is not None and cost is not None and cost < known.cost:
            known = Assigned(found, cost, known.bound)
        return Assigned(known.taken, known.cost, min(max(known.bound, bound), known.cost))

    def _taken(self, kept: npt.NDArray[np.bool_], solution: Numbers) -> Taken:
        whole = np.zeros(len(kept))
        whole[kept] = solution
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
