"""Pay-as-you-go against packages: should this server be rented, and how many of them?

Without usage it is a calculator; with usage it answers on the hours that really ran.
"""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.calculator import Rental
from dashboard.components import choose, link_to, note, plain, screen_header
from dashboard.components.filter_bar import narrowing
from dashboard.i18n import t
from dashboard.reading import View, current, read
from dashboard.screens.compare_answer import Answer, basis, headline
from dashboard.screens.compare_charts import show_break_even, show_costs, show_load
from dashboard.screens.compare_guided import show_guided
from dashboard.screens.compare_history import show_price_history
from dashboard.screens.compare_inputs import (
    Defaults,
    ask,
    defaults_of,
    forget_answers_for_another_pool,
)
from dashboard.screens.compare_plans import show_plans

NO_HOURS = pl.DataFrame(
    schema={
        "local_date": pl.Date,
        "contract_card_hours": pl.Float64,
        "net_card_hours": pl.Float64,
        "measured_per": pl.String,
    }
)


def render() -> None:
    """The screen; it works before anything has been loaded, as a calculator."""
    view = current()
    header = st.container()
    pool = _choose_pool(view) if view else None
    with header:
        screen_header("compare.title", scope=plain(pool["pool"]) if pool else None)
    defaults = defaults_of(pool, view)
    forget_answers_for_another_pool(pool["pool_id"] if pool else None, defaults)
    _calculator(pool, defaults)
    if pool and view:
        show_plans(view, pool["pool_id"])
    if view:
        show_price_history(view, pool["pool_id"] if pool else None)


def _choose_pool(view: View) -> dict[str, Any] | None:
    pools = read("compare_pools", window_days=view.settings.plan_window_days)
    if pools.is_empty():
        return None
    narrowed = narrowing("compare")
    asked, fit = st.query_params.get_all("pool"), narrowed.fit
    fitting = [one for one in pools["pool_id"] if fit is None or one in fit or one in asked]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="filter_bar"):
        with st.container(width=420):
            pool_id = choose(
                t("common.filter.pool"),
                fitting or pools["pool_id"].to_list(),
                key="pool",
                words=formats.long_pool,
            )
        narrowed.show()
    if not fitting:
        note(t("filters.nothing.title"))
    elif fit is not None and len(fitting) > 1:
        note(t("compare.one_of", count=formats.number(len(fitting))))
    chosen = pools.filter(pl.col("pool_id") == pool_id)
    return (pools if chosen.is_empty() else chosen).row(0, named=True)


@st.fragment
def _calculator(pool: dict[str, Any] | None, defaults: Defaults) -> None:
    """Question and answer: a slider redraws only these."""
    with st.container(border=True):
        rental, window_days = ask(defaults, with_window=pool is not None)
    answer = _answer(pool, rental, defaults, window_days)
    with st.container(border=True):
        with st.container(key="answer"):  # larger than other headings of its rank: look.css
            sentence = headline(answer, _name(pool))
            if pool and pool["on_demand_price_cny"] is None and answer.has_hours:
                price = formats.money(answer.rental.on_demand_cny_per_card_hour)
                sentence = t("compare.answer.example", price=price, answer=sentence)
            st.markdown(f"## {sentence}", anchors=False)
        st.caption(basis(answer))
    _figures(answer)
    _remarks(answer, pool, defaults)


def _answer(
    pool: dict[str, Any] | None, rental: Rental, defaults: Defaults, window_days: int
) -> Answer:
    """The answer to a question that was asked before is kept: each is 60 bills."""
    view, pool_id = current(), pool["pool_id"] if pool else ""
    asked = (view.key if view else "", pool_id, window_days, defaults.notice_days)
    hours = _hours(pool, defaults, window_days)
    return _kept_answer(f"{asked} {rental} {defaults.time_zone}", rental, hours, defaults)


@st.cache_resource(max_entries=16, show_spinner=False)
def _kept_answer(
    asked: str,  # noqa: ARG001 - stands for all the others
    _rental: Rental,
    _hours: pl.DataFrame,
    _defaults: Defaults,
) -> Answer:
    return Answer(_rental, _hours, _defaults.time_zone)


def _hours(pool: dict[str, Any] | None, defaults: Defaults, window_days: int) -> pl.DataFrame:
    if pool is None:
        return NO_HOURS
    return read(
        "compare_hours",
        pool_id=pool["pool_id"],
        window_days=window_days,
        notice_days=defaults.notice_days,
    )


def _name(pool: dict[str, Any] | None) -> str:
    if pool is None:
        return ""
    known_chip = "" if pool["chip"] == "unknown" else f" ({pool['chip']})"
    return plain(f"{pool['pool']}{known_chip}")


def _figures(answer: Answer) -> None:
    if not answer.has_hours:
        left, right = st.columns([2, 1])
        with left:
            show_break_even(answer)
        with right:
            show_guided(answer)
        return
    for column, show in zip(st.columns(3), (show_break_even, show_load, show_costs), strict=True):
        with column:
            show(answer)


def _remarks(answer: Answer, pool: dict[str, Any] | None, defaults: Defaults) -> None:
    if answer.has_hours:
        note(t("compare.remark.contracts", days=defaults.notice_days))
    note(t("compare.remark.includes", hours=f"{answer.rental.hours_per_month:g}"))
    if pool and answer.has_hours:
        note(t("compare.remark.past"))
        link_to("commitments", t("compare.remark.open_commitments"), pool=pool["pool_id"])
    if pool and pool["on_demand_price_cny"] is None:
        note(t("compare.remark.assumed_price"))
    if answer.has_hours and (answer.hours["measured_per"] == "day").any():
        note(t("compare.remark.daily_source"))
