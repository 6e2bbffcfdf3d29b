"""Rows of out_ladder_choice: the ladder beside what else could be done, over the same scenarios."""

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import chain
from typing import Any

from models.buying.choices import Choice, Figures
from models.buying.holding import broken_by
from models.buying.ladder_rows import cents
from models.procurement.limits import Limit

Row = dict[str, Any]

COMPANY = "company"
_ROUNDED_CNY = 1.0  # a cost is a sum of months in cents
_NO_NEED = 1e-3  # of a cost: need that would cost less by the hour is none to save on


def choice_rows(
    horizon_months: int, pools: Sequence[Sequence[Choice]], limits: Sequence[Limit]
) -> Iterator[Row]:
    """Rows of every pool, and of the company; of each pool the ladder comes first.

    A choice of one pool is held to limits that bind several beside the ladders of the others.
    """
    ladders = [choices[0].plan for choices in pools]
    for number, choices in enumerate(pools):
        others = ladders[:number] + ladders[number + 1 :]
        for one in choices:
            yield _row(one.plan.case.pool_id, horizon_months, one, one.figures) | {
                "cost_p10_cny": cents(one.low),
                "cost_p90_cny": cents(one.high),
                "breaks_limits": _named(broken_by(limits, [one.plan, *others])),
            }
    for those in _alike(pools):
        figures = reduce(Figures.plus, (one.figures for one in those))
        yield _row(COMPANY, horizon_months, those[0], figures) | {
            "cost_p10_cny": None,  # a range is not that of a sum
            "cost_p90_cny": None,
            "breaks_limits": _named(broken_by(limits, [one.plan for one in those])),
        }


def _alike(pools: Sequence[Sequence[Choice]]) -> list[list[Choice]]:
    """Choices of all pools that are the same; one offer is that of one pool."""
    found: dict[tuple[str, float | None], list[Choice]] = {}
    for one in chain.from_iterable(pools):
        if one.offer_id is None:
            found.setdefault((one.choice, one.evidence_share), []).append(one)
    return list(found.values())


def _named(limits: frozenset[str]) -> str | None:
    return ", ".join(sorted(limits)) or None


def _row(scope: str, horizon_months: int, one: Choice, found: Figures) -> Row:
    return {
        "scope": scope,
        "choice": one.choice,
        "offer_id": one.offer_id,
        "evidence_share": one.evidence_share,
        "units_now": round(found.units_now, 2),
        "committed_now_cny_per_hour": round(found.money_now, 2),
        "horizon_months": horizon_months,
        "cost_cny": found.cost,
        "npv_cny": cents(found.npv),
        "stranded_cny": cents(max(found.stranded, 0.0)),
        "savings_ratio": _saved(found),
        "coverage_ratio": _share(found.covered, found.needed),
        "utilisation_ratio": _share(found.used, found.committed),
        "lock_in_months": _lock_in(found),
    }


def _saved(found: Figures) -> float | None:
    """Of what need costs by the hour; what is nothing but rounded cents is nothing."""
    if found.at_list <= _NO_NEED * float(found.cost):
        return None
    saved = found.at_list - float(found.cost)
    return saved / found.at_list if abs(saved) >= _ROUNDED_CNY else 0.0


def _lock_in(found: Figures) -> float | None:
    """Per unit of present need: of none there is no number but where nothing is owed."""
    if found.level > 0:
        return found.owed / found.level
    return None if found.owed > 0 else 0.0


def _share(part: float, whole: float) -> float | None:
    return min(max(part / whole, 0.0), 1.0) if whole > 0 else None
