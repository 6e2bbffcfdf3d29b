"""Five tiles: what is in hand, and what the ladder makes of it against going on as today."""

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components import tile
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.slices import Pools

Row = dict[str, Any]


def show_tiles(choices: pl.DataFrame, months: pl.DataFrame, pools: Pools) -> None:
    """In hand, coverage, use of contracts, stranded spend, lock-in."""
    ladder, today = _row(choices, "ladder"), _row(choices, "as_today")
    columns = st.columns(5, gap="small")
    with columns[0]:
        _in_hand(months, pools)
    if ladder is None:
        return
    for column, (name, field, words) in zip(columns[1:], _TILES, strict=True):
        against = None
        if today is not None:
            against = t("commitments.tile.as_today", value=words(today[field]))
        with column:
            tile(
                t(f"commitments.tile.{name}", months=ladder["horizon_months"]),
                words(ladder[field]),
                against,
                help_text=t(f"commitments.tile.{name}_help"),
                measures=(field,),
                # the others are nowhere else
                table="out_ladder_choice" if name == "coverage" else "",
            )


def _in_hand(months: pl.DataFrame, pools: Pools) -> None:
    bars = read("commitments_bars", pools=pools).filter(state="in_hand")
    month, cards = None, None
    if months.height:
        month, cards = months.select("month", "in_hand_cards").row(0)
    against = t("commitments.tile.no_contract")
    if bars.height:
        first = formats.day(min(bars["ends_on"].to_list()))
        against = t("commitments.tile.first_ends", contracts=bars["offer_id"].n_unique(), day=first)
    tile(
        t("commitments.tile.in_hand", month=formats.month(month)),
        t("commitments.tile.cards", count=formats.number(cards)),
        against,
        help_text=t("commitments.tile.in_hand_help"),
        measures=("in_hand_cards",),
    )


def _row(choices: pl.DataFrame, choice: str) -> Row | None:
    rows = choices.filter(choice=choice)
    return rows.row(0, named=True) if rows.height else None


def _share(ratio: float | None) -> str:
    return formats.percent(ratio, 0)


def _months(months: float | None) -> str:
    return t("commitments.tile.months", count=formats.number(months, 1))


_TILES: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
    ("coverage", "coverage_ratio", _share),
    ("used", "commitment_used_ratio", _share),
    ("stranded", "stranded_cny", formats.money),
    ("lock_in", "lock_in_months", _months),
)
