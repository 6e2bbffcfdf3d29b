"""One change of a what-if: what, where, from when, how much."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from models.forecast.candidate import Floats

SCOPE = ("provider", "region", "pool", "chip")
ANY = "*"
DEMAND_KINDS = ("growth", "new_project", "utilisation_gain", "campaigns")


@dataclass(frozen=True)
class Change:
    """A row of core_scenario, or a built-in's, with its dates settled.

    `where` has those of provider, region, pool and chip that are asked for. `ratio` is 0 where the
    kind has none. What of it came up to `cut_off`, the last day that any pool has data for, is in
    the history: only the rest is a change.
    """

    scenario: str
    change: str
    kind: str
    where: Mapping[str, str]
    like: str | None
    currency: str | None
    start: date
    cut_off: date
    ramp_days: int
    ratio: float
    source: str
    grade: str | None
    is_built_in: bool

    @property
    def is_of_demand(self) -> bool:
        """Whether it changes card-hours, and not only what they cost."""
        return self.kind in DEMAND_KINDS

    @property
    def scope(self) -> str:
        """What it is about, in the order of a pool_id."""
        return "/".join(self.where.get(name, ANY) for name in SCOPE)

    def concerns(self, pool: Mapping[str, str]) -> bool:
        """Whether a pool, with its provider, region, pool and chip, is one it is about."""
        return all(pool[name] == wanted for name, wanted in self.where.items())

    def progress(self, day: date) -> float:
        """How much of it comes until a day, 0 to 1, beyond what is in the history.

        In equal steps a day, from the first day on, all of it `ramp_days` days later.
        """
        return max(self._come(day) - self._come(self.cut_off), 0.0)

    @property
    def is_in_history(self) -> bool:
        """Whether all of it had come by the cut-off."""
        return self._come(self.cut_off) == 1

    def factor(self, day: date) -> float:
        """What the day's quantity is multiplied by, with the history's own part as it is."""
        before = 1.0 + self.ratio * self._come(self.cut_off)
        return 1.0 + self.ratio * self.progress(day) / before

    def _come(self, day: date) -> float:
        days = (day - self.start).days
        return min(max(days + 1, 0) / (self.ramp_days + 1), 1.0)

    def factors(self, days: Sequence[date]) -> Floats:
        """The same for several days."""
        return np.array([self.factor(day) for day in days])
