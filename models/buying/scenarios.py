"""What may be needed: the policy's own generators, and the forecast's sample paths beside them."""

from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.buying.need import Need
from models.procurement.recourse import levels_of
from models.procurement.scenarios.ensemble import Ensemble, Scenarios
from models.procurement.scenarios.generators import (
    GENERATORS,
    LARGEST_RISE,
    Generator,
    Known,
    spread,
)

Numbers = NDArray[np.float64]

FORECAST = "forecast"
PATHS = 40
MONTH_DAYS = 30
MOST_AGE_DAYS = 7  # of a forecast that was carried over


def draw(past: Numbers, months: int, passed_over: int, seed: int, forecast: Numbers) -> Scenarios:
    """Monthly levels ahead, in the units of `past`.

    `forecast` (paths x months) sets out now, and may be empty. Months between the history and the
    first month ahead are drawn and passed over. None rises beyond 3.3 times the highest month, as
    the damped trend does not, unless the forecast itself does: steps that add up for three years
    reach two hundred times it on a path in a thousand, and that path would be the mean.
    """
    behind = levels_of(past)
    generators = dict(GENERATORS)
    if forecast.size:
        generators[FORECAST] = _continued(forecast, len(past))
    drawer = Ensemble(months + passed_over, PATHS, seed, generators)
    drawn = drawer.draw(*behind)
    highest = max(float(behind[0].max()), float(behind[1][-1])) * float(np.exp(LARGEST_RISE))
    most = max(highest, float(forecast.max(initial=0.0)))
    return replace(drawn, levels=np.minimum(drawn.levels[:, passed_over:], most))


def paths_of(rows: pl.DataFrame | None, need: Need, had_runs: bool) -> Numbers:
    """A pool's rows of buying_paths as paths x months, in cards; empty where they are no help.

    So they are where there are none, where they set out more than a week before the history ends,
    or where planned runs were lately part of the need: the forecast does not tell them apart.
    """
    nothing = np.zeros((0, 0))
    if rows is None or had_runs or rows["days"].min() != MONTH_DAYS:
        return nothing
    age = (need.last_day - rows["cut_off"][0]).days
    if abs(age) > MOST_AGE_DAYS:
        return nothing
    months = rows["first_day"].n_unique()
    return rows["mean_cards"].to_numpy().reshape(-1, months)


def _continued(forecast: Numbers, now: int) -> Generator:
    """The forecast's paths, straying on from where each ends as the levels did before.

    It is known for today alone: at months past it is not asked, so its weight is that of a
    generator of middling score.
    """

    def generate(
        before: Known, months: int, paths: int, rng: np.random.Generator
    ) -> Numbers | None:
        if len(before.levels) != now:
            return None
        at = np.linspace(0, len(forecast) - 1, paths).round().astype(int)
        known = np.maximum(forecast[at, :months], 1e-6)
        wide = spread(np.diff(np.log(before.levels)), before)
        steps = rng.normal(0, wide, (paths, months - known.shape[1]))
        onwards = known[:, -1:] * np.exp(steps.cumsum(axis=1))
        return np.concatenate([known, onwards], axis=1)

    return generate
