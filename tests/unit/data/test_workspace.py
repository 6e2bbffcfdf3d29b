"""Where the workspace is, and that only one run at a time may write to it."""

from pathlib import Path

import pytest

from data.errors import LockedError
from data.workspace import Workspace, find_workspace


def test_the_folder_named_goes_before_the_variable_and_that_before_the_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SUANLI_HOME", raising=False)
    assert find_workspace().home == tmp_path / "workspace"
    monkeypatch.setenv("SUANLI_HOME", str(tmp_path / "other"))
    assert find_workspace().home == tmp_path / "other"
    assert find_workspace(Path("named")).home == tmp_path / "named"


def test_nothing_is_created_by_looking(tmp_path: Path) -> None:
    workspace = find_workspace(tmp_path / "new")
    assert not workspace.pointer.exists()
    assert not workspace.home.exists()


def test_creating_twice_does_no_harm(workspace: Workspace) -> None:
    workspace.create().create()
    names = {path.name for path in workspace.home.iterdir()}
    assert names == {"inbox", "landing", "quarantine", "rollups", "warehouse"}


def test_a_second_run_is_told_to_wait(workspace: Workspace) -> None:
    with workspace.lock():  # noqa: SIM117  the second one must fail inside the first
        with pytest.raises(LockedError, match="Another run") as locked, workspace.lock():
            pytest.fail("two runs hold the lock")
    assert locked.value.where == str(workspace.home)
    assert "Wait" in locked.value.remedy


def test_the_lock_is_free_after_a_run_even_if_it_failed(workspace: Workspace) -> None:
    with pytest.raises(ZeroDivisionError), workspace.lock():
        1 / 0  # noqa: B018
    with workspace.lock():
        pass


def test_two_workspaces_do_not_lock_each_other(tmp_path: Path) -> None:
    with Workspace(tmp_path / "a").lock(), Workspace(tmp_path / "b").lock():
        pass
