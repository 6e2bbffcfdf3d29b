"""Whether to believe the forecast: backtest against naive methods, coverage, who has the weight."""

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.charts.style import Tokens
from dashboard.charts.weights import Share, shares_chart
from dashboard.components import (
    card,
    chart,
    drawn_of_snapshot,
    flagged,
    matrix,
    note,
    sentences,
    table,
)
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.screens.chart_texts import whole_percent
from dashboard.screens.forecast_choice import PEAKS, Choice
from dashboard.screens.forecast_parts import UNITS, days_ahead, signed_percent
from dashboard.screens.forecast_peak_trust import show_peak_trust

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

SCORED = {  # by what a target is judged: cost is card-hours at known prices
    "cost": "usage",
    "usage": "usage",
    "demand": "demand",
    "tokens": "input_tokens",
    "input_tokens": "input_tokens",
    "output_tokens": "output_tokens",
    "storage": "storage",
    "requests": "requests",
}
RIVALS = ("week_mean", "seasonal_naive", "prophet")
SMALL_WEIGHT = 0.1
MEANT_COVERAGE = 0.8
FAR_OFF = 0.1  # of coverage: a band that holds so much less or more is said to
WORSE = 1.005  # an error in parts of another's from which on the other is better: no less shows
_FAMILIES = {  # by how a member's name begins; the first that fits
    "prophet": "prophet",
    "seasonal": "seasons",
    "multiple_seasons": "seasons",
    "past_weeks": "seasons",
    "naive": "naive",
    "mean_of": "naive",
    "": "levels",
}
_ORDER = ("prophet", "seasons", "levels", "naive")
COLUMNS = (
    "from_step",
    "to_step",
    *(f"error_to_{rival}" for rival in RIVALS),
    "coverage_before_ratio",
    "coverage_after_ratio",
    "calibration_cut_offs",
)


def show_trust(choice: Choice, refusal: str | None) -> None:
    """What the backtest says, and the weights; of peaks one card; a refusal without a backtest."""
    if choice.target in PEAKS:
        show_peak_trust(choice, refusal)
        return
    scored = SCORED[choice.target]
    parts = "pools" if choice.pools else choice.level
    if choice.pools or (choice.level == "project" and scored == "usage"):
        with card(t("forecast.trust.none"), height="content"):
            st.markdown(t(f"forecast.trust.none_{parts}"))
        return
    key = {"level": choice.level, "series": choice.series}
    scores = read("forecast_scores", **key, target=scored)
    if scores.is_empty() and scored == "demand":  # nothing waited: use's backtest does for both
        scored = "usage"
        scores = read("forecast_scores", **key, target=scored)
    known = scores.drop_nulls("error_to_week_mean")
    if known.is_empty():
        with card(t("forecast.trust.none"), height="content"):
            st.markdown(refusal or t("forecast.trust.none_why"))
        return
    weights = by_family(read("forecast_weights", **key, target=scored))
    backtest, shares = st.columns([3, 2])
    with backtest, card(trust_finding(known), _subtitle(scored)):
        st.markdown(trust_matrix(scores))
        sentences(trust_lines(known))
        with st.expander(t("forecast.trust.figures")):
            table(scores.select(COLUMNS), "forecast_scores", {**key, "target": scored})
        count = formats.number(max(known["calibration_cut_offs"].to_list()))
        note(t("forecast.trust.note", count=count))
    with shares, card(weight_finding(weights), t("forecast.weights.subtitle")):
        _show_weights(weights, {**key, "target": scored})


def _subtitle(scored: str) -> str:
    return t("forecast.trust.subtitle", unit=t(f"forecast.unit.{UNITS[scored]}"))


def trust_finding(scores: pl.DataFrame) -> str:
    """The title: how much better than last week's mean, or that the naive forecast is better."""
    worse = [row for row in scores.iter_rows(named=True) if _best_naive(row)[1] >= WORSE]
    if len(worse) == scores.height:
        return t("forecast.trust.naive_better")
    ratios = scores["error_to_week_mean"].to_list()
    words = {"days": days_ahead(scores.row(0, named=True)), "change": _percent(abs(ratios[0] - 1))}
    if ratios[0] >= WORSE:
        return t("forecast.trust.worse", **words)
    return t(f"forecast.trust.{'even' if ratios[0] > 2 - WORSE else 'better'}", **words)


def trust_matrix(scores: pl.DataFrame) -> str:
    """A Markdown table: errors against each rival as a change, and what the band held."""
    heads = [t(f"forecast.trust.head_{name}") for name in ("ahead", *RIVALS, "held")]
    rows = [
        [
            days_ahead(row),
            *(_against(row[f"error_to_{rival}"]) for rival in RIVALS),
            _held(row),
        ]
        for row in scores.iter_rows(named=True)
    ]
    return matrix(heads, rows)


def _held(row: dict[str, float | None]) -> str:
    """Days within the 80 % band before and after calibration."""
    before, after = (
        formats.percent(row[f"coverage_{when}_ratio"], 0) for when in ("before", "after")
    )
    return f"**{after}**" if row["coverage_before_ratio"] is None else f"{before} → **{after}**"


def _against(ratio: float | None) -> str:
    """Error against another method's as a change, marked where it is the larger."""
    if ratio is None:
        return formats.MISSING
    return flagged(signed_percent(ratio - 1, 0), is_warning=ratio >= WORSE)


def trust_lines(scores: pl.DataFrame) -> list[tuple[str, bool]]:
    """Where a naive method is better, and where the bands are furthest off; True: a warning."""
    lines = []
    for row in scores.iter_rows(named=True):
        name, ratio = _best_naive(row)
        if ratio >= WORSE:
            words = {"days": days_ahead(row), "change": _percent(abs(ratio - 1))}
            words["method"] = t(f"forecast.rival.{name}")
            lines.append((t("forecast.trust.bucket_worse", **words), True))
    held = scores.drop_nulls("coverage_after_ratio")
    if held.height:
        worst = max(
            held.iter_rows(named=True),
            key=lambda row: abs(row["coverage_after_ratio"] - MEANT_COVERAGE),
        )
        words = {
            "days": days_ahead(worst),
            "before": formats.percent(worst["coverage_before_ratio"], 0),
            "after": formats.percent(worst["coverage_after_ratio"], 0),
        }
        is_off = abs(worst["coverage_after_ratio"] - MEANT_COVERAGE) > FAR_OFF
        key = "coverage_alone" if worst["coverage_before_ratio"] is None else "coverage"
        lines.append((t(f"forecast.trust.{key}", **words), is_off))
    return lines


def _best_naive(row: dict[str, float | None]) -> tuple[str, float]:
    """The naive method that is hardest to beat, and the forecast's error in parts of its."""
    ratios = {name: row[f"error_to_{name}"] for name in ("week_mean", "seasonal_naive")}
    known = {name: ratio for name, ratio in ratios.items() if ratio is not None}
    name = max(known, key=lambda rival: known[rival])
    return name, known[name]


def by_family(weights: pl.DataFrame) -> pl.DataFrame:
    """`from_step`, `to_step`, and the weight of each family of members; ascending."""
    families = [_family(member) for member in weights["member"]]
    summed = (
        weights.with_columns(pl.Series("family", families, dtype=pl.String))
        .group_by("from_step", "to_step", "family")
        .agg(pl.col("weight").sum())
        .pivot(on="family", index=["from_step", "to_step"], values="weight")
        .sort("from_step")
    )
    known = [pl.col(name).fill_null(0.0) for name in _ORDER if name in summed.columns]
    missing = [pl.lit(0.0).alias(name) for name in _ORDER if name not in summed.columns]
    return summed.select("from_step", "to_step", *known, *missing)


def weight_finding(weights: pl.DataFrame) -> str:
    """The title: where Prophet has a say, and where it has none."""
    small = weights.filter(pl.col("prophet") < SMALL_WEIGHT)
    if small.is_empty():
        first = weights.row(0, named=True)
        share = formats.percent(first["prophet"], 0)
        return t("forecast.weights.prophet", share=share, days=days_ahead(first))
    if small.height == weights.height:
        return t("forecast.weights.small_everywhere")
    days = t("forecast.weights.and").join(days_ahead(row) for row in small.iter_rows(named=True))
    return t("forecast.weights.small", days=days)


def _show_weights(weights: pl.DataFrame, key: dict[str, str]) -> None:
    figure = drawn_of_snapshot(_figure, tuple(key.items()))
    chart(figure, key="forecast_weights", alt=weight_finding(weights))
    note(t("forecast.weights.note"))


def _figure(key: tuple[tuple[str, str], ...], tokens: Tokens) -> "Figure":
    weights = by_family(read("forecast_weights", **dict(key)))
    bars = [days_ahead(row) for row in weights.iter_rows(named=True)]
    parts = [Share(t(f"forecast.family.{name}"), weights[name].to_list()) for name in _ORDER]
    return shares_chart(bars, parts, share_format=share_of_weight, tokens=tokens)


def share_of_weight(share: float) -> str:
    """A whole percentage; what the title calls below a tenth is rounded down, to read like it."""
    return whole_percent(min(share, SMALL_WEIGHT - 0.01) if share < SMALL_WEIGHT else share)


def _family(member: str) -> str:
    return next(family for begin, family in _FAMILIES.items() if member.startswith(begin))


def _percent(ratio: float) -> str:
    return formats.percent(ratio, 0)
