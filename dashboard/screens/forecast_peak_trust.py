"""Whether to believe a forecast of peaks: drawn at past cut-offs, against what came."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components import card, flagged, matrix, note, table
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.screens.forecast_cards import QUANTILES
from dashboard.screens.forecast_choice import SHOWN_PEAK, Choice
from dashboard.screens.forecast_parts import days_ahead, signed_percent

COLUMNS = (
    "from_step",
    "to_step",
    "error_to_week_mean",
    "coverage_after_ratio",
    "calibration_cut_offs",
)


def show_peak_trust(choice: Choice, refusal: str | None) -> None:
    """A card with the error against last week's peak and what the band held; or why there is none.

    Where nothing waited lately demand is what is used, and its peaks are judged by those of use.
    """
    basis = choice.target
    found = {name: _scores(choice, basis, name) for name in QUANTILES}
    if found[SHOWN_PEAK].is_empty() and basis == "peak_demand":
        basis = "peak_used"
        found = {name: _scores(choice, basis, name) for name in QUANTILES}
    shown = found[SHOWN_PEAK]
    if shown.is_empty():
        with card(t("forecast.trust.none"), height="content"):
            st.markdown(refusal or t("forecast.trust.none_why"))
        return
    with card(peak_finding(shown), t("forecast.peak_trust.subtitle"), height="content"):
        st.markdown(_matrix(found))
        with st.expander(t("forecast.trust.figures")):
            rows = [
                scores.select(pl.lit(f"{basis}_{name}").alias("target"), *COLUMNS)
                for name, scores in found.items()
            ]
            table(pl.concat(rows), "forecast_peak_scores", {"pool": choice.pool_id})
        count = formats.number(max(shown["calibration_cut_offs"].to_list()))
        remarks = [t("forecast.peak_trust.note", count=count)]
        if basis != choice.target:
            remarks.append(t("forecast.peak_trust.of_use"))
        note("&ensp;".join(remarks))


def peak_finding(scores: pl.DataFrame) -> str:
    """The title: how much better than last week's peak the first span ahead was."""
    first = scores.row(0, named=True)
    ratio = first["error_to_week_mean"]
    if ratio is None:
        held = formats.percent(first["coverage_after_ratio"], 0)
        return t("forecast.peak_trust.held", share=held, days=days_ahead(first))
    words = {"change": formats.percent(abs(ratio - 1), 0), "days": days_ahead(first)}
    return t(f"forecast.peak_trust.{'better' if ratio < 1 else 'worse'}", **words)


def _scores(choice: Choice, basis: str, name: str) -> pl.DataFrame:
    key = {"level": choice.level, "series": choice.series}
    return read("forecast_scores", **key, target=f"{basis}_{name}")


def _matrix(found: dict[str, pl.DataFrame]) -> str:
    heads = [t("forecast.trust.head_ahead")]
    for name in found:
        heads += [
            t("forecast.peak_trust.head_error", quantile=name.upper()),
            t("forecast.peak_trust.head_held"),
        ]
    lines = []
    for rows in zip(*(scores.iter_rows(named=True) for scores in found.values()), strict=True):
        cells = [cell for row in rows for cell in (_against(row), _held(row))]
        lines.append([days_ahead(rows[0]), *cells])
    return matrix(heads, lines)


def _against(row: dict[str, Any]) -> str:
    ratio = row["error_to_week_mean"]
    if ratio is None:
        return formats.MISSING
    return flagged(signed_percent(ratio - 1, 0), is_warning=ratio >= 1)


def _held(row: dict[str, Any]) -> str:
    return formats.percent(row["coverage_after_ratio"], 0)
