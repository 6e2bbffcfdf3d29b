"""Exchange rates for somebody without data: the European Central Bank's, which come along."""

import io
import zipfile
from datetime import date
from decimal import Decimal
from functools import cache

import polars as pl

from etl.builtins import ecb_history_path
from models.billing.exchange import HOME_CURRENCY

_EURO = "EUR"


def built_in_rate(currency: str, day: date) -> tuple[Decimal, date] | None:
    """Yuan per unit of a currency on the newest business day up to `day`, and that day.

    None where the history does not have the currency, or begins later.
    """
    rates = _history()
    if currency not in rates.columns and currency != _EURO:
        return None
    per_euro = pl.lit(Decimal(1)) if currency == _EURO else pl.col(currency)
    known = rates.select("Date", home=pl.col(HOME_CURRENCY), other=per_euro)
    found = known.drop_nulls().filter(pl.col("Date") <= day).sort("Date").tail(1)
    if found.is_empty():
        return None
    on, home, other = found.row(0)
    return home / other, on


@cache
def _history() -> pl.DataFrame:
    with zipfile.ZipFile(io.BytesIO(ecb_history_path().read_bytes())) as archive:
        content = archive.read(archive.namelist()[0])
    rates = pl.read_csv(content, infer_schema_length=0, null_values=["N/A", ""])
    columns = [name for name in rates.columns if len(name) == len(_EURO)]
    return rates.select(
        pl.col("Date").str.to_date("%Y-%m-%d"), pl.col(columns).cast(pl.Decimal(18, 6))
    )
