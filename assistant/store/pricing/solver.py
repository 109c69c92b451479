"""HiGHS solves the programme, or says how far from the best a choice may be.

Left alone, most of its time goes into finding good choices and into trying out branches. We tell it
below which cost to look, let the linear relaxation rule out what cannot be part of anything so cheap,
and have only the rest solved. https://highs.dev
"""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from assistant.store.pricing.model import Model, Numbers

try:
    import highspy

    # The public class writes a banner to standard output when it is made.
    from highspy._core import _Highs as Highs
except ImportError:  # pragma: no cover  (it is not built for every machine; a search stands in)
    highspy = None  # type: ignore[assignment]

_SLACK = 1e-4
"""Far below the smallest unit of money, far above the rounding errors of HiGHS."""
_QUIET: Mapping[str, bool | float] = {
    "output_flag": False,
    "log_to_console": False,
    "threads": 1,  # a basket is too small to be shared out: two take longer than one
}
_EXACT: Mapping[str, bool | float] = {
    **_QUIET,
    "mip_abs_gap": 0.99,  # costs are integers
    "mip_rel_gap": 0.0,
    "mip_pscost_minreliable": 0,  # trying out branches costs more than it saves in trees so small
    "mip_heuristic_effort": 0.05,
    "mip_heuristic_run_feasibility_jump": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_root_reduced_cost": False,  # the same is done before, in less time
    "mip_heuristic_run_shifting": False,
    "mip_heuristic_run_zi_round": False,
    "mip_detect_symmetry": False,
    "mip_allow_restart": False,
    "mip_pool_soft_limit": 50,  # it finds thousands of cuts, and looks through them all each time
}


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The best that pieces of pieces could do: nothing costs less than `bound`."""

    bound: float
    solution: Numbers
    reduced: Numbers
    """What one more of each column adds to the bound at least, where it is at 0."""


@dataclass(frozen=True, slots=True)
class Solved:
    """What came of the exact search."""

    solution: Numbers | None
    """None where none was found; one that was met by the way may cost more than was asked."""
    bound: float
    """Nothing costs less; at least what was asked where nothing so cheap exists."""


def relax(model: Model, seconds: float) -> Relaxed | None:
    """The linear relaxation; None where it was not solved in time, has no solution, or no solver."""
    if highspy is None:
        return None
    highs = _loaded(model, {**_QUIET, "time_limit": seconds}, whole=False)
    highs.setOptionValue("presolve", "off")
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    solution = highs.getSolution()
    bound = highs.getInfo().objective_function_value
    return Relaxed(bound, np.array(solution.col_value), np.array(solution.col_dual))


def most(relaxed: Relaxed, below: int) -> Numbers:
    """The most of each column in any solution that costs less than `below`.

    So many times what one more adds to the bound still fits below; 0 where not even one does.
    """
    room = max(0.0, below - 1 - relaxed.bound)
    beyond = room + _SLACK * max(1.0, room)
    adds = (relaxed.solution < _SLACK) & (relaxed.reduced > _SLACK)
    return np.where(adds, np.floor(beyond / np.where(adds, relaxed.reduced, 1.0)), np.inf)


def solve(model: Model, below: int, seconds: float) -> Solved:
    """The cheapest solution that costs less than `below`, if there is one."""
    began = time.perf_counter()
    options = {**_EXACT, "time_limit": seconds, "objective_bound": below - 0.5}
    highs = _loaded(model, options, whole=True)
    highs.run()
    status, info = highs.getModelStatus(), highs.getInfo()
    known_status = highspy.HighsModelStatus
    if status in {known_status.kInfeasible, known_status.kObjectiveBound}:
        return Solved(None, math.inf)
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    solution = np.array(highs.getSolution().col_value) if found else None
    if status == known_status.kOptimal and solution is not None:
        return Solved(solution, info.objective_function_value)
    if time.perf_counter() - began < seconds and solution is None:  # gave up for another reason
        return Solved(None, -math.inf)
    return Solved(solution, info.mip_dual_bound)


def _loaded(model: Model, options: Mapping[str, bool | float], *, whole: bool) -> Highs:
    program = highspy.HighsLp()
    columns, rows = len(model.costs), len(model.row_lower)
    program.num_col_, program.num_row_ = columns, rows
    program.col_cost_ = model.costs
    program.col_lower_, program.col_upper_ = np.zeros(columns), model.upper
    program.row_lower_, program.row_upper_ = model.row_lower, model.row_upper
    if whole:
        program.integrality_ = [highspy.HighsVarType.kInteger] * columns
    matrix = program.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_, matrix.index_, matrix.value_ = model.starts, model.index, model.values
    highs = Highs()
    for name, value in options.items():
        highs.setOptionValue(name, value)
    highs.passModel(program)
    return highs
