"""Exchange rates by the day, as the engine takes them, and the days for which none is known.

The engine refuses a line without a rate. Where one unpriced day must not hide all others, such
days get a rate of 1, and whoever reads the bill takes `unknown` out again.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from models.billing.exchange import HOME_CURRENCY, with_cny_rate


@dataclass(frozen=True)
class Rates:
    """`frame` is as core_fx_rate, one row per day and currency; `by_day` the known ones."""

    frame: pl.DataFrame
    by_day: dict[tuple[str, date], Decimal]

    def of(self, currency: str, day: date) -> Decimal | None:
        """Yuan per unit; None where none is known."""
        return Decimal(1) if currency == HOME_CURRENCY else self.by_day.get((currency, day))


def daily_rates(
    fx: pl.DataFrame, currencies: set[str], first: date, last: date, *, until: date | None = None
) -> Rates:
    """Rates of every day from `first` to `last`; days after `until` have that day's rate."""
    return _rates(fx, currencies, pl.date_range(first, last, eager=True), until)


def rates_of_days(fx: pl.DataFrame, asked: pl.DataFrame) -> Rates:
    """Rates of each `currency` on its `day`."""
    foreign = asked.filter(pl.col("currency") != HOME_CURRENCY).unique()
    rated = with_cny_rate(foreign, fx, day="day").drop_nulls("cny_per_unit")
    rows = rated.select("day", "currency", "cny_per_unit").rows()
    return Rates(
        _as_fx([(day, currency, HOME_CURRENCY, rate) for day, currency, rate in rows]),
        {(currency, day): rate for day, currency, rate in rows},
    )


def rates_of_day(fx: pl.DataFrame, currencies: set[str], day: date, days: pl.Series) -> Rates:
    """The rates of one `day` on all `days`: what is priced at a day's prices has its rates too."""
    if currencies <= {HOME_CURRENCY}:
        return Rates(_as_fx([]), {})
    known = daily_rates(fx, currencies, day, day).by_day
    rows = [
        (on, currency, HOME_CURRENCY, rate) for (currency, _), rate in known.items() for on in days
    ]
    return Rates(_as_fx(rows), {(currency, on): rate for on, currency, _, rate in rows})


def _rates(fx: pl.DataFrame, currencies: set[str], days: pl.Series, until: date | None) -> Rates:
    foreign = pl.Series(sorted(currencies - {HOME_CURRENCY}), dtype=pl.String)
    asked = pl.DataFrame({"day": days}).join(pl.DataFrame({"currency": foreign}), how="cross")
    rated = with_cny_rate(asked, fx, day="day", known_until=until)
    rows = list(rated.select("day", "currency", "cny_per_unit").iter_rows())
    return Rates(
        _as_fx(
            [(day, currency, HOME_CURRENCY, rate or Decimal(1)) for day, currency, rate in rows]
        ),
        {(currency, day): rate for day, currency, rate in rows if rate is not None},
    )


def _as_fx(rows: list[tuple[date, str, str, Decimal]]) -> pl.DataFrame:
    types = {
        "rate_date": pl.Date(),
        "base_currency": pl.String(),
        "quote_currency": pl.String(),
        "rate": pl.Decimal(18, 8),
    }
    return pl.DataFrame(rows, schema=types, orient="row")
