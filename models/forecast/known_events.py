"""Known events by pool, each with the day on which it became known."""

from collections.abc import Iterable
from datetime import UTC
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
    pools = {pool_id: dict(zip(_PARTS, pool_id.split("/"), strict=True)) for pool_id in pool_ids}
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
        for pool_id, parts in pools.items():
            if all(row[name] in (None, parts[name]) for name in _PARTS):
                found.setdefault(pool_id, []).append(event)
    return {pool_id: (*events,) for pool_id, events in found.items()}
