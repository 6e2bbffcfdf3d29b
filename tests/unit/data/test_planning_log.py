"""The log of entries: what holds after it, and that undoing restores."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import InputError
from data.planning.log import (
    Change,
    Entry,
    last_entries,
    refuse_crossing,
    state,
    undoable,
    undoing,
)

NOON = datetime.fromisoformat("2026-11-22T12:00")
Log = list[Entry]


def enter(log: Log, changes: list[Change]) -> Log:
    """The log with changes entered together, as the store writes them."""
    batch = len(log) + 1
    return log + [
        Entry(
            entry_id=batch + number,
            batch=batch,
            at_utc=NOON + timedelta(minutes=batch),
            who="capacity",
            kind=change.kind,
            key=change.key,
            action=change.action,
            undoes=change.undoes,
            values=change.values,
            reason="",
        )
        for number, change in enumerate(changes)
    ]


def put(key: str, amount: int | None) -> Change:
    values = None if amount is None else {"amount": str(amount)}
    return Change(kind="budget", key=key, values=values)


def held(log: Log) -> dict[str, Any]:
    return {key: entry.values for (_, key), entry in state(log).items()}


def test_the_last_entry_of_a_key_holds_and_a_removed_key_is_gone() -> None:
    log = enter(enter([], [put("a", 1), put("b", 2)]), [put("a", 3), put("b", None)])
    assert held(log) == {"a": {"amount": "3"}}
    assert [entry.action for entry in log] == ["set", "set", "set", "remove"]
    assert last_entries(log)["budget", "b"].values is None


def test_kinds_do_not_mix() -> None:
    log = enter([], [put("a", 1), Change(kind="scenario", key="a", values={"kind": "growth"})])
    assert list(state(log, "scenario")) == [("scenario", "a")]


def test_undoing_twice_goes_back_twice() -> None:
    log = enter(enter([], [put("a", 1)]), [put("a", 2)])
    assert undoable(log, "budget") == [2]
    log = enter(log, undoing(log, 2))
    assert held(log) == {"a": {"amount": "1"}}
    assert undoable(log, "budget") == [1]
    log = enter(log, undoing(log, 1))
    assert held(log) == {}
    assert undoable(log, "budget") == []


def test_an_undoing_can_be_taken_back_again_and_again() -> None:
    log = enter(enter([], [put("a", 1)]), [put("a", None)])
    log = enter(log, undoing(log, 2))  # entry 3: a is back
    log = enter(log, undoing(log, 3))  # entry 4: a is gone again
    assert held(log) == {}
    log = enter(log, undoing(log, 4))
    assert held(log) == {"a": {"amount": "1"}}


def test_what_was_changed_since_is_not_undone_in_its_place() -> None:
    log = enter(enter([], [put("a", 1), put("b", 1)]), [put("b", 2)])
    with pytest.raises(InputError, match="b was changed since, by capacity"):
        undoing(log, 1)
    assert undoable(log, "budget") == [3]


def test_what_was_never_saved_cannot_be_undone() -> None:
    with pytest.raises(InputError, match="no entry 7"):
        undoing([], 7)


def test_a_batch_cannot_be_undone_twice() -> None:
    log = enter([], [put("a", 1)])
    log = enter(log, undoing(log, 1))
    with pytest.raises(InputError, match="was changed since"):
        undoing(log, 1)


def test_a_row_that_somebody_changed_meanwhile_is_not_overwritten() -> None:
    log = enter(enter([], [put("a", 1)]), [put("a", 2)])
    refuse_crossing(log, [put("b", 1)], seen=1)
    refuse_crossing(log, [put("a", 3)], seen=2)
    with pytest.raises(InputError, match="a was changed meanwhile, by capacity"):
        refuse_crossing(log, [put("a", 3)], seen=1)


changes = st.lists(
    st.tuples(st.sampled_from("abc"), st.one_of(st.none(), st.integers(0, 3))),
    min_size=1,
    max_size=3,
    unique_by=lambda change: change[0],
)


@given(st.lists(changes, max_size=6), changes)
def test_undoing_what_was_just_saved_restores_what_held(
    earlier: list[list[tuple[str, int | None]]], last: list[tuple[str, int | None]]
) -> None:
    log: Log = []
    for batch in earlier:
        log = enter(log, [put(*change) for change in batch])
    before = held(log)
    saved = enter(log, [put(*change) for change in last])
    undone = enter(saved, undoing(saved, len(log) + 1))
    assert held(undone) == before
    redone = enter(undone, undoing(undone, len(saved) + 1))
    assert held(redone) == held(saved)


@given(st.lists(changes, max_size=8))
def test_undoing_all_the_way_back_leaves_nothing(
    batches: list[list[tuple[str, int | None]]],
) -> None:
    log: Log = []
    for batch in batches:
        log = enter(log, [put(*change) for change in batch])
    for _ in batches:
        newest = undoable(log, "budget")[0]
        log = enter(log, undoing(log, newest))
    assert held(log) == {}
    assert undoable(log, "budget") == []
