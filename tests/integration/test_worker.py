"""Loading beside the screens: a process of its own says how far it is and what came of it."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard import background
from dashboard.background import Job, running_job, start
from dashboard.uploading import Staged, load_task, try_out
from data.errors import LockedError
from data.run_log import read_runs
from data.snapshot import find_current
from data.warehouse import open_snapshot, query
from data.workspace import Workspace
from etl.load import LoadOptions

OPTIONS = LoadOptions("Asia/Shanghai")


@pytest.fixture
def upload(
    workspace: Workspace, row: Callable[..., dict[str, str]], to_csv: Callable[..., str]
) -> Callable[..., Job]:
    """Upload one usage file of these card-hours, one an hour, and load it to the end."""

    def load(*used: str, when_done: Callable[[], None] | None = None) -> Job:
        rows = [
            row("usage", start=f"2026-03-02 {hour:02d}:00", used_card_hours=cards)
            for hour, cards in enumerate(used)
        ]
        staged = Staged(workspace)
        staged.add([("usage.csv", to_csv(rows).encode())])
        trials = try_out(workspace, staged, OPTIONS)
        task = load_task(staged, trials, OPTIONS, compute_all=False)
        return start(workspace, task, when_done or staged.discard).wait()

    return load


def test_a_load_is_published_beside_a_snapshot_that_is_open_here(
    workspace: Workspace, upload: Callable[..., Job]
) -> None:
    first = upload("12", "-3")
    assert first.error is None
    assert first.result is not None
    [file] = first.result["files"]
    counts = [file[f"rows_{name}"] for name in ("read", "loaded", "rejected", "duplicate")]
    assert (first.result["is_published"], counts) == (True, [2, 1, 1, 0])
    snapshot = find_current(workspace)
    assert snapshot is not None
    with open_snapshot(snapshot.path) as connection:  # as every screen keeps it
        second = upload("12", "13", "14")
        assert second.result is not None
        assert second.result["is_published"]
        assert query(connection, "SELECT count(*) AS n FROM core_usage_hourly")["n"].item() == 1
    # The second covers the first's hour: 12 of its 12 card-hours are replaced.
    [replaced] = second.result["replaced"]
    assert (replaced["card_hours_replaced"], replaced["card_hours_in_all"]) == (12, 12)
    assert list(workspace.uploads.iterdir()) == []


def test_a_load_says_how_far_it_is_and_stands_in_the_run_log(
    workspace: Workspace, upload: Callable[..., Job]
) -> None:
    job = upload("12")
    assert (job.done, job.total, job.share, job.is_running) == (1, 1, 1.0, False)
    [run] = read_runs(workspace)
    assert (run.command, run.outcome) == ("upload", "published")
    assert (run.rows_read, run.rows_written) == (1, 1)


def test_the_same_file_again_publishes_nothing(upload: Callable[..., Job]) -> None:
    upload("12")
    again = upload("12")
    assert again.result is not None
    assert not again.result["is_published"]
    assert not again.result["files"][0]["is_new"]


def test_nothing_is_started_while_another_run_holds_the_workspace(
    workspace: Workspace, upload: Callable[..., Job]
) -> None:
    with workspace.lock(), pytest.raises(LockedError, match="Another run"):
        upload("12")
    assert find_current(workspace) is None
    assert running_job(workspace) is None


def test_parts_of_a_bill_add_up_and_a_corrected_upload_takes_their_place(
    workspace: Workspace, row: Callable[..., dict[str, str]], to_csv: Callable[..., str]
) -> None:
    def upload_parts(*costs: str) -> int:
        staged = Staged(workspace)
        staged.add(
            (f"part-{n:05}.csv", to_csv([row("focus", BilledCost=cost)]).encode())
            for n, cost in enumerate(costs)
        )
        trials = try_out(workspace, staged, OPTIONS)
        start(workspace, load_task(staged, trials, OPTIONS, compute_all=False)).wait()
        snapshot = find_current(workspace)
        assert snapshot is not None
        with open_snapshot(snapshot.path) as connection:
            billed = query(connection, "SELECT sum(billed_amount) AS n FROM core_charge_daily")
        return int(billed["n"].item())

    assert upload_parts("10", "20") == 30
    assert upload_parts("11", "21", "31") == 63  # and not 30 + 63


@pytest.fixture
def held(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Job]:
    """A piece of work that goes on until the test ends."""
    gate = threading.Event()
    monkeypatch.setattr(background, "_do", lambda *_: gate.wait())
    job = start(workspace, {})
    yield job
    gate.set()
    job.wait()


def test_only_one_piece_of_work_goes_on_in_a_workspace(
    workspace: Workspace, held: Job, tmp_path: Path
) -> None:
    assert running_job(workspace) is held
    with pytest.raises(LockedError, match="being loaded"):
        start(workspace, {})
    assert running_job(Workspace(tmp_path / "another")) is None


def work(workspace: Workspace, **task: Any) -> tuple[Job, list[str]]:
    called: list[str] = []
    return start(workspace, task, lambda: called.append("done")).wait(), called


def test_an_error_ends_as_its_sentence_and_keeps_the_files(
    workspace: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text("x\n1\n")
    job, called = work(
        workspace, task="load", files=[str(tmp_path / "a.csv")], is_folder=False, compute_all=False,
        source_name="no such kind", defaults={}, saved_at=None, time_zone="UTC",
    )  # fmt: skip
    assert job.error is not None
    assert "There is no source called 'no such kind'" in job.error
    assert (job.result, job.is_broken, called) == (None, False, [])


def test_a_fault_of_ours_is_told_apart_from_a_sentence(
    workspace: Workspace, capfd: pytest.CaptureFixture[str]
) -> None:
    job, called = work(workspace, task="load")
    assert job.is_broken
    assert (job.result, job.error, called) == (None, None, [])
    assert "KeyError" in capfd.readouterr().err  # the server's log has the cause
