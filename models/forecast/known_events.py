"""Known events by pool, each with the day on which it became known."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from models.forecast.events import KnownEvent
from models.forecast.reading import read

_PARTS = ("provider", "region", "pool", "chip")  # of a pool_id


def read_events(
    connection: duckdb.DuckDBPyConnection, time_zone: str, pool_ids: Iterable[str]
) -> dict[str, tuple[KnownEvent, ...]]:
    """The events that concern each pool, by pool_id, in order; pools without any are left out.

    An event is known from the day on which it was announced or, where that is not said, from the
    local day on which its file was saved.
    """
    zone = ZoneInfo(time_zone)
    pools = [*pool_ids]
    found: dict[str, list[KnownEvent]] = {}
    for row in read(connection, "known_events").iter_rows(named=True):
        saved_on = row["saved_at_utc"].replace(tzinfo=UTC).astimezone(zone).date()
        event = KnownEvent(
            row["event"],
            row["kind"],
            row["start_date"],
            row["end_date"],
            row["announced_on"] or saved_on,
        )
        concerned = _concerned(row)
        for pool_id in filter(concerned.fullmatch, pools):
            found.setdefault(pool_id, []).append(event)
    return {pool_id: (*events,) for pool_id, events in found.items()}


def _concerned(row: Mapping[str, Any]) -> re.Pattern[str]:
    """What the id of a pool looks like that an event is about; names may have slashes."""
    places = dict.fromkeys(_PARTS, ".+") | {"chip": "[^/]+"}
    given = {name: re.escape(row[name]) for name in _PARTS if row[name] is not None}
    return re.compile("/".join((places | given).values()))
