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
from etl.source import Source
from etl.sources import all_sources

_NEWEST_HOLDS = (
    "supersede_usage",
    "supersede_capacity",
    "supersede_price",
    "supersede_quote",
    "supersede_fx_rate",
    "supersede_commitment",
    "supersede_budget",
)


def build_core(connection: duckdb.DuckDBPyConnection, workspace: Workspace) -> None:
    """Fill every core table from landing; where loads overlap, the newest one holds."""
    for name, schema in CORE_TABLES.items():
        create_table(connection, name, schema)
    records = current_records(workspace)
    _fill_provenance(connection, workspace, records)
    append(connection, "core_chip", read_chips())
    for source in all_sources().values():
        loads = [r for r in records if r.source == source.name and r.status == "loaded"]
        _fill_from(connection, workspace, source, loads)
    own = [source.name for source in all_sources().values() if source.supersedes_itself]
    connection.register("self_superseding", pl.DataFrame({"name": own}, schema={"name": pl.String}))
    for name in _NEWEST_HOLDS:
        connection.execute(read_sql("etl", name))
    connection.unregister("self_superseding")


def current_records(workspace: Workspace) -> list[LoadRecord]:
    """All loads but refusals of files that could be loaded later, named with --as for example."""
    records = read_records(workspace)
    loaded = {record.content_sha256 for record in records if record.status == "loaded"}
    return [r for r in records if r.status == "loaded" or r.content_sha256 not in loaded]


def _fill_provenance(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, records: list[LoadRecord]
) -> None:
    if not records:
        return
    append(
        connection,
        "core_load",
        pl.DataFrame([asdict(r) for r in records], infer_schema_length=None),
    )
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
    try:
        for table, statement in source.core_sql.items():
            connection.execute(f"INSERT INTO {table} BY NAME {read_sql('etl', statement)}")
    finally:
        connection.unregister("landing")
