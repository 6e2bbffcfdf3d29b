"""Rows of out_ladder_choice: the ladder beside what else could be done, over the same scenarios."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.billing.clock import ONE_DAY
from models.buying.advice import Advice
from models.buying.case import PoolCase
from models.buying.ladder_rows import cents, due_units
from models.buying.offered import Offered
from models.buying.outcome import Ahead, Outcome, fee_of_units, outcome, quantile
from models.buying.solving import Bought
from models.procurement.fees import annuity, present_value

Numbers = NDArray[np.float64]
Row = dict[str, Any]

COMPANY = "company"
_ROUNDED_CNY = 1.0  # a cost is a sum of months in cents
_NO_NEED = 1e-3  # of a cost: need that would cost less by the hour is none to save on


@dataclass(frozen=True)
class Figures:
    """What a choice comes to in one pool: sums, so that those of pools add up."""

    units_now: float
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


def choices_of(
    advice: Advice, evidence_share: float, knobs: Sequence[tuple[float, Advice]], rate: float
) -> list[Choice]:
    """All choices of a pool; `knobs` are ladders at other evidence shares, `rate` per month."""
    ahead, case = advice.ahead, advice.case
    nothing = np.zeros(case.horizon.months)
    found = [_of_ladder("ladder", advice, evidence_share, rate)]
    found += [_of_ladder("knob", one, share, rate) for share, one in knobs]
    by_hour = outcome(ahead, nothing, nothing, is_ladder=False)
    found.append(_choice("pay_as_you_go", case, by_hour, rate))
    extended = _extended(case)
    today = outcome(ahead, *extended[:2], is_ladder=False)
    earlier = paid_earlier(case, extended[2], rate)
    found.append(_choice("as_today", case, today, rate, earlier=earlier))
    for offered in case.offers:
        units = best_units(ahead, offered)
        one = outcome(ahead, *_renewed(case, offered, units), is_ladder=False)
        renewals = tuple(_renewals(case, offered, units, 0))
        now = units * offered.sold_per_unit
        owed = units * offered.worth * (offered.term_months - 1)
        found.append(
            _choice(
                "one_offer",
                case,
                one,
                rate,
                now=now,
                owed=owed,
                offer_id=offered.offer_id,
                earlier=paid_earlier(case, renewals, rate),
            )
        )
    return found


def rows_of(scope: str, horizon_months: int, choices: Sequence[Choice]) -> Iterator[Row]:
    """Rows of one pool."""
    for one in choices:
        yield _row(scope, horizon_months, one) | {
            "cost_p10_cny": cents(one.low),
            "cost_p90_cny": cents(one.high),
        }


def company_rows(horizon_months: int, pools: Sequence[Sequence[Choice]]) -> Iterator[Row]:
    """Sums over pools of the choices that all have; their range is not that of a sum."""
    sums: dict[tuple[str, float | None], Figures] = {}
    for choices in pools:
        for one in choices:
            if one.choice == "one_offer":
                continue
            key = (one.choice, one.evidence_share)
            sums[key] = sums[key].plus(one.figures) if key in sums else one.figures
    for (choice, share), figures in sums.items():
        row = _row(COMPANY, horizon_months, Choice(choice, None, share, figures, 0, 0))
        yield row | {"cost_p10_cny": None, "cost_p90_cny": None}


def _row(scope: str, horizon_months: int, one: Choice) -> Row:
    found = one.figures
    return {
        "scope": scope,
        "choice": one.choice,
        "offer_id": one.offer_id,
        "evidence_share": one.evidence_share,
        "units_now": round(found.units_now, 2),
        "horizon_months": horizon_months,
        "cost_cny": found.cost,
        "npv_cny": cents(found.npv),
        "stranded_cny": cents(max(found.stranded, 0.0)),
        "savings_ratio": _saved(found),
        "coverage_ratio": _share(found.covered, found.needed),
        "utilisation_ratio": _share(found.used, found.committed),
        "lock_in_months": found.owed / found.level if found.level > 0 else 0.0,
    }


def _saved(found: Figures) -> float | None:
    """Of what need costs by the hour; what is nothing but rounded cents is nothing."""
    if found.at_list <= _NO_NEED * float(found.cost):
        return None
    saved = found.at_list - float(found.cost)
    return saved / found.at_list if abs(saved) >= _ROUNDED_CNY else 0.0


def _share(part: float, whole: float) -> float | None:
    return min(max(part / whole, 0.0), 1.0) if whole > 0 else None


def _of_ladder(choice: str, advice: Advice, share: float, rate: float) -> Choice:
    owed = sum(
        one.units * one.offered.worth * (one.offered.term_months - 1)
        for one in advice.bought
        if one.month == 0
    )
    return _choice(
        choice,
        advice.case,
        advice.outcome,
        rate,
        now=due_units(advice.bought),
        owed=owed,
        share=share,
        earlier=paid_earlier(advice.case, advice.bought, rate),
    )


def _choice(
    choice: str,
    case: PoolCase,
    found: Outcome,
    rate: float,
    *,
    now: float = 0.0,
    owed: float = 0.0,
    share: float | None = None,
    offer_id: str | None = None,
    earlier: float = 0.0,
) -> Choice:
    weights = case.scenarios.weights
    fees = case.held_fees + found.bought_fees + found.single_fees
    by_month = fees + found.by_hour_cost
    discount = (1 + rate) ** -np.arange(1.0, len(by_month) + 1)
    needed = float((found.covered_hours + found.by_hour_hours).sum())
    capacity = (case.held + found.bought_units + found.single_units) * case.hours_per_month
    figures = Figures(
        units_now=now,
        cost=_in_cents(case.held_fees, found),
        npv=float(by_month @ discount) + earlier,
        stranded=float(found.stranded.sum()),
        at_list=needed * case.worth_cny,
        covered=float(found.covered_hours.sum()),
        needed=needed,
        committed=float(capacity.sum()),
        used=float((capacity - found.idle_hours).sum()),
        owed=owed + float(case.held[1:].sum()),
        level=float(case.past[-1].mean()) if case.past.size else 0.0,
    )
    low, high = (quantile(found.scenario_costs, weights, share_) for share_ in (0.1, 0.9))
    return Choice(choice, offer_id, share, figures, low, high)


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


def _extended(case: PoolCase) -> tuple[Numbers, Numbers, list[Bought]]:
    """Contracts in hand go on at the offer of their length, where there is one; others end.

    Units and fees by month, and what is signed for them.
    """
    horizon = case.horizon
    units, fees = np.zeros(horizon.months), np.zeros(horizon.months)
    signed: list[Bought] = []
    for contract in case.contracts:
        same = [
            one
            for one in case.offers
            if one.term_months == contract.term_months
            and one.owning is None
            and one.chip == contract.chip
        ]
        if not same or contract.last_day >= horizon.month(horizon.months):
            continue
        offered = min(same, key=lambda one: one.fee_per_worth)
        whole = contract.servers * contract.cards_per_server / case.cards
        begins = contract.last_day + ONE_DAY
        shares = [horizon.share(month, begins, date.max) for month in range(horizon.months)]
        missing = np.array(shares) * whole
        units += missing
        fees += missing * offered.fee_per_worth
        if missing.any():
            first = int(np.argmax(missing > 0))
            signed += _renewals(case, offered, whole / offered.worth, first)
    return units, fees, signed


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
    most = max(case.blocks * case.width / offered.worth, first)
    tried = np.arange(first, most + step, step)
    costs = [_cost(ahead, *_renewed(case, offered, float(units))) for units in tried]
    return float(tried[int(np.argmin(costs))])


def _cost(ahead: Ahead, units: Numbers, fees: Numbers) -> float:
    """Expected, up to what all numbers of units share."""
    case = ahead.case
    served = ahead.expected_below(case.held + units)
    worth = case.worth_cny * case.hours_per_month
    return float(fees.sum() - served.sum() * worth)
