"""What is known of one pool, and its bands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from models.anomalies.band import sides_of
from models.anomalies.plans_in_hand import Campaign, Event
from models.anomalies.pricing import PoolDays
from models.anomalies.printed import PrintedPrices
from models.anomalies.reading import Projects

Floats = npt.NDArray[np.float64]
UNITS = {"usage": "card_hour", "cost": "CNY"}


@dataclass(frozen=True)
class Band:
    """Expected and bounds of one target, with what came; shape (days,), NaN where not known."""

    target: str
    expected: Floats
    lower: Floats
    upper: Floats
    actual: Floats

    @property
    def sides(self) -> npt.NDArray[np.int64]:
        """-1 below, 1 above, 0 within or unknown."""
        return sides_of(self.actual, self.lower, self.upper)


@dataclass(frozen=True)
class Case:
    """All about one pool. `amounts` are fee and cost of its days, `gap_hours` those of silence.

    `effects` are what the kinds of day were believed to do to each target, shape (days,).
    """

    pool_id: str
    days: Sequence[date]
    kinds: npt.NDArray[np.int64]
    pool: PoolDays
    usage: Band
    effects: Mapping[str, Floats]
    amounts: Mapping[date, tuple[Decimal, Decimal]]
    gap_hours: Mapping[date, int]
    projects: Projects
    campaigns: Sequence[Campaign]
    events: Sequence[Event]
    printed: PrintedPrices
