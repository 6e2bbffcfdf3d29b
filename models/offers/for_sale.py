"""What is for sale to a pool on a day: rentals of the price book, and plans of files."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from data.settings import Settings
from models.billing.case import Case
from models.billing.comparable import gaps_of
from models.billing.compare import compare_one
from models.billing.modes.capacity_block import CapacityBlockPlan
from models.billing.modes.reserved import Reserved
from models.billing.money import to_rate
from models.billing.parts import Selector
from models.billing.plans import Plan
from models.offers.rows import rental_plan
from models.offers.window import Window


@dataclass(frozen=True)
class Sale:
    """A plan that is sold by units of so many cards, as the tables of plans name it."""

    plan: Plan
    billing_mode: str
    term_months: int
    cards_per_unit: int
    unit_fee_cny_per_month: Decimal | None


def rows_for_sale(offers: pl.DataFrame, settings: Settings) -> list[Sale]:
    """Rentals (rows of `rental_offers`) that can be compared and have a fee."""
    priced = offers.filter(pl.col("price_gap").is_null(), pl.col("unit_fee_cny_per_month") > 0)
    found = []
    for row in priced.iter_rows(named=True):
        market = {name: row[name] for name in ("provider", "region", "chip")}
        plan = rental_plan(
            row["offer"] | market, "core_price", settings.hours_per_month, settings.time_zone
        )
        if plan is not None:
            found.append(
                Sale(
                    plan,
                    row["billing_mode"],
                    row["term_months"],
                    row["cards_per_unit"],
                    row["unit_fee_cny_per_month"],
                )
            )
    return found


def files_for_sale(plans: Sequence[Plan], window: Window) -> list[Sale]:
    """Plans of files that are sold by the card, suit the pool and hold on its last day."""
    return [
        Sale(plan, billing_mode_of(plan), getattr(plan, "term_months", 0), cards, None)
        for plan in suiting(plans, window)
        if (cards := getattr(plan, "cards", None)) is not None and not gaps_of(plan)
    ]


def suiting(plans: Sequence[Plan], window: Window) -> list[Plan]:
    """Plans that select the pool and are for sale on its last day, the newest version of each."""
    day = window.days[-1]
    newest: dict[str, Plan] = {}
    for plan in sorted(plans, key=lambda plan: plan.valid_from):
        holds = plan.valid_from <= day and (plan.valid_to is None or day <= plan.valid_to)
        if holds and any(one.selects(window.item) for one in selectors_of(plan)):
            newest[plan.plan_id] = plan
    return list(newest.values())


def selectors_of(plan: Plan) -> tuple[Selector, ...]:
    """What a plan is for: its selector, or those of its prices; none where it selects no use."""
    found = [getattr(plan, name, ()) for name in ("match", "prices", "draws")]
    return tuple(one for part in found for one in (part if isinstance(part, tuple) else (part,)))


def billing_mode_of(plan: Plan) -> str:
    """How the tables call what a plan is, as the closed set BILLING_MODES has it."""
    if isinstance(plan, CapacityBlockPlan):
        return "capacity_block"
    if isinstance(plan, Reserved) and plan.recurring_per == "hour":
        return "reserved"
    term: int = getattr(plan, "term_months", 1)
    names = ((1, "monthly"), (3, "quarterly"), (12, "annual"))
    return next((name for months, name in names if term <= months), "multi_year")


def monthly_fee_cny(sale: Sale, case: Case) -> Decimal:
    """Fee of one unit for a month of the hour basis: what the hours compared cost, scaled."""
    if sale.unit_fee_cny_per_month is not None:
        return sale.unit_fee_cny_per_month
    cost = compare_one(case, sale.plan, 1).committed_cost
    return to_rate(cost * case.hours_per_month / case.hours)
