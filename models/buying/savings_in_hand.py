"""Savings plans in hand: what they serve need not be bought again.

In every hour a plan counts use at so much less than the price by the hour, up to its sum; what is
not used is lost. For one pool that is what so many units under contract serve. Of several pools
each has the part in which a yuan is expected to be used most, which stays as it is while the plan
runs; `splitting.py` tries others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.billing.conversion import TaxBasis, fee_on
from models.billing.printed import printed_in
from models.billing.savings_cover import Scope, rank
from models.buying.case import PoolCase
from models.buying.horizon import Horizon
from models.buying.in_hand import Contract
from models.buying.outcome import look_ahead
from models.offers.rates import Rates
from models.offers.sale import MONEY

Numbers = NDArray[np.float64]

SAVINGS_PLAN = "savings_plan"


@dataclass(frozen=True)
class SavingsPlan:
    """A savings plan in hand, and whose use counts against it.

    `cny_per_hour` is due in every hour, None where no rate is known; `rate` yuan for one of its
    currency.
    """

    commitment_id: str
    scope: Scope
    cny_per_hour: Fraction | None
    rate: Decimal | None
    discount_ratio: float
    term_months: int
    first_day: date
    last_day: date
    source: str

    def serves(self, case: PoolCase) -> bool:
        """Whether a pool's use counts against it."""
        item = case.item
        return case.price_cny > 0 and self.scope.serves(item.provider, item.region, item.chip)

    def counted_cny(self, case: PoolCase) -> float:
        """What an hour of a pool's unit counts."""
        return case.price_cny * case.cards * (1 - self.discount_ratio)

    def months(self, horizon: Horizon) -> list[int]:
        """Months of the horizon in which it runs; the first where it ends before."""
        days = (horizon.share(n, self.first_day, self.last_day) for n in range(horizon.months))
        return [number for number, share in enumerate(days) if share > 0] or [0]

    def part(self, case: PoolCase, units: float) -> Contract:
        """Its part of one pool, as a contract for so many units."""
        counted = self.counted_cny(case)
        return Contract(
            self.commitment_id,
            case.pool_id,
            self.scope.provider,
            case.item.chip,
            SAVINGS_PLAN,
            self.term_months,
            units,
            case.cards,
            self.first_day,
            self.last_day,
            Fraction(counted) * case.hours_per_month,
            self.source,
            unit=MONEY,
            sold_per_server=counted / float(self.rate or 1),
        )


def read_savings_plans(
    rows: pl.DataFrame, rates: Rates, decide_on: date, tax_basis: TaxBasis
) -> list[SavingsPlan]:
    """Plans of core_savings_plan that run on the day of decision or begin later.

    In the order in which they count.
    """
    found = []
    running = rows.filter(pl.col("end_date") >= decide_on)
    for row in running.iter_rows(named=True):
        rate = rates.of(row["currency"], decide_on)
        plan = SavingsPlan(
            row["commitment_id"],
            Scope.of(row),
            fee_on(row["commitment_per_hour"], rate, row, tax_basis),
            rate,
            row["discount_ratio"],
            row["term_months"],
            row["start_date"],
            row["end_date"],
            printed_in(row, "core_savings_plan"),
        )
        found.append(plan)
    return sorted(found, key=lambda plan: rank(plan.scope, plan.discount_ratio, plan.commitment_id))


def with_savings_plans(cases: Sequence[PoolCase], plans: Sequence[SavingsPlan]) -> list[PoolCase]:
    """The cases with their parts of plans among their contracts; one plan after the other.

    Of plans whose sum in yuan is known.
    """
    found = list(cases)
    for plan in plans:
        served = [case for case in found if plan.serves(case)]
        parts = dict(_parts(plan, served)) if served else {}
        found = [
            replace(case, contracts=(*case.contracts, plan.part(case, parts[case.pool_id])))
            if parts.get(case.pool_id)
            else case
            for case in found
        ]
    return found


def _parts(plan: SavingsPlan, cases: Sequence[PoolCase]) -> Iterator[tuple[str, float]]:
    """Units of each pool that it pays for: those first that are expected to be needed longest."""
    left = float(plan.cny_per_hour or 0)
    steps = sorted(
        (-use, number, width * plan.counted_cny(case))
        for number, case in enumerate(cases)
        for use, width in zip(
            _use_above(case, plan.months(case.horizon)).tolist(), case.widths.tolist(), strict=True
        )
    )
    money = np.zeros(len(cases))
    for _, number, cost in steps:
        taken = min(cost, left)
        money[number] += taken
        left -= taken
    money[int(np.argmax(money))] += left  # more than all can use
    for case, amount in zip(cases, money.tolist(), strict=True):
        yield case.pool_id, amount / plan.counted_cny(case)


def _use_above(case: PoolCase, months: Sequence[int]) -> Numbers:
    """Share of the hours that each block above what is in hand is expected to be used."""
    ahead = look_ahead(case)
    served = np.stack([ahead.expected_below(case.held + edge) for edge in case.edges])
    use: Numbers = np.diff(served[:, months].mean(axis=1)) / case.widths
    return use
