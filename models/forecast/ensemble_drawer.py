"""Paths of a run's pools from the ensemble; where it is refused, the naive answer and why."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np

from data.errors import InputError
from data.settings import Settings
from models.forecast.beginnings import since_begun
from models.forecast.candidate import DailyHistory
from models.forecast.choosing import (
    MIN_DAYS,
    MIN_NAIVE_DAYS,
    Draws,
    draw_naively,
    is_long_enough,
    refusal,
)
from models.forecast.ensemble.backtest import Bounds
from models.forecast.ensemble.backtesting import Progress, Task, backtest_all
from models.forecast.ensemble.drawing import Outlook, draw_paths
from models.forecast.ensemble.forecasting import Judged, judge
from models.forecast.ensemble.members import PAST_WEEKS
from models.forecast.events import KnownEvent
from models.forecast.notes import note
from models.forecast.score_rows import METHOD, score_rows
from models.forecast.seeds import derive_seed
from models.forecast.sharing import SharedMisses

# So many series, in order of name, are judged together and then only their outlook is kept: enough
# for a pool to learn from, few enough for memory.
POOLED_SERIES = 500


@dataclass(frozen=True)
class EnsembleDrawer:
    """What all series of a run share: outlooks by series, how much they stray together, scores."""

    outlooks: Mapping[str, Outlook]
    correlation: float
    scores: Sequence[Mapping[str, Any]]
    settings: Settings

    def draw(self, history: DailyHistory) -> Draws:
        """See choosing.Drawer."""
        return self._draw(history, self.outlooks.get(history.series))

    def draw_uncapped(self, history: DailyHistory) -> Draws:
        """The same, as if there were cards enough: never less in any path."""
        outlook = self.outlooks.get(history.series)
        if outlook is not None:
            outlook = replace(outlook, bounds=Bounds(outlook.bounds.floor))
        return self._draw(history, outlook)

    def _draw(self, history: DailyHistory, outlook: Outlook | None) -> Draws:
        seed, paths = self.settings.seed, self.settings.forecast_paths
        if not is_long_enough(history):
            what = f"Measured on {history.measured_days} days, {MIN_NAIVE_DAYS} are needed"
            raise InputError(what, where=history.series)
        if outlook is None:
            why = refusal(history) or note("no_member")
            return draw_naively(history, self.settings.forecast_horizon_days, paths, seed, why)
        own = derive_seed(seed, history.series, METHOD)
        shared = (self.correlation, derive_seed(seed, "all series", METHOD))
        drawn = draw_paths(outlook, paths, own, shared)
        method = PAST_WEEKS if outlook.weeks else METHOD
        days = since_begun(history, MIN_DAYS).measured_days
        return Draws(drawn, method, outlook.notes, days)


def prepare_ensemble(
    histories: Sequence[DailyHistory],
    bounds: Mapping[str, Bounds],
    country: str | None,
    settings: Settings,
    progress: Progress | None = None,
    *,
    target: str = "usage",
    steps: int | None = None,
    observe: Callable[[Judged], None] | None = None,
    with_prophet: bool = True,
    events: Mapping[str, tuple[KnownEvent, ...]] | None = None,
) -> EnsembleDrawer:
    """Backtest, weigh and calibrate all series that are long enough for it, in any order.

    `target` is what the score rows are of; `steps` the horizon, the settings' days unless given;
    `observe` is told of each series once it is judged; `events` are known ones by series.

    Raises:
        InputError: a value is infinite.
    """
    _refuse_infinite(histories)
    learned = {
        history.series: history.latest(settings.forecast_history_days)
        for history in sorted(to_judge(histories), key=lambda history: history.series)
    }
    horizon, known = steps or settings.forecast_horizon_days, events or {}
    tasks = [
        Task(history, horizon, bounds[name], country, with_prophet, known.get(name, ()))
        for name, history in learned.items()
    ]
    backtests = backtest_all(tasks, settings.forecast_workers, progress)
    outlooks: dict[str, Outlook] = {}
    scores: list[Mapping[str, Any]] = []
    misses = SharedMisses()
    while judged := judge([*islice(backtests, POOLED_SERIES)]):
        misses.add(judged, learned)
        for one in judged:
            outlooks[one.outlook.series] = one.outlook
            if observe:
                observe(one)
            cut_off = learned[one.outlook.series].cut_off
            scores += [row | {"cut_off": cut_off} for row in score_rows(one, target)]
    return EnsembleDrawer(outlooks, misses.correlation(), scores, settings)


def _refuse_infinite(histories: Sequence[DailyHistory]) -> None:
    for history in histories:
        if np.isinf(history.card_hours).any():
            remedy = "What was not measured is NaN."
            raise InputError("A value is infinite", where=history.series, remedy=remedy)


def to_judge(histories: Sequence[DailyHistory]) -> list[DailyHistory]:
    """The series that are not refused."""
    return [
        history for history in histories if is_long_enough(history) and refusal(history) is None
    ]
