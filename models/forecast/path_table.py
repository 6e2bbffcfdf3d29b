"""A pool's paths, told compactly: what decides what to buy draws on them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl

from models.forecast.hour_tables import framed
from models.forecast.hours import HOURS_PER_DAY
from models.forecast.pool import DrawnPool

KEPT_PATHS = 100
MONTH_DAYS = 30

_TABLE = "out_forecast_path"


@dataclass
class PathTable:
    """Observes pools (models.forecast.pool) and keeps some of their paths, by months of 30 days.

    Of all paths in order of their totals, every tenth or so: their spread is that of all.
    """

    provenance: Mapping[str, Any]
    frames: list[pl.DataFrame] = field(default_factory=list)

    def observe(self, pool: DrawnPool) -> None:
        """Take a pool's demand, or its use where no queue was measured."""
        by_target = {forecast.target: forecast for forecast in pool.forecasts}
        forecast = by_target.get("demand", by_target["usage"])
        window = forecast.window
        ahead = window.paths[:, (window.cut_off - window.first_day).days + 1 :]
        if np.isnan(ahead).any():
            return
        order = np.argsort(ahead.sum(axis=1), kind="stable")
        kept = order[
            np.linspace(0, len(order) - 1, min(KEPT_PATHS, len(order))).round().astype(int)
        ]
        rows = []
        for first in range(0, ahead.shape[1], MONTH_DAYS):
            part = ahead[kept, first : first + MONTH_DAYS]
            if part.shape[1] < MONTH_DAYS and first:
                break  # a part of a month is no month
            means = part.mean(axis=1) / HOURS_PER_DAY
            rows += [
                {
                    "pool_id": forecast.series,
                    "target": forecast.target,
                    "path": number,
                    "first_day": window.cut_off + timedelta(days=first + 1),
                    "days": part.shape[1],
                    "mean_cards": float(mean),
                    "cut_off": window.cut_off,
                }
                for number, mean in enumerate(means)
            ]
        self.frames.append(framed(_TABLE, [{**row, **self.provenance} for row in rows]))
