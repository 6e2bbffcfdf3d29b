"""Decisions: what is due, by when and how sure; accept, change or reject; what came of it."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components import (
    card,
    filter_bar,
    link_to,
    note,
    plain,
    scope_words,
    screen_header,
    sentences,
    table,
)
from dashboard.decisions import Advice, kept_decisions, open_advice, unsigned
from dashboard.i18n import t
from dashboard.reading import View, current, read
from dashboard.screens.decisions_form import SAID, deciding, show_form
from dashboard.screens.decisions_kept import show_history, show_kept
from dashboard.screens.ladder_words import line, months_saving
from dashboard.slices import Slice
from data.planning.log import Entry
from data.planning.store import read_entries

SHOWN, MOST = 5, 25  # in sight, and with a press; three buttons each
_COMING = (
    "decide_on",
    "action",
    "pool_id",
    "offer_id",
    "units",
    "starts_on",
    "ends_on",
    "saving_cny",
    "confidence_ratio",
)


def render() -> None:
    """The screen."""
    header, view = st.container(), current()
    if view is None:
        return
    shown = filter_bar("decisions")
    with header:
        screen_header("decisions.title", scope=scope_words(shown))
    entries = read_entries(view.workspace)
    kept = {name: one for name, one in kept_decisions(entries).items() if _concerns(one, shown)}
    steps = shown.of(read("decisions_open"))
    contracts = read("decisions_contracts")
    _open(view, open_advice(steps, kept, contracts), steps, entries)
    _contracts_to_enter(unsigned(kept, contracts))
    show_kept(kept)
    _coming(steps)
    show_history(view, entries)


def _concerns(entry: Entry, shown: Slice) -> bool:
    return shown.pools is None or (entry.values or {}).get("pool_id") in shown.pools


def _open(view: View, due: Sequence[Advice], steps: pl.DataFrame, log: Sequence[Entry]) -> None:
    """What is to be decided now, each with its buttons, the most urgent and dearest first."""
    with card(_finding(due, steps), t("decisions.open.subtitle") if due else "", height="content"):
        if said := st.session_state.pop(SAID, None):
            sentences([said])
        seen = log[-1].entry_id if log else 0
        for number, advice in enumerate(due[:SHOWN]):
            _show(view, advice, number, seen)
        if len(due) > SHOWN:
            with st.expander(t("decisions.open.more", count=formats.number(len(due) - SHOWN))):
                for number, advice in enumerate(due[SHOWN:MOST], start=SHOWN):
                    _show(view, advice, number, seen)
                if len(due) > MOST:
                    left = {"most": formats.number(MOST), "count": formats.number(len(due) - MOST)}
                    note(t("decisions.open.left", **left))
        if due:
            note(t("decisions.open.note"))
            link_to("commitments", t("decisions.open.why"))


def _finding(due: Sequence[Advice], steps: pl.DataFrame) -> str:
    if not due:
        return t("decisions.open.decided" if steps["is_due"].any() else "decisions.open.nothing")
    day = formats.day(min(advice.row["decide_on"] for advice in due))
    savings = [advice.row["saving_cny"] for advice in due if advice.row["saving_cny"]]
    facts = {"count": formats.number(len(due)), "day": day}
    if not savings or max(savings) <= 0:
        return t("decisions.open.due", **facts)
    return t("decisions.open.due_saving", amount=formats.money(max(savings)), **facts)


def _show(view: View, advice: Advice, number: int, seen: int) -> None:
    begun = deciding()
    with st.container(border=True, gap="xsmall"):
        left, right = st.columns((3, 1.25), gap="small", vertical_alignment="center")
        with left:
            st.markdown(f"{number + 1}. {line(dict(advice.row))}")
            st.caption(_by(advice))
        if begun is not None and begun[0] == advice.decision_id:
            show_form(view, advice, begun[1], seen)
            return
        with right, st.container(horizontal=True, gap="small"):
            for verdict in ("accepted", "changed", "rejected"):
                st.button(
                    t(f"decisions.do.{verdict}"),
                    key=f"{verdict}_{advice.decision_id}",
                    type="primary" if verdict == "accepted" else "secondary",
                    on_click=deciding.begin,
                    args=(advice.decision_id, verdict),
                )


def _by(advice: Advice) -> str:
    """By when, and over how long the saving is."""
    day = formats.day(advice.row["decide_on"])
    months = months_saving(pl.DataFrame([dict(advice.row)]), advice.row["horizon_months"])
    if months is None:
        return t("decisions.open.by", day=day)
    return t("decisions.open.by_over", day=day, months=formats.number(months))


def _contracts_to_enter(missing: Sequence[Entry]) -> None:
    """Accepted purchases that no contract in hand names yet."""
    if not missing:
        return
    title = t("decisions.contract.title", count=formats.number(len(missing)))
    with card(title, t("decisions.contract.subtitle"), height="content"):
        for entry in missing:
            values = entry.values or {}
            label = t(
                "decisions.contract.enter",
                offer=plain(values["offer_id"]),
                pool=plain(formats.short_pool(values["pool_id"])),
                owner=plain(values["owner"]),
            )
            link_to("entries", label, kind="contract", decision=values["decision_id"])


def _coming(steps: pl.DataFrame) -> None:
    later = steps.filter(~pl.col("is_due"))
    if later.is_empty():
        return
    day = formats.day(later["decide_on"].min())  # type: ignore[arg-type]  # a column of dates
    title = t("decisions.coming.title", count=formats.number(later.height), day=day)
    with card(title, t("decisions.coming.subtitle"), height="content"):
        # A contract to let end began long ago: that day is not to come.
        begins = pl.when(pl.col("action") != "let_run_out").then("starts_on").alias("starts_on")
        rows = later.with_columns(begins).select(_COMING)
        table(rows, "decisions_coming", height=280 if later.height > 7 else None)
