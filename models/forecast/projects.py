"""A pool's projects: parts of its paths, so that they add up to it in every path.

A project's days are few and come in bursts; the pool's are what is calibrated. So each project is
forecast by itself, and its share of all projects' paths is its share of the pool's path that day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import duckdb
import numpy as np

from data.settings import Settings
from models.forecast.candidate import DailyHistory, Floats
from models.forecast.choosing import refusal
from models.forecast.ensemble.backtest import Bounds
from models.forecast.ensemble.backtesting import Task, backtest_all
from models.forecast.ensemble.drawing import draw_paths
from models.forecast.ensemble.forecasting import judge
from models.forecast.events import KnownEvent
from models.forecast.reading import read
from models.forecast.rows import SeriesForecast
from models.forecast.seeds import derive_seed
from models.forecast.windows import PathWindow

METHOD = "share_of_pool"
RECENT_DAYS = 28
LIVE_DAYS = 120  # longer than a quarter with the days that pools may lie apart


@dataclass(frozen=True)
class ProjectDays:
    """Card-hours of a pool's projects on the pool's own days, shape (projects, days of history).

    Zero where the pool was measured and the project used nothing, NaN where the pool was not.
    """

    names: tuple[str, ...]
    card_hours: Floats


def read_projects(connection: duckdb.DuckDBPyConnection, history: DailyHistory) -> ProjectDays:
    """The projects that used anything in the pool's last 120 days, in order of name."""
    rows = read(
        connection,
        "project_days",
        {
            "pool_id": history.series,
            "first_day": history.first_day,
            "last_day": history.cut_off,
        },
    )
    names, days = [], []
    for (name,), part in rows.partition_by("project", as_dict=True, maintain_order=True).items():
        used = np.zeros(len(history.card_hours))
        position = (part["local_date"] - history.first_day).dt.total_days().to_numpy()
        used[position] = part["used_card_hours"].to_numpy()
        if used[-LIVE_DAYS:].any():
            names.append(str(name))
            days.append(np.where(np.isnan(history.card_hours), np.nan, used))
    return ProjectDays((*names,), np.array(days).reshape(len(names), len(history.card_hours)))


def split_pool(
    pool: SeriesForecast,
    projects: ProjectDays,
    history: DailyHistory,
    settings: Settings,
    events: tuple[KnownEvent, ...] = (),
) -> Iterator[SeriesForecast]:
    """Each project's part of the pool's card-hours, path by path; `events` are the pool's."""
    if not projects.names:
        return
    recent = _recent_shares(projects.card_hours)
    ahead = _shares_ahead(projects, history, settings, recent, events)
    for number, name in enumerate(projects.names):
        window = _part(
            pool.window, history, projects.card_hours[number], recent[number], ahead[number]
        )
        yield SeriesForecast(
            series=f"{history.series}/{name}",
            level="project",
            target=pool.target,
            window=window,
            method=METHOD,
            notes=(),
            history_days=pool.history_days,
        )


def _recent_shares(card_hours: Floats) -> Floats:
    sums = np.nansum(card_hours[:, -RECENT_DAYS:], axis=1)
    total = sums.sum()
    return np.asarray(sums / total if total else np.full(len(sums), 1 / len(sums)))


def _shares_ahead(
    projects: ProjectDays,
    history: DailyHistory,
    settings: Settings,
    recent: Floats,
    events: tuple[KnownEvent, ...],
) -> Floats:
    """Shares by path and day ahead, shape (projects, paths, days); they add up to 1."""
    shape = (settings.forecast_paths, settings.forecast_horizon_days)
    if refusal(history):
        return np.broadcast_to(recent[:, np.newaxis, np.newaxis], (len(recent), *shape))
    tasks = [
        Task(
            DailyHistory(f"{history.series}/{name}", history.first_day, row).latest(
                settings.forecast_history_days
            ),
            shape[1],
            Bounds(),
            with_prophet=False,
            events=events,
        )
        for name, row in zip(projects.names, projects.card_hours, strict=True)
    ]
    paths = np.stack(
        [
            draw_paths(
                one.outlook,
                shape[0],
                derive_seed(settings.seed, one.outlook.series, "share of pool"),
            )
            for one in judge([*backtest_all(tasks, workers=1)])
        ]
    )
    total = paths.sum(axis=0)
    even = np.broadcast_to(recent[:, np.newaxis, np.newaxis], paths.shape).copy()
    return np.asarray(np.divide(paths, total, out=even, where=total > 0))


def _part(
    pool: PathWindow, history: DailyHistory, used: Floats, recent: float, ahead: Floats
) -> PathWindow:
    paths = np.empty_like(pool.paths)
    observed = np.zeros_like(pool.observed)
    for index in range(paths.shape[1]):
        day = pool.first_day + timedelta(days=index)
        days_ahead = (day - pool.cut_off).days
        offset = (day - history.first_day).days
        if days_ahead > 0:
            paths[:, index] = pool.paths[:, index] * ahead[:, days_ahead - 1]
        elif 0 <= offset < len(used) and not np.isnan(used[offset]):
            paths[:, index] = observed[index] = used[offset]
        else:
            paths[:, index] = pool.paths[:, index] * recent
    return PathWindow(pool.first_day, pool.cut_off, paths, observed)
