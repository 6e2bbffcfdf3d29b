"""What else could be done beside the ladder, and what that comes to over the same scenarios."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from models.billing.clock import ONE_DAY
from models.buying.advice import Advice
from models.buying.case import PoolCase
from models.buying.extending import goes_on_at
from models.buying.holding import PoolPlan
from models.buying.ladder_rows import cents
from models.buying.offered import Offered
from models.buying.outcome import Ahead, Outcome, fee_of_units, outcome, quantile
from models.buying.solving import Bought, due_money, due_units
from models.procurement.fees import annuity, present_value

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Figures:
    """What a choice comes to in one pool over the horizon: sums, so that those of pools add up.

    `cost`, `npv`, `stranded`, `at_list`: CNY; `covered`, `needed`, `committed`, `used`: unit-hours;
    `units_now`: servers, `money_now` yuan an hour; `owed`: unit-months still to be paid after the
    first month; `level`: mean units needed in the last month known.
    """

    units_now: float
    money_now: float
    cost: Decimal
    npv: float
    stranded: float
    at_list: float
    covered: float
    needed: float
    committed: float
    used: float
    owed: float
    level: float

    def plus(self, other: "Figures") -> "Figures":
        """Of both pools."""
        return Figures(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Figures)))


@dataclass(frozen=True)
class Choice:
    """A choice for one pool, with the range of its cost over the scenarios."""

    choice: str
    offer_id: str | None
    evidence_share: float | None
    figures: Figures
    low: float
    high: float
    plan: PoolPlan


def choices_of(
    advice: Advice, evidence_share: float, knobs: Sequence[tuple[float, Advice]], rate: float
) -> list[Choice]:
    """All choices of a pool; `knobs` are ladders at other evidence shares, `rate` per month."""
    ahead, case = advice.ahead, advice.case
    nothing = np.zeros(case.horizon.months)
    found = [_of_ladder("ladder", advice, evidence_share, rate)]
    found += [_of_ladder("knob", one, share, rate) for share, one in knobs]
    by_hour = outcome(ahead, nothing, nothing, is_ladder=False)
    found.append(_choice("pay_as_you_go", PoolPlan(case, (), by_hour), rate))
    found.append(_as_today(ahead, rate))
    for offered in case.offers:
        units = best_units(ahead, offered)
        one = outcome(ahead, *_renewed(case, offered, units), is_ladder=False)
        renewals = tuple(_renewals(case, offered, units, 0))
        found.append(
            _choice(
                "one_offer",
                PoolPlan(case, renewals, one),
                rate,
                now=renewals,
                offer_id=offered.offer_id,
                earlier=paid_earlier(case, renewals, rate),
            )
        )
    return found


def _of_ladder(choice: str, advice: Advice, share: float, rate: float) -> Choice:
    return _choice(
        choice,
        PoolPlan(advice.case, advice.bought, advice.outcome),
        rate,
        now=advice.bought,
        share=share,
        earlier=paid_earlier(advice.case, advice.bought, rate),
    )


def _as_today(ahead: Ahead, rate: float) -> Choice:
    """Contracts in hand are extended where they can be."""
    case, months = ahead.case, ahead.case.horizon.months
    extended, signed = _extended(case)
    units = sum((more * one.worth for one, more in extended), np.zeros(months))
    fees = sum((more * float(one.fee) for one, more in extended), np.zeros(months))
    plan = PoolPlan(case, signed, outcome(ahead, units, fees, is_ladder=False), extended)
    return _choice("as_today", plan, rate, earlier=paid_earlier(case, signed, rate))


def _choice(
    choice: str,
    plan: PoolPlan,
    rate: float,
    *,
    now: Sequence[Bought] = (),
    share: float | None = None,
    offer_id: str | None = None,
    earlier: float = 0.0,
) -> Choice:
    case, found = plan.case, plan.found
    weights = case.scenarios.weights
    fees = case.held_fees + found.bought_fees + found.single_fees
    by_month = fees + found.by_hour_cost
    discount = (1 + rate) ** -np.arange(1.0, len(by_month) + 1)
    needed = float((found.covered_hours + found.by_hour_hours).sum())
    capacity = (case.held + found.bought_units + found.single_units) * case.hours_per_month
    figures = Figures(
        units_now=due_units(now),
        money_now=due_money(now),
        cost=_in_cents(case.held_fees, found),
        npv=float(by_month @ discount) + earlier,
        stranded=float(found.stranded.sum()),
        at_list=needed * case.worth_cny,
        covered=float(found.covered_hours.sum()),
        needed=needed,
        committed=float(capacity.sum()),
        used=float((capacity - found.idle_hours).sum()),
        owed=_owed(case, now) + float(case.held[1:].sum()),
        level=float(case.past[-1].mean()) if case.past.size else 0.0,
    )
    low, high = (quantile(found.scenario_costs, weights, share_) for share_ in (0.1, 0.9))
    return Choice(choice, offer_id, share, figures, low, high, plan)


def _owed(case: PoolCase, bought: Sequence[Bought]) -> float:
    """Unit-months of what is bought now that are still to be paid after the first month.

    Of a sum by the period, as many units as it pays for in every hour.
    """
    total = 0.0
    for one in bought:
        money, worth = one.offered.money, one.offered.worth
        if money is not None and not money.is_hourly:
            worth = money.cny_per_month / (money.cny_per_unit_hour * case.hours_per_month)
        if one.month == 0:
            total += one.units * worth * (one.offered.term_months - 1)
    return total


def _in_cents(held_fees: Numbers, found: Outcome) -> Decimal:
    """The sum of what out_ladder_month prints."""
    parts = (held_fees, found.bought_fees + found.single_fees, found.by_hour_cost)
    return sum((cents(yuan) for part in parts for yuan in part.tolist()), Decimal(0))


def paid_earlier(case: PoolCase, bought: Sequence[Bought], rate: float) -> float:
    """What it costs that fees are paid when the offers say so, and not evenly over the term."""
    total = 0.0
    for one in bought:
        flows = one.offered.flows_cny
        whole = annuity(rate, one.offered.term_months)
        inside = min(one.offered.term_months, case.horizon.months - one.begins)
        even = sum(flows) / one.offered.term_months * whole * (1 + rate) ** -one.offered.lead_months
        share = annuity(rate, inside) / whole
        tiers = fee_of_units(one) / float(one.offered.fee)
        gap = (present_value(flows, rate) - even) * share * tiers
        total += one.units * gap * (1 + rate) ** -one.month
    return total


def _extended(case: PoolCase) -> tuple[list[tuple[Offered, Numbers]], list[Bought]]:
    """Contracts in hand go on at the offer of their length, where there is one; others end.

    Their offers and units by month, and what is signed for them.
    """
    horizon = case.horizon
    extended: list[tuple[Offered, Numbers]] = []
    signed: list[Bought] = []
    for contract in case.contracts:
        same = [
            one
            for one in case.offers
            if one.term_months == contract.term_months and goes_on_at(contract, one)
        ]
        if not same or contract.last_day >= horizon.month(horizon.months):
            continue
        offered = replace(min(same, key=lambda one: one.fee_per_worth), lead_months=0)
        whole = contract.servers * contract.cards_per_server / case.cards
        begins = contract.last_day + ONE_DAY
        shares = [horizon.share(month, begins, date.max) for month in range(horizon.months)]
        missing = np.array(shares) * whole
        extended.append((offered, missing / offered.worth))
        if missing.any():
            first = int(np.argmax(missing > 0))
            signed += _renewals(case, offered, whole / offered.worth, first)
    return extended, signed


def _renewed(case: PoolCase, offered: Offered, units: float) -> tuple[Numbers, Numbers]:
    """So many units now, renewed at the same price to the end of the horizon."""
    runs: Numbers = (np.arange(case.horizon.months) >= offered.lead_months).astype(np.float64)
    held: Numbers = runs * units * offered.worth
    fees: Numbers = runs * units * fee_of_units(Bought(offered, 0, units))
    return held, fees


def _renewals(case: PoolCase, offered: Offered, units: float, first: int) -> Iterator[Bought]:
    """So many units in a month, and again whenever their term ends within the horizon."""
    for month in range(first, case.horizon.months - offered.lead_months, offered.term_months):
        yield Bought(offered, month, units)


def best_units(ahead: Ahead, offered: Offered) -> float:
    """How many units, renewed over the horizon, cost least; at least one package."""
    case = ahead.case
    step = max(offered.package_units, 1)
    first = max(int(np.ceil(offered.minimum_units / step)) * step, step)
    most = max(float(case.edges[-1]) / offered.worth, first)
    tried = np.arange(first, most + step, step)
    costs = [_cost(ahead, *_renewed(case, offered, float(units))) for units in tried]
    return float(tried[int(np.argmin(costs))])


def _cost(ahead: Ahead, units: Numbers, fees: Numbers) -> float:
    """Expected, up to what all numbers of units share."""
    case = ahead.case
    served = ahead.expected_below(case.held + units)
    worth = case.worth_cny * case.hours_per_month
    return float(fees.sum() - served.sum() * worth)
