"""When demand passes the cards that are there and on order, and by when to order more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from data.errors import UsageError
from models.billing.clock import add_months

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Delivery:
    """Cards that arrive (negative: that leave, as when a contract ends) from a day on."""

    on: date
    cards: int


@dataclass(frozen=True)
class Shortage:
    """Day by day from `first_day`: cards there, demand's quantiles, and the risk so far.

    `demand_p50`, `demand_p90`: busiest hour of a day, cards. `short_by_then_ratio`: share of paths
    in which some day up to this one wanted more than there was; it never falls.
    """

    first_day: date
    supply_cards: Floats
    demand_p50: Floats
    demand_p90: Floats
    short_by_then_ratio: Floats

    def day(self, risk_ratio: float) -> date | None:
        """First day by which demand has passed supply with so much probability; None: never."""
        if not 0 < risk_ratio <= 1:
            raise UsageError(
                f"A risk is a share above 0 and up to 1, not {risk_ratio}",
                where="risk_ratio",
                remedy="Write 0.1 for 10 %.",
            )
        days = np.flatnonzero(self.short_by_then_ratio >= risk_ratio)
        return self.first_day + timedelta(days=int(days[0])) if len(days) else None

    def order_by(self, risk_ratio: float, lead_time_months: int) -> date | None:
        """Last day on which cards can be ordered to be there before that day; may have passed."""
        short = self.day(risk_ratio)
        return None if short is None else add_months(short, -lead_time_months) - timedelta(days=1)

    def missing_cards(self, on: date) -> float:
        """Cards that the 90th percentile of demand lacks on a day; 0 where there are enough."""
        index = (on - self.first_day).days
        return max(0.0, float(self.demand_p90[index] - self.supply_cards[index]))


def shortage(
    peak_cards: Floats, first_day: date, cards_now: int, deliveries: Sequence[Delivery] = ()
) -> Shortage:
    """`peak_cards`: (paths, days), the busiest hour of each day, queue included.

    Raises:
        UsageError: there is no path or no day, or one holds no number: missing is not zero.
    """
    if peak_cards.ndim != 2 or not peak_cards.size or not np.isfinite(peak_cards).all():
        raise UsageError(
            "Demand must have a number for every path and day",
            where="peak_cards",
            remedy="Give the forecast's paths from the first day that is not observed.",
        )
    supply = _supply(first_day, peak_cards.shape[1], cards_now, deliveries)
    short = np.logical_or.accumulate(peak_cards > supply, axis=1)
    p50, p90 = np.quantile(peak_cards, (0.5, 0.9), axis=0)
    return Shortage(first_day, supply, p50, p90, short.mean(axis=0))


def _supply(first_day: date, days: int, cards_now: int, deliveries: Sequence[Delivery]) -> Floats:
    supply = np.full(days, float(cards_now))
    for delivery in deliveries:
        supply[max(0, (delivery.on - first_day).days) :] += delivery.cards
    return supply
