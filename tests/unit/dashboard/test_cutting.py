"""What the filter bar leaves of any table, as SQL: tried on real tables."""

from typing import Any

import duckdb
import pytest

from dashboard.cutting import cuts
from dashboard.slices import Slice
from data.tables import TABLES
from data.tables.ddl import create_tables

POOLS = ("A/n/p/H20", "A/n/o'p/H20")
OF_A = Slice(pools=POOLS, chosen=(("provider", ("A",)),))
OF_CHIP = Slice(pools=POOLS, chosen=(("chip", ("H20",)),))
SERIES = ("company", "A", "B", POOLS[0], "A/n/p/H20/x", "B/n/p/H20", "B/n/p/H20/x")
LEVELS = ("company", "provider", "provider", "pool", "project", "pool", "project")


def kept(table: str, shown: Slice, **columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """The values of the columns that the conditions leave."""
    [condition], left = cuts(table, shown)
    assert left == []
    names, rows = ", ".join(columns), list(zip(*columns.values(), strict=True))
    given = f"(VALUES {', '.join(map(str, rows))}) AS given({names})"
    statement = f"SELECT {names} FROM {given} WHERE {condition}"
    return duckdb.connect().execute(statement).fetchall()


@pytest.mark.parametrize(
    ("shown", "series"),
    [(OF_A, ["A", POOLS[0], "A/n/p/H20/x"]), (OF_CHIP, [POOLS[0], "A/n/p/H20/x"])],
)
def test_a_forecast_keeps_the_pools_their_projects_and_a_whole_provider(
    shown: Slice, series: list[str]
) -> None:
    found = kept("out_forecast", shown, series=SERIES, level=LEVELS)
    assert [name for name, _ in found] == series


def test_rows_by_pool_whatever_the_column_is_called() -> None:
    scopes = ("company", POOLS[0], "B/n/p/H20")
    assert kept("out_ladder_choice", OF_A, scope=scopes) == [(POOLS[0],)]
    place = {"provider": ("A", "B"), "region": ("n", "n"), "pool": ("p", "p")}
    assert len(kept("core_commitment", OF_A, chip=("H20", "H20"), **place)) == 1


def test_a_price_is_cut_by_what_it_says_and_the_rest_is_named() -> None:
    shown = Slice(pools=POOLS, chosen=(("provider", ("A",)), ("origin", ("imported",))))
    assert cuts("core_price", shown) == (["provider IN ('A')"], ["origin"])
    assert cuts("core_fx_rate", shown) == ([], ["provider", "origin"])


def test_projects_without_a_team_are_found_only_where_rows_have_projects() -> None:
    shown = Slice(teams=("unassigned",), projects=("x",))
    [team, project], left = cuts("out_usage_daily", shown)
    assert (team, project, left) == (
        "coalesce(team, 'unassigned') IN ('unassigned')",
        "project IN ('x')",
        [],
    )
    assert cuts("out_cost_allocated", shown) == ([], ["team", "project"])


@pytest.mark.parametrize("shown", [OF_A, Slice(pools=(), chosen=(("chip", ("none",)),))])
def test_every_table_takes_its_condition(shown: Slice) -> None:
    connection = duckdb.connect()
    create_tables(connection, TABLES)
    for table in TABLES:
        conditions, left = cuts(table, shown)
        assert bool(conditions) != bool(left)
        for condition in conditions:
            connection.execute(f"SELECT count(*) FROM {table} WHERE {condition}")
