"""Projects as parts of their pool, providers and the company as sums of theirs."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from data.settings import Settings
from models.forecast.candidate import DailyHistory
from models.forecast.projects import ProjectDays, split_pool
from models.forecast.rows import SeriesForecast
from models.forecast.windows import PathWindow

FIRST, SECOND, THIRD = "a/r/first/c", "a/r/second/c", "b/r/third/c"
FIRST_DAY = date(2026, 1, 1)


def add_projects(warehouse: Any, pool_id: str, days: int, **used: float) -> None:
    """The same card-hours of each project every day, with some noise, and the pool as their sum."""
    draw = np.random.default_rng(len(pool_id))
    streams = {name: draw.normal(value, value / 10, days) for name, value in used.items()}
    warehouse.add_usage(pool_id, FIRST_DAY, sum(streams.values()).tolist())
    provider, region, pool, chip = pool_id.split("/")
    rows = [
        {
            "local_date": FIRST_DAY + timedelta(days=day),
            "pool_id": pool_id,
            **{"provider": provider, "region": region, "pool": pool, "chip": chip},
            "project": name,
            "workload_class": "training",
            "used_card_hours": float(value),
        }
        for name, values in streams.items()
        for day, value in enumerate(values)
    ]
    warehouse._append("out_usage_daily", rows)


def test_parts_add_up_to_the_pool_in_every_path() -> None:
    draw = np.random.default_rng(1)
    days = np.stack([draw.normal(60, 9, 40), draw.normal(30, 9, 40), np.zeros(40)]).clip(0)
    days[2, ::9] = 50.0
    days[:, 35] = np.nan  # the meter was out that day
    history = DailyHistory(FIRST, FIRST_DAY, days.sum(axis=0))
    first_day = FIRST_DAY + timedelta(days=30)
    paths = np.concatenate(
        [np.repeat(days.sum(axis=0)[np.newaxis, 30:], 100, axis=0), draw.normal(90, 9, (100, 7))],
        axis=1,
    )
    paths[:, 5] = draw.normal(90, 9, 100)  # so it was drawn
    window = PathWindow(first_day, history.cut_off, paths, np.nan_to_num(paths[0]))
    pool = SeriesForecast(FIRST, "usage", window, "ensemble", (), 39)
    settings = Settings(forecast_paths=100, forecast_horizon_days=7)
    parts = [*split_pool(pool, ProjectDays(("x", "y", "z"), days), history, settings)]
    assert [part.series for part in parts] == [f"{FIRST}/{name}" for name in "xyz"]
    assert sum(part.window.paths for part in parts) == pytest.approx(paths)
    assert all((part.window.paths >= 0).all() for part in parts)
    assert parts[0].window.paths[0, 3] == days[0, 33]  # what was observed is the project's own
    assert parts[0].window.paths[:, 10:].std() > 0


def test_means_add_up_from_project_to_company(warehouse: Any) -> None:
    add_projects(warehouse, FIRST, 70, x=60, y=30)
    add_projects(warehouse, SECOND, 70, x=20)
    add_projects(warehouse, THIRD, 70, z=40)
    rows = warehouse.forecast()
    means = (
        rows.filter((pl.col("grain") == "month") & (pl.col("target") == "usage"))
        .group_by("level", "series", "period_start")
        .agg(pl.col("mean").sum())
    )
    for month in means["period_start"].unique():
        mean = {
            (level, series): value
            for level, series, value in means.filter(pl.col("period_start") == month)
            .select("level", "series", "mean")
            .iter_rows()
        }
        projects = [mean["project", f"{FIRST}/{name}"] for name in "xy"]
        assert sum(projects) == pytest.approx(mean["pool", FIRST])
        pools = mean["pool", FIRST] + mean["pool", SECOND]
        assert pools == pytest.approx(mean["provider", "a"])
        providers = mean["provider", "a"] + mean["provider", "b"]
        assert providers == pytest.approx(mean["company", "company"])


def test_a_project_that_used_nothing_for_months_has_no_rows(warehouse: Any) -> None:
    add_projects(warehouse, FIRST, 200, x=60)
    warehouse._append(
        "out_usage_daily",
        [
            {
                "local_date": FIRST_DAY,
                "pool_id": FIRST,
                **{"provider": "a", "region": "r", "pool": "first", "chip": "c"},
                "project": "ended",
                "workload_class": "training",
                "used_card_hours": 5.0,
            }
        ],
    )
    rows = warehouse.forecast()
    assert set(rows.filter(pl.col("level") == "project")["series"]) == {f"{FIRST}/x"}


def test_pools_that_move_together_give_the_company_a_wider_band(warehouse: Any) -> None:
    draw = np.random.default_rng(4)
    common = draw.normal(0, 40, 120).cumsum()
    apart = [draw.normal(0, 40, 120).cumsum() for _ in range(3)]
    widths = []
    for moves in ([common] * 3, apart):
        warehouse.connection.execute("DELETE FROM out_pool_hourly")
        for pool_id, move in zip((FIRST, SECOND, THIRD), moves, strict=True):
            noise = draw.normal(0, 5, 120)
            warehouse.add_usage(pool_id, FIRST_DAY, np.clip(3000 + move + noise, 0, None).tolist())
        days = warehouse.forecast(forecast_paths=4000).filter(
            (pl.col("target") == "usage")
            & (pl.col("grain") == "day")
            & (pl.col("horizon_days") == 7)
        )
        width = dict(days.select("series", pl.col("p90") - pl.col("p10")).iter_rows())
        widths.append(width.pop("company") / sum(width.values()))
    together, alone = widths
    # Three equal pools: 1 where they move as one, sqrt(1 / 3) = 0.58 where each moves alone. What
    # is believed before, a half, has sqrt((1 + 2 * 0.5) / 3) = 0.82; cut-offs move it up and down.
    assert together > 0.82
    assert alone < 0.79
