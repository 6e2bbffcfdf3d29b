"""How far the answer for one plan holds: what it saves if one thing is different."""

from decimal import Decimal
from functools import partial

import streamlit as st

from dashboard import formats
from dashboard.charts.tornado import Swing, tornado_chart
from dashboard.components import card, chart, drawn, figures_behind, plain, tokens
from dashboard.i18n import t
from dashboard.screens.compare_figures import sensitivity_rows
from models.billing.case import Case
from models.billing.sensitivity import Factor, Sensed, range_of, sensitivity
from models.offers.side_by_side import Side

HEIGHT_PX = 230
_FACTORS: tuple[Factor, ...] = ("price", "use", "month")


def show_sensitivity(case: Case, side: Side) -> None:
    """A bar per thing that may be different, around what the plan saves as things are."""
    plan, one = side.compared.plan, side.compared
    if plan is None:
        return
    sensed = _sensed(case, side)
    swings = [swing for factor in _FACTORS if (swing := _swing(sensed, factor)) is not None]
    savings = [found.compared.saving for found in sensed] + [one.saving]
    title = _title(plain(one.plan_id), min(savings), max(savings))
    days = len(case.runs) and sum((last - first).days + 1 for first, last in case.runs)
    with card(title, t("compare.sensitivity.unit", days=days), height="content"):
        figure = drawn(
            tornado_chart,
            swings,
            expected=float(one.saving),
            expected_label=t("compare.sensitivity.expected", saving=formats.money(one.saving)),
            value_format=formats.money,
            ticks=formats.money_ticks,
            tokens=tokens(),
            height=HEIGHT_PX,
        )
        chart(figure, key="compare_sensitivity", alt=t("compare.sensitivity.alt", title=title))
        figures_behind(
            partial(sensitivity_rows, one, sensed),
            "compare_sensitivity",
            {"plan": one.plan_id},
            source="core_price",
        )


@st.cache_resource(max_entries=3, show_spinner=False, hash_funcs={Case: id, Side: id})
def _sensed(case: Case, side: Side) -> tuple[Sensed, ...]:
    assert side.compared.plan is not None  # noqa: S101  asked by the caller
    return sensitivity(case, side.compared.plan, side.compared.units)


def _swing(sensed: tuple[Sensed, ...], factor: Factor) -> Swing | None:
    found = range_of(sensed, factor)
    if not found:
        return None
    low, high = found[0], found[-1]
    return Swing(
        name=t(f"compare.sensitivity.{factor}"),
        low=float(low.compared.saving),
        high=float(high.compared.saving),
        low_label=_label(low),
        high_label=_label(high),
    )


def _label(sensed: Sensed) -> str:
    if sensed.factor == "month":
        return t("compare.sensitivity.hours", hours=formats.number(sensed.value))
    return formats.percent_change(sensed.value - 1, 0)


def _title(offer: str, low: Decimal, high: Decimal) -> str:
    facts = {"offer": offer, "low": formats.money(low), "high": formats.money(high)}
    if low > 0:
        return t("compare.sensitivity.saves", **facts)
    return t("compare.sensitivity.turns" if high > 0 else "compare.sensitivity.never", **facts)
