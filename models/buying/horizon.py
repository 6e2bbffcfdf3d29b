"""From when to when is planned: calendar months, the first of them the next that begins."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.billing.clock import ONE_DAY, add_months

SHORTEST_MONTHS = 24
LONGEST_MONTHS = 60


@dataclass(frozen=True)
class Horizon:
    """`months` calendar months from `first_month` on; decided on `decide_on`, on or before it."""

    decide_on: date
    months: int

    @property
    def first_month(self) -> date:
        """First day of the first month; what is bought now begins then, or a lead time later."""
        first = self.decide_on.replace(day=1)
        return first if first == self.decide_on else add_months(first, 1)

    def month(self, number: int) -> date:
        """First day of a month of the horizon, or after it."""
        return add_months(self.first_month, number)

    def number_of(self, day: date) -> int:
        """Which month a day lies in; before the first, a number below 0."""
        first = self.first_month
        return (day.year - first.year) * 12 + day.month - first.month

    def firsts(self) -> list[date]:
        """First days of all months."""
        return [self.month(number) for number in range(self.months)]

    def decided(self, number: int) -> date:
        """When what is bought in a month is decided: as long before it as now before the first."""
        return self.month(number) - (self.first_month - self.decide_on)

    @property
    def months_passed_over(self) -> int:
        """Whole months between the history and the first month, to the nearest: none, or one."""
        whole = (self.first_month - add_months(self.first_month, -1)).days
        return round((self.first_month - self.decide_on).days / whole)

    def share(self, number: int, first: date, last: date) -> float:
        """Share of a month's days that lie within two days, both included."""
        begin, end = self.month(number), self.month(number + 1) - ONE_DAY
        days = (min(end, last) - max(begin, first)).days + 1
        return max(days, 0) / ((end - begin).days + 1)


def horizon_of(decide_on: date, terms: Iterable[int]) -> Horizon:
    """As long as the longest term, at least two years, at most five."""
    longest = max(terms, default=0)
    return Horizon(decide_on, min(max(longest, SHORTEST_MONTHS), LONGEST_MONTHS))
