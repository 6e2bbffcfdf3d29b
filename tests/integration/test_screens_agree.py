"""Two screens that show the same figure show the same figure."""

from pathlib import Path

import polars as pl
import pytest

from data.snapshot import find_current
from data.warehouse import open_snapshot, query, read_sql
from data.workspace import Workspace


@pytest.mark.parametrize("target", ["cost", "usage"])
def test_overview_and_forecast_draw_the_same_months(sample_home: Path, target: str) -> None:
    snapshot = find_current(Workspace(sample_home))
    assert snapshot is not None
    with open_snapshot(snapshot.path) as connection:
        overview = query(
            connection, read_sql("dashboard", "overview_months"), {"target": target, "pools": None}
        ).drop_nulls("value")
        forecast = query(
            connection,
            read_sql("dashboard", "forecast_history"),
            {
                "level": "company",
                "series": "company",
                "target": target,
                "grain": "month",
                "max_lag_days": 7,
                "pools": None,
            },
        )
    months = overview.join(forecast, on="period_start", validate="1:1")
    assert months.height == overview.height > 12
    apart = months.filter((pl.col("value") - pl.col("amount")).abs() > 0.005)
    assert apart.is_empty(), apart
