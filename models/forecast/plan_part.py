"""What a pool has of savings plans in hand on the days ahead, and what is left beyond them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import numpy as np

from models.billing.savings_cover import HourlyPlan, count_by_hour
from models.forecast.candidate import Floats


class Due(NamedTuple):
    """Yuan due for a day, shape (paths,), and what can be used in its hours, shape (paths, 24).

    1 instead of paths or hours where all are alike; NaN where a plan's rate is not known.
    """

    of_day: Floats
    of_hours: Floats

    def times(self, factor: float) -> "Due":
        """Both so many times."""
        return Due(self.of_day * factor, self.of_hours * factor)


@dataclass(frozen=True)
class PlanPart:
    """A pool's part of one plan, by the days on which it runs: due whether or not it is used."""

    discount_ratio: float
    currency: str
    days: dict[date, Due]

    def due_cny(self, day: date) -> Floats:
        """What is due for a day."""
        return self.days[day].of_day if day in self.days else np.zeros(1)

    def on(self, day: date, factor: float) -> "PlanPart":
        """Of one day, so many times."""
        due = {day: self.days[day].times(factor)} if day in self.days else {}
        return replace(self, days=due)


def beyond_plans(
    card_hours: Floats, price_cny: float, day: date, plans: Sequence[PlanPart]
) -> Floats:
    """What of the hours of a day, shape (paths, 24), the plans of that day do not cover."""
    running = [
        HourlyPlan(plan.days[day].of_hours, plan.discount_ratio, (0,))
        for plan in plans
        if day in plan.days
    ]
    if not running:
        return card_hours
    for counted in count_by_hour(card_hours[:, np.newaxis], np.array([[price_cny]]), running):
        card_hours = card_hours - counted.card_hours[:, 0]
    return card_hours
