"""The what-ifs of a run: those that come with Suanli, then those that were loaded."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import duckdb

from data.reference import read_built_in_scenarios
from models.forecast.reading import read
from models.forecast.scenarios.changes import SCOPE, Change
from models.stage import read_core


def read_changes(connection: duckdb.DuckDBPyConnection, cut_off: date) -> list[Change]:
    """All changes, a scenario's together; what has no first day begins after `cut_off`.

    A loaded scenario that bears a built-in's name is meant in its place.
    """
    planned = [*_planned(connection, cut_off)]
    names = {change.scenario for change in planned}
    return [one for one in _built_in(cut_off) if one.scenario not in names] + planned


def _built_in(cut_off: date) -> Iterator[Change]:
    for row in read_built_in_scenarios().iter_rows(named=True):
        start = cut_off + timedelta(days=row["start_day"])
        source = f"{row['source']}: {row['note']}"
        yield _change(row | {"source": source}, start, cut_off, {})


def _planned(connection: duckdb.DuckDBPyConnection, cut_off: date) -> Iterator[Change]:
    first_day = cut_off + timedelta(days=1)
    rows = read_core(connection, "core_scenario").sort("scenario", "load_id", "line_number")
    for row in rows.iter_rows(named=True):
        where = {name: row[name] for name in SCOPE if row[name] is not None}
        yield _change(row, row["start_date"] or first_day, cut_off, where)


def _change(row: Mapping[str, Any], start: date, cut_off: date, where: Mapping[str, str]) -> Change:
    return Change(
        scenario=row["scenario"],
        change=row["change"],
        kind=row["kind"],
        where=where,
        like=row.get("like"),
        currency=row["currency"],
        start=start,
        cut_off=cut_off,
        ramp_days=row["ramp_days"] or 0,
        ratio=float(row["change_ratio"] or 0),
        source=row["source"],
        grade=row.get("grade"),
        is_built_in="load_id" not in row,
    )


def read_pools(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Provider, region, pool and chip of each pool, by pool_id."""
    rows = read(connection, "scenario_pools").iter_rows(named=True)
    return {row["pool_id"]: {name: row[name] for name in SCOPE} for row in rows}
