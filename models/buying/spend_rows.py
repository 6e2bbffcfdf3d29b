"""Rows of out_ladder_shared, and of out_ladder_rejected: commitments in money as a whole."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.billing.clock import ONE_DAY, add_months
from models.buying.advice import Advice
from models.buying.ladder_rows import SHOWN_MONTHS, cents
from models.buying.spend_choice import Weighed, WithMoney
from models.buying.spending import committed_cny

Numbers = NDArray[np.float64]
Row = dict[str, Any]

ANOTHER_CHOSEN = "another_commitment_chosen"
SAVES_TOO_LITTLE = "saves_too_little"


def shared_rows(money: WithMoney, advice: Mapping[str, Advice]) -> Iterator[Row]:
    """One row per purchase; `advice` by pool."""
    if money.chosen is None:
        return
    left, found = money.chosen.left, money.chosen.found
    pools = [advice[case.pool_id] for case in left.together.cases]
    horizon, one = pools[0].case.horizon, left.offer.one
    committed = committed_cny(left, found)
    for window, much in found.bought:
        if window.bought > SHOWN_MONTHS:
            continue
        runs = slice(window.first, window.after)
        used, due = float(found.used[:, runs].sum()), float(committed[runs].sum())
        saved = sum(p.expected(p.outcome.money_saved[:, runs].sum(axis=1)) for p in pools)
        avoided = sum(p.outcome.money_hours[runs].sum() * p.case.paid_cny for p in pools)
        unserved = sum(p.outcome.by_hour_hours[runs].sum() * p.case.paid_cny for p in pools)
        starts = horizon.month(window.first)
        yield {
            "offer_id": left.offer.name,
            "provider": one.provider,
            "billing_mode": one.sale.billing_mode,
            "term_months": one.term_months,
            "unit": one.sale.unit,
            "units": round(left.offer.sold_units(much), 2),
            "committed_cny_per_hour": much if left.offer.terms.is_hourly else None,
            "pool_ids": ", ".join(p.case.pool_id for p in pools),
            "decide_on": horizon.decided(window.bought),
            "starts_on": starts,
            "ends_on": add_months(starts, one.term_months) - ONE_DAY,
            "is_due": window.bought == 0,
            "commitment_cny": cents(due * one.term_months / len(window.months)),
            "saving_cny": cents(saved),
            "stranded_cny": cents(max(due - used, 0.0) * left.offer.terms.idle_ratio),
            "coverage_ratio": _share(avoided, avoided + unserved),
            "utilisation_ratio": _share(used, due),
            "break_even_utilisation_ratio": _share(used, avoided),
            "lock_in_months": float(one.term_months),
            "ladder_cost_cny": cents(money.cost),
            "apart_cost_cny": cents(money.apart_cost),
            "source": one.sale.plan.source,
        }


def _share(part: float, whole: float) -> float | None:
    return min(max(part / whole, 0.0), 1.0) if whole > 0 else None


def rejected_money(money: WithMoney) -> Iterator[Row]:
    """Agreements that are not signed: what the least of one would add, by the pools' use.

    Savings plans of several pools are told pool by pool, as each could have them.
    """
    for one in money.refused:
        if not one.left.offer.terms.is_hourly:
            yield from _rejected(one, has_other=money.chosen is not None)


def _rejected(one: Weighed, *, has_other: bool) -> Iterator[Row]:
    left, found = one.left, one.found
    reason, detail = "dearer", None
    if found.bought:
        detail = ANOTHER_CHOSEN if has_other else SAVES_TOO_LITTLE
    elif found.least_saves > 0:
        reason = "capped" if found.is_proven else "not_proven"
    first = left.offer.one.lead_months
    if first >= left.months:
        first, reason = 0, "too_late"
    parts = left.need(first).mean(axis=(1, 2)) * left.rates.discounted
    whole = float(parts.sum())
    for case, part in zip(left.together.cases, parts.tolist(), strict=True):
        share = part / whole if whole else 1 / len(parts)
        offered = left.offer.by_pool[case.pool_id]
        yield {
            "pool_id": case.pool_id,
            "offer_id": offered.offer_id,
            "reason": reason,
            "detail": detail,
            "dearer_by_cny": cents(-found.least_saves * share),
            "would_pay_below_cny": None,
            "source": offered.sale.plan.source,
        }
