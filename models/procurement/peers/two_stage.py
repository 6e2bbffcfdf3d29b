"""Two stages with perfect recourse: buy now, then know everything. It overvalues waiting."""

import numpy as np
from numpy.typing import NDArray

from models.procurement.assembly import Assembly
from models.procurement.curves import block_edges, hours_of_levels
from models.procurement.recourse import levels_of
from models.procurement.replay import Purchase, View
from models.procurement.scenarios.ensemble import Ensemble, Scenarios

Numbers = NDArray[np.float64]
SCENARIOS = 10
_BLOCKS = 20
_HEADROOM = 1.6
_SHORTEST_HORIZON_MONTHS = 24


class TwoStage:
    """Ten scenarios of the model's own ensemble; all later purchases know their scenario."""

    def __init__(self) -> None:
        self._ensemble: Ensemble | None = None

    def __call__(self, view: View) -> Purchase:
        """First-stage purchases, in whole units."""
        if not view.past.size or float(view.past.max()) <= 0:
            return {}
        months = max(_SHORTEST_HORIZON_MONTHS, view.ladder.longest_months)
        if self._ensemble is None:
            self._ensemble = Ensemble(months)
        levels = view.past.mean(axis=1)
        some = _sample(self._ensemble.draw(*levels_of(view.past)))
        shape = (view.past[-12:] / np.maximum(levels[-12:, None], 1e-6)).ravel()
        edges = block_edges(max(float(view.past.max()), view.in_hand[0]) * _HEADROOM, _BLOCKS)
        hours = hours_of_levels(some, shape, edges)
        bought = _solve(hours * view.ladder.month_cny, np.diff(edges), view)
        terms = view.ladder.terms
        return {t.months: float(np.rint(units)) for t, units in zip(terms, bought, strict=True)}


def _sample(scenarios: Scenarios) -> Numbers:
    """Ten paths at even steps of the weights, ordered by what they need in all."""
    order = np.argsort(scenarios.levels.sum(axis=1))
    reached = np.cumsum(scenarios.weights[order])
    wanted = (np.arange(SCENARIOS) + 0.5) / SCENARIOS
    at = np.minimum(np.searchsorted(reached, wanted), len(order) - 1)
    chosen: Numbers = scenarios.levels[order[at]]
    return chosen


def _solve(values: Numbers, widths: Numbers, view: View) -> list[float]:
    """`values`: scenarios x months x blocks, yuan of a whole block."""
    count, months, blocks = values.shape
    held = np.zeros(months)
    known = view.in_hand[:months]
    held[: len(known)] = known
    problem = Assembly()
    rows = problem.add_rows(-np.inf, np.tile(held, count), ["served"], count * months)
    by_scenario = rows.reshape(count, months)
    served = problem.add_columns(-values / widths / count, np.broadcast_to(widths, values.shape))
    problem.add_entries(by_scenario[:, :, None], served.reshape(count, months, blocks), 1.0)
    now = []
    for term in view.ladder.terms:
        lasts = np.minimum(term.months, months - np.arange(months))
        first = problem.add_columns(term.fee_cny_per_month * lasts[0])
        problem.add_entries(by_scenario[:, : lasts[0]], first, -1.0)
        now.append(int(first[0]))
        _later(problem, by_scenario, term.fee_cny_per_month, lasts)
    solved = problem.solve()
    return [float(solved.values[column]) for column in now]


def _later(
    problem: Assembly,
    rows: NDArray[np.int64],
    fee_cny_per_month: float,
    lasts: NDArray[np.int64],
) -> None:
    """Purchases of every scenario from the second month on."""
    count, months = rows.shape
    for month in range(1, months):
        columns = problem.add_columns(np.full(count, fee_cny_per_month * lasts[month] / count))
        problem.add_entries(rows[:, month : month + lasts[month]], columns[:, None], -1.0)
