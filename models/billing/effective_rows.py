"""A bill as FOCUS shows it: what was paid in BilledCost, what was used up in EffectiveCost.

Fees are spread over the hours they pay for, and within them over what was covered and what lay
idle: that gives the Used and Unused rows of every commitment. The price of a balance (a pack, a
committed spend paid in advance) is spread over what it holds instead: what is not drawn yet is
prepaid. Use without a commitment costs what is billed. Deposits come back and are no cost, so they
have no row.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from data.errors import UsageError
from models.billing.bill import Line
from models.billing.clock import Period, add_months, clock_over, local_day, utc_midnight
from models.billing.closing import Basis
from models.billing.engine import in_order, price
from models.billing.focus_rows import ZERO, FocusRow, exact
from models.billing.modes.committed_spend import CommittedSpend
from models.billing.modes.pack import Pack
from models.billing.opening import UsedBefore
from models.billing.plans import Plan
from models.billing.usage import HOUR, Usage

_PAID = ("fee", "change", "refund", "shortfall")
_HELD = ("covered", "unused")
_IN_MONEY = ("savings_plan", "committed_spend")


def effective_rows(
    usage: Usage,
    plans: Sequence[Plan],
    period: Period,
    basis: Basis | None = None,
    used_before: UsedBefore | None = None,
) -> list[FocusRow]:
    """Rows of all lines of a period; over all periods EffectiveCost sums to BilledCost.

    Purchase rows carry what is paid, Usage rows of status Used and Unused what of it each line took
    (billed 0), Standard rows both, Credit rows what vouchers paid. A payment for hours in which
    nothing is held (left early) keeps its effective cost for them. What was paid before the period
    is taken from the usage before it, so that must reach back to the start of every commitment;
    `used_before` is for vouchers and tiers that began earlier.
    ListCost is empty where a plan's currency or tax basis is not the bill's.

    Raises:
        UsageError: a commitment began before the usage, so that what was paid for it is missing.
        InputError, MissingPriceError: as `price`.
    """
    _require_whole(usage, plans)
    ordered = in_order(plans)
    bill = price(usage, plans, period, basis, used_before)
    past: tuple[Line, ...] = ()
    if usage.first_hour < period.start:
        past = price(usage, plans, Period(usage.first_hour, period.start), basis, used_before).lines
    lines = (*past, *bill.lines)
    costs: dict[int, Fraction] = {}
    for place, plan in enumerate(ordered):
        own = [line for line in lines if line.place == place and line.ledger == "charge"]
        of_units = _units(plan, usage)
        costs |= _spread(own, period) if of_units is None else _of_balance(own, plan, of_units)
    same = {
        p.plan_id for p in plans if (p.currency, p.tax_basis) == (bill.currency, bill.tax_basis)
    }
    rows = []
    for line in bill.lines:
        if line.ledger != "deposit":
            listed = line.list_amount if line.plan_id in same else None
            rows += _rows_of(line, ordered[line.place], costs.get(id(line)), listed)
    for line in past:
        if line.kind in _PAID and costs.get(id(line)):
            rows.append(_paid_before(line, ordered[line.place], costs[id(line)], period))
    return rows


def effective_total(rows: Sequence[FocusRow]) -> Decimal:
    """Sum of EffectiveCost."""
    return sum((row["EffectiveCost"] for row in rows), ZERO)


def _rows_of(
    line: Line, plan: Plan, cost: Fraction | None, listed: Decimal | None
) -> list[FocusRow]:
    if cost is None:
        return [_base(line, plan, line.amount if listed is None else listed)]
    if line.kind not in _HELD:
        return [_purchase(line, plan, cost)]
    return [_of_commitment(line, plan, cost, listed)]


def _spread(own: list[Line], period: Period) -> dict[int, Fraction]:
    """Effective cost by line (its id) of one plan: held lines, and what stays with payments.

    Lines of a plan that holds nothing are absent: they cost what is billed.
    """
    held = [line for line in own if line.kind in _HELD]
    found = {id(line): Fraction(line.amount) for line in held}
    for paid in own if held else []:
        if paid.kind not in _PAID:
            continue
        # A payment for what was drawn (it has a value) belongs to covered use only.
        sharing = [x for x in held if paid.value is None or x.kind == "covered"]
        kept = _part(paid, period.start, period.end)
        for line, share in _shares(paid, sharing):
            found[id(line)] += Fraction(paid.amount) * share
            kept -= share if line.start >= period.start else 0
        found[id(paid)] = Fraction(paid.amount) * kept
    return found


def _units(plan: Plan, usage: Usage) -> dict[str, Fraction] | None:
    """What a unit of each item draws of a balance that is paid ahead; None where there is none."""
    if isinstance(plan, Pack) or (isinstance(plan, CommittedSpend) and plan.pay == "in_advance"):
        return {item.item_id: plan.units_of(item) for item in usage.items}
    return None


def _of_balance(
    lines: list[Line], plan: Plan, of_units: dict[str, Fraction]
) -> dict[int, Fraction]:
    """Effective cost of a balance's lines (their id): its price by what each drew or left.

    The payment itself keeps none; what is not drawn yet is prepaid, and the cost of later periods.
    """
    paid = [line for line in lines if line.kind == "fee"]
    found = {id(line): Fraction(0) for line in paid}
    for line in lines:
        if line.kind in _HELD and paid:
            of = next((p for p in paid if p.start <= line.start < p.end), paid[0])
            # the sum itself, or so many packs
            whole = (
                Fraction(plan.quantity) * Fraction(of.quantity)
                if isinstance(plan, Pack)
                else of.exact
            )
            weight = of_units[line.item_id] if line.kind == "covered" else Fraction(1)
            found[id(line)] = Fraction(of.amount) * Fraction(line.quantity) * weight / whole
    return found


def _shares(paid: Line, held: list[Line]) -> list[tuple[Line, Fraction]]:
    """Share of a payment that falls to each line: by hours in common, then by what it took."""
    stretches: dict[tuple[datetime, datetime], list[Line]] = {}
    for line in held:
        stretches.setdefault((line.start, line.end), []).append(line)
    found = []
    for (start, end), together in stretches.items():
        part = _part(paid, start, end)
        taken = sum((_taken(line) for line in together), Fraction(0))
        if part and taken:
            found += [(line, part * _taken(line) / taken) for line in together]
    return found


def _part(paid: Line, start: datetime, end: datetime) -> Fraction:
    """Share of the hours a payment is for that lie from `start` to before `end`."""
    common = (min(end, paid.end) - max(start, paid.start)) // HOUR
    return Fraction(max(0, common), (paid.end - paid.start) // HOUR)


def _taken(line: Line) -> Fraction:
    return Fraction(line.quantity if line.value is None else line.value)


def _require_whole(usage: Usage, plans: Sequence[Plan]) -> None:
    for plan in plans:
        purchase = getattr(plan, "purchase", None)
        if purchase is None:
            continue
        clock = clock_over(usage.first_hour, usage.hours, plan.time_zone)
        if plan.first_hour(clock, purchase) < 0:
            raise UsageError(
                f"{plan.plan_id} began on {purchase.starts_on}, before the usage's first hour"
                f" {usage.first_hour} UTC",
                where="effective view",
                remedy="Give the usage from that day on (zero where nothing was used): what was"
                " paid then is spread over the hours since.",
            )


def _billing_period(billed_at: datetime, time_zone: str) -> FocusRow:
    """The seller's calendar month, in UTC."""
    month = local_day(billed_at, time_zone).replace(day=1)
    return {
        "BillingPeriodStart": utc_midnight(month, time_zone),
        "BillingPeriodEnd": utc_midnight(add_months(month, 1), time_zone),
    }


def _base(line: Line, plan: Plan, listed: Decimal | None) -> FocusRow:
    consumed = line.kind in ("usage", "covered")
    return _billing_period(line.billed_at, plan.time_zone) | {
        "ChargePeriodStart": line.start,
        "ChargePeriodEnd": line.end,
        "ChargeCategory": _category(line),
        "ChargeFrequency": _frequency(line, plan),
        "ChargeDescription": line.rule,
        "ConsumedQuantity": line.quantity if consumed else None,
        "ConsumedUnit": line.unit if consumed else None,
        "PricingCategory": "Standard",
        "PricingQuantity": line.quantity,
        "PricingUnit": line.unit,
        "ListCost": listed,
        "ContractedCost": line.amount,
        "BilledCost": line.amount,
        "EffectiveCost": line.amount,
        "ResourceId": line.item_id or None,
        "SkuId": line.item_id or line.plan_id,
        "Tags": json.dumps({"pool": line.pool_id}) if line.pool_id else None,
    }


def _category(line: Line) -> str:
    """As the specification has them: vouchers are credits, what is given back an adjustment."""
    if line.ledger == "voucher":
        return "Credit"
    return "Adjustment" if line.kind == "refund" else "Usage"


def _frequency(line: Line, plan: Plan) -> str:
    if line.kind == "fee":
        return "Recurring" if plan.recurs(line.rule) else "One-Time"
    return "Usage-Based" if line.kind in ("usage", "minimum", *_HELD) else "One-Time"


def _purchase(line: Line, plan: Plan, kept: Fraction) -> FocusRow:
    in_money = plan.mode in _IN_MONEY
    return _base(line, plan, line.amount) | {
        "ChargeCategory": "Purchase",
        "EffectiveCost": exact(kept),
        "CommitmentDiscountId": line.plan_id,
        "CommitmentDiscountQuantity": line.charged if in_money else None,
        "CommitmentDiscountUnit": line.currency if in_money else None,
        "ResourceId": line.plan_id,
    }


def _paid_before(line: Line, plan: Plan, cost: Fraction, period: Period) -> FocusRow:
    """Hours of the period that were paid for before it, and in which nothing is held."""
    start = max(line.start, period.start)
    return _purchase(line, plan, cost) | {
        **_billing_period(start, plan.time_zone),
        "ChargePeriodStart": start,
        "ChargePeriodEnd": min(line.end, period.end),
        "ChargeCategory": "Usage",
        "BilledCost": ZERO,
        "ContractedCost": exact(cost),
    }


def _of_commitment(line: Line, plan: Plan, cost: Fraction, listed: Decimal | None) -> FocusRow:
    in_money = line.value is not None
    return _base(line, plan, listed) | {
        "PricingCategory": "Committed",
        "ContractedCost": exact(cost),
        "BilledCost": ZERO,
        "EffectiveCost": exact(cost),
        "CommitmentDiscountId": line.plan_id,
        "CommitmentDiscountCategory": "Spend" if in_money else "Usage",
        "CommitmentDiscountQuantity": line.value if in_money else line.quantity,
        "CommitmentDiscountStatus": "Used" if line.kind == "covered" else "Unused",
        "CommitmentDiscountUnit": line.currency if in_money else line.unit,
        "ResourceId": line.item_id or line.plan_id,
    }
