"""Building the core tables of a new snapshot: a pure function of landing and reference data."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import duckdb
import polars as pl

from data.tables import CORE_TABLES
from data.tables.ddl import create_tables
from data.warehouse import append, read_sql
from data.workspace import Workspace
from etl.direct_sql import literal
from etl.landing import LoadRecord, landing_sql, read_records, read_rejected
from etl.newest import newness, standing
from etl.reference import fill_reference, settle_chips
from etl.reviewing import review_quotes
from etl.rollups import is_rolled_up, remove_others, rollup_path, write_rollup
from etl.source import Source
from etl.sources import all_sources
from etl.superseding import superseding
from etl.totals import door_totals

_SHARED = (
    "macro_hours_touched",
    "macro_microseconds_within",
    "view_charge_total",
    "view_load_quantity",
    "view_invoice_given",
    "view_invoice_charge",
)
_SETTLING = (  # overlaps by rules of their own, and what was in core before and after
    "supersede_utilisation",
    "supersede_quote",
    "supersede_request",
    "total_in_core",
    "stale_charge",
    "warn_replaced_charge",
    "supersede_charge",
    "total_held",
    "supersede_billing_period",
    "invoice_check",
    "warn_invoice",
)


def build_core(connection: duckdb.DuckDBPyConnection, workspace: Workspace) -> None:
    """Fill every core table from landing; where loads overlap, the newest one holds."""
    create_tables(connection, CORE_TABLES)
    for name in _SHARED:
        connection.execute(read_sql("etl", name))
    records = current_records(workspace)
    _fill_provenance(connection, workspace, records)
    fill_reference(connection)
    connection.register("total_at_the_door", door_totals(records))
    used = set[Path]()
    for source in all_sources().values():
        loads = [r for r in records if r.source == source.name and r.status == "loaded"]
        used |= _fill_from(connection, workspace, source, loads)
    remove_others(workspace, used)
    own = [source.name for source in all_sources().values() if source.supersedes_itself]
    connection.register("self_superseding", pl.DataFrame({"name": own}, schema={"name": pl.String}))
    connection.execute(read_sql("etl", "quantity_in_core"))
    for statement in superseding():
        connection.execute(statement)
    for name in ("quantity_held", *_SETTLING):
        connection.execute(read_sql("etl", name))
    review_quotes(connection)
    settle_chips(connection)
    connection.execute(read_sql("etl", "newest_day"))
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
) -> set[Path]:
    """Fill core from the loads of one source, and return the roll-ups used."""
    small = [load for load in loads if not is_rolled_up(load, source)]
    large = [load for load in loads if is_rolled_up(load, source)]
    if small:
        with _landing(connection, workspace, source, small):
            for table, statement in _statements(source):
                connection.execute(f"INSERT INTO {table} BY NAME {statement}")
    used = set()
    for table, statement in _statements(source):
        paths = [
            _rolled_up(connection, workspace, source, load, table, statement) for load in large
        ]
        if paths:
            names = ", ".join(literal(str(path)) for path in paths)
            connection.execute(f"INSERT INTO {table} BY NAME FROM read_parquet([{names}])")
        used |= set(paths)
    return used


def _statements(source: Source) -> list[tuple[str, str]]:
    """Core table and the statement over the view `landing` that gives its rows."""
    own = [(table, read_sql("etl", name)) for table, name in source.core_sql.items()]
    if not source.quantity_sql:
        return own
    quantity = (
        "SELECT *, 0 AS card_microseconds_in_core, 0 AS card_microseconds_held"
        f" FROM ({read_sql('etl', source.quantity_sql)})"
    )
    return [*own, ("core_load_quantity", quantity)]


def _rolled_up(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    source: Source,
    load: LoadRecord,
    table: str,
    statement: str,
) -> Path:
    shared = "".join(read_sql("etl", name) for name in _SHARED)
    path = rollup_path(workspace, load, statement, shared)
    if not path.exists():
        with _landing(connection, workspace, source, [load]):
            write_rollup(connection, table, statement, path)
    return path


@contextmanager
def _landing(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    source: Source,
    loads: list[LoadRecord],
) -> Iterator[None]:
    """The views `landing`, all rows of these loads, and `load_of_source`, their ids."""
    rows = landing_sql(workspace, loads, source.contract)
    connection.execute(f"CREATE TEMP VIEW landing AS {rows}")
    connection.register("load_of_source", pl.DataFrame({"load_id": [r.load_id for r in loads]}))
    try:
        yield
    finally:
        connection.execute("DROP VIEW landing")
        connection.unregister("load_of_source")
