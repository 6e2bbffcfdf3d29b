"""The stage: fills out_expected_daily, out_anomaly, out_anomaly_part and out_level_shift."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import duckdb
import numpy as np
import polars as pl

from data.settings import Settings
from data.tables.anomalies import COMPANY
from models.anomalies.case import UNITS, Band, Case, Floats
from models.anomalies.company import Company
from models.anomalies.expecting import Expected
from models.anomalies.judging import judge
from models.anomalies.month_days import expect_months
from models.anomalies.parts import Part
from models.anomalies.plans_in_hand import PARTS, campaigns_by_pool, read_events
from models.anomalies.printed import PrintedPrices
from models.anomalies.reading import (
    Pools,
    exact_amounts,
    read_pool_days,
    read_pools,
    read_projects,
)
from models.anomalies.shift_rows import shift_rows
from models.forecast.public_holidays import COUNTRY_BY_TIME_ZONE
from models.stage import framed, read_core, replace_rows

TABLES = ("out_expected_daily", "out_anomaly", "out_anomaly_part", "out_level_shift")
DRAWN_DAYS = 400  # up to a pool's last measured one that are kept: what a chart shows
_MARKET = ("provider", "region", "chip")

Row = dict[str, Any]


def build_anomalies(
    connection: duckdb.DuckDBPyConnection, settings: Settings, snapshot_id: str
) -> None:
    """Replace what the four tables held; anomalies stand in order of yuan, the largest first.

    Reads out_cost_daily, out_pool_hourly, out_usage_daily, core_calendar, core_campaign,
    core_event, core_price and core_fx_rate. No pool learns from another, and no day from a later
    one.
    """
    rows: dict[str, list[Any]] = {table: [] for table in TABLES}
    pools = read_pools(connection, settings.time_zone)
    if pools:
        _fill(rows, connection, pools, settings)
    provenance = {"tax_basis": settings.tax_basis, "snapshot_id": snapshot_id}
    for table, found in rows.items():
        replace_rows(connection, table, framed(table, found, provenance))


def _fill(
    rows: dict[str, list[Any]],
    connection: duckdb.DuckDBPyConnection,
    pools: Pools,
    settings: Settings,
) -> None:
    country = COUNTRY_BY_TIME_ZONE.get(settings.time_zone)
    expected = {
        target: expect_months(pools.arrays[name], pools.kinds, pools.days[0], country)
        for target, name in (("usage", "used"), ("cost", "cost_cny"))
    }
    book = (read_core(connection, "core_price"), read_core(connection, "core_fx_rate"))
    campaigns = campaigns_by_pool(read_core(connection, "core_campaign"))
    events = read_events(read_core(connection, "core_event"))
    anomalies: list[tuple[Row, Sequence[Part]]] = []
    company = Company(pools.days)
    for number, pool_id in enumerate(pools.pool_ids):
        market = pools.rows[pool_id].select(_MARKET).head(1)
        place = pools.rows[pool_id].select(*PARTS).row(0)
        case = Case(
            pool_id=pool_id,
            days=pools.days,
            kinds=pools.kinds,
            pool=read_pool_days(connection, pools, number, settings.time_zone),
            usage=_usage_band(expected["usage"], pools, number),
            effects={target: found.effect[:, number] for target, found in expected.items()},
            amounts=exact_amounts(pools, pool_id),
            gap_hours=_gap_hours(pools.rows[pool_id]),
            projects=read_projects(connection, pools, pool_id),
            campaigns=campaigns.get(pool_id, ()),
            events=[event for event in events if event.concerns(place)],
            printed=PrintedPrices(market, *book, settings.tax_basis),
        )
        judged = judge(case)
        anomalies += judged.anomalies
        company.add(case, judged.bands)
        for band in judged.bands.values():
            end = _last_measured(case.pool.used)
            rows["out_expected_daily"] += _expected_rows(case.days, pool_id, band, end)
        for target, shifts in judged.shifts.items():
            rows["out_level_shift"] += shift_rows(case, judged.bands[target], shifts)
    anomalies += company.anomalies()
    for band in company.bands():
        end = _last_measured(band.actual)
        rows["out_expected_daily"] += _expected_rows(pools.days, COMPANY, band, end)
    anomalies.sort(key=lambda anomaly: _rank(anomaly[0]))
    rows["out_anomaly"] = [row for row, _ in anomalies]
    rows["out_anomaly_part"] = [*_part_rows(anomalies)]


def _usage_band(expected: Expected, pools: Pools, number: int) -> Band:
    columns = (expected.centre, expected.lower, expected.upper, pools.arrays["used"])
    return Band("usage", *(array[:, number] for array in columns))


def _gap_hours(rows: pl.DataFrame) -> dict[date, int]:
    silent = rows.filter(pl.col("gap_hours") > 0)
    return dict(silent.select("local_date", "gap_hours").iter_rows())


def _rank(row: Row) -> tuple[float, float, date, str, str]:
    """Yuan first, then parts of the expected; an outage last, because nothing is known of it."""
    amount = row.get("deviation_cny")
    share = abs(row["deviation"]) / row["expected"] if row["deviation"] and row["expected"] else 0.0
    yuan = -1.0 if amount is None else abs(float(amount))
    return -yuan, -share, row["local_date"], row["pool_id"], row["target"]


def _last_measured(values: Floats) -> int:
    measured = np.flatnonzero(~np.isnan(values))
    return int(measured[-1]) + 1 if len(measured) else 0


def _expected_rows(days: Sequence[date], pool_id: str, band: Band, end: int) -> Iterable[Row]:
    for place in range(max(end - DRAWN_DAYS, 0), end):
        if np.isnan(band.expected[place]):
            continue
        actual = float(band.actual[place])
        yield {
            "local_date": days[place],
            "level": COMPANY if pool_id == COMPANY else "pool",
            "pool_id": pool_id,
            "target": band.target,
            "expected": float(band.expected[place]),
            "lower": float(band.lower[place]),
            "upper": float(band.upper[place]),
            "actual": None if np.isnan(actual) else actual,
            "unit": UNITS[band.target],
        }


def _part_rows(anomalies: Sequence[tuple[Row, Sequence[Part]]]) -> Iterable[Row]:
    for row, parts in anomalies:
        key = {name: row[name] for name in ("local_date", "pool_id", "target")}
        for part in parts:
            yield key | {
                "part": part.part,
                "project": part.project,
                "part_pool_id": part.pool_id,
                "card_hours": part.card_hours,
                "amount_cny": part.amount_cny,
            }
