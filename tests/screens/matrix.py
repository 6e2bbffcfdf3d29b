"""Workspaces that differ from the sample in one respect, made from what it published by SQL.

The sample fills nearly every table, and its rows agree with each other: pools, months and plans
are the same in all. What it has no rows of comes from the row factories.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import duckdb
import polars as pl

from data.snapshot import building
from data.supply import FILE_NAME as SUPPLY_FILE
from data.tables import CORE_TABLES, OUT_TABLES, TABLES
from data.warehouse import append
from data.workspace import Workspace

Change = Callable[[duckdb.DuckDBPyConnection], None]
LONG = "内蒙古自治区乌兰察布市集宁区大数据产业园绿色算力中心" * 2
HOSTILE = '"O\'Neil" <img src=x onerror=alert(1)> & *云* [算](evil.example) :red[x] $5$ 🚀'
NAMES = {
    "East cloud B": HOSTILE,
    "Hub region cloud A": LONG,
    "studio-4090": "<b>studio *4090* [x](evil.example) :red[y]",
    "search-ranking": "=1+1 `search` $x$ [z](evil.example)",
}
# Those names as they are, which Markdown would format.
FORMATTING = ("<img", "<b>", "](evil", "*云*", ":red[x]", ":red[y]", "$x$")
UNPRICED = "Overseas cloud D"  # the sample's provider that is paid in dollars
OBSERVED_COSTS = {
    "out_cost_daily": "local_date",
    "out_cost_month": "month",
    "out_cost_allocated": "month",
    "out_unit_cost": "month",
    "out_token_cost_daily": "local_date",
    "out_supply_month": "month",
}
# Null only in rows of a certain kind, which a random row is not.
NEVER_NULL = {
    ("out_finding", "pool_id"),  # what runs out of cards, has no price ... is a pool
    ("out_anomaly", "deviation"),  # an outage alone has none
    ("out_pool_hourly", "used_card_hours"),  # out_cost_daily counts the hours that have it
}
# Null together or not at all: the columns of one name here.
TIED = {
    ("out_cost_month", "list_cost_cny"): "list",
    ("out_cost_month", "discount_cny"): "list",
    **{
        ("out_capacity_order", column): "short"
        for column in ("short_from", "order_by", "missing_cards", "supply_cards", "cause")
    },
    ("out_supply_customer", "package"): "package",
    ("out_supply_customer", "package_units"): "package",
    ("out_supply_customer", "package_fee_cny_per_unit_month"): "package",
    ("out_supply_customer", "indifferent_fee_cny_per_unit_month"): "package",
}
POOLS_TIMES = 50  # six pools of the sample become 300
RAW_ROWS = 10_000_000
RAW_TABLES = (  # a row per hour or charge; screens read what was computed from them
    "core_usage_hourly",
    "core_capacity_hourly",
    "core_utilisation_hourly",
    "core_request_hourly",
    "core_token_usage_daily",
    "core_charge_daily",
)


def derive(sample_home: Path, home: Path, factories: ModuleType, change: Change) -> Path:
    """A workspace of the sample's last snapshot after `change`, under an id of its own."""
    shutil.copytree(sample_home / "warehouse", home / "warehouse")
    shutil.copyfile(sample_home / SUPPLY_FILE, home / SUPPLY_FILE)
    with building(Workspace(home), keep=1, from_current=True) as build:
        _fill_what_is_empty(build.connection, factories)
        change(build.connection)
    return home


def _fill_what_is_empty(connection: duckdb.DuckDBPyConnection, factories: ModuleType) -> None:
    for name, rows in factories.one_row_each().items():
        if not connection.sql(f"FROM {name} LIMIT 1").fetchall():
            schema_of = {column: at.dtype for column, at in TABLES[name].columns().items()}
            append(connection, name, pl.DataFrame(rows, schema=schema_of))


def unchanged(connection: duckdb.DuckDBPyConnection) -> None:
    """The sample itself."""


def half_null(connection: duckdb.DuckDBPyConnection) -> None:
    """Every nullable column is null in half of its rows, each column in others."""
    for name, columns in _nullable():
        emptied = (
            f'"{c}" = if(hash(rowid, \'{TIED.get((name, c), c)}\') % 2 = 0, NULL, "{c}")'
            for c in columns
        )
        connection.execute(f"UPDATE {name} SET {', '.join(emptied)}")


def all_null(connection: duckdb.DuckDBPyConnection) -> None:
    """No nullable column has a value."""
    for name, columns in _nullable():
        emptied = (f'"{c}" = NULL' for c in columns)
        connection.execute(f"UPDATE {name} SET {', '.join(emptied)}")


def credits_above_cost(connection: duckdb.DuckDBPyConnection) -> None:
    """The newest two months cost less than nothing: more came back than was charged."""
    for name, day in OBSERVED_COSTS.items():
        negated = (f'"{column}" = -"{column}"' for column in _amounts(name))
        connection.execute(
            f"UPDATE {name} SET {', '.join(negated)} WHERE {day} >= "
            f"(SELECT date_trunc('month', max({day})) - INTERVAL 1 MONTH FROM {name})"
        )


def one_currency_missing(connection: duckdb.DuckDBPyConnection) -> None:
    """A provider's dollars have no rate: nothing of its pools is in yuan, nothing was compared."""
    connection.execute("DELETE FROM core_fx_rate WHERE 'USD' IN (base_currency, quote_currency)")
    for name, schema in OUT_TABLES.items():
        columns = schema.columns()
        if not (amounts := _amounts(name)) or "pool_id" not in columns:
            continue
        of_provider = f"pool_id LIKE '{UNPRICED}/%'"
        if all(columns[column].nullable for column in amounts):
            emptied = [f'"{column}" = NULL' for column in amounts]
            if "price_gap" in columns:
                emptied.append("price_gap = 'no rate of USD'")
            connection.execute(f"UPDATE {name} SET {', '.join(emptied)} WHERE {of_provider}")
        else:
            connection.execute(f"DELETE FROM {name} WHERE {of_provider}")


def strange_names(connection: duckdb.DuckDBPyConnection) -> None:
    """Providers are called what no formatter, no HTML and no narrow column expects."""
    for name, schema in TABLES.items():
        if name == "out_basis":  # settings, which say the same as the workspace's files
            continue
        texts = [c for c, at in schema.columns().items() if at.dtype == pl.String]
        changed = [f'"{c}" = {_renamed(c)}' for c in texts if c not in ("load_id", "snapshot_id")]
        if changed:
            connection.execute(f"UPDATE {name} SET {', '.join(changed)}")


def enormous(connection: duckdb.DuckDBPyConnection) -> None:
    """300 pools of two years, and no raw rows: whoever asks for one finds no table."""
    for name, schema in OUT_TABLES.items():
        columns = schema.columns()
        key = next((c for c in ("pool_id", "series") if c in columns), None)
        if key:
            changed = [f"{_numbered_id(key)} AS {key}"]
            changed += ["pool || '-' || number AS pool"] if "pool" in columns else []
            _multiply(connection, name, POOLS_TIMES, changed, f"{key} LIKE '%/%/%/%'")
    for name in RAW_TABLES:
        connection.execute(f"DROP TABLE {name}")


def ten_million_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """So many hours of projects; what was computed from them stays as it was."""
    name = "core_usage_hourly"
    [(rows,)] = connection.sql(f"SELECT count(*) FROM {name}").fetchall()
    changed = ["pool || '-' || number AS pool"]
    _multiply(connection, name, -(-RAW_ROWS // rows), changed, "true")


def _multiply(
    connection: duckdb.DuckDBPyConnection, name: str, times: int, changed: list[str], where: str
) -> None:
    """Add copies of the rows that `where` chooses, numbered from 1."""
    connection.execute(
        f"INSERT INTO {name} SELECT * EXCLUDE (number) REPLACE ({', '.join(changed)})"
        f" FROM (FROM {name}, range(1, {times}) AS copy(number) WHERE {where})"
    )


def _numbered_id(column: str) -> str:
    """provider/region/pool/chip -> provider/region/pool-7/chip; behind it may stand a project."""
    return f"regexp_replace({column}, '^([^/]*/[^/]*/[^/]*)/', '\\1-' || number || '/')"


def _amounts(name: str) -> list[str]:
    columns = TABLES[name].columns()
    return [
        column
        for column, at in columns.items()
        if at.dtype.is_decimal()
        and "CNY" in (at.metadata or {}).get("unit", "")
        and not column.endswith("_price_cny")  # a list price is never below nothing
    ]


def _renamed(column: str) -> str:
    """The column with every old name replaced; inside JSON the new one is escaped."""
    escaped = column in ("detail", "row", "defaults")
    expression = f'"{column}"'
    for old, new in NAMES.items():
        text = json.dumps(new, ensure_ascii=False)[1:-1] if escaped else new
        quoted = text.replace("'", "''")
        expression = f"replace({expression}, '{old}', '{quoted}')"
    return expression


def _nullable() -> Iterator[tuple[str, list[str]]]:
    for name, schema in (CORE_TABLES | OUT_TABLES).items():
        columns = [
            column
            for column, at in schema.columns().items()
            if at.nullable and (name, column) not in NEVER_NULL
        ]
        if columns:
            yield name, columns
