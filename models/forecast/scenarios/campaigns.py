"""Cards that planned campaigns will hold beyond what the history already has of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from data.pool_id import parts_of
from models.forecast.scenarios.changes import SCOPE, Change


@dataclass(frozen=True)
class Plan:
    """A phase of a campaign in one pool: cards that it holds from its first to its last day."""

    campaign: str
    first_day: date
    last_day: date
    cards: int


def plans_by_pool(campaigns: pl.DataFrame) -> dict[str, list[Plan]]:
    """The rows of core_campaign by pool_id."""
    pool_id = pl.concat_str(SCOPE, separator="/")
    found: dict[str, list[Plan]] = {}
    for row in campaigns.with_columns(pool_id=pool_id).sort("pool_id").iter_rows(named=True):
        plan = Plan(row["campaign"], row["start_date"], row["end_date"], row["cards"])
        found.setdefault(row["pool_id"], []).append(plan)
    return found


def added_cards(plans: Sequence[Plan], change: Change, cut_off: date, day: date) -> int:
    """Cards that the campaigns of a change hold on a day beyond those held on the cut-off's day.

    A campaign that runs at the cut-off is in the history's level: only what it grows by is added,
    and nothing is taken away when it ends, as nobody knows how much of it the level has.
    """
    names = {plan.campaign for plan in plans if change.like in (None, plan.campaign)}
    return sum(max(_cards(plans, name, day) - _cards(plans, name, cut_off), 0) for name in names)


def not_forecast(
    plans: Mapping[str, Sequence[Plan]], change: Change, forecast: Mapping[str, date]
) -> list[str]:
    """Pools that the change's campaigns are planned in and that have no forecast."""
    return [
        pool_id
        for pool_id, phases in plans.items()
        if pool_id not in forecast
        and change.concerns(parts_of(pool_id)._asdict())
        and any(change.like in (None, phase.campaign) for phase in phases)
    ]


def _cards(plans: Sequence[Plan], campaign: str, day: date) -> int:
    return sum(
        plan.cards
        for plan in plans
        if plan.campaign == campaign and plan.first_day <= day <= plan.last_day
    )
