"""How later needs are served where there are several ways: the one that costs less.

Packs, or single months taken as they are needed; and single months of which a least number is sold,
or what else is sold by the month, or planned ahead.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from models.buying.advice import Advice
from models.buying.case import PoolCase
from models.buying.deciding import counts_singles, solve_ladders
from models.buying.offered import Refused
from models.buying.outcome import look_ahead
from models.buying.shop import single_month
from models.buying.solving import Rules

SINGLE_MONTHS = "single_months_cost_less"


def with_the_cheapest_later(cases: Sequence[PoolCase], rules: Rules) -> Iterator[PoolCase]:
    """The cases; of one that has several ways, the one in which its ladder costs least.

    Limits come after: each pool is asked by itself. None counts single months from a least number
    on, which are left out where one would.
    """
    free = replace(rules, limits=())
    for case in cases:
        ways = [case, *_with_single_months(case)]
        from_least = _from_least(case)
        if from_least and not counts_singles(rules.limits, from_least):
            ways.append(from_least)
        yield min(ways, key=lambda one: _cost(one, free)) if len(ways) > 1 else case


def _with_single_months(case: PoolCase) -> Iterator[PoolCase]:
    """Without its packs."""
    monthly = None if case.spot else single_month(case.offers)
    if case.packs and monthly:
        refused = (
            Refused(one.offer_id, "dearer", SINGLE_MONTHS, one.sale.plan.source)
            for one in case.packs
        )
        yield replace(case, packs=(), monthly=monthly, refused=(*case.refused, *refused))


def _from_least(case: PoolCase) -> PoolCase | None:
    """With single months that cost less, of which a least number is sold."""
    cheapest = single_month(case.offers, from_least=True)
    if case.spot or case.packs or cheapest is None or cheapest is case.monthly:
        return None
    return replace(case, monthly=cheapest)


def _cost(case: PoolCase, rules: Rules) -> float:
    """Expected, of its ladder."""
    bought = solve_ladders([case], rules).bought[case.pool_id]
    found = Advice(look_ahead(case), bought).outcome
    return float(case.scenarios.weights @ found.scenario_costs)
