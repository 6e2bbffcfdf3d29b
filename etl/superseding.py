"""Which rows hold where several loads overlap, for tables that share a rule.

Tables with a rule of their own (utilisation, charges, quotes, billing periods, requests) have a
statement in etl/sql.
"""

from data.warehouse import read_sql

# Of rows with the same key the newest load's holds.
NEWEST_ROW = {
    "core_price": ("offer_id", "valid_from"),
    "core_fx_rate": ("rate_date", "base_currency", "quote_currency"),
    "core_savings_plan": ("commitment_id",),
    "core_spend_agreement": ("agreement_id",),
    "core_commitment": ("commitment_id",),
    "core_budget": ("month", "scope"),
    "core_project": ("project", "valid_from"),
    "core_decision": ("decision_id",),
    "core_contract_commitment": ("contract_id", "commitment_id"),
    "core_invoice": ("provider", "invoice_id"),
}
# Of loads that have the same key all rows of the newest hold: what it drops is gone, or moved.
NEWEST_LOAD = {
    "core_token_price": ("provider",),  # a model that the newer list drops is no longer sold
    "core_chip_fact": ("source", "source_chip"),  # a chip that it drops stays: nobody took it back
    "core_market_snapshot": ("observed_at_utc", "source_chip"),
    # A run that was moved has another first day, and the old one is no longer planned.
    "core_campaign": ("campaign", "provider", "region", "pool", "chip"),
    "core_event": ("event",),  # one that now concerns other pools is not known twice
    "core_scenario": ("scenario",),
    "core_invoice_detail": ("invoice_issuer", "invoice_id"),
}
# Of loads of the same scope, hour by hour: etl/sql/supersede_hours.sql.
NEWEST_HOURS = {
    "core_usage_hourly": ("provider", "region", "pool", "project"),
    "core_capacity_hourly": ("provider", "region", "pool"),
}


def superseding() -> list[str]:
    """Statements that delete the rows that no longer hold, one a table."""
    rows = [
        _delete(
            table,
            f"row_number() OVER (PARTITION BY {_of_row(key)}"
            " ORDER BY core_load.sequence DESC, row_in.rowid) > 1",
        )
        for table, key in NEWEST_ROW.items()
    ]
    loads = [
        _delete(
            table,
            f"core_load.sequence < max(core_load.sequence) OVER (PARTITION BY {_of_row(key)})",
        )
        for table, key in NEWEST_LOAD.items()
    ]
    return rows + loads + [_delete_hours(*named) for named in NEWEST_HOURS.items()]


def _delete(table: str, is_superseded: str) -> str:
    return (
        f"DELETE FROM {table} WHERE rowid IN (SELECT row_in.rowid FROM {table} AS row_in"
        f" JOIN core_load ON core_load.load_id = row_in.load_id QUALIFY {is_superseded})"
    )


def _delete_hours(table: str, scope: tuple[str, ...]) -> str:
    return read_sql("etl", "supersede_hours").format(
        table=table,
        scope=", ".join(scope),
        same_scope=" AND ".join(f"newer.{column} = older.{column}" for column in scope),
        in_scope=" AND ".join(f"{table}.{column} = overlap.{column}" for column in scope),
    )


def _of_row(key: tuple[str, ...]) -> str:
    return ", ".join(f"row_in.{column}" for column in key)
