"""What the log of entries says: pure functions, without any file.

An entry sets a key of a kind to values, removes it, or takes an earlier entry back. Nothing is ever
changed or deleted: what holds is the last entry of each key, and undoing appends.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from data.errors import InputError

RowKind = Literal[
    "budget",
    "campaign",
    "event",
    "project",
    "contract",
    "savings_plan",
    "spend_agreement",
    "price_book",
    "rental_quote",
    "scenario",
    "decision",
]
Kind = RowKind | Literal["view"]  # a saved view of a screen is a row of no table
KINDS: tuple[RowKind, ...] = get_args(RowKind)
Action = Literal["set", "remove", "undo"]
Values = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is to be entered: `values` are a row's cells as they were typed; None removes the key.

    undoes: id of the entry that is taken back.
    """

    kind: Kind
    key: str
    values: Values | None
    undoes: int | None = None

    @property
    def action(self) -> Action:
        """What the log calls it."""
        if self.undoes is not None:
            return "undo"
        return "remove" if self.values is None else "set"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the log. Ids ascend; entries that were saved together share `batch`, their first.

    at_utc: naive UTC. who: as the person called themselves; nobody checks it.
    values: the cells that hold from here on; None where nothing does.
    """

    entry_id: int
    batch: int
    at_utc: datetime
    who: str
    kind: Kind
    key: str
    action: Action
    undoes: int | None
    values: Values | None
    reason: str


Place = tuple[Kind, str]


def last_entries(entries: Iterable[Entry]) -> dict[Place, Entry]:
    """The last entry of every key, removals included, in the order of ids."""
    ordered = sorted(entries, key=lambda entry: entry.entry_id)
    last = {(entry.kind, entry.key): entry for entry in ordered}
    return dict(sorted(last.items(), key=lambda item: item[1].entry_id))


def state(entries: Iterable[Entry], kind: Kind | None = None) -> dict[Place, Entry]:
    """The entries that hold: of each key the last one, where that has values."""
    return {
        place: entry
        for place, entry in last_entries(entries).items()
        if entry.values is not None and kind in (None, entry.kind)
    }


def undoing(entries: Sequence[Entry], batch: int) -> list[Change]:
    """What takes back all that was saved together in `batch`; an undoing can be taken back, too.

    Raises:
        InputError: there is no such batch, it was taken back already, or one of its keys was
            entered anew since.
    """
    taken_back = [entry for entry in entries if entry.batch == batch]
    if not taken_back:
        raise InputError(
            f"There is no entry {batch} to undo", remedy="The history lists all that were saved."
        )
    logs = _by_place(entries)
    return [_taking_back(logs[entry.kind, entry.key], entry) for entry in taken_back]


def undoable(entries: Sequence[Entry], kind: Kind) -> list[int]:
    """Batches of a kind that `undoing` would take back, but for undoings; the latest first."""
    tops = {}
    for place, own in _by_place(entries).items():
        standing, _ = _replay(own)
        tops[place] = standing[-1].entry_id if standing else 0
    fresh: dict[int, bool] = {}
    for entry in entries:
        if entry.kind == kind and entry.action != "undo":
            is_top = tops[entry.kind, entry.key] == entry.entry_id
            fresh[entry.batch] = fresh.get(entry.batch, True) and is_top
    return sorted((batch for batch, is_top in fresh.items() if is_top), reverse=True)


def _by_place(entries: Iterable[Entry]) -> dict[Place, list[Entry]]:
    logs: dict[Place, list[Entry]] = {}
    for entry in entries:
        logs.setdefault((entry.kind, entry.key), []).append(entry)
    return logs


def _taking_back(own: Sequence[Entry], entry: Entry) -> Change:
    standing, popped = _replay(own)
    later = own[-1]
    if standing and standing[-1].entry_id == entry.entry_id:
        values = _below(standing)
    elif entry.action == "undo" and later.entry_id == entry.entry_id:
        again = popped[entry.entry_id]
        values = again.values if again else _below(standing)
    else:
        raise InputError(
            f"{entry.key} was changed since, by {later.who} at {later.at_utc:%Y-%m-%d %H:%M} UTC",
            remedy=f"Undo entry {later.batch} first, or enter the row anew.",
        )
    return Change(kind=entry.kind, key=entry.key, values=values, undoes=entry.entry_id)


def _replay(own: Iterable[Entry]) -> tuple[list[Entry], dict[int, Entry | None]]:
    """Of one key the entries that stand, and what each undoing took back; None: it gave it back."""
    standing: list[Entry] = []
    popped: dict[int, Entry | None] = {}
    for entry in own:
        if entry.undoes is None:
            standing.append(entry)
        elif again := popped.get(entry.undoes):  # an undoing is taken back
            standing.append(again)
            popped[entry.entry_id] = None
        else:
            popped[entry.entry_id] = standing.pop()
    return standing, popped


def _below(standing: Sequence[Entry]) -> Values | None:
    return standing[-2].values if len(standing) > 1 else None


def refuse_crossing(entries: Sequence[Entry], changes: Iterable[Change], seen: int) -> None:
    """Refuse changes of keys that somebody entered after `seen`, the last entry that was looked at.

    Raises:
        InputError: one of them was.
    """
    last = last_entries(entries)
    for change in changes:
        found = last.get((change.kind, change.key))
        if found is not None and found.entry_id > seen:
            raise InputError(
                f"{found.key} was changed meanwhile, by {found.who}",
                where=f"entry {found.entry_id}",
                remedy="Nothing was saved. Look at the row as it is now, and enter yours again.",
            )
