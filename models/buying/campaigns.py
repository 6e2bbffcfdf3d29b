"""Planned runs: certain need beside all else, ahead and in the past."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.buying.horizon import Horizon
from models.buying.need import HOURS_PER_DAY, Need
from models.offers.contracts import POOL_KEY

Numbers = NDArray[np.float64]
_PARTS = 30  # of a month, in which planned need is told


@dataclass(frozen=True)
class Run:
    """A phase of a planned run: cards from its first to its last day."""

    first_day: date
    last_day: date
    cards: int


def runs_by_pool(campaigns: pl.DataFrame) -> dict[str, list[Run]]:
    """The rows of core_campaign by pool_id."""
    found: dict[str, list[Run]] = {}
    for row in campaigns.iter_rows(named=True):
        pool_id = "/".join(row[name] for name in POOL_KEY)
        run = Run(row["start_date"], row["end_date"], row["cards"])
        found.setdefault(pool_id, []).append(run)
    return found


def cards_ahead(runs: Sequence[Run], horizon: Horizon) -> Numbers:
    """Cards of runs, months of the horizon x equal parts of the month."""
    planned = np.zeros((horizon.months, _PARTS))
    for number, first in enumerate(horizon.firsts()):
        days = (horizon.month(number + 1) - first).days
        for part in range(_PARTS):
            day = first + timedelta(days=part * days // _PARTS)
            planned[number, part] = sum(r.cards for r in runs if r.first_day <= day <= r.last_day)
    return planned


def cards_behind(runs: Sequence[Run], need: Need) -> Numbers:
    """Cards of runs in the months known, as `need.cards` has them."""
    past = np.zeros(need.cards.size)
    first_day = need.last_day - timedelta(days=need.cards.size // HOURS_PER_DAY)
    for run in runs:
        begin = max((run.first_day - first_day).days, 0) * HOURS_PER_DAY
        end = max((run.last_day - first_day).days + 1, 0) * HOURS_PER_DAY
        past[begin:end] += run.cards
    return past.reshape(need.cards.shape)
