"""A price ladder: pay-as-you-go by the hour beside terms with a fee by the month.

What peer rules and the replay need to know of plans, and no more; the programme takes any plan.
"""

from dataclasses import dataclass

from data.errors import UsageError

# Of the reference ladder and its regimes, as what they are compared with has it. A company's own
# ladder is given the hours of its setting `hours_per_month`.
HOURS_PER_MONTH = 730


@dataclass(frozen=True)
class Term:
    """A contract of `months` at `fee_cny_per_month` for one unit, paid to its end."""

    name: str
    months: int
    fee_cny_per_month: float


@dataclass(frozen=True)
class Ladder:
    """Terms from the shortest to the longest, and the hourly price of a unit without any.

    Raises:
        UsageError: no term, a term twice, or a price that is not positive.
    """

    pay_as_you_go_cny_per_hour: float
    terms: tuple[Term, ...]
    hours_per_month: int = HOURS_PER_MONTH

    def __post_init__(self) -> None:
        months = [term.months for term in self.terms]
        prices = [self.pay_as_you_go_cny_per_hour, *(t.fee_cny_per_month for t in self.terms)]
        if not months or months != sorted(set(months)) or months[0] < 1:
            raise UsageError(
                f"The terms of a ladder are {months}",
                where="Ladder.terms",
                remedy="Give at least one, each length once, from the shortest to the longest.",
            )
        if not all(0 < price < float("inf") for price in prices):
            raise UsageError(
                f"A price of the ladder is not positive: {prices}",
                where="Ladder",
                remedy="Write yuan by the hour and by the month.",
            )

    @property
    def longest_months(self) -> int:
        """Length of the longest term."""
        return self.terms[-1].months

    @property
    def month_cny(self) -> float:
        """What a unit costs by the hour that runs all month."""
        return self.pay_as_you_go_cny_per_hour * self.hours_per_month

    def break_even_ratio(self, term: Term) -> float:
        """Share of a month's hours from which a unit on the term costs less than by the hour."""
        return term.fee_cny_per_month / self.month_cny


REFERENCE_LADDER = Ladder(
    150,
    (
        Term("monthly", 1, 60_000),
        Term("quarterly", 3, 56_000),
        Term("annual", 12, 48_000),
        Term("two_year", 24, 43_000),
    ),
)
