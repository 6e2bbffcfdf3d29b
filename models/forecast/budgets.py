"""Budgets in yuan on the settings' tax basis, by scope and month."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb

from data.settings import Settings
from models.billing.conversion import Terms, amount_in_cny
from models.billing.exchange import with_cny_rate
from models.forecast.periods import Period
from models.forecast.reading import read
from models.stage import read_core

COMPANY = "company"


@dataclass(frozen=True)
class Budgets:
    """Budget by (scope, first day of the month); scope is `company`, a pool or a provider."""

    amounts_cny: dict[tuple[str, date], Decimal]

    def of(self, scope: str | None, period: Period) -> Decimal | None:
        """Budget of a month, or of a quarter all of whose months have one; None otherwise."""
        amounts = [self.amounts_cny.get((scope or "", month)) for month in period.months]
        known = [amount for amount in amounts if amount is not None]
        return sum(known, Decimal(0)) if known and len(known) == len(amounts) else None


def read_budgets(
    connection: duckdb.DuckDBPyConnection, settings: Settings, known_until: date
) -> Budgets:
    """All budgets; one whose currency has no known rate is left out, never taken at par.

    A month after `known_until` is converted at that day's rate.
    """
    rows = with_cny_rate(
        read(connection, "budgets"),
        read_core(connection, "core_fx_rate"),
        day="month",
        known_until=known_until,
    )
    amounts: dict[tuple[str, date], Decimal] = {}
    for row in rows.iter_rows(named=True):
        if row["cny_per_unit"] is None:
            continue
        terms = Terms(row["cny_per_unit"], row["tax_included"], row["tax_rate"], settings.tax_basis)
        amounts[row["scope"], row["month"]] = amount_in_cny(row["amount"], terms)
    return Budgets(amounts)
