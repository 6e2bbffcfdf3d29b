"""What a new snapshot takes over from the one before it: dear to compute, or known nowhere else."""

import json
from collections.abc import Mapping

from data.snapshot import Build
from data.tables import TABLES
from data.tax_bases import MAIN, TaxBasis, bases_beside, schema_of


def carry_over(build: Build, tables: Mapping[str, str], tax_basis: TaxBasis) -> None:
    """Copy from the snapshot before: table -> condition that its rows meet.

    Rows on `tax_basis`, as far as it has any.
    """
    if build.parent is None:
        return
    quoted = str(build.parent.path).replace("'", "''")
    build.connection.execute(f"ATTACH '{quoted}' AS parent (READ_ONLY)")
    try:
        schema = _schema_on(build, tax_basis)
        columns = _columns_of_parent(build, schema)
        for table, which in tables.items():
            if not columns.get(table, set()) >= {*TABLES[table].column_names()}:
                continue  # published before there was such a table or column: no half rows
            build.connection.execute(
                f"INSERT INTO {table} BY NAME SELECT * FROM parent.{schema}.{table} WHERE {which}"
            )
    finally:
        build.connection.execute("DETACH parent")


def _schema_on(build: Build, tax_basis: TaxBasis) -> str | None:
    """Where the snapshot before has computed tables on a basis; None where it has none.

    What is not known to be on the other basis is taken: findings say where settings changed since.
    """
    if tax_basis in bases_beside(build.connection, "parent"):
        return schema_of(tax_basis)
    row = build.connection.execute("SELECT current_schema()").fetchone()
    if row == (MAIN,):
        return MAIN
    columns = _columns_of_parent(build, MAIN)
    if "out_basis" not in columns:
        return None
    noted = build.connection.execute(
        "SELECT DISTINCT value FROM parent.main.out_basis WHERE input = 'tax_basis'"
    ).fetchall()
    return MAIN if noted == [(json.dumps(tax_basis),)] else None


def _columns_of_parent(build: Build, schema: str | None) -> dict[str, set[str]]:
    found = build.connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns()"
        " WHERE database_name = 'parent' AND schema_name = ?",
        [schema],
    ).fetchall()
    columns: dict[str, set[str]] = {}
    for table, column in found:
        columns.setdefault(table, set()).add(column)
    return columns
