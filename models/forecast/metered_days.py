"""Daily histories of what is metered beside cards: tokens, storage, requests."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import numpy as np
import polars as pl

from models.forecast.budgets import COMPANY
from models.forecast.candidate import DailyHistory
from models.forecast.choosing import MIN_NAIVE_DAYS, is_long_enough
from models.forecast.projects import LIVE_DAYS
from models.forecast.reading import read
from models.forecast.rows import Level, Target

MIN_BILLED_SHARE = 0.5  # with lines on fewer of its days, a service is not billed by the day


@dataclass(frozen=True)
class Part:
    """A series with the sums that it is part of, level by level, the company last."""

    level: Level
    sums: tuple[tuple[Level, str], ...]
    histories: Mapping[Target, DailyHistory]

    @property
    def series(self) -> str:
        """Its name, the same for all targets."""
        return next(iter(self.histories.values())).series

    @property
    def provider(self) -> str | None:
        """Its provider; None where it has none."""
        return dict(self.sums).get("provider")


@dataclass(frozen=True)
class Meter:
    """Parts that are forecast for the same targets, and why others are not, by series.

    Where there are several targets, `total` is how their sum is called.
    """

    targets: tuple[Target, ...]
    total: Target | None
    level: Level
    parts: Sequence[Part]
    left_out: Mapping[str, str]
    cut_off: date | None


def read_meters(connection: duckdb.DuckDBPyConnection, time_zone: str) -> list[Meter]:
    """Tokens by provider, model and project; storage by provider, service and project; requests."""
    tokens = read(connection, "token_days")
    storage = read(connection, "storage_days")
    requests = read(connection, "request_days", {"time_zone": time_zone})
    clients = requests.with_columns(project="client")
    return [
        _meter(tokens, _days(tokens, "provider"), ("input_tokens", "output_tokens"), "tokens"),
        _meter(storage, _days(read(connection, "bill_days"), "provider"), ("storage",), None),
        _meter(clients, _days(requests, "client"), ("requests",), None),
    ]


def _days(rows: pl.DataFrame, source: str) -> dict[str, list[date]]:
    """The days that each source says something of, in order."""
    found = rows.select(source, "local_date").unique().sort(source, "local_date")
    return {
        str(name): part["local_date"].to_list()
        for (name,), part in found.partition_by(source, as_dict=True).items()
    }


def _meter(
    rows: pl.DataFrame,
    days: Mapping[str, list[date]],
    targets: tuple[Target, ...],
    total: Target | None,
) -> Meter:
    parts, left_out = [], {}
    level: Level = "client" if "client" in rows.columns else "project"
    for series_rows in rows.partition_by("project", maintain_order=True):
        sums = tuple(_sums(series_rows.row(0, named=True)))
        source = str(series_rows["client" if level == "client" else "provider"][0])
        histories = {target: _history(series_rows, target, days[source]) for target in targets}
        part = Part(level, sums, histories)
        why = _why_not(part, series_rows.height, is_billed="storage" in targets)
        if why:
            left_out[part.series] = why
        else:
            parts.append(part)
    last = max((known[-1] for known in days.values()), default=None)
    return Meter(targets, total, level, parts, left_out, last)


def _sums(row: Mapping[str, object]) -> Iterator[tuple[Level, str]]:
    levels: tuple[Level, ...] = ("model", "service", "provider")
    for level in levels:
        if level in row:
            yield level, str(row[level])
    yield "company", COMPANY


def _history(rows: pl.DataFrame, target: Target, days: list[date]) -> DailyHistory:
    """Zero on days that the source has without the series; unknown where it has nothing at all.

    A day that comes to less than nothing is not known either.
    """
    first_day = rows["local_date"].min()
    assert isinstance(first_day, date)  # noqa: S101  there is at least one row
    values = np.full((days[-1] - first_day).days + 1, np.nan)
    values[[(day - first_day).days for day in days if day >= first_day]] = 0.0
    position = (rows["local_date"] - first_day).dt.total_days().to_numpy()
    found = rows[target].to_numpy()
    values[position] = np.where(found >= 0, found, np.nan)
    known = np.flatnonzero(~np.isnan(values))
    if not len(known):
        return DailyHistory(str(rows["project"][0]), first_day, np.zeros(0))
    start, end = int(known[0]), int(known[-1]) + 1
    return DailyHistory(
        str(rows["project"][0]), first_day + timedelta(days=start), values[start:end]
    )


def _why_not(part: Part, billed_days: int, *, is_billed: bool) -> str | None:
    history = next(iter(part.histories.values()))
    if not is_long_enough(history):
        return f"measured on {history.measured_days} days, {MIN_NAIVE_DAYS} are needed"
    if is_billed and billed_days < MIN_BILLED_SHARE * history.measured_days:
        return f"billed on {billed_days} of {history.measured_days} days, not by the day"
    recent = [one.card_hours[-LIVE_DAYS:] for one in part.histories.values()]
    if not any(np.nan_to_num(values).any() for values in recent):
        return f"nothing in the last {LIVE_DAYS} days"
    return None
