"""What a pool's hours say, collected pool by pool: peaks, the next two weeks, the risk of no cards.

Frames, not rows: a company of 200 pools has 300,000 of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from data.tables import OUT_TABLES
from models.forecast.capacity_risk import CardsInHand, risk_rows
from models.forecast.hour_paths import Halves, HourPaths
from models.forecast.hours import HOURS_PER_DAY
from models.forecast.near_hours import NEAR_DAYS
from models.forecast.peak_leaning import PeakLeans
from models.forecast.peaks import PERCENTS, UNIT, peak_rows
from models.forecast.pool import DrawnPool
from models.forecast.quantiles import path_quantiles
from models.forecast.rows import QUANTILES, SeriesForecast, said_rows
from models.forecast.simulating import MAX_LAG_DAYS
from models.forecast.stretching import stretch_hours


@dataclass
class HourTables:
    """Observes pools (models.forecast.pool); `frames` are by table, `gaps` by pool and target.

    `latest` is the last day of all pools: nobody can order cards for days long past.
    """

    cards: CardsInHand
    provenance: Mapping[str, Any]
    leans: PeakLeans = field(default_factory=dict)
    latest: date = date.min
    frames: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    gaps: list[dict[str, Any]] = field(default_factory=list)

    def observe(self, pool: DrawnPool) -> None:
        """Take a pool's rows."""
        hours = pool.paths.hours
        if hours is None:
            for target in ("peak", "hours", "capacity_risk"):
                self._miss(pool, target, "the source gives totals of days, not hours")
            return
        by_target = {forecast.target: forecast for forecast in pool.forecasts}
        inputs = pool.inputs
        leaned = stretch_hours(inputs.history.series, hours, inputs.hours, self.leans)
        for target, paths, high, basis in (
            ("usage", hours.used, leaned.used, "used"),
            ("demand", hours.reach, leaned.reach, "demand"),
        ):
            if target in by_target:
                forecast = by_target[target]
                peaks = _peaks(forecast, leaned, high, basis)
                self._add("out_forecast", peaks)
                targets = [f"peak_{basis}_p{percent}" for percent in PERCENTS if peaks]
                self._add("out_forecast_note", [*said_rows(forecast, targets)])
                self._add("out_forecast_hourly", _next_hours(forecast, hours, paths))
        self._add_risk(pool, leaned, "demand" if "demand" in by_target else "used")

    def _add_risk(self, pool: DrawnPool, hours: HourPaths, basis: str) -> None:
        pool_id, cut_off = pool.inputs.history.series, hours.cut_off
        cards = self.cards.at(pool_id, cut_off)
        if (self.latest - cut_off).days > MAX_LAG_DAYS:
            self._miss(pool, "capacity_risk", f"its data end {cut_off}, others' {self.latest}")
            return
        if cards is None:
            self._miss(pool, "capacity_risk", "the capacity was not measured in the last 7 days")
            return
        changes = self.cards.changes(pool_id, cut_off, (hours.last_day - cut_off).days)
        same = {"pool_id": pool_id, "basis": basis, "cut_off": cut_off}
        rows = [row | same for row in risk_rows(hours, cards, changes)]
        self._add("out_capacity_risk", rows, path_count=len(hours.used))

    def _add(self, table: str, rows: list[dict[str, Any]], **more: Any) -> None:
        if rows:
            frame = framed(table, [{**row, **more, **self.provenance} for row in rows])
            self.frames.setdefault(table, []).append(frame)

    def _miss(self, pool: DrawnPool, target: str, reason: str) -> None:
        history = pool.inputs.history
        self.gaps.append(
            {
                "level": "pool",
                "series": history.series,
                "target": target,
                "reason": reason,
                "cut_off": history.cut_off,
            }
        )


def framed(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows in the columns of the table's contract; what a row does not say is null."""
    schema = {name: column.dtype for name, column in OUT_TABLES[table].columns().items()}
    return pl.DataFrame(rows, schema=schema, infer_schema_length=None)


def _peaks(
    forecast: SeriesForecast, hours: HourPaths, paths: Halves, basis: str
) -> list[dict[str, Any]]:
    same = {
        "series": forecast.series,
        "level": forecast.level,
        "unit": UNIT,
        "method": forecast.method,
        "method_note": forecast.note,
        "history_days": forecast.history_days,
        "cut_off": hours.cut_off,
        "path_count": len(paths),
    }
    return [row | same for row in peak_rows(hours, paths, basis)]


def _next_hours(forecast: SeriesForecast, hours: HourPaths, paths: Halves) -> list[dict[str, Any]]:
    days = min(NEAR_DAYS, (hours.last_day - hours.cut_off).days)
    near = paths[:, hours.days_before : hours.days_before + days].reshape(len(paths), -1)
    p10, p50, p90 = path_quantiles(near.astype(np.float64), QUANTILES).tolist()
    mean = near.mean(axis=0, dtype=np.float64).tolist()
    return [
        {
            "series": forecast.series,
            "target": forecast.target,
            "local_date": hours.cut_off + timedelta(days=step // HOURS_PER_DAY + 1),
            "hour": step % HOURS_PER_DAY,
            "horizon_hours": step + 1,
            "p10": p10[step],
            "p50": p50[step],
            "p90": p90[step],
            "mean": mean[step],
            "unit": "card_hour",
            "method": forecast.method,
            "method_note": forecast.note,
            "cut_off": hours.cut_off,
            "path_count": len(paths),
        }
        for step in range(near.shape[1])
    ]
