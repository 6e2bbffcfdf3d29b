"""When demand passes the cards that are there and on order, and by when to order more.

A week is short where demand is above the fewest cards of its days in more than 5 % of its hours:
its need is the 95th percentile of its hours. One hour above the cards is a queue, no shortage.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from data.errors import UsageError
from models.billing.clock import add_months

Floats = npt.NDArray[np.float64]

SLACK_RATIO = 0.001  # of the cards: quantiles of sample paths are no nearer to the need than that


@dataclass(frozen=True)
class Delivery:
    """Cards that arrive (negative: that leave, as when a contract ends) from a day on."""

    on: date
    cards: int


@dataclass(frozen=True)
class Need:
    """Cards that demand asks for at one risk: of whole weeks, and of their days.

    `by_day` only says on which day of a short week it begins.
    """

    by_week: Floats
    by_day: Floats


@dataclass(frozen=True)
class Shortage:
    """Demand against supply from `first_day` on. `week_of_day`: each day's place in `by_week`.

    `needs`: by risk; at risk 0.1 what 90 % of the paths stay below.

    Raises:
        UsageError: days or weeks have other numbers, or one holds no number: missing is not zero.
    """

    first_day: date
    week_of_day: npt.NDArray[np.int64]
    supply_by_day: Floats
    needs: Mapping[float, Need]

    def __post_init__(self) -> None:
        """Refuse what does not belong together."""
        days = len(self.week_of_day)
        weeks = int(self.week_of_day[-1]) + 1 if days else 0
        arrays = [(self.supply_by_day, days)]
        for need in self.needs.values():
            arrays += [(need.by_week, weeks), (need.by_day, days)]
        if not days or any(len(a) != n or not np.isfinite(a).all() for a, n in arrays):
            raise UsageError(
                "Demand and supply must have a number for every week and day",
                where="needs, supply_by_day",
                remedy="Give the forecast's weeks from the first day that is not observed.",
            )

    @property
    def supply_by_week(self) -> Floats:
        """Fewest cards of each week's days."""
        fewest = np.full(int(self.week_of_day[-1]) + 1, np.inf)
        np.minimum.at(fewest, self.week_of_day, self.supply_by_day)
        return fewest

    def missing(self, risk_ratio: float) -> Floats:
        """Cards that each week lacks; 0 where there are enough, but for SLACK_RATIO of them."""
        need, supply = self._need(risk_ratio).by_week, self.supply_by_week
        return np.where(need > supply * (1 + SLACK_RATIO), need - supply, 0.0)

    def week(self, risk_ratio: float) -> int | None:
        """Place of the first short week."""
        weeks = np.flatnonzero(self.missing(risk_ratio) > 0)
        return int(weeks[0]) if len(weeks) else None

    def day(self, risk_ratio: float) -> date | None:
        """First day of the first short week on which demand is above the cards; None: no week."""
        week = self.week(risk_ratio)
        if week is None:
            return None
        need = self._need(risk_ratio)
        within = self.week_of_day == week
        # Hours may lack on several days of which none is short by itself: then where cards lack.
        for cards in (need.by_day, need.by_week[self.week_of_day]):
            days = np.flatnonzero(within & (cards > self.supply_by_day * (1 + SLACK_RATIO)))
            if len(days):
                break
        return self.first_day + timedelta(days=int(days[0]))

    def _need(self, risk_ratio: float) -> Need:
        if risk_ratio not in self.needs:
            raise UsageError(
                f"No demand is known at a risk of {risk_ratio}",
                where="risk_ratio",
                remedy=f"Ask for one of {', '.join(map(str, self.needs))}.",
            )
        return self.needs[risk_ratio]


def order_by(short_from: date, lead_time_months: int) -> date:
    """Last day on which cards can be ordered to be there before that day; may have passed."""
    return add_months(short_from, -lead_time_months) - timedelta(days=1)


def cards_by_day(
    first_day: date, days: int, cards_now: float, deliveries: Sequence[Delivery] = ()
) -> Floats:
    """Cards on each day from `first_day` on; never below none."""
    cards = np.full(days, float(cards_now))
    for delivery in deliveries:
        cards[max(0, (delivery.on - first_day).days) :] += delivery.cards
    return np.asarray(np.clip(cards, 0.0, None))
