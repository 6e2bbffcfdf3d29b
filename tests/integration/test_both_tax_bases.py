"""Everything computed on both tax bases: one file, published or refused as a whole."""

import shlex
import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import duckdb
import polars as pl
import pyarrow.parquet as pq
import pytest

from dashboard import pipeline, stages
from data.settings import Settings
from data.snapshot import list_snapshots, require_current, roll_back
from data.tables import OUT_TABLES
from data.tax_bases import bases_beside
from data.warehouse import append, open_snapshot, query
from data.workspace import Workspace
from etl.load import LoadOptions
from models.__main__ import main as models_alone
from tests.integration.published import run
from tests.screens.forecast_rows import kept
from tests.screens.opening import at_address

BOTH = Settings(time_zone="Asia/Shanghai", both_tax_bases=True)
ONE = BOTH.model_copy(update={"both_tax_bases": False})
OTHER = BOTH.model_copy(update={"tax_basis": "excluded"})
OPTIONS = LoadOptions("Asia/Shanghai")
DAY = date(2026, 2, 1)


@pytest.fixture(scope="module")
def files(
    tmp_path_factory: pytest.TempPathFactory, row: Callable[..., Any], to_csv: Callable[..., str]
) -> dict[str, Path]:
    """A day of two pools, of which one pays 6 % of tax and one 13 %; and a second day."""
    folder = tmp_path_factory.mktemp("files")
    days = {
        day: [
            row("usage", start=f"2026-03-0{day} {hour:02}:00", pool=pool, chip=chip)
            for hour in range(24)
            for pool, chip in (("train-a", "H100"), ("goods", "H800"))
        ]
        for day in (2, 3)
    }
    prices = [
        row("price_book"),
        row("price_book", offer_id="h800-od", chip="H800", price="22.60", tax_rate="0.13"),
    ]
    tables = {"first": days[2], "prices": prices, "second": days[3]}
    for name, rows in tables.items():
        (folder / f"{name}.csv").write_text(to_csv(rows), "utf-8")
    return {name: folder / f"{name}.csv" for name in tables}


@pytest.fixture(scope="module")
def published(files: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the first day on both bases; tests work on copies."""
    workspace = Workspace(tmp_path_factory.mktemp("published"))
    pipeline.load(workspace, BOTH, [files["first"], files["prices"]], OPTIONS)
    return workspace.home


@pytest.fixture
def home(published: Path, workspace: Workspace) -> Workspace:
    shutil.copytree(published, workspace.home)
    return workspace


def found(workspace: Workspace, sql: str) -> list[tuple[Any, ...]]:
    with open_snapshot(require_current(workspace).path) as connection:
        return query(connection, sql).rows()


def costs(workspace: Workspace, schema: str) -> dict[tuple[str, int], Decimal]:
    """Cost by chip and day."""
    sql = f"SELECT chip, day(local_date), cost_cny FROM {schema}.out_cost_daily ORDER BY ALL"
    return {(chip, day): cost for chip, day, cost in found(workspace, sql)}


def bases(workspace: Workspace) -> list[str]:
    with open_snapshot(require_current(workspace).path) as connection:
        return [*bases_beside(connection)]


def test_each_row_is_computed_at_its_own_rate(home: Workspace) -> None:
    # 24 h x 12 cards = 288 card-hours. With tax: 288 x 15.50 = 4464; 288 x 22.60 = 6508.80.
    # Without: 15.50 / 1.06 = 14.622642, x 288 = 4211.32; 22.60 / 1.13 = 20, x 288 = 5760.
    # One rate of 6 % on the sum would have given 10,351.70 in place of 9,971.32.
    with_tax = {("H100", 2): Decimal("4464.00"), ("H800", 2): Decimal("6508.80")}
    without = {("H100", 2): Decimal("4211.32"), ("H800", 2): Decimal("5760.00")}
    assert (costs(home, "main"), costs(home, "tax_excluded")) == (with_tax, without)
    for schema, basis in (("main", "included"), ("tax_excluded", "excluded")):
        said = found(home, f"SELECT DISTINCT tax_basis FROM {schema}.out_cost_month")
        noted = f"SELECT DISTINCT value FROM {schema}.out_basis WHERE input = 'tax_basis'"
        assert (said, found(home, noted)) == ([(basis,)], [(f'"{basis}"',)])


def test_the_schema_has_every_computed_table_and_nothing_observed(home: Workspace) -> None:
    sql = "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'tax_excluded'"
    assert {name for (name,) in found(home, sql)} == set(OUT_TABLES)


def test_the_models_alone_compute_every_table_of_both_bases_as_a_run_does(
    home: Workspace, files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.load(home, BOTH, [files["second"]], OPTIONS)
    pipeline.run(home, OTHER)
    expected = {schema: everything(home, schema) for schema in ("main", "tax_included")}
    pipeline.run(home, BOTH)  # what stands now is of other settings, table by table
    monkeypatch.setenv("SUANLI_BOTH_TAX_BASES", "true")
    monkeypatch.setenv("SUANLI_TAX_BASIS", "excluded")
    monkeypatch.setattr("sys.argv", ["models", "--home", str(home.home)])
    assert models_alone() == 0
    for schema, tables in expected.items():
        found_now = everything(home, schema)
        assert [name for name in tables if tables[name] != found_now[name]] == []


def everything(workspace: Workspace, schema: str) -> dict[str, list[tuple[Any, ...]]]:
    """Rows of every computed table of a basis, in a fixed order, without the snapshot's id."""
    with open_snapshot(require_current(workspace).path) as connection:
        return {
            name: sorted(
                query(connection, f"FROM {schema}.{name}").drop("snapshot_id", strict=False).rows(),
                key=repr,
            )
            for name in OUT_TABLES
        }


def test_a_failure_on_the_other_basis_publishes_nothing(
    home: Workspace, files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    before, build_plan = require_current(home), stages.build_plan

    def fail(connection: Any, settings: Settings, *others: Any) -> None:
        if settings.tax_basis == "excluded":
            raise ZeroDivisionError
        build_plan(connection, settings, *others)

    monkeypatch.setattr(stages, "build_plan", fail)
    with pytest.raises(ZeroDivisionError):
        pipeline.load(home, BOTH, [files["second"]], OPTIONS)
    assert require_current(home) == before
    assert [path.name for path in home.warehouse.glob("*.duckdb*")] == [before.path.name]
    monkeypatch.undo()
    pipeline.load(home, BOTH, [], OPTIONS)  # what was loaded is published by the next run
    assert len(costs(home, "tax_excluded")) == len(costs(home, "main")) == 4


def test_a_broken_row_on_the_other_basis_publishes_nothing(
    home: Workspace, files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    before, build_supply = require_current(home), stages.build_supply

    def spoil(connection: duckdb.DuckDBPyConnection, settings: Settings, *others: Any) -> None:
        build_supply(connection, settings, *others)
        if settings.tax_basis == "excluded":
            connection.execute("UPDATE out_cost_daily SET tax_basis = 'gross'")

    monkeypatch.setattr(stages, "build_supply", spoil)
    with pytest.raises(Exception, match="out_cost_daily breaks its contract"):
        pipeline.load(home, BOTH, [files["second"]], OPTIONS)
    assert require_current(home) == before


def test_going_back_goes_back_on_both_bases(home: Workspace, files: dict[str, Path]) -> None:
    pipeline.load(home, BOTH, [files["second"]], OPTIONS)
    assert len(list_snapshots(home)) == 2
    assert costs(home, "tax_excluded")["H800", 3] == Decimal("5760.00")
    roll_back(home)
    assert costs(home, "main").keys() == costs(home, "tax_excluded").keys()
    assert costs(home, "tax_excluded").keys() == {("H100", 2), ("H800", 2)}


def test_the_other_basis_goes_and_comes_back_with_its_setting(home: Workspace) -> None:
    pipeline.plan(home, ONE)
    assert bases(home) == []
    pipeline.plan(home, BOTH)  # nothing of it to start from: computed whole
    assert bases(home) == ["excluded"]
    assert costs(home, "tax_excluded")["H800", 2] == Decimal("5760.00")


def test_what_was_forecast_is_kept_for_each_basis(home: Workspace, files: dict[str, Path]) -> None:
    path = require_current(home).path
    with duckdb.connect(str(path)) as connection:
        for schema, p50 in (("main", 2120.0), ("tax_excluded", 2000.0)):
            connection.execute(f"SET search_path = '{schema},main'")
            append(connection, "out_forecast_history", pl.DataFrame([kept(DAY, 7, None, p50=p50)]))
    pipeline.load(home, BOTH, [files["second"]], OPTIONS)
    sql = "SELECT p50 FROM {}.out_forecast_history WHERE target = 'cost'"
    assert found(home, sql.format("main")) == [(2120.0,)]
    assert found(home, sql.format("tax_excluded")) == [(2000.0,)]
    # The company changes its basis: each basis finds what was kept of it.
    pipeline.run(home, OTHER, even_if_unchanged=True)
    assert bases(home) == ["included"]
    assert found(home, sql.format("main")) == [(2000.0,)]
    assert found(home, sql.format("tax_included")) == [(2120.0,)]
    assert costs(home, "main")["H800", 3] == Decimal("5760.00")


def test_the_setting_counts_as_a_change_of_what_is_computed(home: Workspace) -> None:
    pipeline.run(home, ONE)
    assert not pipeline.run(home, ONE).is_new
    assert pipeline.run(home, BOTH).is_new


def test_the_check_looks_at_both_bases_and_the_status_names_them(home: Workspace) -> None:
    assert run(home.home, "check")[0] == 0
    assert run(home.home, "status")[1]["tax_bases_beside"] == ["excluded"]
    with duckdb.connect(str(require_current(home).path)) as connection:
        connection.execute("UPDATE tax_excluded.out_cost_daily SET tax_basis = 'gross'")
    code, said = run(home.home, "check")
    assert (code, "out_cost_daily breaks its contract" in said) == (4, True)


def test_the_command_on_the_export_screen_writes_the_basis_that_is_shown(
    home: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUANLI_HOME", str(home.home))
    monkeypatch.chdir(tmp_path)
    for basis, cost in (("included", "6508.80"), ("excluded", "5760.00")):
        shown = at_address("export", table="out_cost_daily", tax=basis).code[0].value
        assert run(home.home, *shlex.split(shown)[1:])[0] == 0
        written = pl.read_parquet("out_cost_daily.parquet")
        assert Decimal(cost) in written["cost_cny"].to_list()
        facts = pq.read_metadata("out_cost_daily.parquet").metadata
        assert facts[b"suanli.tax_basis"] == basis.encode()


def test_a_link_takes_the_basis_along(home: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUANLI_HOME", str(home.home))
    links = at_address("overview", tax="excluded", lang="ja").get("page_link")
    assert links
    asked = [parse_qs(link.proto.query_string) for link in links]
    assert all((one["tax"], one["lang"]) == (["excluded"], ["ja"]) for one in asked)


def test_a_basis_that_was_not_computed_is_refused(home: Workspace, tmp_path: Path) -> None:
    pipeline.plan(home, ONE)
    file = tmp_path / "costs.csv"
    asked = ("export", "out_cost_daily", "--out", str(file), "--tax")
    assert run(home.home, *asked, "included")[0] == 0
    file.unlink()
    code, said = run(home.home, *asked, "excluded")
    assert (code, "both_tax_bases = true" in said, file.exists()) == (2, True, False)
