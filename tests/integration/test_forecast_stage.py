"""From observed hours, prices and contracts through the marts to out_forecast."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest

from data.settings import Settings
from data.tables import TABLES
from data.tables.ddl import create_tables
from data.tables.forecast_notes import JUMP_NOTES, SIMPLER_NOTES
from data.warehouse import append, query, read_sql
from models.forecast import build_forecast
from models.marts import build_marts

SETTINGS = Settings(forecast_paths=200, forecast_horizon_days=30)
FIRST_HOUR = datetime(2026, 1, 1, tzinfo=UTC) - timedelta(hours=8)  # 00:00 in Shanghai
DAYS = 75  # to 16 March
POOL = {"provider": "cloud", "region": "north", "pool": "train", "chip": "H100"}
PRICED, UNPRICED = POOL, POOL | {"pool": "lab", "chip": "L20"}
PRICED_ID, UNPRICED_ID = "cloud/north/train/H100", "cloud/north/lab/L20"
TAX = {"currency": "CNY", "tax_included": True, "tax_rate": Decimal("0.06"), "source": "test"}
LOAD = {"load_id": "test", "line_number": 2}


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]]) -> None:
    schema = {name: column.dtype for name, column in TABLES[table].columns().items()}
    append(connection, table, TABLES[table].validate(pl.DataFrame(rows, schema=schema)))


def usage(pool: dict[str, str], cards: float, seed: int) -> list[dict[str, Any]]:
    """Hourly use around `cards` by day and half of it at night; the hours of 3 March are lost."""
    noise = np.random.default_rng(seed).normal(0, 1, DAYS * 24)
    lost = range(61 * 24, 62 * 24)
    return [
        {
            "hour_utc": (FIRST_HOUR + timedelta(hours=hour)).replace(tzinfo=None),
            **pool,
            "project": "project",
            "workload_class": "training",
            "used_card_hours": round(max(0.0, cards * (1 if hour % 24 >= 8 else 0.5) + step), 6),
            "measured_per": "hour",
            "source_time_zone": "Asia/Shanghai",
            "load_id": "test",
            "first_line_number": 2,
            "source_row_count": 1,
        }
        for hour, step in enumerate(noise)
        if hour not in lost
    ]


@pytest.fixture(scope="module")
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    create_tables(connection, TABLES)
    insert(connection, "core_usage_hourly", usage(PRICED, 20, 1) + usage(UNPRICED, 5, 2))
    price = {
        "offer_id": "payg",
        "valid_from": date(2025, 1, 1),
        **{name: PRICED[name] for name in ("provider", "region", "chip")},
        "cards": 1,
        "billing_mode": "on_demand",
        "term_months": 0,
        "price": Decimal(35),
        "unit": "card_hour",
    }
    insert(connection, "core_price", [price | TAX | LOAD])
    contract = {
        "commitment_id": "eight cards to the end of March",
        **PRICED,
        "billing_mode": "annual",
        "term_months": 12,
        "servers": 1,
        "cards_per_server": 8,
        "start_date": date(2025, 4, 1),
        "end_date": date(2026, 3, 31),
        "fee_per_server_month": Decimal(62000),  # 2,000 a day in January and March
    }
    insert(connection, "core_commitment", [contract | TAX | LOAD])
    budget = {"month": date(2026, 3, 1), "scope": "train", "amount": Decimal(1)}
    insert(connection, "core_budget", [budget | TAX | LOAD])
    build_marts(connection, SETTINGS, "test")
    build_forecast(connection, SETTINGS, "test")
    yield connection
    connection.close()


def rows(connection: duckdb.DuckDBPyConnection, series: str, target: str, grain: str) -> Any:
    sql = (
        "SELECT * FROM out_forecast WHERE series = $series AND target = $target "
        "AND grain = $grain ORDER BY period_start"
    )
    return (
        connection.sql(sql, params={"series": series, "target": target, "grain": grain})
        .pl()
        .to_dicts()
    )


def test_every_pool_is_forecast_by_the_ensemble_from_its_last_complete_day(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    for series in (PRICED_ID, UNPRICED_ID):
        days = rows(warehouse, series, "usage", "day")
        assert len(days) == 30
        assert {row["method"] for row in days} == {"ensemble"}
        assert {row["cut_off"] for row in days} == {date(2026, 3, 16)}
        assert {row["history_days"] for row in days} == {74}  # 75 but the lost one


def test_the_observed_part_of_a_month_is_what_the_marts_say_of_its_measured_days(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    [observed] = warehouse.sql(
        "SELECT sum(used_card_hours), sum(cost_cny)::DOUBLE FROM out_cost_daily "
        f"WHERE pool_id = '{PRICED_ID}' AND local_date >= '2026-03-01' "
        "AND hours_measured = hours_in_day"
    ).fetchall()
    found = [rows(warehouse, PRICED_ID, target, "month")[0] for target in ("usage", "cost")]
    assert [row["observed_part"] for row in found] == pytest.approx(observed)


def test_the_cost_jumps_by_the_hours_that_lose_their_contract(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    days = {row["period_start"]: row["mean"] for row in rows(warehouse, PRICED_ID, "cost", "day")}
    # Every hour uses more than 8 cards. On 31 March they cost 62,000 / 31 = 2,000; on 1 April they
    # are bought at 8 x 24 x 35 = 6,720: 4,720 more, give or take a weekday's difference.
    assert days[date(2026, 4, 1)] - days[date(2026, 3, 31)] == pytest.approx(4720, abs=600)


def test_the_lost_day_is_drawn_into_the_month_and_not_counted_as_zero(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    march, days = (rows(warehouse, PRICED_ID, "usage", grain) for grain in ("month", "day"))
    ahead = sum(row["mean"] for row in days if row["period_start"] <= date(2026, 3, 31))
    # 16 hours at 20 cards and 8 at 10 make 400 a day.
    assert march[0]["mean"] - march[0]["observed_part"] - ahead == pytest.approx(400, rel=0.05)


def test_the_company_sums_usage_of_all_pools_and_cost_of_the_priced_one(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    for grain in ("day", "month"):
        company = [row["mean"] for row in rows(warehouse, "company", "usage", grain)]
        parts = [rows(warehouse, series, "usage", grain) for series in (PRICED_ID, UNPRICED_ID)]
        sums = [first["mean"] + second["mean"] for first, second in zip(*parts, strict=True)]
        assert company == pytest.approx(sums)
    cost = [row["p90"] for row in rows(warehouse, "company", "cost", "month")]
    assert cost == [row["p90"] for row in rows(warehouse, PRICED_ID, "cost", "month")]
    assert rows(warehouse, UNPRICED_ID, "cost", "month") == []


def test_a_pool_far_over_its_budget_is_over_it_in_every_path(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    march = rows(warehouse, PRICED_ID, "cost", "month")[0]
    assert (march["budget_cny"], march["over_budget_ratio"]) == (Decimal("1.00"), 1.0)


@pytest.mark.parametrize("target", ["usage", "cost"])
def test_paths_of_pools_by_month_add_up_to_the_company_in_all_quantiles(
    warehouse: duckdb.DuckDBPyConnection, target: str
) -> None:
    # 200 paths are all kept; the pool without a price has no cost, and is named.
    asked = {"pools": [PRICED_ID, UNPRICED_ID], "target": target, "max_lag_days": 7}
    found = query(warehouse, read_sql("dashboard", "forecast_periods_of_pools"), asked).to_dicts()
    company = rows(warehouse, "company", target, "month")
    assert [row["period_start"] for row in found] == [date(2026, 3, 1), date(2026, 4, 1)]
    for name in ("p10", "p50", "p90", "mean", "observed_part"):
        assert [row[name] for row in found] == pytest.approx([row[name] for row in company])
    for name in ("period_start", "is_complete", "method", "path_count", "history_days"):
        assert [row[name] for row in found] == [row[name] for row in company]
    kinds = {"jumps": JUMP_NOTES, "simpler": SIMPLER_NOTES}
    said = query(warehouse, read_sql("dashboard", "forecast_notes_of_pools"), asked | kinds)
    left_out = [("not_forecast", UNPRICED_ID)] if target == "cost" else []
    assert [(kind, json.loads(facts)["series"]) for kind, facts, _ in said.rows()] == left_out


def test_some_paths_are_kept_by_months_of_thirty_days(warehouse: duckdb.DuckDBPyConnection) -> None:
    # 200 paths over 30 days: 100 of them, each with the month after the cut-off.
    rows = warehouse.execute(
        "SELECT pool_id, count(*), min(path), max(path), min(first_day - cut_off), min(days),"
        " max(days), avg(mean_cards) FROM out_forecast_path GROUP BY ALL ORDER BY pool_id"
    ).fetchall()
    assert [row[:7] for row in rows] == [
        (pool_id, 100, 0, 99, 1, 30, 30) for pool_id in (UNPRICED_ID, PRICED_ID)
    ]
    # Their mean is that of all paths, card-hours a day over 24.
    for pool_id, *_, mean in rows:
        (of_all,) = warehouse.execute(
            "SELECT sum(mean) / 30 / 24 FROM out_forecast WHERE series = ? AND target = 'usage'"
            " AND grain = 'day'",
            [pool_id],
        ).fetchall()[0]
        assert mean == pytest.approx(of_all, rel=0.02)
    # In order of their totals.
    means = warehouse.execute(
        "SELECT mean_cards FROM out_forecast_path WHERE pool_id = ? ORDER BY path", [PRICED_ID]
    ).fetchall()
    assert means == sorted(means)
