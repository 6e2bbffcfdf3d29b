"""Rows of out_ladder_sensitivity: everything solved anew with one factor changed."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from data.errors import CheckFailedError
from models.buying.case import PoolCase
from models.buying.choice_rows import COMPANY
from models.buying.expected import expected_cost
from models.buying.ladder_rows import cents
from models.buying.solving import (
    Bought,
    Ladders,
    Rules,
    due_money,
    due_units,
    monthly_rate,
    yearly_rate,
)
from models.buying.spend_choice import WithMoney, solve_with_money
from models.procurement.solving import CannotBeMetError

Row = dict[str, Any]

DEMAND, PRICE, GOODPUT, DISCOUNT = "demand", "on_demand_price", "goodput", "discount_rate"
RESIDUAL, POWER = "residual_value", "power_price"
POINTS = 0.03  # of the discount rate, a year
POWER_SWING = 0.2


@dataclass(frozen=True)
class Change:
    """A factor and by how much it is changed, as a share of itself.

    Of the discount rate, the points added a year. `residual`: the curve that gives the residual
    value such a change.
    """

    factor: str
    ratio: float
    residual: str | None = None

    def of(self, cases: Sequence[PoolCase], rules: Rules) -> tuple[list[PoolCase], Rules]:
        """The question with the change. Better goodput is the same work in fewer hours."""
        if self.factor == DISCOUNT:
            per_year = max(yearly_rate(rules.rate) + self.ratio, 0.0)
            return list(cases), replace(rules, rate=monthly_rate(per_year))
        if self.factor in (RESIDUAL, POWER):
            return [self._of_owning(case) for case in cases], rules
        demand = {DEMAND: 1 + self.ratio, GOODPUT: 1 / (1 + self.ratio)}.get(self.factor, 1.0)
        price = 1 + self.ratio if self.factor == PRICE else 1.0
        return [case.changed(demand, price) for case in cases], rules

    def _of_owning(self, case: PoolCase) -> PoolCase:
        power = 1 + self.ratio if self.factor == POWER else 1.0
        offers = tuple(
            one.with_owning(one.owning.changed(self.residual, power)) if one.owning else one
            for one in case.offers
        )
        return replace(case, offers=offers).knowing(case)


CHANGES = (
    Change(DEMAND, -0.2),
    Change(DEMAND, 0.2),
    Change(PRICE, -0.3),
    Change(PRICE, 0.3),
    Change(GOODPUT, -0.1),
    Change(GOODPUT, 0.1),
)


def changes_of(cases: Sequence[PoolCase], rules: Rules) -> Iterator[Change]:
    """What can be changed: of owning, where servers are sold; of money, where it has a price."""
    yield from CHANGES
    owned = [one.owning for case in cases for one in case.offers if one.owning]
    if rules.rate or owned:
        down = min(yearly_rate(rules.rate), POINTS)
        yield from (Change(DISCOUNT, points) for points in (-down, POINTS) if points)
    residual = sum(one.residual_cny for one in owned)
    for curve in ("low", "high") if residual else ():
        other = sum(one.changed(residual=curve).residual_cny for one in owned)
        if other != residual:
            yield Change(RESIDUAL, float(other / residual) - 1, curve)
    if any(one.rule.power_kw for one in owned):
        yield from (Change(POWER, -POWER_SWING), Change(POWER, POWER_SWING))


def sensitivity_rows(
    cases: Sequence[PoolCase],
    rules: Rules,
    money: WithMoney,
    costs: Mapping[str, Decimal],
) -> Iterator[Row]:
    """By pool and of the company; `costs` of the ladder as it stands, by pool.

    A change under which the limits cannot be met has no rows.
    """
    ladders, bought = money.ladders, money.ladders.bought
    rules = rules.compared()
    like = _like(cases, rules, money)
    before = {c.pool_id: expected_cost(like.of(c), like.bought[c.pool_id]) for c in cases}
    for change in changes_of(cases, rules):
        changed, changed_rules = change.of(cases, rules)
        try:
            solved = solve_with_money(changed, changed_rules, ladders.binding, money).ladders
        except (CannotBeMetError, CheckFailedError):
            continue
        rows = []
        for case in changed:
            pool_id = case.pool_id
            found = solved.bought[pool_id]
            gap = expected_cost(solved.of(case), found) - before[pool_id]
            rows.append(
                {
                    "scope": pool_id,
                    "factor": change.factor,
                    "change_ratio": change.ratio,
                    "cost_cny": costs[pool_id] + cents(gap),
                    "cost_change_cny": cents(gap),
                }
                | _due(found, bought[pool_id])
            )
        yield from rows
        yield _company(rows)


def _due(found: Sequence[Bought], before: Sequence[Bought]) -> Row:
    """What is bought now, and against the ladder as it stands."""
    units, money = due_units(found), due_money(found)
    return {
        "units_now": round(units, 2),
        "units_now_change": round(units - due_units(before), 2),
        "committed_now_cny_per_hour": round(money, 2),
        "committed_now_change_cny_per_hour": round(money - due_money(before), 2),
    }


def _like(cases: Sequence[PoolCase], rules: Rules, money: WithMoney) -> Ladders:
    """What changes are held against: where limits gave, the ladder with the room that they have."""
    if not rules.gave:
        return money.ladders
    with suppress(CannotBeMetError, CheckFailedError):
        return solve_with_money(cases, rules, money.ladders.binding, money).ladders
    return money.ladders


def _company(rows: Sequence[Row]) -> Row:
    sums = {
        name: sum((row[name] for row in rows[1:]), rows[0][name])
        for name in rows[0].keys() - {"scope", "factor", "change_ratio"}
    }
    return rows[0] | {"scope": COMPANY} | sums
