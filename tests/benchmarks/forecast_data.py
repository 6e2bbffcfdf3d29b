"""Real series for judging forecasts, read from ../shared/real; nothing of them is kept here."""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from data.sample import SAMPLE_SEED
from data.sample.usage import make_usage
from models.forecast.candidate import DailyHistory, Floats

REAL = Path(__file__).parents[3] / "shared" / "real"
MONDAY = date(2024, 1, 1)  # M4 gives no calendar
_WHOLE_GRID = "RTO-RTO"


@dataclass(frozen=True)
class Benchmark:
    """Series of one set, and how they are judged.

    `season` is the seasonal naive's, in steps. From `origins` cut-offs, `stride` steps apart and
    the last one horizon before the end, the next `horizon` steps are forecast, where `least` steps
    and two seasons are known. With `total`, the sum of all series is judged besides, under this
    name, where all of them are forecast.
    """

    name: str
    series: list[DailyHistory]
    season: int
    horizon: int
    origins: int
    stride: int
    country: str | None = None
    least: int = 0
    total: str | None = None

    def cases(self) -> Iterator[tuple[DailyHistory, Floats]]:
        """What is known at each cut-off, and what came then. Both ends are measured steps."""
        for known in self.rounds():
            yield from known

    def rounds(self) -> Iterator[list[tuple[DailyHistory, Floats]]]:
        """The same, cut-off by cut-off: what is forecast in one run."""
        for back in range(self.origins):
            yield [*self._round(back)]

    def _round(self, back: int) -> Iterator[tuple[DailyHistory, Floats]]:
        for history in self.series:
            cut = len(history.card_hours) - self.horizon - back * self.stride
            if cut < max(2 * self.season, self.least) or np.isnan(history.card_hours[cut - 1]):
                continue
            known = replace(history, card_hours=history.card_hours[:cut])
            yield known, history.card_hours[cut : cut + self.horizon]


def m4_hourly() -> Benchmark:
    """All 414 hourly series of the M4 competition, its own 48 hours of test."""
    train, test = _m4("train"), _m4("test")
    series = [
        DailyHistory(name, MONDAY, np.concatenate([train[name], test[name]]), 24) for name in train
    ]
    return Benchmark("M4 hourly", series, season=24, horizon=48, origins=1, stride=48)


def _m4(part: str) -> dict[str, Floats]:
    with gzip.open(REAL / "series" / f"m4_hourly_{part}.csv.gz", "rt") as file:
        rows = list(csv.reader(file))[1:]
    return {row[0]: np.array([float(cell) for cell in row[1:] if cell]) for row in rows}


def ercot_hourly() -> Benchmark:
    """Electricity load of 8 zones, 42 days."""
    table = pl.read_csv(REAL / "series" / "ercot_hourly.csv.gz", try_parse_dates=True)
    hours = table.select("unique_id", start="timestamp", value="value")
    return Benchmark("ERCOT hourly", _hourly(hours), 24, 168, origins=3, stride=48)


def pjm_hourly() -> Benchmark:
    """Electricity load of 5 zones, a year."""
    return Benchmark("PJM hourly", _hourly(_pjm()), 24, 336, origins=6, stride=24 * 37)


def pjm_daily() -> Benchmark:
    """The same by day."""
    return Benchmark("PJM daily", _daily(_pjm(), 24), 7, 28, origins=8, stride=28)


def pjm_parts_daily() -> Benchmark:
    """The same as parts that add up: RTO is the whole grid, so it stands less the other zones."""
    found = pjm_daily()
    zones = [zone for zone in found.series if zone.series != _WHOLE_GRID]
    (whole,) = (one for one in found.series if one.series == _WHOLE_GRID)
    rest = whole.card_hours - np.sum([zone.card_hours for zone in zones], axis=0)
    return replace(found, series=[*zones, replace(whole, series="rest", card_hours=rest)])


def _pjm() -> pl.DataFrame:
    table = pl.read_csv(REAL / "series" / "pjm_hourly.csv.gz", try_parse_dates=True)
    return table.select("unique_id", start=pl.col("ds").dt.replace_time_zone(None), value="y")


def helios_daily() -> Benchmark:
    """Busy cards of four teams of a GPU cluster, May 2020; the 10th is an outage, and missing."""
    files = sorted((REAL / "usage" / "helios_earth").glob("*.csv.gz"))
    minutes = pl.concat(
        pl.read_csv(file, try_parse_dates=True).select(
            unique_id=pl.lit(file.name.removesuffix(".csv.gz")),
            start="time",
            value=pl.col("running_gpu_num") / 60,
        )
        for file in files
    ).filter(pl.col("start").dt.date() != date(2020, 5, 10))
    return Benchmark("Helios daily 7", _daily(minutes, 24 * 60), 7, 7, origins=3, stride=3)


def philly_daily(horizon: int) -> Benchmark:
    """Card-hours of the teams of a GPU cluster, in its ten dense weeks; their total besides.

    They end before 2017-12-13: there every job ends, and for five days hardly any begins (8 on the
    14th, 6 on the 16th, 200 to 2,000 on other days). An outage is missing, not zero.
    """
    jobs = pl.read_csv(REAL / "usage" / "philly_jobs.csv", try_parse_dates=True)
    first, last = date(2017, 10, 2), date(2017, 12, 12)
    hours = _busy_hours(jobs).filter(pl.col("start").dt.date().is_between(first, last))
    days = hours.group_by("unique_id", day=pl.col("start").dt.date()).agg(pl.col("value").sum())
    every = pl.DataFrame({"day": pl.date_range(first, last, eager=True)})
    grid = days.select("unique_id").unique().join(every, how="cross")
    filled = grid.join(days, on=["unique_id", "day"], how="left").fill_null(0.0)
    busy = filled.filter(pl.col("value").median().over("unique_id") > 0)
    series = [
        DailyHistory(str(name), first, rows.sort("day")["value"].to_numpy())
        for (name,), rows in busy.sort("unique_id")
        .partition_by("unique_id", as_dict=True, maintain_order=True)
        .items()
    ]
    name = f"Philly daily {horizon}"
    return Benchmark(name, series, 7, horizon, origins=5, stride=4, total="all teams")


def _busy_hours(jobs: pl.DataFrame) -> pl.DataFrame:
    """Card-hours of each job by the hour in which they were used."""
    ends = pl.col("timestamp") + pl.duration(seconds=pl.col("duration").cast(pl.Int64))
    hours = jobs.with_columns(end=ends).with_columns(
        hour=pl.datetime_ranges(pl.col("timestamp").dt.truncate("1h"), "end", "1h")
    )
    within = (
        pl.min_horizontal("end", pl.col("hour") + pl.duration(hours=1))
        - pl.max_horizontal("timestamp", "hour")
    ).dt.total_seconds()
    return (
        hours.explode("hour")
        .with_columns(value=within / 3600 * pl.col("num_gpus"))
        .group_by(unique_id="cluster", start="hour")
        .agg(pl.col("value").sum())
    )


def servegen_hourly() -> Benchmark:
    """Requests an hour of the clients of a model service that ask every day, 14 days."""
    files = sorted((REAL / "usage" / "servegen_small").glob("chunk-*.csv"))
    series = []
    for file in files:
        rates = pl.read_csv(file, has_header=False, infer_schema=False)
        requests = rates["column_2"].cast(pl.Float64, strict=False).fill_null(0.0).to_numpy() * 600
        hours = requests[: len(requests) // 6 * 6].reshape(-1, 6).sum(axis=1)
        days = hours[: len(hours) // 24 * 24].reshape(-1, 24).sum(axis=1)
        if len(hours) >= 24 * 10 and (days > 0).all():
            series.append(DailyHistory(file.stem, MONDAY, hours, 24))
    return Benchmark("ServeGen hourly", series, 24, 48, origins=3, stride=24)


def sample_daily(horizon: int) -> Benchmark:
    """Card-hours of the embedded sample's pools, two years, of which the last half is judged."""
    hours = _sample_hours(SAMPLE_SEED)
    name, origins = f"sample daily {horizon}", 14 if horizon > 28 else 6
    return Benchmark(name, _daily(hours, 24), 7, horizon, origins, stride=28, country="CN")


def sample_hourly(seed: int) -> list[DailyHistory]:
    """The same by the hour, of a sample drawn with any seed."""
    return _hourly(_sample_hours(seed))


def _sample_hours(seed: int) -> pl.DataFrame:
    return (
        make_usage(seed)
        .filter(pl.col("period") == "hour")
        .group_by(unique_id=pl.concat_str("pool", "chip", separator="/"), start="start")
        .agg(value=pl.col("used_card_hours").sum())
    )


def _hourly(hours: pl.DataFrame) -> list[DailyHistory]:
    """From the first midnight on; a missing hour is NaN."""
    return [_series(str(name), rows, 24) for name, rows in _parts(hours)]


def _daily(values: pl.DataFrame, count: int) -> list[DailyHistory]:
    """Sums of the days that have all `count` values."""
    days = (
        values.group_by("unique_id", start=pl.col("start").dt.truncate("1d"))
        .agg(pl.col("value").sum(), pl.len())
        .filter(pl.col("len") == count)
    )
    return [_series(str(name), rows, 1) for name, rows in _parts(days)]


def _parts(values: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    ordered = values.sort("unique_id", "start")
    parts = ordered.partition_by("unique_id", as_dict=True, maintain_order=True)
    for (name,), rows in parts.items():
        yield str(name), rows


def _series(name: str, rows: pl.DataFrame, steps_per_day: int) -> DailyHistory:
    midnight = rows.filter(pl.col("start").dt.hour() == 0)["start"][0]
    after = rows.filter(pl.col("start") >= midnight)
    step_s = 86_400 // steps_per_day
    position = ((after["start"] - midnight).dt.total_seconds() // step_s).to_numpy()
    values = np.full(int(position[-1]) + 1, np.nan)
    values[position] = after["value"].to_numpy()
    return DailyHistory(name, midnight.date(), values, steps_per_day)
