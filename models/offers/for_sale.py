"""Plans of files that are for sale to a pool, and those that cannot be compared."""

from collections.abc import Sequence

from models.billing.comparable import Incomplete, sorted_out
from models.billing.plans import Plan
from models.offers.sale import Sale, sale_of, selectors_of
from models.offers.window import Window


def files_for_sale(plans: Sequence[Plan], window: Window) -> tuple[list[Sale], list[Incomplete]]:
    """Plans of files that suit the pool and hold on its last day; and what the others lack."""
    found, refused = sorted_out(suiting(plans, window))
    return [sale_of(plan) for plan in found], refused


def suiting(plans: Sequence[Plan], window: Window) -> list[Plan]:
    """Plans that select the pool and are for sale on its last day, the newest version of each."""
    day = window.days[-1]
    newest: dict[str, Plan] = {}
    for plan in sorted(plans, key=lambda plan: plan.valid_from):
        holds = plan.valid_from <= day and (plan.valid_to is None or day <= plan.valid_to)
        if holds and any(one.selects(window.item) for one in selectors_of(plan)):
            newest[plan.plan_id] = plan
    return list(newest.values())
