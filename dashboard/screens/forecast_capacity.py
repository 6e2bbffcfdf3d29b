"""How likely each pool's cards are too few, by date."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components import card, flagged, matrix, note, plain
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.screens.chart_texts import day_tick
from dashboard.screens.forecast_choice import CARD_LEVELS, CARD_TARGETS, Choice
from dashboard.screens.forecast_parts import LIKELY

SHOWN = 12


def show_capacity(choice: Choice) -> None:
    """A card with a line per pool, the most pressing first; nothing where no cards are counted."""
    of_cards = choice.pools or choice.level in CARD_LEVELS
    if not of_cards or choice.target not in CARD_TARGETS:
        return
    rows = read("forecast_capacity", pool_id=choice.pool_id)
    if choice.pools:
        rows = rows.filter(pl.col("pool_id").is_in(choice.pools))
    if choice.level == "provider":
        rows = rows.filter(pl.col("pool_id").str.starts_with(f"{choice.series}/"))
    if rows.is_empty():
        return
    with card(capacity_finding(rows), t("forecast.capacity.subtitle"), height="content"):
        st.markdown(_matrix(rows.head(SHOWN)))
        note(t("forecast.capacity.note"))


def capacity_finding(rows: pl.DataFrame) -> str:
    """The title: the pool that is most likely short within a month, else at the end."""
    first = rows.row(0, named=True)
    for ratio, day in (("by_month_ratio", "month_end"), ("by_end_ratio", "last_day")):
        worst = rows.sort(ratio, descending=True).row(0, named=True)
        if worst[ratio] >= LIKELY:
            words = {"pool": _pool(worst), "day": formats.day(worst[day])}
            return t("forecast.capacity.finding", chance=formats.chance(worst[ratio]), **words)
    return t("forecast.capacity.calm", day=formats.day(first["last_day"]))


def _matrix(rows: pl.DataFrame) -> str:
    first = rows.row(0, named=True)
    days = [first[name] for name in ("week_end", "month_end", "last_day")]
    heads = [t("forecast.capacity.pool")]
    heads += [t("forecast.capacity.by", day=day_tick(day)) for day in days]
    heads.append(t("forecast.capacity.renewed"))
    return matrix(heads, [_line(row) for row in rows.iter_rows(named=True)])


def _line(row: dict[str, Any]) -> list[str]:
    cards = [formats.number(row[name]) for name in ("cards_now", "cards_then")]
    ratios = ("by_week_ratio", "by_month_ratio", "by_end_ratio", "if_renewed_ratio")
    mark = r" \*" if row["is_without_queue"] else ""
    in_hand = cards[0] if cards[0] == cards[1] else f"{cards[0]} → {cards[1]}"
    return [
        f"{_pool(row)}{mark} :gray[({in_hand})]",
        *(_marked(row[ratio]) for ratio in ratios),
    ]


def _marked(ratio: float) -> str:
    return flagged(formats.chance(ratio), is_warning=ratio >= LIKELY)


def _pool(row: dict[str, Any]) -> str:
    return plain(formats.short_pool(row["pool_id"]))
