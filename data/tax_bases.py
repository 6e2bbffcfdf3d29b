"""The other tax basis in a snapshot: its computed tables, in a schema of their own.

What was observed (core_*) is the same on both. So a connection that looks in the schema before
`main` finds core tables and the computed ones of that basis under their plain names.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Literal

import duckdb

from data.warehouse import look_first_in

TaxBasis = Literal["included", "excluded"]
MAIN = "main"
BASES: tuple[TaxBasis, ...] = ("included", "excluded")


def other_basis(tax_basis: TaxBasis) -> TaxBasis:
    """The one that is not asked for."""
    return "excluded" if tax_basis == "included" else "included"


def schema_of(tax_basis: str) -> str:
    """Where the computed tables of a basis stand that is not the snapshot's first."""
    return f"tax_{tax_basis}"


def bases_beside(
    connection: duckdb.DuckDBPyConnection, database: str | None = None
) -> list[TaxBasis]:
    """The bases that a database, else the connection's own, has beside the one in `main`."""
    found = connection.execute(
        "SELECT schema_name FROM duckdb_schemas()"
        " WHERE database_name = coalesce($database, current_database())",
        {"database": database},
    ).fetchall()
    return [basis for basis in BASES if (schema_of(basis),) in found]


def prepare_bases(
    connection: duckdb.DuckDBPyConnection, wanted: Collection[TaxBasis]
) -> list[TaxBasis]:
    """Make the schemas of the bases that are wanted, and drop those of others.

    Returns those that were there.
    """
    present = bases_beside(connection)
    for basis in BASES:
        if basis in wanted:
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema_of(basis)}")
        else:
            connection.execute(f"DROP SCHEMA IF EXISTS {schema_of(basis)} CASCADE")
    return present


@contextmanager
def looking_at(connection: duckdb.DuckDBPyConnection, schema: str) -> Iterator[None]:
    """Read and write the computed tables of a schema, until the block ends."""
    look_first_in(connection, schema)
    try:
        yield
    finally:
        look_first_in(connection, MAIN)
