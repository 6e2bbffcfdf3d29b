"""The engine is equal to the slow reference, sum by sum."""

from collections import defaultdict
from fractions import Fraction

from hypothesis import given, settings

from models.billing.bill import Bill
from models.billing.clock import Period
from models.billing.engine import price
from models.billing.plans import Plan
from models.billing.usage import Usage
from tests.unit.billing.random_plans import periods, portfolios, usages
from tests.unit.billing.reference import Key, local, reference_sums

# Quantities are printed to 9 decimals and amounts rounded to 12: so many lines of it at most.
ALMOST_NOTHING = Fraction(1, 10**6)


def engine_sums(bill: Bill, plans: tuple[Plan, ...]) -> dict[Key, list[Fraction]]:
    by_id = {plan.plan_id: plan for plan in plans}
    sums: dict[Key, list[Fraction]] = defaultdict(lambda: [Fraction(0), Fraction(0)])
    for line in bill.lines:
        month = local(line.billed_at, by_id[line.plan_id]).date().replace(day=1)
        entry = sums[line.plan_id, line.kind, line.item_id, month]
        entry[0] += Fraction(line.quantity)
        entry[1] += Fraction(line.amount)
    return dict(sums)


@settings(max_examples=300)
@given(usage=usages(), plans=portfolios, period=periods())
def test_every_sum_is_that_of_the_reference(
    usage: Usage, plans: tuple[Plan, ...], period: Period
) -> None:
    found = engine_sums(price(usage, plans, period), plans)
    expected = reference_sums(usage, plans, period)
    assert set(found) == set(expected)
    for key, (quantity, amount) in expected.items():
        assert abs(found[key][0] - quantity) < ALMOST_NOTHING, key
        assert abs(found[key][1] - amount) < ALMOST_NOTHING, key
