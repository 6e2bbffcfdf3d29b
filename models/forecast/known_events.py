"""Known events by pool, and by what is metered, each with the day on which it became known."""

import re
from collections.abc import Iterable, Iterator, Mapping
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
    pools = [*pool_ids]
    found: dict[str, list[KnownEvent]] = {}
    for event, places in _told(connection, time_zone):
        for pool_id in filter(_concerned(places).fullmatch, pools):
            found.setdefault(pool_id, []).append(event)
    return {pool_id: (*events,) for pool_id, events in found.items()}


def read_metered_events(
    connection: duckdb.DuckDBPyConnection, time_zone: str, providers: Mapping[str, str | None]
) -> dict[str, tuple[KnownEvent, ...]]:
    """The same of tokens, storage and requests; `providers` by series, None where it has none.

    An event concerns them that is of all pools of their provider or, without one, of all there are:
    what is known of one pool, region or chip says nothing of a hosted model or a bill.
    """
    found: dict[str, list[KnownEvent]] = {}
    for event, places in _told(connection, time_zone):
        if any(places[name] is not None for name in _PARTS if name != "provider"):
            continue
        for series, provider in providers.items():
            if places["provider"] in (None, provider):
                found.setdefault(series, []).append(event)
    return {series: (*events,) for series, events in found.items()}


def _told(
    connection: duckdb.DuckDBPyConnection, time_zone: str
) -> Iterator[tuple[KnownEvent, Mapping[str, Any]]]:
    """Each event with the places that it names."""
    zone = ZoneInfo(time_zone)
    for row in read(connection, "known_events").iter_rows(named=True):
        saved_on = row["saved_at_utc"].replace(tzinfo=UTC).astimezone(zone).date()
        known_on = row["announced_on"] or saved_on
        event = KnownEvent(row["event"], row["kind"], row["start_date"], row["end_date"], known_on)
        yield event, {name: row[name] for name in _PARTS}


def _concerned(named: Mapping[str, Any]) -> re.Pattern[str]:
    """What the id of a pool looks like that an event is about; names may have slashes."""
    places = dict.fromkeys(_PARTS, ".+") | {"chip": "[^/]+"}
    given = {name: re.escape(place) for name, place in named.items() if place is not None}
    return re.compile("/".join((places | given).values()))
