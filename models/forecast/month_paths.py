"""Months of a pool's paths, under numbers that all pools share, so that any of them add up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from data.tables import OUT_TABLES
from models.forecast.periods import list_periods
from models.forecast.pool import DrawnPool
from models.forecast.rows import SeriesForecast
from models.forecast.simulating import MAX_LAG_DAYS

KEPT_PAIRS = 125  # of paths that mirror each other: 250 of a thousand, so that medians stay

_TABLE = "out_forecast_month_path"


@dataclass
class MonthPaths:
    """Observes pools (models.forecast.pool): each target's totals by month, path by path.

    From the month on that a pool may lie in whose data end a week earlier: there it is observed.
    """

    provenance: Mapping[str, Any]
    frames: list[pl.DataFrame] = field(default_factory=list)

    def observe(self, pool: DrawnPool) -> None:
        """Take a pool's use, demand and cost."""
        for forecast in pool.forecasts:
            self._add(forecast)

    def _add(self, forecast: SeriesForecast) -> None:
        window = forecast.window
        numbers = kept_numbers(len(window.paths))
        since = window.cut_off - timedelta(days=MAX_LAG_DAYS)
        schema = {name: column.dtype for name, column in OUT_TABLES[_TABLE].columns().items()}
        for month in list_periods("month", since, window.last_day):
            totals = window.total(month.first_day, month.last_day)
            if np.isnan(totals).any():
                continue  # one of its days is neither observed nor drawn
            same = {
                "pool_id": forecast.series,
                "target": forecast.target,
                "period_start": month.first_day,
                "observed_part": window.observed_total(month.first_day, month.last_day),
                "is_complete": month.last_day <= window.last_day,
                "cut_off": window.cut_off,
                **self.provenance,
            }
            paths = pl.DataFrame({"path": numbers, "path_total": totals[numbers]})
            rows = paths.with_columns(pl.lit(value).alias(name) for name, value in same.items())
            self.frames.append(rows.select(pl.col(name).cast(of) for name, of in schema.items()))


def kept_numbers(path_count: int) -> npt.NDArray[np.intp]:
    """Which paths are kept, evenly: the same of every pool, each with its mirror image."""
    pairs = (path_count + 1) // 2
    first = np.linspace(0, pairs - 1, min(KEPT_PAIRS, pairs)).round().astype(np.intp)
    both = np.concatenate([first, first + pairs])
    return np.asarray(both[both < path_count])
