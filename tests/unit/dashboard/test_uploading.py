"""Uploaded files: safe names, a private folder that goes, a trial that leaves nothing behind."""

import gc
import os
import stat
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dashboard import uploading
from dashboard.uploading import Staged, Trial, load_task, safe_name, try_out
from data import clock
from data.errors import InputError
from data.workspace import Workspace
from etl.load import LoadOptions, load_files

ZONE = "Asia/Shanghai"
OPTIONS = LoadOptions(ZONE)


@pytest.fixture
def staged(workspace: Workspace) -> Staged:
    return Staged(workspace)


@pytest.fixture
def usage(row: Callable[..., dict[str, str]], to_csv: Callable[..., str]) -> Callable[..., bytes]:
    """A usage file of these numbers of card-hours, one an hour."""

    def make(*used: str) -> bytes:
        rows = [
            row("usage", start=f"2026-03-02 {hour:02d}:00", used_card_hours=cards)
            for hour, cards in enumerate(used)
        ]
        return to_csv(rows).encode()

    return make


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("usage.csv", "usage.csv"),
        ("../../etc/pass wd.CSV", "pass wd.CSV"),
        ("C:\\exports\\用量 (2).xlsx", "用量 (2).xlsx"),
        (".hidden", "hidden"),
        ("a;rm -rf *.csv", "a_rm -rf _.csv"),
        ("line\nbreak.csv", "line_break.csv"),
        ("..", "file"),
        ("", "file"),
        ("sacct", "sacct"),
    ],
)
def test_a_name_loses_its_folders_and_what_a_name_should_not_hold(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_name_that_no_file_system_takes_is_cut_and_keeps_its_ending() -> None:
    safe = safe_name("账" * 150 + ".csv.gz")  # 450 bytes of stem
    assert safe.endswith("账.csv.gz")
    assert len(safe.encode()) <= 200


def test_only_the_owner_may_look_into_the_folder(staged: Staged, workspace: Workspace) -> None:
    staged.add([("a.csv", b"x")])
    assert stat.S_IMODE(workspace.uploads.stat().st_mode) == 0o700
    assert stat.S_IMODE(staged.folder.parent.stat().st_mode) == 0o700
    assert staged.folder.is_relative_to(workspace.uploads)


def test_two_files_of_one_name_become_two_and_a_mended_one_takes_its_place(staged: Staged) -> None:
    staged.add([("x/a;.csv", b"1"), ("y/a:.csv", b"2")])
    assert [path.name for path in staged.files] == ["a_-2.csv", "a_.csv"]
    staged.add([("a_.csv", b"3")])
    assert [path.read_bytes() for path in staged.files] == [b"2", b"3"]


def test_files_go_when_they_are_given_up(staged: Staged, workspace: Workspace) -> None:
    staged.add([("a.csv", b"1")])
    staged.discard()
    assert list(workspace.uploads.iterdir()) == []
    assert staged.files == ()


def test_files_go_with_the_session_that_held_them(workspace: Workspace) -> None:
    staged = Staged(workspace)
    staged.add([("a.csv", b"1")])
    del staged
    gc.collect()
    assert list(workspace.uploads.iterdir()) == []


def test_what_a_killed_server_left_goes_after_a_day(workspace: Workspace) -> None:
    old, new = workspace.uploads / "upload-old", workspace.uploads / "upload-new"
    for folder, hours in ((old, 25), (new, 23)):
        folder.mkdir(parents=True)
        os.utime(folder, (time.time() - hours * 3600,) * 2)
    held = Staged(workspace)
    assert not old.exists()
    assert new.exists()
    held.discard()


def test_more_than_the_screen_takes_is_refused_before_anything_is_written(
    staged: Staged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "MOST_MEGABYTES_TOGETHER", 1)
    with pytest.raises(InputError, match=r"more than 1 MB together.*inbox"):
        staged.add([("a.csv", b"x" * 600_000), ("b.csv", b"x" * 600_000)])
    assert staged.files == ()


def test_the_same_files_have_the_same_folder_and_other_ones_another(workspace: Workspace) -> None:
    first, again, other = (Staged(workspace) for _ in range(3))
    first.add([("a.csv", b"1"), ("b.csv", b"2")])
    again.add([("b.csv", b"2")])
    again.add([("a.csv", b"1")])
    other.add([("a.csv", b"2"), ("b.csv", b"1")])
    assert first.folder.name == again.folder.name == first.own_name
    assert other.folder.name != first.folder.name


def trial_of(workspace: Workspace, staged: Staged, options: LoadOptions = OPTIONS) -> Trial:
    [trial] = try_out(workspace, staged, options)
    return trial


def test_a_trial_says_which_rows_would_be_loaded_and_which_rejected(
    workspace: Workspace, staged: Staged, usage: Callable[..., bytes]
) -> None:
    staged.add([("usage.csv", usage("12", "-3", "many", "15"))])
    trial = trial_of(workspace, staged)
    record = trial.record
    assert (record.rows_read, record.rows_loaded, record.rows_rejected) == (4, 2, 2)
    assert trial.rejected.rows() == [  # lines 1-based, the header is line 1
        (3, "used_card_hours", "-3", "expected a number of at least 0"),
        (4, "used_card_hours", "many", "expected a number of at least 0"),
    ]
    assert trial.reasons.rows() == [("used_card_hours", "expected a number of at least 0", 2, 3)]
    assert trial.first_rows["used_card_hours"].to_list() == [12, 15]
    assert not trial.is_known


def test_a_trial_leaves_nothing_behind(
    workspace: Workspace, staged: Staged, usage: Callable[..., bytes]
) -> None:
    staged.add([("usage.csv", usage("12"))])
    trial_of(workspace, staged)
    assert [path.name for path in workspace.home.iterdir()] == ["uploads"]
    assert [path.name for path in staged.folder.parent.iterdir()] == [staged.folder.name]


def test_a_trial_needs_no_lock(
    workspace: Workspace, staged: Staged, usage: Callable[..., bytes]
) -> None:
    staged.add([("usage.csv", usage("12"))])
    with workspace.lock():
        assert trial_of(workspace, staged).is_usable


def test_a_refusal_names_the_file_and_not_the_private_folder(
    workspace: Workspace, staged: Staged
) -> None:
    staged.add([("my notes.txt", b"hello\nworld\n")])
    trial = trial_of(workspace, staged)
    assert not trial.is_usable
    assert trial.record.reason is not None
    assert "(my notes.txt)" in trial.record.reason
    assert "uploads" not in trial.record.reason


def test_what_was_loaded_before_is_known(
    workspace: Workspace, staged: Staged, usage: Callable[..., bytes]
) -> None:
    staged.add([("usage.csv", usage("12"))])
    load_files(workspace, staged.files, OPTIONS)
    assert trial_of(workspace, staged).is_known
    assert not trial_of(workspace, staged, replace(OPTIONS, defaults={"chip": "H100"})).is_known


def test_a_column_that_the_file_lacks_can_be_filled(
    workspace: Workspace, staged: Staged, row: Callable[..., dict[str, str]], to_csv: Any
) -> None:
    without_chip = {name: cell for name, cell in row("usage").items() if name != "chip"}
    staged.add([("usage.csv", to_csv([without_chip]).encode())])
    assert not trial_of(workspace, staged).is_usable
    filled = replace(OPTIONS, source_name="usage", defaults={"chip": "H100"})
    assert trial_of(workspace, staged, filled).first_rows["chip"].to_list() == ["H100"]


def test_the_first_rows_of_a_large_file_are_shown_as_well(
    workspace: Workspace, staged: Staged, sound_file: Any, to_csv: Callable[[Sequence[Any]], str]
) -> None:
    rows, _ = sound_file("focus")
    staged.add([("focus.csv", to_csv(rows).encode())])
    trial = trial_of(workspace, staged, replace(OPTIONS, direct=True))
    assert trial.record.rows_kept == trial.record.rows_loaded == len(rows)
    assert trial.first_rows.height == len(rows)


def test_several_files_are_loaded_as_one_folder_unless_one_is_left_out(
    workspace: Workspace, staged: Staged, usage: Callable[..., bytes]
) -> None:
    staged.add([("a.csv", usage("12")), ("b.csv", usage("12", "13"))])
    whole = load_task(staged, try_out(workspace, staged, OPTIONS), OPTIONS, compute_all=False)
    assert whole["is_folder"]
    assert [Path(file).name for file in whole["files"]] == ["a.csv", "b.csv"]
    staged.add([("c.txt", b"hello\n")])
    part = load_task(staged, try_out(workspace, staged, OPTIONS), OPTIONS, compute_all=False)
    assert not part["is_folder"]
    assert [Path(file).name for file in part["files"]] == ["a.csv", "b.csv"]


def test_a_file_with_rows_that_have_come_since_is_not_known_until_it_is_loaded_again(
    workspace: Workspace, usage: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "NO_CLOCK_BEFORE", datetime.min)  # noqa: DTZ901
    staged = Staged(workspace)
    staged.add([("a.csv", usage("12", "13", "14"))])  # the last begins at 18:00 UTC on 1 March
    early = replace(OPTIONS, loaded_at=datetime(2026, 2, 28, 17))  # noqa: DTZ001
    late = replace(OPTIONS, loaded_at=datetime(2026, 3, 3))  # noqa: DTZ001
    load_files(workspace, staged.files, early)
    assert [_known(workspace, staged, options) for options in (early, late)] == [True, False]
    load_files(workspace, staged.files, late)
    assert [_known(workspace, staged, options) for options in (early, late)] == [True, True]


def _known(workspace: Workspace, staged: Staged, options: LoadOptions) -> bool:
    [trial] = try_out(workspace, staged, options)
    return trial.is_known
