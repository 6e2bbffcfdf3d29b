"""What an offer must say before it is compared, and which offers do not say it.

A rent with power is not one without, and a price for eight cards not one for a card. Use that is
sold by the hour includes its power unless the plan says otherwise; a rent of a server by the day,
month or year must say.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from data.errors import MissingPriceError
from models.billing.modes.electricity import Electricity
from models.billing.modes.hosting import Hosting
from models.billing.modes.owned import Owned
from models.billing.modes.reserved import Reserved
from models.billing.modes.server_rental import ServerRental
from models.billing.modes.subscription import Subscription
from models.billing.modes.voucher import VoucherPlan
from models.billing.plans import Plan

POWER_UNSAID = "power_not_said"
POWER_OUTSIDE = "power_not_included"
NO_RIVAL = "no_plan_by_itself"


@dataclass(frozen=True)
class Incomplete:
    """An offer that cannot be compared: `missing` names what it lacks, as codes."""

    plan_id: str
    missing: tuple[str, ...]
    source: str = ""


def gaps_of(plan: Plan) -> tuple[str, ...]:
    """What a plan lacks before it can be compared; empty where nothing.

    Its cards, currency and tax are said by every plan. A server rental prices its power, or says
    that the rent has it; servers of one's own are compared with their power by `buy_or_rent`.
    """
    if isinstance(plan, ServerRental):
        return ()
    if isinstance(plan, Owned):
        return (POWER_OUTSIDE,)
    if isinstance(plan, (VoucherPlan, Hosting, Electricity)):
        return (NO_RIVAL,)
    if plan.power_included is False:
        return (POWER_OUTSIDE,)
    is_rent = isinstance(plan, Subscription) or (
        isinstance(plan, Reserved) and plan.recurring_per == "month"
    )
    return (POWER_UNSAID,) if is_rent and plan.power_included is None else ()


def sorted_out(
    offers: Sequence[Plan | Incomplete],
) -> tuple[list[Plan], list[Incomplete]]:
    """Those that can be compared, and those that cannot."""
    plans: list[Plan] = []
    refused: list[Incomplete] = []
    for offer in offers:
        if isinstance(offer, Incomplete):
            refused.append(offer)
        elif missing := gaps_of(offer):
            refused.append(Incomplete(offer.plan_id, missing, offer.source))
        else:
            plans.append(offer)
    return plans, refused


def require_comparable(offers: Sequence[Plan | Incomplete]) -> list[Plan]:
    """The plans, if all of them can be compared.

    Raises:
        MissingPriceError: some cannot; each is named with what it lacks.
    """
    plans, refused = sorted_out(offers)
    if refused:
        named = "; ".join(f"{one.plan_id} ({', '.join(one.missing)})" for one in refused)
        raise MissingPriceError(
            f"{len(refused)} offer(s) lack what a comparison needs: {named}",
            where=refused[0].source or refused[0].plan_id,
            remedy="Ask the seller for unit, cards, tax and power, and write them down.",
        )
    return plans
