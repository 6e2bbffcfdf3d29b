"""Quotes of a chip over time, with grade and dated bands; from the snapshot, else the reference."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.charts.axes import even_ticks
from dashboard.charts.quotes import DatedBand, QuoteLabels, quotes_chart
from dashboard.components import card, chart, choose, drawn, note, plain, segments, tokens
from dashboard.components.filter_units import hours_per_month
from dashboard.components.tables import grid, table
from dashboard.i18n import t
from dashboard.reading import current, read
from data.reference import market_prices_path, read_sanity_bands
from data.settings import load_settings
from models.billing.conversion import Terms
from models.billing.exchange import HOME_CURRENCY
from models.market.standing import BAND_CARDS, cny_per_card_hour, same_chip
from models.offers.quotes import QUOTED_WITHIN_DAYS

RENT, BY_THE_HOUR = "gpu_rent", "gpu_cloud"
SERIES = ((RENT, "CNY"), (BY_THE_HOUR, "CNY"), (BY_THE_HOUR, "USD"))
TALL_TABLE_PX = 280
_UNITS = {
    RENT: ("server_month", "card_month"),
    BY_THE_HOUR: ("card_hour", "server_hour", "server_day"),
}


def quotes_known() -> pl.DataFrame:
    """Quotes of the snapshot; where there are none, those of the reference file."""
    if current() is not None:
        loaded = read("market_quotes")
        if not loaded.is_empty():
            return loaded
    return _reference()


@st.cache_resource(show_spinner=False)
def _reference() -> pl.DataFrame:
    rows = pl.read_csv(market_prices_path(), infer_schema=False)
    unit = pl.col("unit")
    return (
        rows.with_columns(
            pl.col("observed_on").map_elements(_first_day, return_dtype=pl.Date),
            pl.col("price").cast(pl.Decimal(18, 6)),
            pl.col("cards", "term_months").cast(pl.Int64),
            pl.when(unit.is_in(_UNITS[RENT]))
            .then(pl.lit(RENT))
            .when(unit.is_in(_UNITS[BY_THE_HOUR]))
            .then(pl.lit(BY_THE_HOUR))
            .alias("category"),
            pl.lit(None, dtype=pl.String).alias("review_state"),
            pl.lit(None, dtype=pl.String).alias("review_reason"),
        )
        .filter(pl.col("category").is_not_null(), pl.col("chip") != "-")
        .sort("observed_on", "market", "price")
    )


def _first_day(text: str) -> date:
    """`2026-07` and `2026` are dated to their first day."""
    return date.fromisoformat(text + "-01-01"[3 * text.count("-") :])


def near(
    quotes: pl.DataFrame, chip: str, day: date, hours_per_month: Decimal, *, by_the_hour: bool
) -> list[float]:
    """Prices per card-hour, as printed in yuan, of the half-year up to a day."""
    category = BY_THE_HOUR if by_the_hour else RENT
    lately = pl.col("observed_on").is_between(day - timedelta(days=QUOTED_WITHIN_DAYS), day)
    rows = quotes.filter(
        lately,
        pl.col("category") == category,
        pl.col("currency") == HOME_CURRENCY,
        pl.col("review_state").fill_null("") != "review",
    )
    prices = (
        _per_card_hour(row, hours_per_month)
        for row in rows.iter_rows(named=True)
        if same_chip(row["chip"], chip)
    )
    return [price for price in prices if price is not None]


def _per_card_hour(row: dict[str, Any], hours_per_month: Decimal) -> float | None:
    """As printed: no tax is taken off, and no currency converted."""
    as_printed = Terms(Decimal(1), tax_included=True, tax_rate=Decimal(0), tax_basis="included")
    price = cny_per_card_hour(
        row["price"], row["unit"], row["cards"] or 1, hours_per_month, as_printed
    )
    return None if price is None else float(price)


@st.fragment
def show_quotes(quotes: pl.DataFrame) -> None:
    """The quotes of a chip on one axis: one way of selling, one currency."""
    if quotes.is_empty():
        return
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        chip = _choose_chip(quotes)
        category, currency = _choose_series(quotes, chip)
    rows = _valued(quotes, chip, category, currency)
    if rows.is_empty():
        return
    unit = t(f"market.series.{category}_{currency.lower()}")
    with card(_finding(rows, chip, currency), unit, height="content"):
        _draw(rows, chip, category, currency)
        shown = rows.drop("value", "words", "is_held", "category", "review_state")
        if current() is None:
            grid(shown, "market_quotes", height=TALL_TABLE_PX)
        else:
            table(shown, "market_quotes", {"chip": chip}, height=TALL_TABLE_PX)
        note(t("market.quotes.note"))


def _choose_chip(quotes: pl.DataFrame) -> str:
    rents = quotes.filter(pl.col("category") == RENT)
    ordered = pl.concat([rents, quotes])["chip"].value_counts(sort=True)["chip"].to_list()
    with st.container(width=260):
        return choose(t("market.input.chip"), ordered, key="market_chip") or ordered[0]


def _choose_series(quotes: pl.DataFrame, chip: str) -> tuple[str, str]:
    there = {
        (row["category"], row["currency"])
        for row in quotes.iter_rows(named=True)
        if same_chip(row["chip"], chip)
    }
    codes = [f"{c}_{money.lower()}" for c, money in SERIES if (c, money) in there]
    if not codes:
        return SERIES[0]
    chosen = segments(
        t("market.input.series"),
        codes,
        key="market_series",
        words=lambda code: t(f"market.series.{code}"),
    )
    return next(pair for pair in SERIES if f"{pair[0]}_{pair[1].lower()}" == chosen)


def _valued(quotes: pl.DataFrame, chip: str, category: str, currency: str) -> pl.DataFrame:
    """Quotes of one axis with `value`, `is_held` and what stands under the pointer."""
    view = current()
    hours = hours_per_month(view.settings if view else load_settings())
    times = float(BAND_CARDS * hours) if category == RENT else 1.0
    rows = quotes.filter(pl.col("category") == category, pl.col("currency") == currency)
    kept = [
        row | {"value": value * times}
        for row in rows.iter_rows(named=True)
        if same_chip(row["chip"], chip) and (value := _per_card_hour(row, hours)) is not None
    ]
    text = _text_of(currency)
    held = [row["review_state"] == "review" for row in kept]
    words = [
        f"{text(row['value'])}<br>{formats.day(row['observed_on'])} · {row['market']}"
        f" · {row['grade']}"
        for row in kept
    ]
    frame = pl.DataFrame(kept, schema=rows.schema | {"value": pl.Float64})
    return frame.with_columns(
        pl.Series("is_held", held, dtype=pl.Boolean), pl.Series("words", words, dtype=pl.String)
    )


def _text_of(currency: str) -> Any:
    if currency == HOME_CURRENCY:
        return formats.money
    return lambda value: f"{currency} {formats.number(value, 2)}"


def _finding(rows: pl.DataFrame, chip: str, currency: str) -> str:
    text, last = _text_of(currency), rows.row(-1, named=True)
    return t(
        "market.quotes.finding",
        chip=plain(chip),
        last=text(last["value"]),
        day=formats.month(last["observed_on"]),
        count=rows.height,
        since=formats.month(rows["observed_on"].to_list()[0]),
        low=text(float(rows["value"].to_list()[rows["value"].arg_min() or 0])),
        high=text(float(rows["value"].to_list()[rows["value"].arg_max() or 0])),
    )


def _draw(rows: pl.DataFrame, chip: str, category: str, currency: str) -> None:
    text = _text_of(currency)
    figure = drawn(
        quotes_chart,
        rows,
        _bands(chip) if category == RENT else [],
        labels=QuoteLabels(
            *(t(f"market.quotes.{name}") for name in ("strong", "weak", "held", "band"))
        ),
        value_format=text,
        date_format=formats.month,
        ticks=formats.money_ticks if currency == HOME_CURRENCY else even_ticks(text),
        tokens=tokens(),
    )
    chart(figure, key="market_quotes", alt=_finding(rows, chip, currency))


def _bands(chip: str) -> list[DatedBand]:
    words = chip.split()
    return [
        DatedBand(
            row["valid_from"],
            row["valid_to"],
            float(row["low_cny_per_server_month"]),
            float(row["high_cny_per_server_month"]),
        )
        for row in read_sanity_bands().iter_rows(named=True)
        if row["chip"] in words
    ]
