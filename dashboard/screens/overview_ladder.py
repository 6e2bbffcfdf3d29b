"""The Overview's decision where there is a ladder: what to buy, extend or let end, and by when."""

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components import card, link_to, note
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.screens.ladder_words import due_steps, finding, line, months_saving
from dashboard.screens.proof_words import short_finding
from dashboard.slices import Slice

SHOWN = 2
TABLES = {"out_ladder", "out_ladder_choice", "out_replay"}


def ladder_steps(shown: Slice) -> pl.DataFrame | None:
    """The ladder's rows; None where there is none, or the snapshot is older than ladders."""
    if not set(read("tables_present")["table_name"]) >= TABLES:
        return None
    steps = read("ladder_told", pools=shown.pools)
    return None if steps.is_empty() else steps


def show(steps: pl.DataFrame, shown: Slice) -> None:
    """The card: by when, what it saves, line by line, and how this advice did in the past."""
    due = due_steps(steps)
    title = finding(steps, None) if due.is_empty() else _by(due)
    with card(title, _saving(due)):
        if due.height:
            lines = [line(row) for row in due.head(SHOWN).iter_rows(named=True)]
            st.markdown("\n".join(f"{i}. {text}" for i, text in enumerate(lines, start=1)))
        if due.height > SHOWN:
            note(t("overview.ladder.more", count=formats.number(due.height - SHOWN)))
        replayed = short_finding(read("proof_policies", pools=shown.pools))
        if replayed and (shown.pools is None or shown.one_pool):
            note(replayed)
        with st.container(horizontal=True, gap="medium"):
            link_to("decisions", t("overview.ladder.open_decisions"))
            link_to("commitments", t("overview.ladder.open_commitments"))
            link_to("proof", t("overview.ladder.open_proof"))


def _by(due: pl.DataFrame) -> str:
    return t("overview.ladder.by", day=formats.day(min(due["decide_on"].to_list())))


def _saving(due: pl.DataFrame) -> str:
    """What all that is due saves together, over how many months."""
    saving = due["saving_cny"].sum() if due["saving_cny"].count() else 0
    horizon = read("commitments_choices", scope="company")["horizon_months"].to_list()
    months = months_saving(due, horizon[0] if horizon else None)
    if saving <= 0 or months is None:
        return ""
    return t("overview.ladder.saves", amount=formats.money(saving), months=months)
