"""Entered rows as loads in landing, so that core knows one way in.

What is entered together is as old as its saving, and so takes part in "the newest holds" like a
file saved at that moment: a file saved later replaces an entered row of the same key. What the
newest rule takes as one (a what-if with its changes) is as old as the last entry about it.

Such loads are derived: planning.sqlite alone says which of them stand, the others are `withdrawn`.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from data.planning.log import KINDS, Entry, Kind, last_entries
from data.planning.store import ENTERED, read_entries
from data.workspace import Workspace
from etl.landing import LoadRecord, land, read_records, write_record
from etl.planning import check_rows
from etl.recording import count_rows
from etl.sources import named_source

# Columns of a key, by their number, whose rows hold as a whole; the rest tells rows of it apart.
_WHOLE: Mapping[Kind, Collection[int]] = {
    "campaign": range(5),
    "event": range(1),
    "rental_quote": (0, 1, 2, 3, 4, 5, 6, 8, 9),  # all but the price
    "scenario": range(1),
}


@dataclass(frozen=True)
class _Load:
    """Entries of one kind that hold and count as saved at one moment."""

    kind: Kind
    at_utc: datetime
    entries: tuple[Entry, ...]

    @property
    def name(self) -> str:
        """What Data health calls it."""
        people = dict.fromkeys(entry.who for entry in self.entries)
        return f"{ENTERED}: {self.kind}, {', '.join(people)}"

    @property
    def content(self) -> str:
        """What it says, in one spelling."""
        rows = [[e.entry_id, dict(sorted((e.values or {}).items()))] for e in self.entries]
        return json.dumps(rows, ensure_ascii=False)


def land_entries(workspace: Workspace, time_zone: str) -> None:
    """Make landing hold what is entered, and nothing that was; hold the workspace's lock around it.

    Raises:
        InputError: the file of entries is damaged.
    """
    records = read_records(workspace)
    known = {record.load_id: record for record in records}
    last = max((record.sequence for record in records), default=0)
    wanted = set()
    for number, load in enumerate(_loads(read_entries(workspace)), start=1):
        record = _record(load, time_zone, last + number)
        wanted.add(record.load_id)
        before = known.get(record.load_id)
        if before is None:
            workspace.create()
            checked = check_rows(load.kind, _rows(load), time_zone)
            land(workspace, count_rows(record, checked), checked.accepted, checked.rejected)
        elif before.status != "loaded":
            write_record(workspace, replace(before, status="loaded"))
    for record in records:
        if is_entered(record) and record.status == "loaded" and record.load_id not in wanted:
            write_record(workspace, replace(record, status="withdrawn"))


def waiting_entries(workspace: Workspace, records: Iterable[LoadRecord]) -> list[str]:
    """Names of loads of entered rows that landing does not hold yet, or holds no longer rightly."""
    landed = {
        record.load_id for record in records if is_entered(record) and record.status == "loaded"
    }
    wanted = {_load_id(load): load.name for load in _loads(read_entries(workspace))}
    missing = [name for load_id, name in wanted.items() if load_id not in landed]
    return missing or ([ENTERED] if landed - wanted.keys() else [])


def is_entered(record: LoadRecord) -> bool:
    """Whether a load holds what people entered, and no file."""
    return record.copied_from == ENTERED


def _loads(entries: Sequence[Entry]) -> list[_Load]:
    """What holds, by kind and by the last saving that touched it, removals included."""
    newest: dict[tuple[Kind, tuple[str, ...]], Entry] = {}
    last = last_entries(entry for entry in entries if entry.kind in KINDS)
    for entry in last.values():
        newest[entry.kind, _whole(entry)] = entry  # ids ascend
    found: dict[tuple[Kind, int], list[Entry]] = {}
    for entry in last.values():
        if entry.values is not None:
            saving = newest[entry.kind, _whole(entry)]
            found.setdefault((entry.kind, saving.batch), []).append(entry)
    at = {entry.batch: entry.at_utc for entry in entries}
    return [_Load(kind, at[batch], tuple(own)) for (kind, batch), own in sorted(found.items())]


def held_as_a_whole(kind: Kind, key: str) -> tuple[str, ...]:
    """The part of a key whose rows hold together: a what-if counts with all of its changes.

    Newer rows with this part take the place of older ones: a quote's, whatever its price.
    """
    parts: list[str] = json.loads(key)
    whole = _WHOLE.get(kind, range(len(parts)))
    return tuple(part for number, part in enumerate(parts) if number in whole)


def _whole(entry: Entry) -> tuple[str, ...]:
    return held_as_a_whole(entry.kind, entry.key)


def _rows(load: _Load) -> Mapping[int, Mapping[str, str]]:
    return {entry.entry_id: entry.values or {} for entry in load.entries}


def _record(load: _Load, time_zone: str, sequence: int) -> LoadRecord:
    source, content = named_source(load.kind), load.content.encode()
    return LoadRecord(
        load_id=_load_id(load),
        sequence=sequence,
        source=source.name,
        source_version=source.version,
        status="loaded",
        reason=None,
        file_name=load.name,
        content_sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        defaults="{}",
        loaded_at=load.at_utc.replace(microsecond=0),
        synthetic=False,
        file_modified_at=load.at_utc,
        time_zone=time_zone,
        copied_from=ENTERED,
    )


def _load_id(load: _Load) -> str:
    """Its rows mean the same in every zone: none has a time of day."""
    version = str(named_source(load.kind).version)
    identity = (load.content, load.kind, version, load.at_utc.isoformat(), ENTERED)
    return hashlib.sha256("\x1f".join(identity).encode()).hexdigest()[:16]
