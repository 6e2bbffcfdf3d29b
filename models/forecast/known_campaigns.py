"""Campaigns for Prophet's regressor, each with the day on which its plan was saved."""

from datetime import UTC
from zoneinfo import ZoneInfo

import duckdb

from models.forecast.prophet_calendar import KnownCampaign
from models.forecast.reading import read


def read_campaigns(
    connection: duckdb.DuckDBPyConnection, time_zone: str
) -> dict[str, list[KnownCampaign]]:
    """The planned campaigns of each pool, by pool_id.

    A plan is known from the local day on which its file was saved; one that was changed, from the
    day of the change.
    """
    zone = ZoneInfo(time_zone)
    found: dict[str, list[KnownCampaign]] = {}
    for row in read(connection, "known_campaigns").iter_rows(named=True):
        saved_on = row["saved_at_utc"].replace(tzinfo=UTC).astimezone(zone).date()
        campaign = KnownCampaign(row["start_date"], row["end_date"], row["cards"], saved_on)
        found.setdefault(row["pool_id"], []).append(campaign)
    return found
