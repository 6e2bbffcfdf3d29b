"""Exchange rates from the European Central Bank's history (`eurofxref-hist`, CSV or zip).

One row per business day, units of each currency for one euro, `N/A` where none was published.
Only business days are kept: carrying a rate forward is the reader's business, backward nobody's.
"""

from decimal import Decimal

import dataframely as dy
import polars as pl

from etl.reading import TextTable
from etl.source import Context, Source, SourceRow, has_columns

_RENAMED = {"Date": "rate_date", "USD": "usd_per_eur", "CNY": "cny_per_eur"}


def _rate(description: str) -> dy.Decimal:
    """A rate within what a currency can be worth, so that no cross rate is beyond all measure."""
    lowest, highest = Decimal("0.0001"), Decimal(10_000)
    return dy.Decimal(18, 6, min=lowest, max=highest, nullable=True, description=description)


class EcbRateRow(SourceRow):
    """One row per business day."""

    rate_date = dy.Date(primary_key=True, description="day of publication")
    usd_per_eur = _rate("dollars per euro")
    cny_per_eur = _rate("yuan per euro")


def _prepare(table: TextTable, _: Context) -> TextTable:
    not_published = [
        pl.col(name).replace("N/A", "") for name in _RENAMED.values() if name in table.rows.columns
    ]
    return TextTable(table.rows.with_columns(not_published), table.malformed)


SOURCE = Source(
    name="ecb_rates",
    title="Euro reference rates of the European Central Bank (history, CSV or zip)",
    version=1,
    contract=EcbRateRow,
    recognise=has_columns("Date", "USD", "CNY", "JPY"),
    renamed=_RENAMED,
    prepare=_prepare,
    core_sql={"core_fx_rate": "ecb_rates_to_fx_rate"},
)
