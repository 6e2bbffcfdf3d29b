"""The marts that screens read: pool hours, daily usage, daily cost, and findings about the data."""

import duckdb
import polars as pl

from data import clock
from data.settings import Settings
from data.tables import OUT_TABLES
from models.costs import Book, daily_costs
from models.findings import (
    budget_findings,
    chip_findings,
    contract_findings,
    future_findings,
    gap_findings,
    missing_hour_findings,
    partly_reported_findings,
    price_findings,
    savings_plan_findings,
)
from models.pool_hours import fill_pool_hours, named
from models.stage import read, read_core, replace_rows

MARTS = ("out_pool_hourly", "out_usage_daily", "out_cost_daily", "out_finding")


def build_marts(
    connection: duckdb.DuckDBPyConnection, settings: Settings, snapshot_id: str
) -> None:
    """Fill out_pool_hourly, out_usage_daily, out_cost_daily and out_finding from core tables.

    Replaces what they held; leaves them empty where there is no usage. Days are those of
    `settings.time_zone`, amounts stand on `settings.tax_basis`.
    """
    told_by = {"no_clock_before": clock.NO_CLOCK_BEFORE}
    zone = {"time_zone": settings.time_zone}
    hours = fill_pool_hours(connection, told_by | zone)
    untold = read(connection, "untold_hours", told_by)
    if hours.is_empty():
        for table in MARTS:
            replace_rows(connection, table, OUT_TABLES[table].create_empty())
        _keep_findings(connection, [future_findings(untold)], snapshot_id)
        return
    replace_rows(connection, "out_usage_daily", read(connection, "usage_daily"))
    first_date, last_date = hours.select(
        pl.col("local_date").min().alias("first"), pl.col("local_date").max().alias("last")
    ).row(0)
    days = read(
        connection,
        "local_days",
        {"first_date": first_date, "last_date": last_date} | zone,
    )
    book = read_book(connection)
    costs = daily_costs(hours, days, book, settings).with_columns(snapshot_id=pl.lit(snapshot_id))
    replace_rows(connection, "out_cost_daily", costs)
    plans = read_core(connection, "core_savings_plan")
    pools = named(hours.select("pool_id", "chip").unique(maintain_order=True))
    unmeasured = named(hours.filter(pl.col("used_card_hours").is_null()))
    _keep_findings(
        connection,
        [
            gap_findings(unmeasured),
            missing_hour_findings(unmeasured),
            future_findings(untold),
            partly_reported_findings(unmeasured, untold, read_core(connection, "core_job_log")),
            price_findings(costs, days),
            contract_findings(book.commitments),
            savings_plan_findings(plans, costs, days, book.fx, settings.tax_basis),
            budget_findings(read_core(connection, "core_budget"), last_date),
            chip_findings(pools, read_core(connection, "core_chip_name")),
        ],
        snapshot_id,
    )


def _keep_findings(
    connection: duckdb.DuckDBPyConnection, findings: list[pl.DataFrame], snapshot_id: str
) -> None:
    """Fill out_finding with these alone."""
    rows = pl.concat(findings).with_columns(snapshot_id=pl.lit(snapshot_id))
    replace_rows(connection, "out_finding", rows)


def read_book(connection: duckdb.DuckDBPyConnection) -> Book:
    """Prices, exchange rates, contracts and savings plans of the warehouse."""
    return Book(
        prices=read_core(connection, "core_price"),
        fx=read_core(connection, "core_fx_rate"),
        commitments=read_core(connection, "core_commitment"),
        savings_plans=read_core(connection, "core_savings_plan"),
    )
