"""Commitments: what to buy, extend or let end, how many, by when, and why.

From the headline down: what is due, what is in hand, the ladder over time, the months ahead, other
choices and the one knob, the reasons, and how far the answer holds.
"""

from decimal import Decimal

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components import card, header_of_a_pool, link_to, note, plain, sentences
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.screens.commitments_choices import show_choices, show_frontier
from dashboard.screens.commitments_gantt import show_gantt
from dashboard.screens.commitments_months import show_months
from dashboard.screens.commitments_reach import contradictions, show_limits, show_sensitivity
from dashboard.screens.commitments_tables import rows_of
from dashboard.screens.commitments_tiles import show_tiles
from dashboard.screens.commitments_why import show_rejected, show_units
from dashboard.screens.ladder_words import due_steps, finding, line

COMPANY = "company"
NAMED = 5


def render() -> None:
    """The screen."""
    pool_id = header_of_a_pool("commitments.title")
    steps = read("commitments_steps", pool_id=pool_id)
    months = read("commitments_months", pool_id=pool_id)
    if steps.is_empty() and months.is_empty():
        _nothing_yet(pool_id)
        return
    scope = _scope(pool_id, steps)
    choices = read("commitments_choices", scope=scope)
    _answer(steps, choices, pool_id)
    show_tiles(choices, months, pool_id)
    show_gantt(pool_id)
    left, right = st.columns((1.5, 1), gap="small")
    with left:
        show_months(pool_id)
    with right:
        show_frontier(scope)
    show_choices(choices, scope)
    left, right = st.columns(2, gap="small")
    with left:
        show_units(pool_id)
    with right:
        show_rejected(pool_id)
    left, right = st.columns(2, gap="small")
    with left:
        show_sensitivity(scope)
    with right:
        show_limits(pool_id)


def _scope(pool_id: str | None, steps: pl.DataFrame) -> str:
    """The pool, or the company; a company of one pool has that pool's rows where it has no own."""
    if pool_id is not None:
        return pool_id
    pools = steps["pool_id"].unique().to_list()
    if len(pools) == 1 and read("commitments_choices", scope=COMPANY).is_empty():
        return str(pools[0])
    return COMPANY


def _answer(steps: pl.DataFrame, choices: pl.DataFrame, pool_id: str | None) -> None:
    """The headline, what is due line by line, and every row of the ladder with its source."""
    due = due_steps(steps)
    horizon = choices["horizon_months"].first() if choices.height else None
    with st.container(border=True):
        with st.container(key="answer"):  # larger than other headings of its rank: look.css
            months = horizon if isinstance(horizon, int) else None
            st.markdown(f"## {finding(steps, months)}", anchors=False)
        # A purchase that a limit forces costs more than it saves: that is a warning.
        lines = [
            (line(row), row["saving_cny"] is not None and row["saving_cny"] < 0)
            for row in due.head(NAMED).iter_rows(named=True)
        ]
        sentences([*contradictions(), *lines, *_waiting(pool_id)])
        if due.height > NAMED:
            note(t("commitments.more", count=formats.number(due.height - NAMED)))
        note(t("commitments.answer.reading"))
        pool = {"pool": pool_id} if pool_id else {}
        with st.container(horizontal=True, gap="medium"):
            link_to("proof", t("commitments.answer.open_proof"), **pool)
            link_to("compare", t("commitments.answer.open_compare"), **pool)
        rows_of(steps, "ladder", {"pool": pool_id})


def _waiting(pool_id: str | None) -> list[tuple[str, bool]]:
    """Where waiting is worth something that stands beside the advice, not below it."""
    waiting = read("commitments_waiting", pool_id=pool_id).filter(
        pl.col("worth_of_waiting_cny") > 0, ~pl.col("within_noise")
    )
    if waiting.is_empty():
        return []
    worth = sum(waiting["worth_of_waiting_cny"].to_list(), Decimal(0))
    names = [plain(formats.short_pool(pool)) for pool in waiting["pool_id"]]
    pools = t("commitments.wait.and").join(names[:NAMED])
    return [(t("commitments.wait.warning", amount=formats.money(worth), pools=pools), True)]


def _nothing_yet(pool_id: str | None) -> None:
    """Why there is no ladder, and what is in hand all the same."""
    with card(t("commitments.none.title"), height="content"):
        st.markdown(t("commitments.none.why"))
        st.code("suanli run", language="bash")
    show_gantt(pool_id)
