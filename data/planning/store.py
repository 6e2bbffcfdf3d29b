"""The file of the log, planning.sqlite: opened for each call, written in one transaction.

SQLite's own triggers refuse to change or delete an entry, whoever opens the file.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from data.errors import InputError, LockedError, UsageError
from data.files import cannot_store, storing
from data.planning.log import Change, Entry, refuse_crossing
from data.workspace import Workspace

ENTERED = "planning.sqlite"  # what loads of entered rows are copied from
WAIT_SECONDS = 5.0
MOST_LETTERS = 200  # of a name or a reason
_COLUMNS = "entry_id, batch, at_utc, who, kind, key, action, undoes, cells, reason"
_LAYOUT = (
    "CREATE TABLE IF NOT EXISTS entry (entry_id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " batch INTEGER NOT NULL, at_utc TEXT NOT NULL, who TEXT NOT NULL, kind TEXT NOT NULL,"
    " key TEXT NOT NULL, action TEXT NOT NULL, undoes INTEGER, cells TEXT, reason TEXT NOT NULL)",
    *(
        f"CREATE TRIGGER IF NOT EXISTS no_{what} BEFORE {what} ON entry"
        " BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END"
        for what in ("UPDATE", "DELETE")
    ),
)
_NO_TABLE = "no such table"
Decide = Callable[[Sequence[Entry]], Sequence[Change]]


def read_entries(workspace: Workspace) -> list[Entry]:
    """The whole log, in the order of ids; empty where nothing was ever entered.

    Raises:
        InputError: the file is damaged.
        LockedError: somebody has been writing for longer than WAIT_SECONDS.
    """
    path = workspace.planning
    if not path.exists():
        return []
    with _opened(path) as connection:
        try:
            return _entries(connection)
        except sqlite3.OperationalError as failed:
            if _NO_TABLE in str(failed):  # killed before its first entry
                return []
            raise


def last_entry_id(workspace: Workspace) -> int:
    """Id of the newest entry, 0 where there is none: the log only grows, so it names its state.

    Raises:
        As read_entries.
    """
    path = workspace.planning
    if not path.exists():
        return 0
    with _opened(path) as connection:
        try:
            [(newest,)] = connection.execute("SELECT max(entry_id) FROM entry")
        except sqlite3.OperationalError as failed:
            if _NO_TABLE in str(failed):
                return 0
            raise
    return int(newest or 0)


def append(
    workspace: Workspace, decide: Decide, *, who: str, reason: str, seen: int | None = None
) -> list[Entry]:
    """Enter together what `decide` makes of the log so far, and return the new entries.

    All of it is written or nothing; no other writer comes between the log that `decide` sees and
    what is written. seen: id of the last entry that the person had looked at (refuse_crossing).

    Raises:
        UsageError: who or reason is no text, or too long.
        InputError: somebody else changed the same rows after `seen`, or the file is damaged.
        LockedError: somebody else has been writing for longer than WAIT_SECONDS.
        StorageError: the workspace cannot be written.
    """
    who, reason = _text(who, "who", least=1), _text(reason, "reason", least=0)
    with storing(workspace.home):
        workspace.home.mkdir(parents=True, exist_ok=True)
    with _opened(workspace.planning) as connection:
        connection.execute("BEGIN IMMEDIATE")
        for statement in _LAYOUT:
            connection.execute(statement)
        before = _entries(connection)
        changes = list(decide(before))
        if seen is not None:
            refuse_crossing(before, changes, seen)
        written = _write(connection, changes, before, who, reason)
        connection.execute("COMMIT")
    return written


def _write(
    connection: sqlite3.Connection,
    changes: Sequence[Change],
    before: Sequence[Entry],
    who: str,
    reason: str,
) -> list[Entry]:
    batch = before[-1].entry_id + 1 if before else 1
    # A clock that was set back must not make a later entry look older than what it replaces.
    now = max([datetime.now(UTC).replace(tzinfo=None), *(entry.at_utc for entry in before[-1:])])
    written = [
        Entry(
            entry_id=batch + number,
            batch=batch,
            at_utc=now,
            who=who,
            kind=change.kind,
            key=change.key,
            action=change.action,
            undoes=change.undoes,
            values=change.values,
            reason=reason,
        )
        for number, change in enumerate(changes)
    ]
    connection.executemany(
        f"INSERT INTO entry ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [_row(entry) for entry in written],
    )
    return written


def _row(entry: Entry) -> tuple[object, ...]:
    cells = None if entry.values is None else json.dumps(dict(entry.values), ensure_ascii=False)
    return (
        entry.entry_id,
        entry.batch,
        entry.at_utc.isoformat(timespec="microseconds"),
        entry.who,
        entry.kind,
        entry.key,
        entry.action,
        entry.undoes,
        cells,
        entry.reason,
    )


def _entries(connection: sqlite3.Connection) -> list[Entry]:
    rows = connection.execute(f"SELECT {_COLUMNS} FROM entry ORDER BY entry_id").fetchall()
    return [
        Entry(
            entry_id=row[0],
            batch=row[1],
            at_utc=datetime.fromisoformat(row[2]),
            who=row[3],
            kind=row[4],
            key=row[5],
            action=row[6],
            undoes=row[7],
            values=None if row[8] is None else json.loads(row[8]),
            reason=row[9],
        )
        for row in rows
    ]


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection whose transactions we begin and end ourselves; what is not committed is gone."""
    try:
        with closing(
            sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)
        ) as connection:
            yield connection
    except sqlite3.OperationalError as failed:
        if "locked" in str(failed) or "busy" in str(failed):
            raise LockedError(
                "Somebody else is entering something at this moment",
                where=str(path),
                remedy="Nothing was saved. Try again in a moment.",
            ) from failed
        raise cannot_store(path, str(failed)) from failed
    except sqlite3.DatabaseError as damaged:
        raise InputError(
            f"The file of what was entered is damaged: {damaged}",
            where=str(path),
            remedy="Put back the file from a backup; move it away to begin with none.",
        ) from damaged


def _text(text: str, what: str, *, least: int) -> str:
    shown = " ".join(text.split())
    if least <= len(shown) <= MOST_LETTERS:
        return shown
    raise UsageError(
        f"{what} must have {least} to {MOST_LETTERS} letters",
        remedy="Say who enters it." if what == "who" else "Say it shortly.",
    )
