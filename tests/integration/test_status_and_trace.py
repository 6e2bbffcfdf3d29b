"""`suanli status`, `suanli trace` and the run log, end to end."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner, Result

from dashboard.cli import app
from data.errors import SuanliError
from data.run_log import read_runs
from data.snapshot import require_current
from data.workspace import Workspace
from etl.load import LoadOptions, load_files
from models.__main__ import main as models_alone
from tests.fixture_types import WriteFile
from tests.sound_files import SOUND_FILES

Row = Callable[..., dict[str, str]]


def invoke(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--home", str(home)])


def run(home: Path, *arguments: str) -> tuple[int, Any]:
    """Exit code and JSON document; an error counts as its exit code and sentence."""
    result = invoke(home, *arguments, "--json")
    if isinstance(result.exception, SuanliError):
        return result.exception.exit_code, str(result.exception)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, json.loads(result.stdout)


@pytest.fixture
def home(tmp_path: Path, write_file: WriteFile, row: Row) -> Path:
    """A workspace with an hour of usage of 2 March 2026 (Shanghai) and a price since 1 January."""
    usage = write_file("usage.csv", [row("usage"), row("usage", used_card_hours="-1")])
    prices = write_file("prices.csv", [row("price_book", valid_from="2026-01-01")])
    code, _ = run(tmp_path / "home", "load", str(usage), str(prices))
    assert code == 0
    return tmp_path / "home"


def states(document: dict[str, Any]) -> dict[str, str]:
    return {row["table"]: row["state"] for row in document["tables"]}


def test_status_says_what_is_fresh_and_scripts_may_go_on(home: Path) -> None:
    # 08:00 in Shanghai is 00:00 UTC of 2 March: 2 days old on the 4th, which is in time.
    code, document = run(home, "status", "--strict", "--as-of", "2026-03-04")
    assert (code, document["needs_attention"]) == (0, False)
    assert states(document) == {
        "core_capacity_hourly": "fresh",
        "core_price": "fresh",
        "core_usage_hourly": "fresh",
    }
    assert {load["file_name"] for load in document["loads"]} == {"usage.csv", "prices.csv"}


def test_status_says_what_is_stale_and_stops_scripts_that_ask(home: Path) -> None:
    code, document = run(home, "status", "--as-of", "2026-03-05")
    assert (code, document["needs_attention"]) == (0, True)
    assert states(document)["core_usage_hourly"] == "stale"
    usage = next(row for row in document["tables"] if row["table"] == "core_usage_hourly")
    assert (usage["source"], usage["newest_on"], usage["age_days"]) == ("usage", "2026-03-02", 3)
    assert run(home, "status", "--strict", "--as-of", "2026-03-05")[0] == 1
    text = invoke(home, "status", "--as-of", "2026-03-05").stdout
    assert "STALE    core_usage_hourly from usage: newest 2026-03-02, 3 days old" in text
    assert "load a newer file" in text


def test_rows_without_a_date_are_of_no_known_age(home: Path, tmp_path: Path) -> None:
    prices = tmp_path / "token_prices.json"
    prices.write_text(SOUND_FILES["token_prices"], encoding="utf-8")
    assert run(home, "load", str(prices))[0] == 0
    text = invoke(home, "status", "--as-of", "2026-03-04").stdout
    assert "core_token_price from token_prices: its rows have no date" in text
    assert "None" not in text


def test_the_expected_interval_is_a_setting(home: Path) -> None:
    (home / "suanli.toml").write_text("[expected_interval_days]\nusage = 3\n")
    code, _ = run(home, "status", "--strict", "--as-of", "2026-03-05")
    assert code == 0
    (home / "suanli.toml").write_text("[expected_interval_days]\nusag = 3\n")
    code, message = run(home, "status")
    assert (code, "usag" in message) == (2, True)


def test_what_is_needed_and_absent_is_missing(
    tmp_path: Path, write_file: WriteFile, row: Row
) -> None:
    run(tmp_path, "load", str(write_file("usage.csv", [row("usage")])))
    code, document = run(tmp_path, "status", "--strict", "--as-of", "2026-03-03")
    assert (code, states(document)["core_price"]) == (1, "missing")
    assert "MISSING  core_price" in invoke(tmp_path, "status").stdout


def test_a_setting_changed_since_the_computation_is_named_until_it_is_computed_anew(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUANLI_TAX_BASIS", "excluded")
    code, document = run(home, "status", "--strict", "--as-of", "2026-03-04")
    assert code == 1
    assert document["changed_inputs"] == [
        {
            "input": "tax_basis",
            "was": '"included"',
            "now": '"excluded"',
            "stages": ["marts", "plan", "ladder"],
        }
    ]
    assert 'CHANGED  tax_basis: marts, plan, ladder computed with "included"' in (
        invoke(home, "status", "--as-of", "2026-03-04").stdout
    )
    run(home, "plan")
    _, document = run(home, "status")
    assert [change["stages"] for change in document["changed_inputs"]] == [["marts"]]
    run(home, "rebuild")
    _, document = run(home, "status")
    assert document["changed_inputs"] == []


def test_a_load_keeps_what_the_carried_forecast_was_computed_with(
    home: Path, monkeypatch: pytest.MonkeyPatch, write_file: WriteFile, row: Row
) -> None:
    run(home, "rebuild")
    monkeypatch.setenv("SUANLI_SEED", "7")
    more = write_file("more.csv", [row("usage", start="2026-03-02 09:00")])
    run(home, "load", str(more))
    _, document = run(home, "status")
    assert [(c["input"], c["stages"]) for c in document["changed_inputs"]] == [
        ("seed", ["forecast"])
    ]


def test_a_snapshot_of_an_earlier_version_is_told_to_be_computed_anew(
    home: Path, write_file: WriteFile, row: Row
) -> None:
    current = require_current(Workspace(home)).path
    with duckdb.connect(str(current)) as connection:
        connection.execute("DROP TABLE out_basis")
    code, document = run(home, "status")
    assert (code, document["changed_inputs"]) == (0, [])
    code, message = run(home, "plan")
    assert (code, "`suanli rebuild`" in message) == (3, True)
    with duckdb.connect(str(current)) as connection:
        connection.execute("DROP TABLE core_newest_day")  # without it nobody knows what is fresh
    code, message = run(home, "status")
    assert (code, "core_newest_day" in message, "`suanli rebuild`" in message) == (3, True, True)
    more = write_file("more.csv", [row("usage", start="2026-03-02 09:00")])
    assert run(home, "load", str(more))[0] == 0  # builds anew, and carries over what there is
    assert run(home, "plan")[0] == 0


def test_the_models_alone_note_what_they_computed_with_and_that_they_ran(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUANLI_SEED", "7")
    monkeypatch.setattr("sys.argv", ["models", "--home", str(home)])
    assert models_alone() == 0
    _, document = run(home, "status")
    assert document["changed_inputs"] == []
    ran = document["runs"][0]
    assert (ran["command"], ran["outcome"]) == ("python -m models", "published")


def test_files_that_a_killed_run_left_unpublished_are_named(
    home: Path, write_file: WriteFile, row: Row
) -> None:
    late = write_file("late.csv", [row("usage", start="2026-03-02 09:00")])
    load_files(Workspace(home), [late], LoadOptions("Asia/Shanghai"))
    code, document = run(home, "status", "--strict", "--as-of", "2026-03-04")
    assert (code, document["unpublished_files"]) == (1, ["late.csv"])
    assert "late.csv: loaded and not published" in invoke(home, "status").stdout


def test_status_shows_what_ran_with_rows_and_stages(home: Path) -> None:
    _, document = run(home, "status")
    [load] = document["runs"]
    # Two rows of usage, of which one is rejected, and one price.
    assert (load["command"], load["outcome"], load["exit_code"]) == ("load", "published", 0)
    counts = ("files", "rows_read", "rows_rejected", "rows_written")
    assert [load[name] for name in counts] == [2, 3, 1, 2]
    assert load["snapshot_id"] == document["current"]
    stages = [stage["stage"] for stage in load["stages"]]
    assert stages == ["load", "core", "marts", "plan", "ladder", "capacity", "checks"]
    assert load["seconds"] >= sum(stage["seconds"] for stage in load["stages"]) - 0.01
    assert "load: published" in invoke(home, "status").stdout


def test_every_command_that_computes_is_in_the_log_with_its_exit_code(
    home: Path, write_file: WriteFile, row: Row
) -> None:
    run(home, "plan")
    run(home, "forecast")
    run(home, "run")
    broken = write_file("late.csv", [row("usage", used_card_hours="-1", start="2026-03-03 00:00")])
    run(home, "load", str(broken), "--strict")
    run(home, "load", str(broken), "--dry-run")  # keeps nothing, so it is not kept either
    run(home, "rollback")
    with Workspace(home).lock():
        run(home, "plan")
    told = [(run.command, run.outcome, run.exit_code) for run in read_runs(Workspace(home))][::-1]
    assert told == [
        ("load", "published", 0),
        ("plan", "published", 0),
        ("forecast", "published", 0),
        ("run", "published", 0),
        ("load", "published", 1),
        ("rollback", "published", 0),
        ("plan", "failed", 5),
    ]


def test_a_row_is_traced_to_its_file_and_line(home: Path) -> None:
    code, found = run(home, "trace", "core_usage_hourly", "hour_utc=2026-03-02 00:00")
    assert (code, found["row_count"]) == (0, 1)
    [traced] = found["rows"]
    assert (traced["file_name"], traced["lines"], traced["line_count"]) == ("usage.csv", [2], 1)
    assert (traced["source"], traced["is_complete"]) == ("usage", True)
    assert traced["row"]["project"] == "chat"


def test_a_trace_in_words_says_what_was_left_out(
    tmp_path: Path, write_file: WriteFile, row: Row
) -> None:
    minutes = [row("occupancy", time=f"2026-03-02 08:{minute:02}:00") for minute in range(60)]
    run(tmp_path, "load", str(write_file("m.csv", minutes)))
    text = invoke(tmp_path, "trace", "core_usage_hourly").stdout
    assert "m.csv: line 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 50 more; occupancy version" in text
    text = invoke(tmp_path, "trace", "core_usage_hourly", "--lines", "3").stdout
    assert "m.csv: line 2, 3, 4 and 57 more; occupancy version" in text
    hours = [row("usage", start=f"2026-03-02 {hour:02}:00") for hour in range(3)]
    run(tmp_path, "load", str(write_file("h.csv", hours)))
    text = invoke(tmp_path, "trace", "core_usage_hourly", "project=chat", "--rows", "1").stdout
    assert "and 2 more rows" in text
    assert "no row of core_price fits" in invoke(tmp_path, "trace", "core_price").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("core_usage_hourly", "project"), "is not COLUMN=VALUE"),
        (("core_usage_hourly", "team=x"), "has no column 'team'"),
        (("out_usage_daily",), "comes from a line"),
    ],
)
def test_a_trace_of_nothing_that_exists_is_wrong_usage(
    home: Path, arguments: tuple[str, ...], said: str
) -> None:
    code, message = run(home, "trace", *arguments)
    assert code == 2
    assert said in message


def test_nothing_loaded_is_unusable_input(tmp_path: Path) -> None:
    assert run(tmp_path, "trace", "core_usage_hourly")[0] == 3
    assert run(tmp_path, "status")[0] == 3
