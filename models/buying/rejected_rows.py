"""Rows of out_ladder_rejected: every offer for sale that is not bought now, and why not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.billing.money import to_rate
from models.buying.advice import Advice
from models.buying.ladder_rows import cents
from models.buying.offered import Offered
from models.buying.outcome import outcome, running
from models.buying.packs import packs_of, price_within
from models.buying.solving import Bought, Rules, problem_of
from models.buying.spot_use import SpotOffer
from models.procurement.marginal import cost_of_plan, worth_of_plan
from models.procurement.plans import Plan
from models.procurement.problem import Problem

Numbers = NDArray[np.float64]
Row = dict[str, Any]

_TIE = 1e-6  # of an offer's cost: what is nearer to it neither pays nor costs


def rejected_rows(
    advice: Advice,
    rules: Rules,
    worth: Mapping[str, Numbers],
    binding: Mapping[str, Sequence[str]],
) -> Iterator[Row]:
    """Offers of a pool, and those that no ladder can hold.

    `worth`: what supply is worth by pool and month; `binding`: limits that hold a plan back now, by
    the plan's name.
    """
    bought = {one.offered.name for one in advice.bought if one.month == 0}
    problem, evidence_share = problem_of([advice.case], (), rules.rate), rules.evidence_share
    for offered in advice.case.offers:
        if offered.name not in bought:
            held_back = binding.get(offered.name, ())
            yield _offer_row(advice, offered, problem, worth, evidence_share, held_back)
    yield from (_pack_row(advice, one) for one in advice.case.packs if one.name not in bought)
    if advice.case.spot and not advice.case.spot_units:
        yield _spot_row(advice, advice.case.spot)
    for refused in advice.case.refused:
        yield {
            "pool_id": advice.case.pool_id,
            "offer_id": refused.offer_id,
            "reason": refused.reason,
            "detail": refused.detail,
            "dearer_by_cny": None,
            "would_pay_below_cny": None,
            "source": refused.source,
        }


def _offer_row(
    advice: Advice,
    offered: Offered,
    problem: Problem,
    worth: Mapping[str, Numbers],
    evidence_share: float,
    held_back: Sequence[str],
) -> Row:
    plan = offered.plan()
    cost, served = cost_of_plan(plan, problem), worth_of_plan(plan, worth)
    if not cost:  # it would arrive after the horizon
        return _row(advice, offered, "too_late", f"lead_months={offered.lead_months}")
    at_least = max(offered.package_units, offered.minimum_units)
    reason, detail = "dearer", None
    if cost - served > _TIE * cost:
        if offered.lead_months and _pays_at_once(plan, problem, worth):
            reason, detail = "too_late", f"lead_months={offered.lead_months}"
    elif at_least > 1:
        return _least_row(advice, offered, at_least)
    elif held_back:
        reason, detail = "capped", ", ".join(held_back)
    elif served - cost > _TIE * cost and _is_unproven(advice, offered, evidence_share):
        proven = advice.case.proven_units(offered, evidence_share)
        reason, detail = "not_proven", f"proven_units={proven:g}"
    gap = cost - served
    fee = offered.fee * Fraction(served / cost) / Fraction(offered.sold_per_unit)
    return _row(advice, offered, reason, detail) | {
        "dearer_by_cny": cents(gap if abs(gap) > _TIE * cost else 0.0),
        "would_pay_below_cny": to_rate(fee),
    }


def _least_row(advice: Advice, offered: Offered, at_least: int) -> Row:
    """One of them would pay, as many as it is sold in do not: these, beside all that is bought."""
    least = Bought(offered, 0, float(at_least))
    ran = running((*advice.bought, least), advice.case.horizon)
    more = outcome(advice.ahead, *ran, packs=advice.packs)
    gap = advice.expected(more.scenario_costs - advice.outcome.scenario_costs)
    fees = float(running((least,), advice.case.horizon)[1].sum())
    fee = offered.fee * Fraction(1 - gap / fees) / Fraction(offered.sold_per_unit)
    return _row(advice, offered, "too_small", f"least_units={at_least}") | {
        "dearer_by_cny": cents(gap),
        "would_pay_below_cny": to_rate(fee),
    }


def _pack_row(advice: Advice, pack: Offered) -> Row:
    """A pack: what one more, bought now, would serve above all that is bought."""
    case = advice.case
    months = case.horizon.months
    one = Bought(pack, 0, 1.0)
    added = packs_of((*advice.bought, one))
    more = outcome(advice.ahead, *running(advice.bought, case.horizon), packs=added)
    saved = float((advice.outcome.by_hour_cost - more.by_hour_cost).sum())
    price = price_within(one, months)
    return _row(advice, pack, "dearer", None) | {
        "dearer_by_cny": cents(price - saved),
        "would_pay_below_cny": to_rate(pack.fee * Fraction(saved / price)),
    }


def _row(advice: Advice, offered: Offered, reason: str, detail: str | None) -> Row:
    return {
        "pool_id": advice.case.pool_id,
        "offer_id": offered.offer_id,
        "reason": reason,
        "detail": detail,
        "dearer_by_cny": None,
        "would_pay_below_cny": None,
        "source": offered.sale.plan.source,
    }


def _spot_row(advice: Advice, spot: SpotOffer) -> Row:
    """Spot that lost work makes dearer than the hour; by the month of a card."""
    case = advice.case
    card_month = Fraction(case.hours_per_month, case.cards)
    return {
        "pool_id": case.pool_id,
        "offer_id": spot.offer_id,
        "reason": "dearer",
        "detail": None,
        "dearer_by_cny": cents(-case.spot_saves * float(card_month)),
        "would_pay_below_cny": to_rate(Fraction(case.worth_cny) * card_month),
        "source": spot.sale.plan.source,
    }


def _is_unproven(advice: Advice, offered: Offered, evidence_share: float) -> bool:
    """Whether all that is proven runs when it begins: contracts, and what is bought now."""
    case = advice.case
    begins = min(offered.lead_months, case.horizon.months - 1)
    now = sum(one.units * one.offered.worth for one in advice.bought if one.month == 0)
    return case.proven_units(offered, evidence_share) <= float(case.held[begins]) + now + _TIE


def _pays_at_once(plan: Plan, problem: Problem, worth: Mapping[str, Numbers]) -> bool:
    at_once = replace(plan, lead_months=0, flows_cny=plan.flows_cny[plan.lead_months :])
    return worth_of_plan(at_once, worth) > cost_of_plan(at_once, problem)
