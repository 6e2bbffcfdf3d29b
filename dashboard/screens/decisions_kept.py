"""What was decided and what came of it, month by month; and who decided what."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.charts.outcomes import OutcomeLabels, outcome_chart
from dashboard.charts.style import tokens_for
from dashboard.components import card, chart, choose, note, plain, sentences, table
from dashboard.entries import history
from dashboard.i18n import t, writing
from dashboard.reading import View, read
from dashboard.screens.decisions_form import SAID, WHO
from data.errors import SuanliError
from data.planning.log import Entry, undoable, undoing
from data.planning.store import append

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_LISTED = (
    "owner",
    "deadline",
    "units",
    "advised_units",
    "action",
    "pool_id",
    "decided_on",
)
_SAVINGS = ("expected_saving_cny", "realised_saving_cny", "advised_saving_cny")


def show_kept(kept: Mapping[str, Entry]) -> None:
    """The decisions that hold, with what they were expected to save and what they did."""
    outcomes = read("decisions_outcomes")
    if not kept:
        with card(t("decisions.kept.none"), height="content"):
            note(t("decisions.kept.how"))
        return
    with card(_finding(kept, _followed(outcomes)), t("decisions.kept.subtitle"), height="content"):
        rows = _rows(kept, outcomes)
        table(rows, "decisions_kept", height=280 if rows.height > 7 else None)
        if outcomes.height:
            _months(outcomes)
        note(t("decisions.kept.how"))


def show_history(view: View, entries: Sequence[Entry]) -> None:
    """Every entry about a decision, the latest first, and taking the last one back."""
    own = [entry for entry in entries if entry.kind == "decision"]
    if not own:
        return
    title = t("decisions.history.title", count=formats.number(len(own)))
    with card(title, t("decisions.history.subtitle"), height="content"):
        table(_history(own), "decisions_history", height=240 if len(own) > 6 else None)
        _undo_button(view, own)


def _followed(outcomes: pl.DataFrame) -> pl.DataFrame:
    """Months that are known, but for advice that nobody followed: of it nothing was expected."""
    known = outcomes.drop_nulls("realised_saving_cny")
    return known.filter(pl.col("verdict").ne_missing("rejected"))


def _finding(kept: Mapping[str, Entry], known: pl.DataFrame) -> str:
    count = formats.number(len(kept))
    if known.is_empty():
        return t("decisions.kept.nothing_yet", count=count)
    saved: Any = known["realised_saving_cny"].sum()
    expected: Any = known["expected_saving_cny"].sum()
    facts: dict[str, Any] = {"count": count, "amount": formats.money(abs(saved))}
    key = "saved" if saved >= 0 else "lost"
    if not known["expected_saving_cny"].count():
        return t(f"decisions.kept.{key}", **facts)
    return t(f"decisions.kept.{key}_expected", expected=formats.money(expected), **facts)


def _rows(kept: Mapping[str, Entry], outcomes: pl.DataFrame) -> pl.DataFrame:
    """One row per decision: what was said, and the sums of its months that are known."""
    names = ("decision_id", "verdict", "offer_id", *_LISTED)
    texts = [[(entry.values or {}).get(name) for entry in kept.values()] for name in names]
    columns = [pl.Series(n, v, pl.String) for n, v in zip(names, texts, strict=True)]
    said = pl.DataFrame(columns).with_columns(
        pl.col("decided_on", "deadline").str.to_date("%Y-%m-%d"),
        pl.col("units", "advised_units").cast(pl.Float64),
    )
    sums = outcomes.group_by("decision_id").agg(map(_sum_known, _SAVINGS))
    whole = said.join(sums, on="decision_id", how="left", maintain_order="left").reverse()
    reasons = pl.Series("entered_reason", [entry.reason for entry in kept.values()]).reverse()
    return whole.select("verdict", "offer_id", *_SAVINGS, *_LISTED).with_columns(reasons)


def _sum_known(name: str) -> pl.Expr:
    """The months of which a saving is known, and no zero where none is."""
    known = pl.col("realised_saving_cny").is_not_null() & pl.col(name).is_not_null()
    return pl.when(known.any()).then(pl.col(name).filter(known).sum()).alias(name)


def _months(outcomes: pl.DataFrame) -> None:
    names = outcomes["decision_id"].unique(maintain_order=True).to_list()
    chosen = choose(
        t("decisions.months.which"),
        names,
        key="decision",
        placeholder=t("decisions.months.all"),
        words=_short,
    )
    own = outcomes if chosen is None else outcomes.filter(decision_id=chosen)
    drawn = _followed(own) if chosen is None else own
    by_month = drawn.group_by("month").agg(map(_sum_known, _SAVINGS[:2])).sort("month")
    if by_month["realised_saving_cny"].count():
        theme = st.context.theme.type or "light"
        alt = t("decisions.months.alt")
        figure = _figure(by_month.write_csv(), by_month, writing(), theme)
        chart(figure, key="decision_months", alt=alt)
    shown = own.select("month", *_SAVINGS, pl.exclude("month", *_SAVINGS))
    table(shown, "decision_outcomes", {"decision": chosen}, height=240 if own.height > 6 else None)


def _short(decision_id: str) -> str:
    """`serve/H20 · h20-annual · 2026-03`."""
    pool, *rest = decision_id.split("|")
    named = formats.short_pool(pool)
    return " · ".join((named, *rest[1:])).removesuffix("#1")


@st.cache_resource(max_entries=32, show_spinner=False)
def _figure(
    months: str,  # noqa: ARG001 - it and the language are keys of the cache
    _rows: pl.DataFrame,
    language: str,  # noqa: ARG001
    theme: str,
) -> "Figure":
    labels = OutcomeLabels(t("decisions.months.expected"), t("decisions.months.realised"))
    return outcome_chart(
        _rows,
        labels=labels,
        value_format=formats.money,
        ticks=formats.money_ticks,
        month_format=formats.month,
        tokens=tokens_for(theme),
    )


def _history(own: Sequence[Entry]) -> pl.DataFrame:
    """Who said what to which advice; an entry that was taken back or takes one back says so."""
    return (
        history(own)
        .with_columns(
            pl.Series("what_is_done", [_short(_decision_of(entry)) for entry in reversed(own)]),
            pl.Series(
                "verdict",
                [(entry.values or {}).get("verdict") for entry in reversed(own)],
                pl.String,
            ),
        )
        .select(
            "at_utc",
            "who",
            "entered_action",
            "verdict",
            "what_is_done",
            "entered_reason",
            "entry_id",
            "undoes",
            "cells",
        )
    )


def _decision_of(entry: Entry) -> str:
    name: str = json.loads(entry.key)[0]
    return name


def _undo_button(view: View, own: Sequence[Entry]) -> None:
    batches = undoable(own, "decision")
    if not batches:
        return
    last = next(entry for entry in own if entry.batch == batches[0])
    name = plain(_short(_decision_of(last)))
    if not st.button(t("decisions.history.undo", what=name), key="undo_decision", type="tertiary"):
        return
    try:
        append(
            view.workspace,
            lambda log: undoing(log, batches[0]),
            who=st.session_state.get(WHO) or t("decisions.history.somebody"),
            reason="",
            seen=own[-1].entry_id,
        )
    except SuanliError as refused:
        sentences([(plain(refused), True)])
        return
    st.session_state[SAID] = (t("decisions.history.undone", what=name), False)
    st.rerun()
