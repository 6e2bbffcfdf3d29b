"""The package price at which a customer does not care: package or by the hour, the bill is one."""

from decimal import Decimal
from fractions import Fraction

from models.billing.case import Case
from models.billing.compare import compare_one
from models.billing.money import to_rate
from models.billing.plans import Plan


def indifferent_price_ratio(case: Case, plan: Plan, units: int) -> Decimal | None:
    """That price, as a ratio of the plan's own; None for a plan that costs nothing.

    With so many units and the rest by the hour the customer then pays what all of it costs by the
    hour. Below 1 the plan as it is sells itself to nobody who uses cards like this. Holds for a
    package whose fee does not depend on use.
    """
    found = compare_one(case, plan, units)
    if not found.committed_cost:
        return None
    avoided = Fraction(case.baseline.total) - Fraction(found.on_demand_cost)
    return to_rate(avoided / Fraction(found.committed_cost))
