"""`build_outcomes`: out_decision_outcome, whenever the marts are computed."""

import duckdb
import polars as pl

from data.settings import Settings
from data.tables import OUT_TABLES
from models.decisions.outcomes import outcome
from models.stage import read, read_core, replace_rows


def build_outcomes(
    connection: duckdb.DuckDBPyConnection, settings: Settings, snapshot_id: str
) -> None:
    """Fill the table; needs core_decision, core_commitment, out_pool_hourly and out_cost_daily."""
    decisions = {
        row["decision_id"]: row for row in read_core(connection, "core_decision").to_dicts()
    }
    rows = []
    if decisions:
        by_month = _days_by_month(read(connection, "decision_days"))
        months = read(connection, "decision_months", {"time_zone": settings.time_zone})
        for decision_id, month, hours in months.iter_rows():
            days = by_month.get((decision_id, month), [])
            made = outcome(decisions[decision_id], month, hours, days)
            rows.append(made | {"snapshot_id": snapshot_id})
    types = {n: c.dtype for n, c in OUT_TABLES["out_decision_outcome"].columns().items()}
    replace_rows(connection, "out_decision_outcome", pl.DataFrame(rows, schema=types))


def _days_by_month(days: pl.DataFrame) -> dict[tuple[object, ...], list[dict[str, object]]]:
    parts = days.with_columns(month=pl.col("local_date").dt.truncate("1mo")).partition_by(
        "decision_id", "month", as_dict=True
    )
    return {key: part.to_dicts() for key, part in parts.items()}
