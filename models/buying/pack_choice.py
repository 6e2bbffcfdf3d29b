"""Packs, or single months taken as they are needed: a pool has the one that costs less."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from models.buying.advice import Advice
from models.buying.case import PoolCase
from models.buying.deciding import solve_ladders
from models.buying.offered import Refused
from models.buying.outcome import look_ahead
from models.buying.shop import single_month
from models.buying.solving import Rules

SINGLE_MONTHS = "single_months_cost_less"


def with_packs_where_cheaper(cases: Sequence[PoolCase], rules: Rules) -> Iterator[PoolCase]:
    """The cases; of one with packs for sale, whichever of both ways its ladder costs less in.

    Limits come after: each pool is asked by itself.
    """
    rules = replace(rules, limits=())
    for case in cases:
        monthly = None if case.spot else single_month(case.offers)
        if not case.packs or monthly is None:
            yield case
            continue
        refused = tuple(
            Refused(one.offer_id, "dearer", SINGLE_MONTHS, one.sale.plan.source)
            for one in case.packs
        )
        without = replace(case, packs=(), monthly=monthly, refused=(*case.refused, *refused))
        yield min((case, without), key=lambda one: _cost(one, rules))


def _cost(case: PoolCase, rules: Rules) -> float:
    """Expected, of its ladder."""
    bought = solve_ladders([case], rules).bought[case.pool_id]
    found = Advice(look_ahead(case), bought).outcome
    return float(case.scenarios.weights @ found.scenario_costs)
