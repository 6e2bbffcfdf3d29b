"""Tokens of hosted models: what a million costs, and from how many a day serving oneself pays."""

from decimal import Decimal

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components import card, note, plain, sentences, table
from dashboard.components.filter_units import hours_per_month
from dashboard.i18n import t
from dashboard.reading import current, read
from models.billing.self_hosting import ServingServer, TokenBreakEven, token_break_even

COLUMNS = ("provider", "model", "tokens_per_day", "cny_per_million_tokens", "price_gap")
RENT_CNY, TOKENS_PER_SECOND, USABLE_PERCENT = 60_000, 2_500, 50


def show_tokens() -> None:
    """Two cards; nothing where no tokens are loaded."""
    models = read("token_costs")
    if models.is_empty():
        return
    left, right = st.columns(2)
    with left:
        _show_prices(models)
    with right, card(t("units.serving.title"), t("units.serving.subtitle")):
        _show_serving(models)


def _show_prices(models: pl.DataFrame) -> None:
    priced = models.drop_nulls("cost_cny")
    whole = sum(priced["cost_cny"].to_list(), Decimal(0))
    counts = {"count": formats.number(models.height), "priced": formats.number(priced.height)}
    kind = "finding" if priced.height == models.height else "finding_part"
    title = t(f"units.tokens.{kind}", cost=formats.money(whole), **counts)
    if priced.is_empty():  # unknown is not nothing
        title = t("units.tokens.unknown", **counts)
    with card(title, t("units.tokens.subtitle")):
        counted = pl.col("tokens_per_day").round().cast(pl.Int64)
        table(models.with_columns(counted).select(COLUMNS), "token_costs")
        unpriced = models.height - priced.height
        if unpriced:
            sentences([(t("units.tokens.unpriced", count=unpriced), True)])


@st.fragment
def _show_serving(models: pl.DataFrame) -> None:
    """Moving a slider redraws this card alone."""
    server = _server()
    for row in models.iter_rows(named=True):
        price = row["cny_per_million_tokens"]
        if price and price > 0:  # vouchers may have paid for more than was used
            text, pays = _verdict(row, token_break_even(server, price))
            sentences([(text, not pays)])
    note(t("units.serving.note"))


def _server() -> ServingServer:
    view = current()
    hours = hours_per_month(view.settings) if view else Decimal(720)
    with st.container(horizontal=True, gap="medium"):
        rent = st.slider(t("units.serving.rent"), 5_000, 120_000, RENT_CNY, 1_000, key="serve_rent")
        speed = st.slider(
            t("units.serving.speed"), 100, 20_000, TOKENS_PER_SECOND, 100, key="serve_speed"
        )
        usable = st.slider(
            t("units.serving.usable"), 5, 100, USABLE_PERCENT, 5, format="%d%%", key="serve_usable"
        )
    return ServingServer(Decimal(rent), Decimal(speed), hours, Decimal(usable) / 100)


def _verdict(row: dict[str, object], even: TokenBreakEven) -> tuple[str, bool]:
    words = {
        "model": plain(str(row["model"])),
        "price": formats.money(even.hosted_cny_per_million_tokens),
        "own": formats.money(even.self_hosted_cny_per_million_tokens),
        "now": formats.compact(_number(row["tokens_per_day"])),
    }
    if even.pays_from_tokens_per_day is None:
        return t("units.serving.never", **words), False
    words["tokens"] = formats.compact(even.pays_from_tokens_per_day)
    pays = _number(row["tokens_per_day"]) >= float(even.pays_from_tokens_per_day)
    return t(f"units.serving.{'pays' if pays else 'not_yet'}", **words), pays


def _number(value: object) -> float:
    return float(str(value))
