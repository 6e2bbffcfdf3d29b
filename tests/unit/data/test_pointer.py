"""The pointer file over time: written by an earlier version, or damaged."""

import json

import pytest

from data.errors import InputError
from data.snapshot import building, find_current, list_snapshots, roll_back
from data.workspace import Workspace


def publish(workspace: Workspace) -> None:
    with building(workspace, keep=3) as build:
        build.connection.execute("CREATE TABLE numbers AS SELECT 1 AS n")


def test_a_pointer_that_cannot_be_read_is_an_error_with_a_remedy(workspace: Workspace) -> None:
    workspace.pointer.mkdir(parents=True)  # no file, as one without permission is none to us
    with pytest.raises(InputError, match="cannot be read: Is a directory"):
        find_current(workspace)


def test_a_pointer_without_a_history_still_names_its_snapshot(workspace: Workspace) -> None:
    publish(workspace)
    pointer = json.loads(workspace.pointer.read_text())
    del pointer["history"]
    workspace.pointer.write_text(json.dumps(pointer))
    current = find_current(workspace)
    assert current is not None
    assert list_snapshots(workspace) == [current.__class__(current.snapshot_id, current.path)]
    publish(workspace)
    assert roll_back(workspace).snapshot_id == current.snapshot_id


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "null"])
def test_a_damaged_pointer_is_an_error_with_a_remedy(workspace: Workspace, text: str) -> None:
    publish(workspace)
    workspace.pointer.write_text(text)
    with pytest.raises(InputError, match="suanli rebuild"):
        find_current(workspace)
