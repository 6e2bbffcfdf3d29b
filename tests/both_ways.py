"""A file loaded by the door and where it lies: both have to end alike."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from data.workspace import Workspace
from etl.checks import check_core
from etl.core import build_core
from etl.landing import LoadRecord
from etl.load import LoadOptions, load_files
from tests.conftest import rows_to_csv

FORMS = ("csv", "text.parquet", "typed.parquet")
TABLES = ("core_charge_daily", "core_load_total", "core_load_warning", "core_rejected_row")


def check_both_ways(folder: Path, rows: list[dict[str, str]], form: str) -> None:
    """Load rows as a file of this form both ways, and compare what became of them."""
    path = folder / f"bill.{form}"
    if form == "csv":
        path.write_text(rows_to_csv(rows), "utf-8")
    else:
        frame = pl.DataFrame(rows)
        (typed(frame) if form == "typed.parquet" else frame).write_parquet(path)
    door, by_door = outcome(folder / "door", path, direct=False)
    large, directly = outcome(folder / "large", path, direct=True)
    assert large.kept_file or door.status == "refused"
    assert counts(large) == counts(door)
    assert directly == by_door


def outcome(home: Path, path: Path, **options: Any) -> tuple[LoadRecord, dict[str, Any]]:
    """The record of a load, and the rows that became of it in core, by table."""
    workspace = Workspace(home)
    [loaded] = load_files(
        workspace, [path], LoadOptions(**{"time_zone": "Asia/Shanghai"} | options)
    )
    with duckdb.connect() as connection:
        build_core(connection, workspace)
        check_core(connection)
        found = {t: connection.sql(f"FROM {t} ORDER BY ALL").pl().to_dicts() for t in TABLES}
    return loaded.record, found


def counts(record: LoadRecord) -> dict[str, Any]:
    """A record without what tells the two ways apart."""
    own = ("kept_file", "kept_sql", "rows_kept", "loaded_at")
    return {name: value for name, value in asdict(record).items() if name not in own}


def typed(rows: pl.DataFrame) -> pl.DataFrame:
    """Columns as exporters type them; what has no such value is empty."""
    numbers = [name for name in rows.columns if name.endswith(("Cost", "Quantity", "Amount"))]
    times = [name for name in rows.columns if name.endswith(("PeriodStart", "PeriodEnd"))]
    return rows.with_columns(
        pl.col(numbers).cast(pl.Float64, strict=False),
        pl.col(times).str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False),
    )
