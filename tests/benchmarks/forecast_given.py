"""Series that somebody gives, as a long table: how they are read, and what is wrong with them."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from models.forecast.candidate import DailyHistory
from tests.benchmarks.forecast_data import Benchmark

COLUMNS = ("unique_id", "ds", "y")
FORMATS = ("%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%d")
SEASONS = {24: 24, 1: 7}  # the seasonal naive's, in steps, by steps a day


def read_given(path: Path, *, country: str | None = None) -> Benchmark:
    """The series of a CSV or Parquet file with the columns unique_id, ds and y.

    Hours where any `ds` lies beside midnight, else days. A step that is not there, or has no `y`,
    was not measured; it is not zero. Raises ValueError for what cannot be judged: a column that is
    missing, a `ds` that is no date, a `y` below zero or no number, a step told twice or beside the
    hour.
    """
    rows = _rows(path)
    hourly = rows.filter(pl.col("ds") != pl.col("ds").dt.truncate("1d")).height > 0
    _refuse(path.name, rows, "1h" if hourly else "1d")
    steps_per_day = 24 if hourly else 1
    known = rows.drop_nulls("y").sort("unique_id", "ds")
    if not known.height:
        raise ValueError(f"{path.name} has no y in any of its {rows.height} rows")
    end: datetime = known["ds"].max()
    series = [
        _series(str(part["unique_id"][0]), part, end, steps_per_day)
        for part in known.partition_by("unique_id", maintain_order=True)
    ]
    season = SEASONS[steps_per_day]
    name = f"{path.name.partition('.')[0]} {'hourly' if hourly else 'daily'}"
    return Benchmark(name, series, season, season, origins=1, stride=1, country=country)


def _rows(path: Path) -> pl.DataFrame:
    table = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path)
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        needed = f"it needs {', '.join(COLUMNS)}"
        raise ValueError(f"{path.name} has no column {', '.join(missing)}; {needed}")
    try:
        values = table["y"].cast(pl.Float64).fill_nan(None)
    except pl.exceptions.PolarsError as error:
        raise ValueError(f"{path.name}: {error}") from error
    return table.select("unique_id", ds=_moments(table["ds"]), y=values)


def _moments(told: pl.Series) -> pl.Series:
    """As written, whatever the time zone; null where it is no date."""
    if told.dtype != pl.String:
        return told.cast(pl.Datetime("us")).dt.replace_time_zone(None)
    written = pl.col("ds").str.replace("T", " ").str.strip_suffix("Z")
    found = [written.str.to_datetime(form, time_unit="us", strict=False) for form in FORMATS]
    return told.to_frame("ds").select(pl.coalesce(found)).to_series()


def _refuse(file: str, rows: pl.DataFrame, step: str) -> None:
    whole = "an hour" if step == "1h" else "midnight"
    faults = {
        "without a date in ds": pl.col("ds").is_null(),
        f"beside {whole}": pl.col("ds") != pl.col("ds").dt.truncate(step),
        "told twice": pl.struct("unique_id", "ds").is_duplicated(),
        "with y below zero or infinite": (pl.col("y") < 0) | pl.col("y").is_infinite(),
    }
    for what, holds in faults.items():
        bad = rows.filter(holds)
        if bad.height:
            raise ValueError(f"{file}: {bad.height} rows {what}; the first: {bad.row(0)}")


def _series(name: str, rows: pl.DataFrame, end: datetime, steps_per_day: int) -> DailyHistory:
    """From the first midnight with a value to `end`, the last step of any series."""
    midnights = rows.filter(pl.col("ds") == pl.col("ds").dt.truncate("1d"))
    if not midnights.height:
        raise ValueError(f"{name} has no value at any midnight")
    first: datetime = midnights["ds"][0]
    step = timedelta(days=1) / steps_per_day
    values = np.full((end - first) // step + 1, np.nan)
    after = rows.filter(pl.col("ds") >= first)
    position = ((after["ds"] - first).dt.total_seconds() // step.total_seconds()).to_numpy()
    values[position.astype(int)] = after["y"].to_numpy()
    return DailyHistory(name, first.date(), values, steps_per_day)
