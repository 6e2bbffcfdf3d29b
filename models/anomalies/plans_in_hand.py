"""Planned campaigns and known events: what explains a spike, or the day that a campaign ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

NEWS_DAYS = 14  # after its first day, and after its last: then it is the level
# A run also takes what goes with it, such as its checks and its failed starts.
_MARGIN = 1.1
PARTS = ("provider", "region", "pool", "chip")  # of a pool_id


@dataclass(frozen=True)
class Campaign:
    """A planned run on one pool, both days included."""

    name: str
    first_day: date
    last_day: date
    cards: int


@dataclass(frozen=True)
class Event:
    """A known event, both days included; `where` has the parts of a pool_id that it asks for."""

    name: str
    first_day: date
    last_day: date
    where: tuple[str | None, ...]

    def concerns(self, parts: Sequence[str]) -> bool:
        """Whether it is about the pool of this provider, region, pool and chip."""
        pairs = zip(self.where, parts, strict=True)
        return all(wanted is None or wanted == part for wanted, part in pairs)


def read_events(rows: pl.DataFrame) -> list[Event]:
    """core_event, the one that began first in front."""
    return [
        Event(row["event"], row["start_date"], row["end_date"], tuple(row[n] for n in PARTS))
        for row in rows.sort("start_date", "event", "line_number").iter_rows(named=True)
    ]


def event_of(events: Sequence[Event], day: date) -> Event | None:
    """The first of a pool's events that the day lies in."""
    return next((one for one in events if one.first_day <= day <= one.last_day), None)


def campaigns_by_pool(rows: pl.DataFrame) -> dict[str, list[Campaign]]:
    """core_campaign by pool_id."""
    found: dict[str, list[Campaign]] = {}
    for row in rows.sort("start_date", "campaign").iter_rows(named=True):
        pool_id = "/".join(row[name] for name in PARTS)
        campaign = Campaign(row["campaign"], row["start_date"], row["end_date"], row["cards"])
        found.setdefault(pool_id, []).append(campaign)
    return found


def explains(
    campaigns: Sequence[Campaign], day: date, deviation_card_hours: float
) -> tuple[Campaign | None, bool]:
    """The campaign that has just begun (more was used) or ended (less), and whether it is enough.

    Enough is a deviation of no more than its cards take in a day, and a tenth.
    """
    for campaign in campaigns:
        turned = campaign.first_day
        if deviation_card_hours < 0:
            turned = campaign.last_day + timedelta(days=1)
        if turned <= day < turned + timedelta(days=NEWS_DAYS):
            return campaign, abs(deviation_card_hours) <= campaign.cards * 24 * _MARGIN
    return None, False
