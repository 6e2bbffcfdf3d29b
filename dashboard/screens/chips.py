"""Domestic and imported chips: which gives the cheaper useful hour, and what would change it."""

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.charts.chips import ChipBar, RankingLabels, ranking_chart
from dashboard.components import (
    card,
    chart,
    drawn,
    note,
    plain,
    screen_header,
    sentences,
    table,
    tokens,
)
from dashboard.components.filter_units import hours_per_month
from dashboard.i18n import t
from dashboard.reading import View, current, read
from dashboard.screens.chips_inputs import ask, efficiencies
from dashboard.screens.chips_origins import show_origins
from dashboard.screens.chips_switch import headline, show_crossing, switch_lines
from models.chips.prices import chip_prices
from models.chips.ranking import best_of_each_chip, ranked
from models.chips.switching import switch

TALL_TABLE_PX = 320
FEW_ROWS = 8


def render() -> None:
    """The screen."""
    view = current()
    screen_header("chips.title")
    if view is None:
        return
    _compare(view)
    show_origins()


@st.fragment
def _compare(view: View) -> None:
    """Question, answer and ranking: a slider redraws only these."""
    left, right = st.columns([2, 3])
    with left, st.container(border=True, height="stretch"):
        domestic, imported = efficiencies()
        rows = ranked(_prices(view.key, view), domestic, imported)
        best = best_of_each_chip(rows)
        asked = ask(best, domestic, imported)
        if asked.is_example:
            note(t("chips.input.example"))
    found = switch(asked.imported, asked.domestic, hours_per_month(view.settings))
    with right, card(*headline(asked, found)):
        sentences(switch_lines(asked, found))
        show_crossing(asked, found)
    _show_ranking(best, rows)


@st.cache_resource(max_entries=4, show_spinner=False)
def _prices(key: str, _view: View) -> pl.DataFrame:  # noqa: ARG001  what it is kept by
    return chip_prices(read("chips_prices"), read("chips_rates"), _view.settings)


def _show_ranking(best: pl.DataFrame, rows: pl.DataFrame) -> None:
    if best.is_empty():
        with card(t("chips.ranking.none"), height="content"):
            st.markdown(t("chips.ranking.why_none"))
    else:
        _show_best(best)
    if rows.is_empty():
        return
    with card(t("chips.ranking.table"), height="content"):
        unknown = rows.filter(pl.col("dense_tflops").is_null())["chip"].unique().sort()
        if len(unknown):
            note(t("chips.ranking.unknown", chips=plain(", ".join(unknown))))
        table(rows, "chips", height=TALL_TABLE_PX if rows.height > FEW_ROWS else None)


def _show_best(best: pl.DataFrame) -> None:
    first = best.row(0, named=True)
    cost = formats.money(first["cny_per_useful_pflop_hour"])
    title = t("chips.ranking.finding", chip=plain(first["chip"]), cost=cost)
    with card(title, t("chips.ranking.subtitle"), height="content"):
        bars = [
            ChipBar(
                row["chip"],
                float(row["cny_per_useful_pflop_hour"]),
                is_domestic=row["origin"] == "domestic",
                is_quote=row["kind"] == "quote",
            )
            for row in best.iter_rows(named=True)
        ]
        figure = drawn(
            ranking_chart,
            bars,
            labels=RankingLabels(
                t("words.origin.domestic"), t("words.origin.imported"), t("chips.ranking.quote")
            ),
            value_format=formats.money,
            tokens=tokens(),
        )
        chart(figure, key="chips_ranking", alt=title)
        note(t("chips.ranking.note"))
