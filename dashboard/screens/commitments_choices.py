"""What else could be done, side by side; and the frontier with its one knob."""

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.charts.frontier import FrontierLabels, frontier_chart
from dashboard.charts.style import Tokens
from dashboard.components import (
    card,
    chart,
    drawn_of_snapshot,
    note,
    plain,
    sentences,
    steps,
    table,
)
from dashboard.components.tables import told
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.screens.commitments_knob import (
    LITTLE_RATIO,
    against,
    cost_share,
    outcomes,
    share_words,
)
from dashboard.screens.ladder_words import joined
from dashboard.units import bought_now

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Row = dict[str, Any]
HEIGHT_PX = 262
_HIDDEN = ("evidence_share", "horizon_months")


def show_choices(choices: pl.DataFrame, scope: str) -> None:
    """The ladder beside going on as today, one offer, and paying by the hour."""
    rows = choices.filter(pl.col("choice") != "knob")
    if rows.is_empty():
        return
    months = formats.number(rows["horizon_months"].to_list()[0])
    breaks = rows["breaks_limits"].drop_nulls().len()
    with card(_title(rows), t("commitments.choices.subtitle", months=months), height="content"):
        # Of the company there is no range and no single offer: columns without a value say nothing.
        table(told(rows).drop(_HIDDEN, strict=False), "ladder_choices", {"scope": scope})
        if breaks:
            note(t("commitments.choices.breaks", count=breaks))
        note(t("commitments.choices.note"))


def _title(rows: pl.DataFrame) -> str:
    """The ladder against the cheapest of the others that keep to the limits, whichever way."""
    ladder = rows.filter(choice="ladder")
    others = rows.filter((pl.col("choice") != "ladder") & pl.col("breaks_limits").is_null())
    if ladder.is_empty() or others.is_empty():
        return t("commitments.choices.title")
    other = others.sort("cost_cny").row(0, named=True)
    apart = other["cost_cny"] - ladder["cost_cny"].to_list()[0]
    key = "cheapest" if apart >= 0 else "not_cheapest"
    name = t(f"words.choice.{other['choice']}")
    if other["offer_id"]:
        name = t("commitments.choices.with_offer", name=name, offer=plain(other["offer_id"]))
    return t(f"commitments.choices.{key}", amount=formats.money(abs(apart)), other=name)


def show_frontier(scope: str) -> None:
    """What the one knob is about: each outcome where it changes little, else the frontier."""
    points = _points(scope)
    if points.is_empty():
        return
    if cost_share(points) >= LITTLE_RATIO:
        _drawn_frontier(scope)
        return
    with card(_frontier_title(points), t("commitments.frontier.subtitle")):
        # A chart of it would show noise, much enlarged.
        sentences([(line, False) for line in outcomes(points, _present(scope))])
        note(t("commitments.frontier.note"))


@st.fragment
def _drawn_frontier(scope: str) -> None:
    """Cost against stranded spend over lambda; the knob redraws only this card."""
    points, present = _points(scope), _present(scope)
    with card(_frontier_title(points), t("commitments.frontier.subtitle")):
        shares = [f"{share:g}" for share in points["evidence_share"]]
        chosen = shares[0]
        if len(shares) > 1:
            chosen = steps(
                t("commitments.frontier.knob"),
                shares,
                key="lambda",
                default=None if present is None else f"{present['evidence_share']:g}",
                words=lambda share: share_words(float(share)),
            )
        row = points.row(shares.index(chosen), named=True)
        share = row["evidence_share"]
        figure = drawn_of_snapshot(_figure, scope, share)
        sentence = _knob_sentence(row, present)
        chart(figure, key="commitments_frontier", alt=sentence)
        st.markdown(sentence)
        note(t("commitments.frontier.note"))


def _points(scope: str) -> pl.DataFrame:
    """The knob's positions, one row a share; the advice's own is among them."""
    rows = read("commitments_choices", scope=scope).filter(
        pl.col("choice").is_in(["knob", "ladder"]) & pl.col("evidence_share").is_not_null()
    )
    knob = rows.filter(choice="knob")
    if knob.is_empty():
        return knob
    ladder = rows.filter(choice="ladder")
    return pl.concat([ladder, knob]).unique("evidence_share", keep="first").sort("evidence_share")


def _present(scope: str) -> Row | None:
    ladder = read("commitments_choices", scope=scope).filter(choice="ladder")
    ladder = ladder.drop_nulls("evidence_share")
    return ladder.row(0, named=True) if ladder.height else None


def _matters(points: pl.DataFrame) -> bool:
    """Whether the knob's positions differ."""
    return max(points[name].n_unique() for name in ("cost_cny", "stranded_cny")) > 1


def _frontier_title(points: pl.DataFrame) -> str:
    """What the whole range of the knob is about."""
    if not _matters(points):
        return t("commitments.frontier.nothing")
    columns = {"cost": points["cost_cny"].to_list(), "stranded": points["stranded_cny"].to_list()}
    spread = {name: formats.money(max(c) - min(c)) for name, c in columns.items()}
    share = cost_share(points)
    if share < LITTLE_RATIO:
        return t("commitments.frontier.little", share=formats.percent(share), **spread)
    return t("commitments.frontier.finding", **spread)


def _knob_sentence(row: Row, present: Row | None) -> str:
    facts = {"share": share_words(row["evidence_share"]), "units": bought_now(row)}
    sentence = t("commitments.frontier.at", **facts)
    if present is None or row["evidence_share"] == present["evidence_share"]:
        return joined(sentence, t("commitments.frontier.is_present"))
    return joined(sentence, against(row, present))


def _figure(scope: str, chosen: float, tokens: Tokens) -> "Figure":
    present = _present(scope)
    names = ("stranded", "cost", "present")
    return frontier_chart(
        _points(scope),
        present=present["evidence_share"] if present else None,
        chosen=chosen,
        labels=FrontierLabels(**{name: t(f"commitments.frontier.{name}") for name in names}),
        share_format=share_words,
        value_format=formats.money,
        ticks=formats.money_ticks,
        tokens=tokens,
        height=HEIGHT_PX,
    )
