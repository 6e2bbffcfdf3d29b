"""Tables as files, with where they come from; one path for screens and command line.

CSV      trailing `provenance_*` columns; text that a spreadsheet would run as a formula is quoted
Parquet  key-value metadata `suanli.*`
XLSX     a second sheet; numbers are numbers, text is never a formula
JSON     an envelope {provenance, columns, rows}; decimals as text, so that no digit is lost
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import duckdb
import polars as pl

from dashboard.sheet import write_sheets
from dashboard.view import current
from data.errors import UsageError
from data.snapshot import require_current
from data.tables import TABLES
from data.tax_bases import TaxBasis, bases_beside, schema_of
from data.warehouse import look_first_in, open_snapshot, query, read_sql
from data.workspace import Workspace

FORMATS: dict[str, str] = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
# A lone dash is a placeholder, no formula; East Asian spreadsheets read full-width signs as well.
_FORMULA = r"(?s)^[=+\-@\t\r\n＝＋－＠]."
_PLAIN_NUMBER = r"^[+-]?\d[\d,]*(\.\d+)?([eE][+-]?\d+)?%?$"  # `-3` is data and runs nothing


@dataclass(frozen=True)
class Provenance:
    """Where exported rows come from and on which basis their amounts are."""

    snapshot_id: str
    exported_at: datetime  # when the snapshot was published: the same file makes the same bytes
    data_until: date | None
    tax_basis: str
    hours_per_month: Decimal
    currency: str = "CNY"
    filters: Mapping[str, str] = field(default_factory=dict)

    def as_texts(self) -> dict[str, str]:
        """Every fact as text, in a fixed order."""
        return {
            "snapshot_id": self.snapshot_id,
            "exported_at": self.exported_at.isoformat(timespec="seconds"),
            "data_until": str(self.data_until or ""),
            "filters": "; ".join(f"{key}={value}" for key, value in self.filters.items()),
            "currency": self.currency,
            "tax_basis": self.tax_basis,
            "hours_per_month": f"{self.hours_per_month.normalize():f}",
        }


def export_table(frame: pl.DataFrame, name: str, file_format: str, provenance: Provenance) -> bytes:
    """The bytes of a file that holds all rows of `frame` and their provenance.

    Raises:
        UsageError: the format is unknown, or the rows do not fit in a sheet.
    """
    writers: dict[str, Callable[[pl.DataFrame, str, Provenance], bytes]] = {
        "csv": _csv,
        "parquet": _parquet,
        "xlsx": _xlsx,
        "json": _json,
    }
    if file_format not in writers:
        raise UsageError(
            f"There is no format {file_format!r}", remedy=f"Choose one of {', '.join(writers)}."
        )
    return writers[file_format](frame, name, provenance)


def export_from_workspace(
    workspace: Workspace,
    table: str,
    file_format: str,
    where: str | None = None,
    tax_basis: TaxBasis | None = None,
) -> bytes:
    """A table of the published snapshot as a file; `where` is a SQL condition on its columns.

    tax_basis: of the amounts computed; None: the snapshot's first.

    Raises:
        NoSnapshotError: nothing has been published.
        UsageError: the table or format is unknown, the condition cannot be read, or nothing was
            computed on the basis.
    """
    require_current(workspace)
    view = current(workspace)
    assert view is not None  # noqa: S101 - require_current has just said so
    with open_snapshot(view.path, view.settings.memory_limit) as connection:
        facts = _facts_on(tax_basis, connection)
        frame = export_query(connection, table, where)
    provenance = Provenance(
        snapshot_id=view.snapshot_id,
        exported_at=view.published_at,
        data_until=facts["data_until"],
        tax_basis=facts["tax_basis"] or view.settings.tax_basis,
        hours_per_month=facts["hours_per_month"] or view.settings.hours_per_month,
        filters={"where": where} if where else {},
    )
    return export_table(frame, table, file_format, provenance)


def _facts_on(tax_basis: TaxBasis | None, connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """What the header says of a basis, where tables are found from now on."""
    if tax_basis in bases_beside(connection):
        look_first_in(connection, schema_of(tax_basis))
    facts = query(connection, read_sql("dashboard", "header")).row(0, named=True)
    if tax_basis not in (None, facts["tax_basis"]):
        raise UsageError(
            f"Nothing was computed with tax {tax_basis}",
            remedy="Set both_tax_bases = true in suanli.toml, and run `suanli run`.",
        )
    return facts


def export_query(
    connection: duckdb.DuckDBPyConnection, table: str, where: str | None = None
) -> pl.DataFrame:
    """All columns of a table, its rows narrowed by a SQL condition.

    Raises:
        UsageError: there is no such table, or the condition cannot be read.
    """
    if table not in TABLES:
        raise UsageError(
            f"There is no table {table!r}", remedy=f"Choose one of {', '.join(sorted(TABLES))}."
        )
    condition = f" WHERE ({where}\n)" if where else ""
    try:
        return query(connection, f"SELECT * FROM {table}{condition}")
    except duckdb.Error as refused:
        raise UsageError(
            f"The condition cannot be read: {str(refused).splitlines()[0]}",
            where=f"--where {where}",
            remedy=f"Columns of {table}: {', '.join(TABLES[table].columns())}.",
        ) from refused


def without_formulas(frame: pl.DataFrame) -> pl.DataFrame:
    """The same rows with an apostrophe before text that a spreadsheet would run."""
    text = pl.col(pl.String)
    is_formula = text.str.contains(_FORMULA) & ~text.str.contains(_PLAIN_NUMBER)
    safe = pl.when(is_formula).then(pl.lit("'") + text).otherwise(text)
    return frame.with_columns(safe.name.keep())


def _csv(frame: pl.DataFrame, name: str, provenance: Provenance) -> bytes:  # noqa: ARG001
    origin = [
        pl.lit(value).alias(f"provenance_{key}") for key, value in provenance.as_texts().items()
    ]
    return without_formulas(frame).with_columns(origin).write_csv().encode()


def _parquet(frame: pl.DataFrame, name: str, provenance: Provenance) -> bytes:
    buffer = BytesIO()
    facts = {"table": name, **provenance.as_texts()}
    frame.write_parquet(buffer, metadata={f"suanli.{key}": v for key, v in facts.items()})
    return buffer.getvalue()


def _xlsx(frame: pl.DataFrame, name: str, provenance: Provenance) -> bytes:
    return write_sheets(frame, name, provenance.as_texts(), created=provenance.exported_at)


def _json(frame: pl.DataFrame, name: str, provenance: Provenance) -> bytes:
    envelope = {
        "table": name,
        "provenance": provenance.as_texts(),
        "columns": {column: str(dtype) for column, dtype in frame.schema.items()},
        "rows": frame.to_dicts(),
    }
    return json.dumps(envelope, ensure_ascii=False, default=_as_text, allow_nan=False).encode()


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
