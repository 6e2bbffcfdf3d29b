"""Savings plans in hand by the day: what is due for an hour, and for the day, to the cent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import polars as pl

from models.billing.conversion import TaxBasis, fee_on
from models.billing.daily import spread_cents
from models.billing.savings_cover import Scope, rank
from models.offers.contracts import whole_months
from models.offers.rates import Rates, daily_rates

_MICRO = 1_000_000


@dataclass(frozen=True)
class PlanInHand:
    """A row of core_savings_plan; `cny_per_hour` by local day on which it runs.

    None where no exchange rate is known: what it counts and what is due are not known either.
    """

    commitment_id: str
    scope: Scope
    discount_ratio: float
    currency: str
    cny_per_hour: Mapping[date, Fraction | None]

    def cents_by_day(self, hours_in_day: Mapping[date, int]) -> dict[date, int]:
        """What is due for each day of `hours_in_day`, whole cents; none where no rate is known.

        Rounded once by the month: its days sum to the sum of its hours, to the cent.
        """
        months: dict[date, dict[date, int]] = {}
        for day, due in self.cny_per_hour.items():
            if due is not None and day in hours_in_day:
                micro = round(due * hours_in_day[day] * _MICRO)
                months.setdefault(day.replace(day=1), {})[day] = micro
        return {
            day: cents
            for days in months.values()
            for day, cents in zip(
                days, spread_cents(sum(days.values()), [*days.values()]), strict=True
            )
        }


def savings_plans_in_hand(
    rows: pl.DataFrame,
    fx: pl.DataFrame,
    first: date,
    last: date,
    *,
    tax_basis: TaxBasis,
    rates_known_until: date | None = None,
) -> list[PlanInHand]:
    """Plans that run on a day from `first` to `last`, in the order in which they count.

    They have the days of the whole months around those on which they run. `rows` and `fx` are
    core_savings_plan and core_fx_rate. Every day is converted at its own rate, as use by the hour
    is, so that a rate that moves changes nothing of what is covered; days after `rates_known_until`
    have that day's rate.
    """
    first, last = whole_months(first, last)
    running = rows.filter(pl.col("start_date") <= last, pl.col("end_date") >= first)
    rates = daily_rates(fx, set(running["currency"]), first, last, until=rates_known_until)
    found = [_plan(row, rates, first, last, tax_basis) for row in running.iter_rows(named=True)]
    return sorted(found, key=lambda plan: rank(plan.scope, plan.discount_ratio, plan.commitment_id))


def _plan(
    row: Mapping[str, Any], rates: Rates, first: date, last: date, tax_basis: TaxBasis
) -> PlanInHand:
    begin, end = max(first, row["start_date"]), min(last, row["end_date"])
    days = [begin + timedelta(days=n) for n in range((end - begin).days + 1)]
    due = row["commitment_per_hour"]
    return PlanInHand(
        row["commitment_id"],
        Scope.of(row),
        row["discount_ratio"],
        row["currency"],
        {day: fee_on(due, rates.of(row["currency"], day), row, tax_basis) for day in days},
    )
