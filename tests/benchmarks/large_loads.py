"""What the benchmarks of large bills time: our load, and bare DuckDB doing as little as it can."""

from pathlib import Path

import duckdb
import polars as pl

from dashboard import pipeline
from data.settings import Settings
from data.workspace import Workspace
from etl.load import LoadOptions

_BARE_ROLLUP = """
CREATE TABLE rollup AS
SELECT
    CAST(ChargePeriodStart AS DATE) AS day,
    ServiceName,
    Tags ->> '$.team' AS team,
    sum(BilledCost) AS billed
FROM bill
GROUP BY ALL
"""


def load_and_publish(home: Path, paths: list[Path], delivery: str = "") -> None:
    """From files to a published snapshot: door, landing, quarantine, core tables, marts, checks."""
    options = LoadOptions("UTC", defaults={"delivery": delivery} if delivery else {})
    published = pipeline.load(Workspace(home), Settings(), paths, options)
    refused = [o.record.reason for o in published.outcomes if o.record.status == "refused"]
    assert not refused, refused


def bare_parquet(path: Path, database: Path) -> None:
    """CREATE TABLE AS SELECT * and one day x service x team roll-up; nothing is checked."""
    with duckdb.connect(str(database)) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"CREATE TABLE bill AS SELECT * FROM read_parquet('{path}')")
        connection.execute(_BARE_ROLLUP)


def bare_csv(path: Path, database: Path) -> None:
    """The same from CSV with given types."""
    names = pl.scan_csv(path, infer_schema=False).collect_schema().names()
    types = {name: _type(name) for name in names}
    with duckdb.connect(str(database)) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(
            f"CREATE TABLE bill AS FROM read_csv('{path}', header = true, columns = {types})"
        )
        connection.execute(_BARE_ROLLUP)


def _type(name: str) -> str:
    if name.endswith(("Cost", "UnitPrice", "Quantity")):
        return "DOUBLE"
    return "TIMESTAMP" if name.endswith(("PeriodStart", "PeriodEnd")) else "VARCHAR"
