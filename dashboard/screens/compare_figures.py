"""The figures behind the comparison's charts."""

from collections.abc import Sequence
from decimal import Decimal

import polars as pl

from dashboard.screens.compare_answer import Answer
from models.billing.compare import Compared
from models.billing.money import to_cents
from models.billing.sensitivity import Sensed

STEPS = 10  # of the use drawn, besides the points marked on it


def break_even_rows(answer: Answer) -> pl.DataFrame:
    """One row per use of one unit in a month: what it costs by the hour, and its rent."""
    marked = [answer.break_even.utilisation_ratio]
    if answer.first_unit_ratio:
        marked.append(Decimal(str(answer.first_unit_ratio)))
    ratios = sorted({*(Decimal(step) / STEPS for step in range(STEPS + 1)), *marked})
    fee = to_cents(answer.rental.unit_fee_cny_per_month)
    by_the_hour = [to_cents(answer.full_use_cost_cny * ratio) for ratio in ratios]
    return pl.DataFrame(
        {
            "utilisation_ratio": [float(ratio) for ratio in ratios],
            "on_demand_cost_cny": by_the_hour,
            "fee_cny": [fee] * len(ratios),
            "saving_cny": [cost - fee for cost in by_the_hour],
        }
    )


def sensitivity_rows(one: Compared, sensed: Sequence[Sensed]) -> pl.DataFrame:
    """What a plan saves as things are, then with one thing changed, row by row."""
    rows: list[tuple[str, float | None, float | None, Decimal]]
    rows = [("none", None, None, one.saving)]
    for found in sensed:
        is_month = found.factor == "month"
        change = None if is_month else float(found.value - 1)
        hours = float(found.value) if is_month else None
        rows.append((found.factor, change, hours, found.compared.saving))
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "factor": pl.String,
        "change_ratio": pl.Float64,
        "hours_per_month": pl.Float64,
        "saving_cny": pl.Decimal(38, 2),
    }
    return pl.DataFrame(rows, schema=schema, orient="row")
