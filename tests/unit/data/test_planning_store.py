"""planning.sqlite: one transaction for each saving, and nothing is ever changed in it."""

import sqlite3
import threading
from contextlib import closing

import pytest

from data.errors import InputError, LockedError, StorageError, UsageError
from data.planning import store
from data.planning.log import Change, Entry
from data.planning.store import append, read_entries
from data.workspace import Workspace


def put(key: str, amount: str = "1") -> Change:
    return Change(kind="budget", key=key, values={"amount": amount})


def save(workspace: Workspace, *changes: Change, seen: int | None = None) -> list[Entry]:
    return append(workspace, lambda _: changes, who="  procurement ", reason="plan", seen=seen)


def test_what_was_saved_is_read_again(workspace: Workspace) -> None:
    assert read_entries(workspace) == []
    saved = save(workspace, put("a"), Change(kind="budget", key="b", values=None))
    saved += save(workspace, Change(kind="budget", key="a", values=None, undoes=1))
    assert read_entries(workspace) == saved
    assert [(e.entry_id, e.batch, e.action, e.who) for e in saved] == [
        (1, 1, "set", "procurement"),
        (2, 1, "remove", "procurement"),
        (3, 3, "undo", "procurement"),
    ]


def test_nothing_is_written_where_nothing_changes(workspace: Workspace) -> None:
    assert save(workspace) == []
    assert read_entries(workspace) == []


def test_what_is_refused_half_way_is_not_there(workspace: Workspace) -> None:
    save(workspace, put("a"))

    def fail(log: object) -> list[Change]:
        raise InputError("no")

    with pytest.raises(InputError):
        append(workspace, fail, who="capacity", reason="")
    unwritable = Change(kind="budget", key="b", values={"amount": object()})  # type: ignore[dict-item]
    with pytest.raises(TypeError):
        save(workspace, put("c"), unwritable)
    assert [entry.key for entry in read_entries(workspace)] == ["a"]


def test_somebody_elses_change_since_is_not_overwritten(workspace: Workspace) -> None:
    save(workspace, put("a"))
    save(workspace, put("a", "2"))
    with pytest.raises(InputError, match="changed meanwhile, by procurement"):
        save(workspace, put("a", "3"), put("b"), seen=1)
    assert len(read_entries(workspace)) == 2


@pytest.mark.parametrize("statement", ["UPDATE entry SET who = 'x'", "DELETE FROM entry"])
def test_the_file_itself_refuses_to_change_an_entry(workspace: Workspace, statement: str) -> None:
    save(workspace, put("a"))
    with (
        closing(sqlite3.connect(workspace.planning)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="never changed"),
    ):
        connection.execute(statement)


def test_two_writers_at_once_both_get_through(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "WAIT_SECONDS", 60.0)  # a busy disk is slow, not broken
    both = threading.Barrier(2)

    def write(name: str) -> None:
        both.wait()
        for _ in range(20):
            append(
                workspace,
                lambda log: [put(f"{name}{len(log)}", str(len(log)))],
                who=name,
                reason="",
            )

    threads = [threading.Thread(target=write, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    entries = read_entries(workspace)
    assert [entry.entry_id for entry in entries] == list(range(1, 41))
    # What each of them saw was all that came before its own entry.
    assert [(entry.values or {})["amount"] for entry in entries] == [str(n) for n in range(40)]
    assert [entry.at_utc for entry in entries] == sorted(entry.at_utc for entry in entries)


def test_a_writer_that_never_ends_is_named(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(workspace, put("a"))
    monkeypatch.setattr(store, "WAIT_SECONDS", 0.05)
    with closing(sqlite3.connect(workspace.planning, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LockedError, match="at this moment"):
            save(workspace, put("b"))
        with pytest.raises(LockedError):
            read_entries(workspace)
    assert len(read_entries(workspace)) == 1


def test_a_damaged_file_is_named_and_left_as_it_is(workspace: Workspace) -> None:
    workspace.home.mkdir(parents=True)
    workspace.planning.write_bytes(b"no database at all, but long enough to be read" * 30)
    with pytest.raises(InputError, match="damaged"):
        read_entries(workspace)
    with pytest.raises(InputError, match="damaged"):
        save(workspace, put("a"))


def test_a_place_that_cannot_be_written_is_named(workspace: Workspace) -> None:
    workspace.planning.mkdir(parents=True)
    with pytest.raises(StorageError, match="cannot be written"):
        save(workspace, put("a"))


def test_a_file_without_a_table_holds_nothing(workspace: Workspace) -> None:
    workspace.home.mkdir(parents=True)
    workspace.planning.touch()  # killed between opening and the first entry
    assert read_entries(workspace) == []


@pytest.mark.parametrize(("who", "reason"), [("  ", ""), ("x" * 201, ""), ("capacity", "x" * 201)])
def test_who_must_be_said_and_shortly(workspace: Workspace, who: str, reason: str) -> None:
    with pytest.raises(UsageError):
        append(workspace, lambda _: [put("a")], who=who, reason=reason)
    assert not workspace.planning.exists()
