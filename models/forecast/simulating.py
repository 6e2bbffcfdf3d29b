"""From a candidate's daily draws to paths of card-hours and yuan, observed days included."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from models.forecast.candidate import DailyHistory, Floats
from models.forecast.hours import DayLibrary, MeasuredHours, shares
from models.forecast.periods import period_of
from models.forecast.terms import PoolTerms
from models.forecast.windows import PathWindow

# Pools of one company may end up to a week apart; its window then begins before the pool's own.
MAX_LAG_DAYS = 7
# A gap in the meter of up to 3 days is drawn from days like it. Nobody knows what a longer one
# would have cost, so the months that it lies in are not given.
MAX_DRAWN_GAP_DAYS = 3


@dataclass(frozen=True)
class PoolInputs:
    """All that is known of a pool at its cut-off, and the draws for the days after it."""

    history: DailyHistory
    draws: Floats
    hours: MeasuredHours
    library: DayLibrary
    terms: PoolTerms | None
    seed: int


@dataclass(frozen=True)
class PoolPaths:
    """Paths of one pool; `cost` is None for a pool without a price."""

    usage: PathWindow
    cost: PathWindow | None


def window_start(cut_off: date) -> date:
    """First day a total may need: its quarter's, from the earliest cut-off it is summed with."""
    return period_of("quarter", cut_off - timedelta(days=MAX_LAG_DAYS - 1)).first_day


def simulate_pool(inputs: PoolInputs) -> PoolPaths:
    """Paths of usage and cost from window_start to the end of the draws."""
    first_day = window_start(inputs.history.cut_off)
    path_count, horizon_days = inputs.draws.shape
    day_count = (inputs.history.cut_off - first_day).days + 1 + horizon_days
    usage = _unknown(inputs.history.cut_off, first_day, (path_count, day_count))
    cost = _unknown(inputs.history.cut_off, first_day, (path_count, day_count))
    generator = np.random.default_rng(inputs.seed)
    drawable = _drawable_days(inputs.history)
    for index in range(day_count):
        day = first_day + timedelta(days=index)
        card_hours = inputs.history.on(day)
        if not np.isnan(card_hours):
            _set_observed(usage, index, card_hours)
            if inputs.terms:
                _set_observed(cost, index, inputs.terms.observed_cost_cny.get(day, np.nan))
        elif day > inputs.history.cut_off or day in drawable:
            hours = _draw_hours(inputs, day, generator)
            usage.paths[:, index] = hours.sum(axis=1)
            if inputs.terms:
                cost.paths[:, index] = inputs.terms.cost_cny(day, hours)
    return PoolPaths(usage, cost if inputs.terms else None)


def _draw_hours(inputs: PoolInputs, day: date, generator: np.random.Generator) -> Floats:
    """Card-hours by hour, shape (paths, 24)."""
    alike = inputs.library.draw(day, len(inputs.draws), generator)
    ahead = (day - inputs.history.cut_off).days
    if ahead > 0:
        return np.asarray(inputs.draws[:, ahead - 1, np.newaxis] * shares(alike))
    measured = inputs.hours.of(day)
    return np.where(np.isnan(measured), alike, measured)


def _drawable_days(history: DailyHistory) -> set[date]:
    """Days without a complete measurement whose gap is short enough to draw."""
    drawable: set[date] = set()
    gap: list[date] = []
    for offset, missing in enumerate(np.isnan(history.card_hours)):
        if missing:
            gap.append(history.first_day + timedelta(days=offset))
            continue
        if len(gap) <= MAX_DRAWN_GAP_DAYS:
            drawable.update(gap)
        gap = []
    return drawable


def _unknown(cut_off: date, first_day: date, shape: tuple[int, int]) -> PathWindow:
    return PathWindow(first_day, cut_off, np.full(shape, np.nan), np.zeros(shape[1]))


def _set_observed(window: PathWindow, index: int, value: float) -> None:
    window.paths[:, index] = value
    window.observed[index] = np.nan_to_num(value)
