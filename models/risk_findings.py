"""Findings of the forecast: cards that run out, budgets that break, last days beyond belief.

Read from out_capacity_risk, out_budget_risk and out_forecast_note, whether just drawn or carried
over from the last forecast, so that a load in between keeps them.
"""

import duckdb
import polars as pl

from data.tables.finding_kinds import RISK_FINDINGS
from data.tables.forecast_notes import JUMP_NOTES
from models.findings import cards_findings, jump_findings, over_budget_findings
from models.stage import append_rows, read

LIKELY_RATIO = 0.5  # of paths: from here on it is told


def build_risk_findings(connection: duckdb.DuckDBPyConnection, snapshot_id: str) -> None:
    """Put the findings of RISK_FINDINGS in place of earlier ones in out_finding.

    One row per pool whose cards are too few in half of the paths by a day ahead, with the first
    such day; one per budget's scope that half of the paths are above in a month, or over the year
    up to a month; and one per pool whose last days the forecast believes in part only.
    """
    likely = {"likely_ratio": LIKELY_RATIO}
    found = pl.concat(
        [
            cards_findings(read(connection, "risk_cards", likely)),
            over_budget_findings(read(connection, "risk_budgets", likely)),
            jump_findings(read(connection, "risk_jumps", {"kinds": [*JUMP_NOTES]})),
        ]
    )
    connection.execute(
        "DELETE FROM out_finding WHERE kind IN (SELECT unnest($kinds))",
        {"kinds": list(RISK_FINDINGS)},
    )
    append_rows(connection, "out_finding", found.with_columns(snapshot_id=pl.lit(snapshot_id)))
