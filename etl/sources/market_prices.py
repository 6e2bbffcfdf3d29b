"""Market price collections: dated figures as public sources print them, of every kind and unit.

Columns `date, provider_or_market, region, chip, cards, billing_mode, term_months, price, currency,
unit, source, note`; the note begins with a source grade in brackets, such as `[C media]`. The
catalogue in data/reference has a column `grade` instead, and the flags it knows; it is named with
--as. Dates may be a day, a month or a year. Such figures serve comparison and sanity bands; nobody
is billed by them, and what they do not say (tax, power) is named as missing.
"""

import dataframely as dy
import polars as pl

from data.tables import fields
from etl.reading import TextTable
from etl.source import Context, Source, SourceRow, has_columns

_RENAMED = {"date": "observed_on", "provider_or_market": "market"}
_GRADE = r"^\[([A-D])\b"


class MarketPriceRow(SourceRow):
    """One row per printed figure."""

    observed_on = dy.Date(
        description="first day of the day, month or year it is dated to",
        metadata={"expects": "a date as YYYY-MM-DD, YYYY-MM or YYYY"},
    )
    date_precision = fields.choice(("day", "month", "year"), "how precisely it is dated")
    market = fields.text("provider or market in the source's words")
    region = fields.region()
    chip = fields.text("chip in the source's words; `-` where there is none")
    cards = fields.count("cards in one unit", nullable=True)
    billing_mode = fields.text("how it is sold, in the source's words")
    term_months = fields.count("months of commitment", nullable=True)
    price = dy.Decimal(18, 6, min=0, description="figure as printed")
    currency = fields.text("currency; PCT, RATIO or YEARS where the figure is no money")
    unit = fields.text("unit as printed")
    tax_included = dy.Bool(description="tax in the price, where it says", nullable=True)
    power_included = dy.Bool(description="power in the price, where it says", nullable=True)
    grade = fields.choice(fields.GRADES, "A official, B research, C media, D blog or forum")
    source = fields.text("where it is printed")
    note = dy.String(description="what the source adds", nullable=True)


def _prepare(table: TextTable, _: Context) -> TextTable:
    rows = table.rows
    if not {"observed_on", "note"} <= set(rows.columns):
        return table  # the check for missing columns names them
    date = pl.col("observed_on").str.strip_chars()
    precision = (
        pl.when(date.str.contains(r"^\d{4}$"))
        .then(pl.lit("year"))
        .when(date.str.contains(r"^\d{4}-\d{2}$"))
        .then(pl.lit("month"))
        .otherwise(pl.lit("day"))
    )
    missing_part = {"year": "-01-01", "month": "-01", "day": ""}
    filled = date + precision.replace_strict(missing_part, return_dtype=pl.String)
    grade = pl.col("grade") if "grade" in rows.columns else pl.col("note").str.extract(_GRADE)
    return TextTable(
        rows.with_columns(
            observed_on=filled,
            date_precision=precision,
            grade=grade,
        ),
        table.malformed,
    )


SOURCE = Source(
    name="market_prices",
    title="Market price collection: dated figures with source and grade",
    version=1,
    contract=MarketPriceRow,
    recognise=has_columns("date", "provider_or_market", "billing_mode", "price", "unit", "note"),
    renamed=_RENAMED,
    prepare=_prepare,
    core_sql={"core_rental_quote": "market_prices_to_rental_quote"},
)
