"""Building the core tables of a new snapshot: a pure function of landing and reference data."""

from dataclasses import asdict

import duckdb
import polars as pl

from data.reference import read_chips
from data.tables import CORE_TABLES
from data.tables.ddl import create_table
from data.warehouse import append, read_sql
from data.workspace import Workspace
from etl.landing import LoadRecord, landing_path, read_records, read_rejected
from etl.newest import newness, standing
from etl.reviewing import review_quotes
from etl.source import Source
from etl.sources import all_sources
from etl.totals import door_totals

_SHARED = ("macro_hours_touched", "macro_microseconds_within", "view_charge_total")
_SETTLING = (  # overlaps between loads, and what was in core before and after
    "quantity_in_core",
    "supersede_usage",
    "quantity_held",
    "supersede_capacity",
    "supersede_utilisation",
    "supersede_price",
    "supersede_quote",
    "supersede_token_price",
    "supersede_market_snapshot",
    "supersede_request",
    "supersede_fx_rate",
    "supersede_commitment",
    "supersede_budget",
    "supersede_campaign",
    "total_in_core",
    "stale_charge",
    "warn_replaced_charge",
    "supersede_charge",
    "total_held",
    "supersede_contract_commitment",
)


def build_core(connection: duckdb.DuckDBPyConnection, workspace: Workspace) -> None:
    """Fill every core table from landing; where loads overlap, the newest one holds."""
    for name, schema in CORE_TABLES.items():
        create_table(connection, name, schema)
    for name in _SHARED:
        connection.execute(read_sql("etl", name))
    records = current_records(workspace)
    _fill_provenance(connection, workspace, records)
    append(connection, "core_chip", read_chips())
    connection.register("total_at_the_door", door_totals(records))
    for source in all_sources().values():
        loads = [r for r in records if r.source == source.name and r.status == "loaded"]
        _fill_from(connection, workspace, source, loads)
    own = [source.name for source in all_sources().values() if source.supersedes_itself]
    connection.register("self_superseding", pl.DataFrame({"name": own}, schema={"name": pl.String}))
    for name in _SETTLING:
        connection.execute(read_sql("etl", name))
    review_quotes(connection)
    connection.unregister("self_superseding")
    connection.unregister("total_at_the_door")


def current_records(workspace: Workspace) -> list[LoadRecord]:
    """The loads that stand, and refusals that are not settled, from the oldest to the newest.

    A refusal is settled once the same bytes, or a later file of that name, were loaded.
    """
    records = read_records(workspace)
    loads = standing(records)
    contents = {record.content_sha256 for record in loads}
    last_loaded = {record.file_name: newness(record) for record in loads}
    refused = [
        r
        for r in records
        if r.status == "refused"
        and r.content_sha256 not in contents
        and not newness(r) < last_loaded.get(r.file_name, newness(r))
    ]
    return sorted(loads + refused, key=newness)


def _fill_provenance(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, records: list[LoadRecord]
) -> None:
    if not records:
        return
    rows = [asdict(r) | {"sequence": number} for number, r in enumerate(records, start=1)]
    loads = pl.DataFrame(rows, infer_schema_length=None)
    append(connection, "core_load", loads.select(*CORE_TABLES["core_load"].columns()))
    for record in records:
        rejected = read_rejected(workspace, record.load_id)
        if rejected.height:
            origin = {name: getattr(record, name) for name in ("load_id", "source", "file_name")}
            append(
                connection,
                "core_rejected_row",
                rejected.with_columns(pl.lit(value).alias(name) for name, value in origin.items()),
            )


def _fill_from(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    source: Source,
    loads: list[LoadRecord],
) -> None:
    if not loads:
        return
    paths = [str(landing_path(workspace, record.load_id)) for record in loads]
    landing = connection.read_parquet(paths, union_by_name=True)
    connection.register("landing", landing)
    connection.register("load_of_source", pl.DataFrame({"load_id": [r.load_id for r in loads]}))
    try:
        for table, statement in source.core_sql.items():
            connection.execute(f"INSERT INTO {table} BY NAME {read_sql('etl', statement)}")
        if source.quantity_sql:
            landed = read_sql("etl", source.quantity_sql)
            connection.execute(
                "INSERT INTO core_load_quantity BY NAME"
                " SELECT *, 0 AS card_microseconds_in_core, 0 AS card_microseconds_held"
                f" FROM ({landed})"
            )
    finally:
        connection.unregister("landing")
        connection.unregister("load_of_source")
