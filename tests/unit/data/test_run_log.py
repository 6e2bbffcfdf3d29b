"""The run log: what ran, how long, how it ended; it survives crashes and never stops a run."""

import json
import logging
from pathlib import Path

import pytest
import typer

from data import run_log
from data.errors import InputError, LockedError
from data.run_log import logged_run, read_runs, stage
from data.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def publish_and_raise(workspace: Workspace, error: BaseException) -> None:
    """A run that published, and whose report then ends with an error."""
    with logged_run(workspace, "run") as run:
        run.outcome = "published"
        raise error


def test_a_run_is_kept_with_its_stages_and_seconds(workspace: Workspace) -> None:
    with logged_run(workspace, "load") as run:
        with stage("core"), stage("marts"):
            pass
        run.rows_read, run.outcome = 7, "published"
    [kept] = read_runs(workspace)
    assert (kept.command, kept.outcome, kept.exit_code, kept.rows_read) == (
        "load", "published", 0, 7,
    )  # fmt: skip
    assert [one.stage for one in kept.stages] == ["marts", "core"]  # in the order they ended
    assert kept.seconds is not None
    assert kept.seconds >= max(one.seconds for one in kept.stages) >= 0


def test_an_error_is_kept_with_its_exit_code_and_goes_on(workspace: Workspace) -> None:
    with pytest.raises(InputError), logged_run(workspace, "plan"), stage("plan"):
        raise InputError("No price", remedy="Load one.")
    [kept] = read_runs(workspace)
    assert (kept.outcome, kept.exit_code, kept.error) == ("failed", 3, "No price. Load one.")
    assert [one.stage for one in kept.stages] == ["plan"]


def test_an_exit_code_of_a_command_that_did_its_work_is_no_failure(workspace: Workspace) -> None:
    with pytest.raises(typer.Exit):
        publish_and_raise(workspace, typer.Exit(1))
    [kept] = read_runs(workspace)
    assert (kept.outcome, kept.exit_code, kept.error) == ("published", 1, None)


def test_a_fault_of_ours_and_an_interruption_are_told_apart(workspace: Workspace) -> None:
    with pytest.raises(ZeroDivisionError):
        publish_and_raise(workspace, ZeroDivisionError())
    with pytest.raises(KeyboardInterrupt):
        publish_and_raise(workspace, KeyboardInterrupt())
    assert [(run.outcome, run.exit_code) for run in read_runs(workspace)] == [
        ("interrupted", 130),
        ("failed", 1),
    ]


def begin(workspace: Workspace, run_id: str, started_at: str) -> None:
    """What a run that is killed at once leaves."""
    line = {"run_id": run_id, "command": "load", "started_at": started_at}
    workspace.log.mkdir(exist_ok=True)
    with (workspace.log / "runs.jsonl").open("a") as file:
        file.write(json.dumps(line) + "\n")


def test_a_run_without_an_end_was_killed_once_another_got_hold_of_the_workspace(
    workspace: Workspace,
) -> None:
    begin(workspace, "a", "2026-11-20T00:00:00+00:00")
    assert [run.outcome for run in read_runs(workspace)] == ["unfinished"]
    with pytest.raises(LockedError), logged_run(workspace, "load"):
        raise LockedError("held")  # the first one still runs
    assert read_runs(workspace)[-1].outcome == "unfinished"
    with logged_run(workspace, "load"):
        pass
    assert [run.outcome for run in read_runs(workspace)] == ["done", "failed", "killed"]


def test_a_line_cut_off_by_a_crash_costs_only_itself(workspace: Workspace) -> None:
    with logged_run(workspace, "first"):
        pass
    with (workspace.log / "runs.jsonl").open("ab") as file:
        file.write(b'{"run_id": "torn", "comma')
    with logged_run(workspace, "second"):
        pass
    assert [(run.command, run.outcome) for run in read_runs(workspace)] == [
        ("second", "done"),
        ("first", "done"),
    ]


@pytest.mark.parametrize("line", ["[]", "7", '{"run_id": "x"}', '{"run_id": "x", "colour": 1}'])
def test_a_line_of_another_make_is_passed_over(workspace: Workspace, line: str) -> None:
    workspace.log.mkdir()
    (workspace.log / "runs.jsonl").write_text(line + "\n")
    assert read_runs(workspace) == []


def test_the_log_is_bounded_and_keeps_the_latest(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_log, "MOST_BYTES", 2_000)
    for number in range(40):
        with logged_run(workspace, f"run-{number}"):
            pass
    sizes = [path.stat().st_size for path in workspace.log.glob("*.jsonl")]
    assert len(sizes) == 2
    assert max(sizes) <= 2_000
    assert read_runs(workspace)[0].command == "run-39"
    assert len(read_runs(workspace, most=2)) == 2


def test_a_log_that_cannot_be_written_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    workspace = Workspace(tmp_path)
    with caplog.at_level(logging.WARNING), logged_run(workspace, "load") as run:
        run.rows_read = 1
    assert "run log cannot be written" in caplog.text


def test_a_stage_outside_a_run_is_not_logged(workspace: Workspace) -> None:
    with stage("core"):
        pass
    assert read_runs(workspace) == []
