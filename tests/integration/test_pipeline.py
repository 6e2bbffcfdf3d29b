"""The command line end to end: files in, published snapshot out, with the exit codes promised."""

import json
import shutil
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from dashboard.cli import app
from data.errors import SuanliError
from data.snapshot import find_current, list_snapshots
from data.tables import TABLES
from data.warehouse import open_snapshot, query
from data.workspace import Workspace
from etl.load import LoadOptions, load_files
from etl.sources import all_sources

ONE_DAY = [{"start": f"2026-03-02 {hour:02d}:00", "used_card_hours": "12"} for hour in range(24)]


def run(home: Path, *arguments: str) -> tuple[int, Any]:
    """Exit code and JSON document of one command; errors count as their exit code."""
    result: Result = CliRunner().invoke(app, [*arguments, "--home", str(home), "--json"])
    if isinstance(result.exception, SuanliError):
        return result.exception.exit_code, str(result.exception)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, json.loads(result.stdout)


def contents(home: Path, *, with_snapshot_id: bool = False) -> dict[str, pl.DataFrame]:
    """Every table of the current snapshot, in a fixed order of rows."""
    snapshot = find_current(Workspace(home))
    assert snapshot is not None
    with open_snapshot(snapshot.path) as connection:
        tables = {name: query(connection, f"SELECT * FROM {name}") for name in TABLES}
    if not with_snapshot_id:
        tables = {name: rows.drop("snapshot_id", strict=False) for name, rows in tables.items()}
    return {name: rows.sort(rows.columns) for name, rows in tables.items()}


@pytest.fixture
def usage(write_file: Any, row: Any) -> Path:
    path: Path = write_file("usage.csv", [row("usage", **hour) for hour in ONE_DAY])
    return path


@pytest.fixture
def demo(sample_home: Path, tmp_path: Path) -> Path:
    """A copy of the sample workspace that a test may change."""
    home = tmp_path / "demo"
    shutil.copytree(sample_home, home, ignore=shutil.ignore_patterns("sample", "serve.log"))
    return home


@pytest.fixture
def forecast_pool(tmp_path: Path, write_file: Any, row: Any) -> Path:
    """A workspace with a month of one pool, and its forecast."""
    hours = [
        row("usage", start=f"2026-01-{day:02} {hour:02}:00", used_card_hours=str(12 + hour // 6))
        for day in range(1, 32)
        for hour in range(24)
    ]
    run(tmp_path / "pool", "load", str(write_file("january.csv", hours)))
    run(tmp_path / "pool", "run")
    return tmp_path / "pool"


def test_a_file_is_loaded_published_and_the_same_file_changes_nothing(
    tmp_path: Path, usage: Path
) -> None:
    code, first = run(tmp_path / "home", "load", str(usage))
    assert (code, first["published"], first["files"][0]["loaded"]) == (0, True, 24)
    code, second = run(tmp_path / "home", "load", str(usage))
    assert (code, second["published"]) == (0, False)
    assert second["snapshot"] == first["snapshot"]
    assert len(list_snapshots(Workspace(tmp_path / "home"))) == 1


def test_a_run_computes_once_and_then_finds_nothing_new(tmp_path: Path, usage: Path) -> None:
    home = tmp_path / "home"
    inbox = Workspace(home).create().inbox
    shutil.copy(usage, inbox)
    _, first = run(home, "run")
    _, second = run(home, "run")
    assert (first["published"], second["published"]) == (True, False)


def test_rejected_rows_exit_with_1_only_when_strict(
    tmp_path: Path, write_file: Any, row: Any
) -> None:
    bad = write_file("bad.csv", [row("usage"), row("usage", used_card_hours="-1")])
    assert run(tmp_path / "home", "load", str(bad))[0] == 0
    assert run(tmp_path / "other", "load", str(bad), "--strict")[0] == 1


def test_a_refused_file_exits_with_3_and_the_others_are_loaded(
    tmp_path: Path, usage: Path, write_file: Any
) -> None:
    strange = write_file("strange.csv", "a,b\n1,2\n")
    code, document = run(tmp_path / "home", "load", str(usage), str(strange))
    assert code == 3
    assert [file["status"] for file in document["files"]] == ["loaded", "refused"]
    assert contents(tmp_path / "home")["core_usage_hourly"].height == 24


@pytest.mark.parametrize("command", [("status",), ("check",), ("forecast",), ("plan",)])
def test_without_a_snapshot_a_command_says_how_to_begin(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    code, message = run(tmp_path, *command)
    assert code == 3
    assert "suanli load PATH" in message


def test_a_second_run_is_told_that_the_workspace_is_taken(tmp_path: Path, usage: Path) -> None:
    with Workspace(tmp_path / "home").lock():
        code, message = run(tmp_path / "home", "load", str(usage))
    assert code == 5
    assert "Another run" in message


def test_an_unknown_setting_is_wrong_usage(tmp_path: Path, usage: Path) -> None:
    (tmp_path / "suanli.toml").write_text("sed = 1\n")
    code, message = run(tmp_path, "load", str(usage))
    assert code == 2
    assert "sed" in message


def test_a_rebuild_makes_the_same_contents_again(demo: Path) -> None:
    before = contents(demo)
    code, document = run(demo, "rebuild")
    assert (code, document["published"]) == (0, True)
    after = contents(demo)
    for name, rows in before.items():
        assert after[name].equals(rows), name


def test_overlapping_loads_are_idempotent_and_a_rebuild_makes_every_table_again(
    tmp_path: Path, write_file: Any, row: Any
) -> None:
    home = tmp_path / "home"
    hours = [row("usage", **hour) for hour in ONE_DAY]
    corrected = [changed | {"used_card_hours": "20"} for changed in hours[6:12]]
    files = [
        write_file("march.csv", hours),
        write_file("march corrected.csv", [*corrected, row("usage", pool="")]),
        write_file("other project.csv", [row("usage", project="search")] * 2),
        write_file("jobs/pool.csv", [row("gpu_jobs")] * 2),
        write_file("jobs late/pool.csv", [row("gpu_jobs", num_gpus="2", gpu_time="3600")]),
        write_file("prices.csv", [row("price_book")]),
        write_file("prices new.csv", [row("price_book", price="14.00")]),
        write_file("strange.csv", "a,b\n1,2\n"),
    ]
    names = [str(path) for path in files]
    assert run(home, "load", *names[3:])[0] == 3  # one is strange
    assert run(home, "load", *names[:3])[0] == 0
    run(home, "rebuild")  # forecasts as well
    before = contents(home)
    # 18 hours of 12 card-hours, 6 corrected to 20, 12 of another project, and 1/2 hour of 2 cards.
    assert before["core_usage_hourly"]["used_card_hours"].sum() == 18 * 12 + 6 * 20 + 12 + 1
    assert before["core_rejected_row"].height == 1

    code, again = run(home, "load", *reversed(names))
    assert (code, again["published"]) == (3, False)
    run(home, "rebuild")
    after = contents(home)
    for name, rows in before.items():
        assert after[name].equals(rows), name


def test_a_load_keeps_the_last_forecast_and_a_rollback_brings_the_old_snapshot_back(
    forecast_pool: Path, usage: Path
) -> None:
    before = contents(forecast_pool, with_snapshot_id=True)
    _, loaded = run(forecast_pool, "load", str(usage))
    assert loaded["published"] is True
    after = contents(forecast_pool, with_snapshot_id=True)
    for name in ("out_forecast", "out_forecast_score", "out_forecast_history"):
        assert after[name].equals(before[name])
        assert after[name].height > 0
    assert after["core_usage_hourly"].height == before["core_usage_hourly"].height + 24
    run(forecast_pool, "run")
    remembered = contents(forecast_pool, with_snapshot_id=True)["out_forecast_history"]
    kept = remembered.join(before["out_forecast_history"], on=remembered.columns, nulls_equal=True)
    assert kept.height == before["out_forecast_history"].height
    run(forecast_pool, "rollback")
    run(forecast_pool, "rollback")
    assert contents(forecast_pool, with_snapshot_id=True)["core_usage_hourly"].equals(
        before["core_usage_hourly"]
    )


def test_the_sample_is_checked_complete_and_marked_as_synthetic(sample_home: Path) -> None:
    code, document = run(sample_home, "check")
    assert code == 0
    loads = contents(sample_home)["core_load"]
    # Of the core tables, those of kinds of file that the sample does not have are empty.
    of_the_sample, of_others = set(), set()
    for name, source in all_sources().items():
        (of_the_sample if name in set(loads["source"]) else of_others).update(source.core_sql)
    empty = {name for name, count in document["rows"].items() if count == 0}
    complaints = {"core_chip_name", "core_load_warning", "out_forecast_gap"}
    # The sample's company has set no limits, sells nothing, and has decided nothing yet; nobody
    # sells it a commitment in money.
    no_rules = {"out_ladder_limit", "out_ladder_shared", "out_decision_outcome"}
    no_rules |= {name for name in document["rows"] if name.startswith("out_supply_")}
    assert empty <= (of_others - of_the_sample) | complaints | no_rules
    synthetic = dict(loads.select("file_name", "synthetic").iter_rows())
    assert {name for name, is_synthetic in synthetic.items() if not is_synthetic} == {
        "market_prices.csv",
        "eurofxref-hist.zip",
    }


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx", "json"])
def test_an_export_equals_the_table_to_the_cent(
    sample_home: Path, tmp_path: Path, form: str
) -> None:
    out = tmp_path / f"cost.{form}"
    where = "local_date >= DATE '2026-11-01'"
    code, _ = run(
        sample_home,
        "export",
        "out_cost_daily",
        "--format",
        form,
        "--where",
        where,
        "--out",
        str(out),
    )
    assert code == 0
    snapshot = find_current(Workspace(sample_home))
    assert snapshot is not None
    with open_snapshot(snapshot.path) as connection:
        expected = query(
            connection,
            f"SELECT sum(cost_cny) AS s, count(*) AS n FROM out_cost_daily WHERE {where}",
        ).row(0)
    amounts = _read_amounts(out, form)
    assert (round(sum(amounts), 2), len(amounts)) == (float(expected[0]), expected[1])


def _read_amounts(path: Path, form: str) -> list[float]:
    content = path.read_bytes()
    if form == "json":
        return [float(row["cost_cny"]) for row in json.loads(content)["rows"]]
    read = {"csv": pl.read_csv, "parquet": pl.read_parquet, "xlsx": pl.read_excel}[form]
    frame: pl.DataFrame = read(BytesIO(content))
    return frame["cost_cny"].cast(pl.Float64).to_list()


@pytest.mark.real
def test_real_usage_goes_through_to_forecasts_without_prices(
    real_folder: Path, tmp_path: Path
) -> None:
    usage = real_folder / "usage"
    code, _ = run(tmp_path, "load", str(usage / "helios_earth"), str(usage / "philly_jobs.csv"))
    assert code == 0
    run(tmp_path, "run")
    tables = contents(tmp_path)
    used = tables["core_usage_hourly"].group_by("pool").agg(pl.col("used_card_hours").sum())
    totals = dict(used.iter_rows())
    assert round(totals["philly_jobs"]) == 978_078  # GPU-hours, as its README says
    # vc3sl: 744 hours of May 2020, 40.1 of 64 cards in use on average
    assert round(totals["vc3sl"] / 744, 1) == 40.1
    assert tables["out_forecast"].filter(pl.col("target") == "usage").height > 0
    assert tables["out_forecast"].filter(pl.col("target") == "cost").height == 0
    known = tables["out_cost_daily"].filter(pl.col("cost_cny").is_not_null())
    assert known["used_card_hours"].sum() == 0  # without a price only an idle day's cost is known


def test_a_load_killed_before_publishing_is_published_by_the_same_command(
    tmp_path: Path, usage: Path
) -> None:
    workspace = Workspace(tmp_path / "home")
    with workspace.lock():
        load_files(workspace, [usage], LoadOptions("Asia/Shanghai"))  # killed right after this
    code, document = run(tmp_path / "home", "load", str(usage))
    assert (code, document["published"]) == (0, True)
    assert contents(tmp_path / "home")["core_usage_hourly"].height == 24


def test_a_load_says_which_files_it_replaces_and_how_much_of_them(
    tmp_path: Path, usage: Path, write_file: Any, row: Any, caplog: pytest.LogCaptureFixture
) -> None:
    home = tmp_path / "home"
    run(home, "load", str(usage))  # 24 hours of 12 cards
    changed = {"used_card_hours": "5", "useful_card_hours": ""}
    two_hours = [row("usage", **hour) | changed for hour in ONE_DAY[3:5]]
    correction = write_file("correction.csv", two_hours)
    with caplog.at_level("INFO", logger="suanli"):
        run(home, "load", str(correction))
    assert "usage.csv: 24.0 of its 288.0 card-hours are replaced" in caplog.text  # 2 x 12
