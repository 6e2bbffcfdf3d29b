"""Demand that follows people: inference around the clock, and work in office hours."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from data.sample.days import Clock, Floats, hour_index
from data.sample.noise import wander

# Shape of a day in any unit: midnight to noon, noon to midnight.
_AT_HOME = np.array(
    [
        [62, 46, 36, 31, 29, 32, 41, 56, 70, 79, 85, 90],
        [95, 90, 87, 88, 90, 94, 98, 106, 115, 116, 104, 82],
    ]
).ravel()
_AT_WORK = np.array(
    [
        [8, 5, 4, 4, 4, 5, 8, 16, 48, 96, 112, 106],
        [74, 88, 112, 114, 110, 98, 66, 52, 46, 38, 24, 14],
    ]
).ravel()
_OVERSHOOT_DAYS = 9.0


@dataclass(frozen=True)
class Launch:
    """A product launch: demand is multiplied by `factor` from then on, at first by even more."""

    moment: datetime
    factor: float
    overshoot: float

    def multiply(self, clock: Clock) -> Floats:
        """Factor on demand in every hour."""
        days_since = (np.arange(clock.size) - hour_index(self.moment)) / 24
        lasting = self.factor * (1 + self.overshoot * np.exp(-days_since / _OVERSHOOT_DAYS))
        return np.where(days_since >= 0, lasting, 1.0)


@dataclass(frozen=True)
class Serving:
    """Inference: `mean_cards` on a working day of the first week, then growth.

    office_share: 0 people at home, 1 people at work. weekend, festival, holiday: factors.
    """

    mean_cards: float
    growth_per_year: float
    office_share: float
    weekend: float = 1.0
    festival: float = 1.0
    holiday: float = 1.0
    launch: Launch | None = None
    spread: float = 0.07

    def cards(self, clock: Clock, generator: np.random.Generator) -> Floats:
        """Cards asked for in every hour."""
        level = self.mean_cards * (1 + self.growth_per_year) ** clock.years
        if self.launch:
            level = level * self.launch.multiply(clock)
        rough = np.exp(generator.normal(0, 0.03, clock.size))
        return level * self._shape(clock) * wander(generator, clock.size, self.spread) * rough

    def _shape(self, clock: Clock) -> Floats:
        at_home = _AT_HOME / _AT_HOME.mean()
        at_work = _AT_WORK / _AT_WORK.mean()
        day = self.office_share * at_work + (1 - self.office_share) * at_home
        week = np.where(clock.is_working_day, 1.0, self.weekend)
        week = np.where(clock.is_holiday, self.holiday, week)
        week = np.where(clock.is_festival, self.festival, week)
        shape: Floats = day[clock.hour] * week
        return shape


def in_office_hours(mean_cards: float, growth_per_year: float, spread: float = 0.2) -> Serving:
    """Demand of people at their desks: little at night and weekends, next to none on holiday."""
    return Serving(
        mean_cards,
        growth_per_year,
        office_share=1.0,
        weekend=0.22,
        festival=0.06,
        holiday=0.15,
        spread=spread,
    )
