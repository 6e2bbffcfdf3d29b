"""Screens read small marts: statements that look into rows by the hour or the load are named here.

What a statement costs is measured by `python -m tests.benchmarks dashboard_queries`.
"""

import re
from pathlib import Path

import dashboard
from data.warehouse import read_sql

SQL = Path(dashboard.__file__).with_name("sql")
# Rows as they were observed, a row for each hour or line: they grow with the company.
RAW = {
    "core_usage_hourly",
    "core_capacity_hourly",
    "core_utilisation_hourly",
    "core_request_hourly",
    "core_charge_daily",
}
# Hours of pools, summed over projects: what is asked for is a pattern within the day, or a peak.
MAY_READ_HOURS = {
    "compare_hours",
    "forecast_cards",
    "forecast_history_of_peaks",
    "overview_capacity",
    "patterns_days",
    "patterns_pools",
    "patterns_week",
}


def _readers(tables: set[str]) -> set[str]:
    wanted = re.compile(rf"\b(FROM|JOIN)\s+({'|'.join(sorted(tables))})\b")
    names = {path.stem for path in SQL.glob("*.sql")}
    return {name for name in names if wanted.search(read_sql("dashboard", name))}


def test_no_screen_reads_rows_as_they_were_observed() -> None:
    assert _readers(RAW) == set()


def test_few_screens_read_hours() -> None:
    assert _readers({"out_pool_hourly"}) == MAY_READ_HOURS
