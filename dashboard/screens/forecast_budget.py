"""Budgets as a line beside past and expected cost, in yuan on the screen's tax basis."""

from datetime import date

import polars as pl

from dashboard.reading import read
from data.settings import Settings
from models.billing.conversion import Terms, amount_in_cny
from models.billing.exchange import with_cny_rate
from models.billing.money import AMOUNT

LEAST_MONTHS = 2  # one alone is no state


def budget_line(series: str, settings: Settings, known_until: date) -> pl.DataFrame:
    """`period_start`, `amount` per month, ascending; a budget without a known rate is left out."""
    rows = with_cny_rate(
        read("forecast_budgets", series=series),
        read("forecast_rates"),
        day="period_start",
        known_until=known_until,
    ).drop_nulls("cny_per_unit")
    amounts = [
        amount_in_cny(
            row["amount"],
            Terms(row["cny_per_unit"], row["tax_included"], row["tax_rate"], settings.tax_basis),
        )
        for row in rows.iter_rows(named=True)
    ]
    return rows.select("period_start", pl.Series("amount", amounts, dtype=AMOUNT))


def over_since(months: pl.DataFrame, budgets: pl.DataFrame) -> date | None:
    """First of the months in a row, up to the last one known, that cost more than their budget.

    `months`: `period_start`, `value`; `budgets`: as budget_line. None where there are fewer than
    two of them.
    """
    held = months.join(budgets, on="period_start", how="left").sort("period_start")
    over = 0
    for value, amount in reversed(held.select("value", "amount").rows()):
        if value is None or amount is None or value <= amount:
            break
        over += 1
    since: date | None = held["period_start"][-over] if over >= LEAST_MONTHS else None
    return since
