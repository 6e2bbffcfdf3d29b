"""Rows of out_ladder_sensitivity: everything solved anew with one factor changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from models.buying.case import PoolCase
from models.buying.choice_rows import COMPANY
from models.buying.expected import expected_cost
from models.buying.ladder_rows import cents, due_units
from models.buying.solving import Bought, Rules, solve_ladders
from models.procurement.solving import CannotBeMetError

Row = dict[str, Any]

DEMAND, PRICE, GOODPUT, DISCOUNT = "demand", "on_demand_price", "goodput", "discount_rate"


@dataclass(frozen=True)
class Change:
    """A factor and by how much it is changed, as a share of itself."""

    factor: str
    ratio: float

    def of(self, cases: Sequence[PoolCase], rules: Rules) -> tuple[list[PoolCase], Rules]:
        """The question with the change. Better goodput is the same work in fewer hours."""
        if self.factor == DISCOUNT:
            return list(cases), replace(rules, rate=rules.rate * (1 + self.ratio))
        demand = {DEMAND: 1 + self.ratio, GOODPUT: 1 / (1 + self.ratio)}.get(self.factor, 1.0)
        price = 1 + self.ratio if self.factor == PRICE else 1.0
        return [case.changed(demand, price) for case in cases], rules


CHANGES = (
    Change(DEMAND, -0.2),
    Change(DEMAND, 0.2),
    Change(PRICE, -0.3),
    Change(PRICE, 0.3),
    Change(GOODPUT, -0.1),
    Change(GOODPUT, 0.1),
)
_DISCOUNTING = (Change(DISCOUNT, -0.5), Change(DISCOUNT, 0.5))


def sensitivity_rows(
    cases: Sequence[PoolCase],
    rules: Rules,
    bought: Mapping[str, Sequence[Bought]],
    costs: Mapping[str, Decimal],
) -> Iterator[Row]:
    """By pool and of the company; `costs` of the ladder as it stands, by pool.

    A change under which the limits cannot be met has no rows.
    """
    before = {case.pool_id: expected_cost(case, bought[case.pool_id]) for case in cases}
    for change in (*CHANGES, *(_DISCOUNTING if rules.rate else ())):
        changed, changed_rules = change.of(cases, rules)
        try:
            found = solve_ladders(changed, changed_rules).bought
        except CannotBeMetError:
            continue
        rows = []
        for case in changed:
            pool_id = case.pool_id
            gap = expected_cost(case, found[pool_id]) - before[pool_id]
            rows.append(
                {
                    "scope": pool_id,
                    "factor": change.factor,
                    "change_ratio": change.ratio,
                    "cost_cny": costs[pool_id] + cents(gap),
                    "cost_change_cny": cents(gap),
                    "units_now": round(due_units(found[pool_id]), 2),
                    "units_now_change": round(
                        due_units(found[pool_id]) - due_units(bought[pool_id]), 2
                    ),
                }
            )
        yield from rows
        yield _company(rows)


def _company(rows: Sequence[Row]) -> Row:
    sums = {
        name: sum((row[name] for row in rows[1:]), rows[0][name])
        for name in ("cost_cny", "cost_change_cny", "units_now", "units_now_change")
    }
    return rows[0] | {"scope": COMPANY} | sums
