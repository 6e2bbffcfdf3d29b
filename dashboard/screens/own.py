"""Buy, rent or lease: money, value and payback from a few numbers; it needs no data."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate

import streamlit as st

from dashboard import formats
from dashboard.charts.ownership import (
    Paid,
    PaidLabels,
    Residual,
    paid_chart,
    residual_chart,
)
from dashboard.charts.tornado import Swing as Bar
from dashboard.charts.tornado import tornado_chart
from dashboard.components import card, chart, drawn, note, screen_header, sentences, tokens
from dashboard.i18n import t
from dashboard.reading import current
from dashboard.screens.chart_texts import whole_percent
from dashboard.screens.own_defaults import residual_curves, tariffs
from dashboard.screens.own_inputs import ask
from dashboard.screens.own_words import (
    CURVES,
    curve_word,
    headline,
    lines,
    share_word,
    side_by_side,
    tax_word,
    way_word,
)
from data.settings import load_settings
from models.billing.cash_flow import by_month
from models.billing.residual import ResidualCurve
from models.ownership.options import Option
from models.ownership.question import Question, Swing, answer, reaching, swings

FIRST_MONTH_RATIO = 1.0


def render() -> None:
    """The screen; it works before anything has been loaded."""
    screen_header("own.title")
    _calculator()


@st.fragment
def _calculator() -> None:
    """Question and answer: a slider redraws only these."""
    view = current()
    question = ask(view.settings if view else load_settings())
    curves = reaching(residual_curves(), question.months)
    if not curves:
        with card(t("own.line.short", months=question.months), height="content"):
            pass
        return
    found = _answered(question)
    left, right = st.columns([5, 4])
    with left:
        _show_answer(question, found, curves)
    with right:
        _show_paid(question, found)
    left, right = st.columns(2)
    with left:
        _show_swings(question, curves)
    with right:
        _show_curves(question)


@lru_cache(maxsize=64)
def _answered(question: Question) -> tuple[Option, ...]:
    """Kept, because a rerun for another reason asks the same once more."""
    return tuple(answer(question, reaching(residual_curves(), question.months)))


@lru_cache(maxsize=64)
def _swings(question: Question) -> tuple[Swing, ...]:
    return tuple(swings(question, reaching(residual_curves(), question.months), tariffs()))


def _show_answer(
    question: Question, found: Sequence[Option], curves: Sequence[ResidualCurve]
) -> None:
    bought = [one for one in found if one.way == "buy"]
    rate = share_word(question.annual_rate)
    subtitle = t("own.head.subtitle", tax=tax_word(question), rate=rate)
    with card(headline(bought, question.months), subtitle):
        sentences(lines(question, found))
        st.markdown(side_by_side(found))
        note(
            t(
                "own.table.note",
                months=question.months,
                tax=tax_word(question),
                share=share_word(question.utilisation_ratio),
            )
        )
        left_out = [curve.name for curve in residual_curves() if curve not in curves]
        if left_out:
            note(t("own.line.left_out", curves=", ".join(map(curve_word, left_out))))


def _show_paid(question: Question, found: Sequence[Option]) -> None:
    subtitle = t("own.chart.subtitle", servers=formats.number(question.servers))
    with card(t("own.chart.title"), subtitle):
        paybacks = [one.payback_month for one in found if one.way == "buy" and one.payback_month]
        first = min(paybacks, default=None)
        figure = drawn(
            paid_chart,
            [Paid(one.way, way_word(one), _so_far(one)) for one in found],
            payback_month=first,
            labels=PaidLabels(
                t("own.chart.rent"),
                t("own.chart.buy"),
                t("own.chart.lease"),
                t("own.chart.payback", month=first),
            ),
            value_format=formats.money,
            ticks=formats.money_ticks,
            tokens=tokens(),
        )
        chart(figure, key="own_paid", alt=t("own.chart.title"))


def _so_far(one: Option) -> list[float]:
    return [float(amount) for amount in accumulate(by_month(one.flows), initial=Decimal(0))][1:]


def _show_swings(question: Question, curves: Sequence[ResidualCurve]) -> None:
    found = _swings(question)
    widest = max(found, key=lambda swing: abs(swing.at_high_cny - swing.at_low_cny))
    bought = next(one for one in _answered(question) if one.way == "buy")
    title = t("own.swing.title", factor=t(f"own.swing.{widest.factor}"))
    with card(title, t("own.swing.subtitle", curve=curve_word(curves[0].name))):
        expected = bought.saving_present_value_cny
        figure = drawn(
            tornado_chart,
            [_bar(swing) for swing in found],
            expected=float(expected),
            expected_label=t("own.swing.expected", amount=formats.money(expected)),
            value_format=formats.money,
            ticks=formats.money_ticks,
            tokens=tokens(),
            height=280,
        )
        chart(figure, key="own_swings", alt=title)


def _bar(swing: Swing) -> Bar:
    """The lower saving left, whichever end of the number it comes from."""
    ends = sorted(((swing.at_low_cny, swing.low), (swing.at_high_cny, swing.high)))
    (low, low_label), (high, high_label) = ends
    return Bar(
        t(f"own.swing.{swing.factor}"),
        float(low),
        float(high),
        _end(low_label),
        _end(high_label),
    )


def _end(label: str) -> str:
    """A curve's or tariff's words; a change as it is, with a true minus."""
    if label in CURVES:
        return curve_word(label)
    prices = {one.region: one.bands[0].price_cny_per_kwh for one in tariffs()}
    if label in prices:
        return formats.number(prices[label], 2)
    return label.replace("-", "−")


def _show_curves(question: Question) -> None:
    with card(t("own.curve.title"), t("own.curve.subtitle")):
        figure = drawn(
            residual_chart,
            [Residual(curve_word(curve.name), _points(curve)) for curve in residual_curves()],
            sold_after_months=question.months,
            ratio_format=whole_percent,
            ticks=_share_ticks,
            tokens=tokens(),
        )
        chart(figure, key="own_curves", alt=t("own.curve.title"))
        sources = (source for curve in residual_curves() for source in curve.source.split("; "))
        note("; ".join(dict.fromkeys(sources)))  # one page may be the source of several curves


def _points(curve: ResidualCurve) -> list[tuple[int, float]]:
    """From new on."""
    points = [(month, float(share)) for month, share in curve.points]
    return points if points[0][0] == 0 else [(0, FIRST_MONTH_RATIO), *points]


def _share_ticks(low: float, high: float) -> tuple[list[float], list[str]]:
    del low, high
    shares = [0.0, 0.25, 0.5, 0.75, 1.0]
    return shares, [whole_percent(share) for share in shares]
