"""Commitments: what to buy, extend or let end, how many, by when, and why.

From the headline down: what is due, what is in hand, the ladder over time, the months ahead, other
choices and the one knob, the reasons, and how far the answer holds.
"""

from decimal import Decimal

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components import (
    card,
    header_of_pools,
    link_to,
    note,
    nothing_fits,
    one_of,
    plain,
    sentences,
)
from dashboard.findings import agreements_in_hand
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.screens.commitments_choices import show_choices, show_frontier
from dashboard.screens.commitments_gantt import show_gantt
from dashboard.screens.commitments_months import show_months
from dashboard.screens.commitments_reach import contradictions, show_limits, show_sensitivity
from dashboard.screens.commitments_shared import show_shared
from dashboard.screens.commitments_tables import rows_of
from dashboard.screens.commitments_tiles import show_tiles
from dashboard.screens.commitments_why import show_rejected, show_units
from dashboard.screens.ladder_words import due_steps, finding, line
from dashboard.slices import Pools, Slice, pools_named

COMPANY = "company"
NAMED = 5


def render() -> None:
    """The screen."""
    shown = header_of_pools("commitments.title")
    pools = shown.pools
    if pools == ():
        nothing_fits()
        return
    steps = read("commitments_steps", pools=pools)
    months = read("commitments_months", pools=pools)
    if steps.is_empty() and months.is_empty():
        _nothing_yet(pools)
        return
    _answer(steps, pools)
    scope = _scope(shown, steps)
    choices = read("commitments_choices", scope=scope)
    of_scope = pools if scope == COMPANY else (scope,)
    show_tiles(choices, read("commitments_months", pools=of_scope), of_scope)
    show_gantt(pools)
    show_shared(pools)
    left, right = st.columns((1.5, 1), gap="small")
    with left:
        show_months(pools)
    with right:
        show_frontier(scope)
    show_choices(choices, scope)
    left, right = st.columns(2, gap="small")
    with left:
        show_units(pools)
    with right:
        show_rejected(pools)
    left, right = st.columns(2, gap="small")
    with left:
        show_sensitivity(scope)
    with right:
        show_limits(pools)


def _scope(shown: Slice, steps: pl.DataFrame) -> str:
    """The pool, or the company; a company of one pool has that pool's rows where it has no own.

    Choices are solved for the company and for each pool: of several, the reader says which.
    """
    if shown.pools is not None:
        return one_of(shown.pools, t("commitments.one_of"))
    with_steps = steps["pool_id"].unique().to_list()
    if len(with_steps) == 1 and read("commitments_choices", scope=COMPANY).is_empty():
        return str(with_steps[0])
    return COMPANY


def _answer(steps: pl.DataFrame, pools: Pools) -> None:
    """The headline, what is due line by line, and every row of the ladder with its source."""
    told = read("ladder_told", pools=pools)
    due = due_steps(told)
    with st.container(border=True):
        with st.container(key="answer"):  # larger than other headings of its rank: look.css
            st.markdown(f"## {finding(told, _horizon_months(steps))}", anchors=False)
        # A purchase that a limit forces costs more than it saves: that is a warning.
        lines = [
            (line(row), row["saving_cny"] is not None and row["saving_cny"] < 0)
            for row in due.head(NAMED).iter_rows(named=True)
        ]
        sentences([*contradictions(pools), *lines, *_waiting(pools)])
        if due.height > NAMED:
            note(t("commitments.more", count=formats.number(due.height - NAMED)))
        sentences(agreements_in_hand(read("findings"), pools))
        note(t("commitments.answer.reading"))
        pool = {"pool": pools[0]} if pools is not None and len(pools) == 1 else {}
        with st.container(horizontal=True, gap="medium"):
            link_to("proof", t("commitments.answer.open_proof"), **pool)
            link_to("compare", t("commitments.answer.open_compare"), **pool)
        rows_of(steps, "ladder", {"pool": pools_named(pools)})


def _horizon_months(steps: pl.DataFrame) -> int | None:
    """How far the ladder looks ahead: the same for all; a company of one pool has no own rows."""
    for scope in (COMPANY, *steps["pool_id"].head(1)):
        found = read("commitments_choices", scope=scope)["horizon_months"].to_list()
        if found:
            return int(found[0])
    return None


def _waiting(pools: Pools) -> list[tuple[str, bool]]:
    """Where waiting is worth something that stands beside the advice, not below it."""
    waiting = read("commitments_waiting", pools=pools).filter(
        pl.col("worth_of_waiting_cny") > 0, ~pl.col("within_noise")
    )
    if waiting.is_empty():
        return []
    worth = sum(waiting["worth_of_waiting_cny"].to_list(), Decimal(0))
    names = [plain(formats.short_pool(pool)) for pool in waiting["pool_id"]]
    listed = t("commitments.wait.and").join(names[:NAMED])
    return [(t("commitments.wait.warning", amount=formats.money(worth), pools=listed), True)]


def _nothing_yet(pools: Pools) -> None:
    """Why there is no ladder, and what is in hand all the same."""
    with card(t("commitments.none.title"), height="content"):
        st.markdown(t("commitments.none.why"))
        st.code("suanli run", language="bash")
    show_gantt(pools)
