"""The newest day that a load's rows tell of, table by table."""

from datetime import date

import duckdb

from data.tables import CORE_TABLES
from data.tables.ddl import create_tables
from data.tables.freshness import EXPECTATIONS
from data.warehouse import query, read_sql

# Of two loads; an hour without samples tells of nothing; a budget reaches to its month's end; a
# purchase on a bill may be dated ahead.
ROWS = {
    "core_usage_hourly(hour_utc, load_id)": "('2026-03-01 23:00'::TIMESTAMP, 'a'),"
    " ('2026-02-28 01:00', 'a'), ('2026-02-01 00:00', 'b')",
    "core_utilisation_hourly(hour_utc, sample_count, load_id)": "('2026-03-01 05:00'::TIMESTAMP,"
    " 60, 'c'), ('2026-03-02 05:00', 0, 'c')",
    "core_charge_daily(charge_date_utc, charge_category, load_id)": "('2026-03-01'::DATE, 'Usage',"
    " 'e'), ('2027-03-01', 'Purchase', 'e'), ('2027-04-01', 'Purchase', 'f')",
    "core_budget(month, load_id)": "('2028-02-01'::DATE, 'd')",
}


def test_each_load_has_its_own_newest_day_in_every_table() -> None:
    with duckdb.connect() as connection:
        names = ("core_newest_day", *EXPECTATIONS)
        create_tables(connection, {name: CORE_TABLES[name] for name in names})
        for columns, rows in ROWS.items():  # of these tables only the columns that are read
            table = columns.split("(")[0]
            connection.execute(f"CREATE OR REPLACE TABLE {table} AS FROM (VALUES {rows}) {columns}")
        connection.execute(read_sql("etl", "newest_day"))
        found = query(connection, "FROM core_newest_day ORDER BY load_id").rows()
    assert found == [
        ("core_usage_hourly", "a", date(2026, 3, 1)),
        ("core_usage_hourly", "b", date(2026, 2, 1)),
        ("core_utilisation_hourly", "c", date(2026, 3, 1)),
        ("core_budget", "d", date(2028, 2, 29)),  # a leap year
        ("core_charge_daily", "e", date(2026, 3, 1)),
        ("core_charge_daily", "f", date(2027, 4, 1)),  # with purchases alone
    ]
