"""Plans side by side and bills line by line as tables, for the screen and the command line."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import polars as pl

from dashboard.i18n import t
from models.billing.bill import QUANTITY_DECIMALS, Line
from models.billing.case import Case
from models.billing.clock import Clock
from models.billing.compare import Compared
from models.billing.money import AMOUNT, RATE
from models.billing.usage import HOUR
from models.offers.side_by_side import Side

_PLAN_TYPES: dict[str, pl.DataType] = {
    "offer_id": pl.String(),
    "billing_mode": pl.String(),
    "units": pl.Float64(),
    "unit": pl.String(),
    "cost_cny": AMOUNT,
    "saving_cny": AMOUNT,
    "savings_ratio": pl.Float64(),
    "effective_cny_per_card_hour": RATE,
    "effective_cny_per_useful_card_hour": RATE,
    "break_even_utilisation_ratio": pl.Float64(),
    "coverage_ratio": pl.Float64(),
    "commitment_used_ratio": pl.Float64(),
    "unused_cost_cny": AMOUNT,
    "term_months": pl.Int64(),
    "break_even_hours_per_month": pl.Float64(),
    "break_even_months": pl.Float64(),
    "earned_on": pl.Date(),
    "offer_origin": pl.String(),
    "offer_source": pl.String(),
}
_BILL_TYPES: dict[str, pl.DataType] = {
    "start_date": pl.Date(),
    "end_date": pl.Date(),
    "offer_id": pl.String(),
    "line_kind": pl.String(),
    "rule": pl.String(),
    "quantity": pl.Decimal(38, QUANTITY_DECIMALS),
    "unit": pl.String(),
    "unit_rate": pl.Decimal(38, 12),
    "charged": AMOUNT,
    "currency": pl.String(),
    "exchange_rate": pl.Decimal(18, 8),
    "amount_cny": AMOUNT,
    "offer_source": pl.String(),
}


def plan_rows(sides: tuple[Side, ...]) -> pl.DataFrame:
    """One row per plan, in the order given; ratios and rates are null where they do not exist."""
    return pl.DataFrame([_plan_row(side) for side in sides], schema=_PLAN_TYPES)


def bill_rows(case: Case, compared: Compared) -> pl.DataFrame:
    """One row per line of a plan's bill, as its seller charges it; days are local, both included.

    A fee for more than the days compared stands whole: of its amount the plan costs what falls to
    those days.
    """
    clock = Clock(case.usage.first_hour, case.usage.hours, case.time_zone)
    rows = [
        _bill_row(clock, line)
        for line in compared.bill.lines
        if line.ledger == "charge" or line.amount
    ]
    return pl.DataFrame(rows, schema=_BILL_TYPES)


def assumptions(sides: Iterable[Side]) -> list[tuple[str, str]]:
    """Plans of which something was assumed, and what, in words."""
    return [
        (side.compared.plan_id, t(f"words.assumed.{code}"))
        for side in sides
        for code in side.sale.assumptions
    ]


def _plan_row(side: Side) -> dict[str, Any]:
    one, point = side.compared, side.compared.break_even
    source = one.plan.source if one.plan else one.case.on_demand[0].source
    return {
        "offer_id": one.plan_id,
        "billing_mode": side.billing_mode,
        "term_months": side.term_months,
        "offer_origin": side.origin,
        "units": float(one.units),
        "unit": side.sale.unit,
        "cost_cny": one.cost,
        "saving_cny": one.saving,
        "savings_ratio": _float(one.savings_ratio),
        "effective_cny_per_card_hour": one.effective_rate,
        "effective_cny_per_useful_card_hour": one.effective_rate_useful,
        "coverage_ratio": _float(one.coverage_ratio),
        "commitment_used_ratio": _float(one.utilisation_ratio),
        "unused_cost_cny": one.unused_cost if one.plan else None,
        "break_even_utilisation_ratio": point and float(point.utilisation_ratio),
        "break_even_hours_per_month": point and float(point.hours_per_month),
        "break_even_months": point and _float(point.months),
        "earned_on": point and point.earned_on,
        "offer_source": source,
    }


def _bill_row(clock: Clock, line: Line) -> dict[str, Any]:
    return {
        "start_date": clock.local_day(clock.index(line.start)),
        "end_date": clock.local_day(clock.index(line.end - HOUR)),
        "offer_id": line.plan_id,
        "line_kind": line.kind,
        "rule": line.rule,
        "quantity": line.quantity,
        "unit": line.unit,
        "unit_rate": line.rate,
        "charged": line.charged,
        "currency": line.currency,
        "exchange_rate": line.fx_rate,
        "amount_cny": line.amount,
        "offer_source": line.source,
    }


def _float(number: Decimal | None) -> float | None:
    return None if number is None else float(number)
