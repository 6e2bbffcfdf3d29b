"""Which stretches of time a subscription is paid for."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from models.billing.clock import add_months

DAYS_PER_FIXED_MONTH = 30

Months = Literal["calendar", "30_days"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """From the day `start` to before `end`, paid at its start for so many months.

    `edges` are the days on which they begin, and `end`.
    """

    start: date
    end: date
    months: int
    edges: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """How a subscription runs."""

    starts_on: date
    term_months: int
    paid_months: int
    months: Months
    renewed_until: date | None
    """Last day on which a new term may begin; None: never renewed."""

    def after(self, months: int) -> date:
        """The day so many months after the start."""
        if self.months == "30_days":
            return self.starts_on + timedelta(days=DAYS_PER_FIXED_MONTH * months)
        return add_months(self.starts_on, months)

    def stretches(self, horizon: date) -> list[Stretch]:
        """The paid stretches that begin before `horizon`; the first term is bought in any case."""
        found: list[Stretch] = []
        months = 0
        while self.after(months) < horizon and (months == 0 or self._renewed(self.after(months))):
            for begun in range(months, months + self.term_months, self.paid_months):
                ended = begun + self.paid_months
                edges = tuple(self.after(month) for month in range(begun, ended + 1))
                found.append(Stretch(edges[0], edges[-1], self.paid_months, edges))
            months += self.term_months
        return found

    def _renewed(self, day: date) -> bool:
        return self.renewed_until is not None and day <= self.renewed_until
