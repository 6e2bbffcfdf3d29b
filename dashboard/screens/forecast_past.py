"""What came before the forecast, in the periods of the forecast."""

from calendar import monthrange
from datetime import date, timedelta

import numpy as np
import polars as pl
import streamlit as st

from dashboard.reading import connection, current, read
from dashboard.screens.forecast_choice import CARD_LEVELS, PEAKS, SHOWN_PEAK, Choice
from models.forecast.candidate import DailyHistory
from models.forecast.metered_days import Meter, Part, read_meters
from models.forecast.simulating import MAX_LAG_DAYS

KNOWN_SHARE = 0.9  # of a month's days: with fewer its sum is unknown, as on the Overview
_CARD_TARGETS = ("cost", "usage", "demand")
_SCHEMA = {
    "period_start": pl.Date,
    "amount": pl.Float64,
    "days_unknown": pl.Int64,
    "days_measured": pl.Float64,
}


def past(choice: Choice, cut_off: date) -> pl.DataFrame:
    """`period_start`, `amount` (null: unknown), `days_unknown`, `days_measured`; ascending."""
    if choice.target in PEAKS:
        share = int(SHOWN_PEAK[1:]) / 100
        is_demand = choice.target == "peak_demand"
        return read(
            "forecast_history_of_peaks",
            series=choice.series,
            is_demand=is_demand,
            share=share,
            grain=choice.grain,
        )
    if choice.target in _CARD_TARGETS and (choice.pools or choice.level in CARD_LEVELS):
        return read(
            "forecast_history",
            level=choice.level,
            series=choice.series,
            target=choice.target,
            grain=choice.grain,
            max_lag_days=MAX_LAG_DAYS,
            pools=choice.pools or None,
        )
    if choice.target == "usage":
        return read("forecast_history_of_project", series=choice.series, grain=choice.grain)
    return _metered(choice, cut_off)


def _metered(choice: Choice, cut_off: date) -> pl.DataFrame:
    view = current()
    if view is None:
        return pl.DataFrame(schema=_SCHEMA)
    meters = _meters(view.key, view.settings.time_zone)
    found = [
        sum_of_targets(part, meter, choice.target)
        for meter in meters
        if choice.target in (*meter.targets, meter.total)
        for part in meter.parts
        if (choice.level, choice.series) in ((part.level, part.series), *part.sums)
    ]
    return by_period(found, choice.grain, cut_off)


@st.cache_resource(max_entries=3, show_spinner=False)
def _meters(key: str, time_zone: str) -> list[Meter]:  # noqa: ARG001  what it is kept by
    return read_meters(connection(), time_zone)


def sum_of_targets(part: Part, meter: Meter, target: str) -> DailyHistory:
    """One part's days of a target, or of all targets together where it is their total."""
    if target != meter.total:
        return next(days for name, days in part.histories.items() if name == target)
    first, *others = part.histories.values()
    begin = min(history.first_day for history in (first, *others))
    frame = _daily([first, *others])
    return DailyHistory(first.series, begin, frame["amount"].to_numpy())


def by_period(parts: list[DailyHistory], grain: str, cut_off: date) -> pl.DataFrame:
    """Sums of parts by day or month up to the cut-off; a day that a part does not know is null."""
    if not parts:
        return pl.DataFrame(schema=_SCHEMA)
    days = _daily(parts).filter(pl.col("local_date") <= cut_off)
    start = pl.col("local_date").dt.truncate("1mo" if grain == "month" else "1d")
    periods = (
        days.group_by(start.alias("period_start"))
        .agg(
            pl.col("amount").sum(),
            days_unknown=pl.col("amount").null_count().cast(pl.Int64),
            days_measured=pl.col("amount").count().cast(pl.Float64),
        )
        .sort("period_start")
    )
    length = [
        monthrange(day.year, day.month)[1] if grain == "month" else 1
        for day in periods["period_start"]
    ]
    enough = pl.col("days_measured") >= KNOWN_SHARE * pl.Series(length)
    return periods.with_columns(pl.when(enough).then(pl.col("amount")).alias("amount"))


def _daily(parts: list[DailyHistory]) -> pl.DataFrame:
    """`local_date`, `amount` of all together; zero before a part begins, unknown after it ends."""
    begin = min(part.first_day for part in parts)
    ends = [part.first_day + timedelta(days=len(part.card_hours)) for part in parts]
    total = np.zeros((max(ends) - begin).days)
    for part in parts:
        at = (part.first_day - begin).days
        values = np.full(len(total), np.nan)
        values[:at] = 0.0
        values[at : at + len(part.card_hours)] = part.card_hours
        total += values
    dates = [begin + timedelta(days=n) for n in range(len(total))]
    return pl.DataFrame(
        {"local_date": dates, "amount": pl.Series(total).fill_nan(None)},
        schema={"local_date": pl.Date, "amount": pl.Float64},
    )
