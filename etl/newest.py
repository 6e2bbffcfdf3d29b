"""Which load holds where loads overlap: decided by the files, never by the order of loading.

A corrected export is saved after the one it corrects, so the file that was saved last holds. The
bytes decide between files saved at one instant (a checkout, an archive unpacked without times),
and the name between equal bytes that are two loads, so that every order of loading gives the same
contents. One content read in two ways (`--set`, `--as`, another version of its source) was saved
once: there the later command holds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from etl.landing import LoadRecord

Newness = tuple[datetime, str, str, str, int]


def newness(record: LoadRecord) -> Newness:
    """Sorts records from the oldest to the newest."""
    return (
        record.file_modified_at,
        record.content_sha256,
        record.file_name,
        record.folder,
        record.sequence,
    )


def seen_again(known: LoadRecord, again: LoadRecord) -> LoadRecord:
    """What the record of a load says once its bytes were seen again, perhaps in another place.

    They are as old as their oldest copy, so that a copy made today does not bring old numbers
    back. A time given with --saved-at wins over the files' own; of several, the last one given.
    """
    if again.is_time_given:
        return replace(known, file_modified_at=again.file_modified_at, is_time_given=True)
    if known.is_time_given:
        return known
    oldest = min((known, again), key=lambda record: (record.file_modified_at, record.file_name))
    return replace(known, file_modified_at=oldest.file_modified_at, file_name=oldest.file_name)


def standing(records: Iterable[LoadRecord]) -> list[LoadRecord]:
    """Loads that count, from the oldest to the newest: refused files and mended loads do not.

    The newest mending of a load stands in its place, as old as the load itself.
    """
    loaded = {record.load_id: record for record in records if record.status == "loaded"}
    successors = _successors(loaded.values())
    first = sorted((record for record in loaded.values() if not record.replaces), key=newness)
    return [
        replace(
            loaded[_follow(record.load_id, successors)], file_modified_at=record.file_modified_at
        )
        for record in first
    ]


def last_mending(load_id: str, records: Iterable[LoadRecord]) -> str:
    """Id of the load that stands in the place of this one: itself, where nothing was mended."""
    return _follow(load_id, _successors(records))


def _successors(records: Iterable[LoadRecord]) -> dict[str, str]:
    by_age = sorted(records, key=lambda record: record.sequence)
    return {record.replaces: record.load_id for record in by_age if record.replaces}


def _follow(load_id: str, successors: Mapping[str, str]) -> str:
    while load_id in successors:
        load_id = successors[load_id]
    return load_id
