"""HiGHS solves the programme, or says how far from the best a choice may be.

Most of the time would go into what HiGHS does to find good choices. A search has found one before
(`search`), so we let the linear relaxation rule out what cannot be part of a better one, and have
only the rest solved, without heuristics. https://highs.dev
"""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.store.pricing.model import Model, Numbers

try:
    import highspy

    # The public class writes a banner to standard output when it is made.
    from highspy._core import _Highs as Highs
except ImportError:  # pragma: no cover  (it is not built for every machine; a search stands in)
    highspy = None  # type: ignore[assignment]

_SLACK = 1e-4
"""Far below the smallest unit of money, far above the rounding errors of HiGHS."""
_QUIET: Mapping[str, bool | float] = {"output_flag": False, "log_to_console": False}
_EXACT: Mapping[str, bool | float] = {
    **_QUIET,
    "mip_abs_gap": 0.99,  # costs are integers
    "mip_heuristic_effort": 0.0,
    "mip_heuristic_run_feasibility_jump": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_root_reduced_cost": False,
    "mip_heuristic_run_shifting": False,
    "mip_heuristic_run_zi_round": False,
    "mip_detect_symmetry": False,
    "mip_allow_restart": False,
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
    """None where none better than the known one was found."""
    bound: float
    """Nothing costs less; infinite where nothing better than the known one exists."""


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


def hopeless(relaxed: Relaxed, known: float) -> npt.NDArray[np.bool_]:
    """The columns that are 0 in every solution that costs less than `known`."""
    room = max(0.0, known - 1 - relaxed.bound)
    beyond = room + _SLACK * max(1.0, room)
    return _unused(relaxed) & (relaxed.reduced > beyond)


def dearest(relaxed: Relaxed, kept: int) -> npt.NDArray[np.bool_]:
    """All columns but about so many that add least to the bound."""
    if kept >= len(relaxed.reduced):
        return np.zeros(len(relaxed.reduced), np.bool_)
    limit = np.partition(relaxed.reduced, kept)[kept]
    dear: npt.NDArray[np.bool_] = _unused(relaxed) & (relaxed.reduced > limit)
    return dear


def _unused(relaxed: Relaxed) -> npt.NDArray[np.bool_]:
    unused: npt.NDArray[np.bool_] = np.less(relaxed.solution, _SLACK)
    return unused


def solve(model: Model, known: int, seconds: float, gap: float = 0.0) -> Solved:
    """The cheapest solution that costs less than `known`, if there is one.

    With a `gap`, one that costs only so much more than the cheapest, as a part of its cost.
    """
    began = time.perf_counter()
    options = {
        **_EXACT,
        "mip_rel_gap": gap,
        "time_limit": seconds,
        "objective_bound": known - 0.5,
    }
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
