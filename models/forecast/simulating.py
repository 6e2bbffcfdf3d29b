"""From a candidate's daily draws to paths of card-hours and yuan, observed days included."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from models.forecast.candidate import DailyHistory, Floats
from models.forecast.hour_paths import HourPaths, HourPathsBuilder, queue_hours
from models.forecast.hours import HOURS_PER_DAY, DayLibrary, MeasuredHours, serve, shares
from models.forecast.periods import period_of
from models.forecast.terms import PoolTerms
from models.forecast.windows import PathWindow

# Pools of one company may end up to a week apart; its window then begins before the pool's own.
MAX_LAG_DAYS = 7
# A gap in the meter of up to 3 days is drawn from days like it. Nobody knows what a longer one
# would have cost, so the months that it lies in are not given.
MAX_DRAWN_GAP_DAYS = 3
_NOTHING_KNOWN = np.full(HOURS_PER_DAY, np.nan)
# Told a day, and its card-hours used and waiting by hour, shape (paths, 24) each.
WatchDay = Callable[[date, Floats, Floats], None]


@dataclass(frozen=True)
class Reach:
    """What a pool would use with cards enough: draws of its demand, shape (paths, days).

    `history` is that of demand (used and queued); None where the queue was not measured: the draws
    are then those of what is used, without a cap.
    """

    draws: Floats
    history: DailyHistory | None


@dataclass(frozen=True)
class PoolInputs:
    """All that is known of a pool at its cut-off, and the draws for the days after it.

    `near` are shares of the hours of the first days ahead, shape (paths, days, 24); beyond them,
    and where they are NaN, hours are those of days like it. `cards` is what an hour can use, where
    there has long been the same number; `cards_in_hand` what the pool has now: a day of more than
    all of them is one after it has grown.
    """

    history: DailyHistory
    draws: Floats
    hours: MeasuredHours
    library: DayLibrary
    terms: PoolTerms | None
    seed: int
    reach: Reach | None = None
    near: Floats | None = None
    cards: float = np.inf
    cards_in_hand: float = np.inf


@dataclass(frozen=True)
class PoolPaths:
    """Paths of one pool; `cost` is None for a pool without a price.

    `demand` is None where the queue was not measured; `hours` where they were not asked for.
    """

    usage: PathWindow
    cost: PathWindow | None
    demand: PathWindow | None = None
    hours: HourPaths | None = None


def window_start(cut_off: date) -> date:
    """First day a total may need: its quarter's, from the earliest cut-off it is summed with."""
    return period_of("quarter", cut_off - timedelta(days=MAX_LAG_DAYS - 1)).first_day


def year_start(cut_off: date) -> date:
    """First day of the year that a budget adds up over, from the earliest cut-off."""
    return (cut_off - timedelta(days=MAX_LAG_DAYS - 1)).replace(month=1, day=1)


def simulate_pool(
    inputs: PoolInputs, *, with_hours: bool = False, watch: WatchDay | None = None
) -> PoolPaths:
    """Paths of usage and demand from window_start, of cost from year_start, to the last draw.

    Demand is at least what is used, in every hour of every path; the hours of a day add up to it.
    `watch` is told the hours of each day ahead.
    """
    return _Simulation(inputs, with_hours=with_hours, watch=watch).run()


class _Simulation:
    """Fills the windows of one pool day by day."""

    def __init__(self, inputs: PoolInputs, *, with_hours: bool, watch: WatchDay | None) -> None:
        self.inputs = inputs
        self.watch = watch
        cut_off = inputs.history.cut_off
        self.first_day = year_start(cut_off)
        path_count, horizon_days = inputs.draws.shape
        self.day_count = (cut_off - self.first_day).days + 1 + horizon_days
        shape = (path_count, self.day_count)
        self.usage = _unknown(cut_off, self.first_day, shape)
        self.cost = _unknown(cut_off, self.first_day, shape)
        self.demand = _unknown(cut_off, self.first_day, shape)
        self.generator = np.random.default_rng(inputs.seed)
        self.days_ahead = inputs.library.draw_ahead(path_count, self.generator)
        self.drawable = _drawable_days(inputs.history)
        reach = inputs.reach
        demanded = reach.history if reach else None
        self.drawable_demand = _drawable_days(demanded) if demanded else set()
        self.demanded = demanded
        self.hours = None
        if with_hours:
            last_day = cut_off + timedelta(days=horizon_days)
            self.hours = HourPathsBuilder(cut_off, last_day, path_count)

    def run(self) -> PoolPaths:
        """All days, oldest first."""
        for index in range(self.day_count):
            day = self.first_day + timedelta(days=index)
            ahead = (day - self.inputs.history.cut_off).days
            used, queued = self._observed(index, day) if ahead <= 0 else self._ahead(index, day)
            if self.hours:
                self.hours.set(day, used, queued)
        start = window_start(self.inputs.history.cut_off)
        return PoolPaths(
            usage=self.usage.since(start),
            cost=self.cost if self.inputs.terms else None,
            demand=self.demand.since(start) if self.demanded else None,
            hours=self.hours.build() if self.hours else None,
        )

    def _ahead(self, index: int, day: date) -> tuple[Floats, Floats]:
        inputs = self.inputs
        number = (day - inputs.history.cut_off).days - 1
        alike, waiting = next(self.days_ahead)
        shape = shares(alike)
        if inputs.near is not None and number < inputs.near.shape[1]:
            near = inputs.near[:, number]
            shape = np.where(np.isnan(near), shape, near)
        total = inputs.draws[:, number]
        wanted = total[:, np.newaxis] * shape
        used = serve(wanted, inputs.cards_in_hand)
        queued = np.zeros_like(used)
        if inputs.reach:
            # What an hour had no cards for has waited until it was served.
            queued = np.clip(wanted - used, 0.0, None)
            # Without a queue that was measured, what lies beyond the cap has the shape of use.
            demanded = alike + waiting if self.demanded else alike
            more = inputs.reach.draws[:, number] - total - queued.sum(axis=1)
            queued += queue_hours(np.clip(more, 0.0, None), used + queued, demanded)
        self._set_paths(index, day, used, queued)
        if self.watch:
            self.watch(day, used, queued)
        return used, queued

    def _observed(self, index: int, day: date) -> tuple[Floats, Floats]:
        """A day up to the cut-off: measured, drawn where a gap is short, or unknown."""
        total = self.inputs.history.on(day)
        if not np.isnan(total):
            return self._measured(index, day, total)
        if day in self.drawable:
            used, queued = self._drawn_in_gap(day)
            self._set_paths(index, day, used, queued)
            return used, queued
        self._set_cost_before(index, day)
        return _NOTHING_KNOWN, _NOTHING_KNOWN

    def _measured(self, index: int, day: date, total: float) -> tuple[Floats, Floats]:
        inputs = self.inputs
        _set_observed(self.usage, index, total)
        if inputs.terms:
            _set_observed(self.cost, index, inputs.terms.observed_cost_cny.get(day, np.nan))
        used = inputs.hours.of(day)
        if self.demanded is None:
            return used, np.zeros_like(used)
        demanded = self.demanded.on(day)
        if not np.isnan(demanded):
            _set_observed(self.demand, index, demanded)
        elif day in self.drawable_demand:
            queued = self._drawn_in_gap(day)[1]
            self.demand.paths[:, index] = total + queued.sum(axis=1)
            return used, queued
        return used, inputs.hours.queued_of(day)

    def _drawn_in_gap(self, day: date) -> tuple[Floats, Floats]:
        """Hours that were measured stay, the others are those of days like it."""
        alike, waiting = self.inputs.library.draw(day, len(self.inputs.draws), self.generator)
        used, queued = self.inputs.hours.of(day), self.inputs.hours.queued_of(day)
        return np.where(np.isnan(used), alike, used), np.where(np.isnan(queued), waiting, queued)

    def _set_cost_before(self, index: int, day: date) -> None:
        """Before its first hour a pool uses nothing, and what its contracts cost is known."""
        if self.inputs.terms and day < self.inputs.history.first_day:
            _set_observed(self.cost, index, self.inputs.terms.cost_before_use_cny(day))

    def _set_paths(self, index: int, day: date, used: Floats, queued: Floats) -> None:
        self.usage.paths[:, index] = used.sum(axis=1)
        self.demand.paths[:, index] = used.sum(axis=1) + queued.sum(axis=1)
        if self.inputs.terms:
            self.cost.paths[:, index] = self.inputs.terms.cost_cny(day, used)


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
