"""Forecasts of what is metered: every part by itself, sums of parts path by path."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np

from data.settings import Settings
from models.forecast.candidate import DailyHistory
from models.forecast.choosing import Candidates, Drawer
from models.forecast.company import CompanySum
from models.forecast.drawers import Phase, drawer_by_candidates
from models.forecast.ensemble.backtest import Bounds
from models.forecast.ensemble_drawer import EnsembleDrawer, prepare_ensemble, to_judge
from models.forecast.events import KnownEvent
from models.forecast.metered_days import Meter, Part
from models.forecast.public_holidays import COUNTRY_BY_TIME_ZONE
from models.forecast.rows import SeriesForecast, Target
from models.forecast.simulating import window_start
from models.forecast.windows import PathWindow


@dataclass(frozen=True)
class DrawnMeter:
    """A meter with who draws each of its targets."""

    meter: Meter
    drawers: Mapping[Target, Drawer]
    settings: Settings

    @property
    def scores(self) -> list[Mapping[str, Any]]:
        """Rows of out_forecast_score."""
        drawers = self.drawers.values()
        return [row for one in drawers if isinstance(one, EnsembleDrawer) for row in one.scores]

    def forecasts(self, done: Callable[[str], None]) -> Iterator[SeriesForecast]:
        """Each part's, then each sum's; `done` is told of each part."""
        sums: dict[tuple[Target, str, str], CompanySum] = {}
        for target in self._all_targets():
            sums |= self._sums(target)
        for part in self.meter.parts:
            for forecast in self._of_part(part):
                for level, series in part.sums:
                    sums[forecast.target, level, series].add(forecast)
                yield forecast
            done(part.series)
        yield from filter(None, (total.forecast() for total in sums.values()))

    def _all_targets(self) -> tuple[Target, ...]:
        return (*self.meter.targets, *((self.meter.total,) if self.meter.total else ()))

    def _sums(self, target: Target) -> dict[tuple[Target, str, str], CompanySum]:
        counted = target if target in self.meter.targets else self.meter.targets[0]
        members: dict[tuple[Any, str], list[DailyHistory]] = {}
        for part in self.meter.parts:
            for place in part.sums:
                members.setdefault(place, []).append(part.histories[counted])
        days = self.settings.forecast_horizon_days
        return {
            (target, level, series): CompanySum(target, histories, days, level, series)
            for (level, series), histories in members.items()
        }

    def _of_part(self, part: Part) -> list[SeriesForecast]:
        found = [
            self._forecast(part, target, self.drawers[target]) for target in self.meter.targets
        ]
        if self.meter.total:
            window = found[0].window
            for other in found[1:]:
                window = window.plus(other.window)
            found.append(replace(found[0], target=self.meter.total, window=window))
        return found

    def _forecast(self, part: Part, target: Target, drawer: Drawer) -> SeriesForecast:
        history = part.histories[target]
        draws = drawer.draw(history.latest(self.settings.forecast_history_days))
        return SeriesForecast(
            series=history.series,
            level=part.level,
            target=target,
            window=_window(history, draws.paths),
            method=draws.method,
            notes=draws.notes,
            history_days=draws.history_days,
        )


def backtest_count(meters: list[Meter]) -> int:
    """Backtests that prepare_meters will do."""
    return sum(
        len(to_judge([part.histories[target] for part in meter.parts]))
        for meter in meters
        for target in meter.targets
    )


def prepare_meters(
    meters: list[Meter],
    settings: Settings,
    candidates: Candidates | None,
    phase: Phase,
    events: Mapping[str, tuple[KnownEvent, ...]] | None = None,
) -> Iterator[DrawnMeter]:
    """Backtest the parts of each meter, one target after the other; `events` are by series."""
    country = COUNTRY_BY_TIME_ZONE.get(settings.time_zone)
    plans = [
        (meter, target, [part.histories[target] for part in meter.parts])
        for meter in meters
        for target in meter.targets
    ]
    watchers = [phase(0 if candidates else len(to_judge(plan[2]))) for plan in plans]
    drawers: dict[Target, Drawer] = {}
    for (_, target, histories), progress in zip(plans, watchers, strict=True):
        if candidates:
            drawers[target] = drawer_by_candidates(candidates, settings)
            continue
        bounds = {history.series: Bounds() for history in histories}
        drawers[target] = prepare_ensemble(
            histories, bounds, country, settings, progress, target=target, events=events
        )
    for meter in meters:
        yield DrawnMeter(meter, {name: drawers[name] for name in meter.targets}, settings)


def _window(history: DailyHistory, draws: Any) -> PathWindow:
    """Days since the quarter's first: observed where measured, NaN where not, then the draws."""
    first_day = window_start(history.cut_off)
    days = (history.cut_off - first_day).days + 1
    known = np.array([history.on(first_day + timedelta(days=number)) for number in range(days)])
    before = np.broadcast_to(known, (len(draws), days))
    observed = np.concatenate([np.nan_to_num(known), np.zeros(draws.shape[1])])
    return PathWindow(first_day, history.cut_off, np.concatenate([before, draws], axis=1), observed)
