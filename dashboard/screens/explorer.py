"""Explorer: any measure by any two dimensions over any days, as a table, a chart and a file."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.charts.ranked import periods_chart, ranked_chart
from dashboard.components import (
    Pivoted,
    card,
    chart,
    choose,
    link_to,
    note,
    pool_filter,
    screen_header,
    segments,
    sentences,
    table,
    tokens,
)
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.screens.explorer_numbers import (
    MEASURES,
    Measure,
    by_rows,
    heading_of,
    overall,
    pivot,
)
from dashboard.screens.explorer_words import key_in_words

DIMENSIONS = ("provider", "region", "pool", "chip", "origin", "project", "month", "quarter", "week",
              "day", "weekday")  # fmt: skip
TIMES = ("month", "quarter", "week", "day", "weekday")
SPANS = ("90", "365", "28", "0")  # days back from the last; 0: all
FILTERS = ("provider", "region", "chip", "origin")
MOST_BARS = 20


def render() -> None:
    """The screen."""
    screen_header("explorer.title")
    span = read("explorer_span").row(0, named=True)
    if span["last"] is None:
        with card(t("explorer.none.title"), height="content"):
            st.markdown(t("explorer.none.why"))
        return
    rows, columns, measure = _choose_shape()
    chosen = _choose_slice(span)
    slices = read(
        "explorer", rows=rows, columns=columns, by_project="project" in (rows, columns), **chosen
    )
    if slices.is_empty():
        with card(t("explorer.empty.title"), height="content"):
            st.markdown(t("explorer.empty.why"))
        return
    _show(slices, rows, columns, measure, chosen)


def _choose_shape() -> tuple[str, str, Measure]:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        with st.container(width=200):
            rows = (
                choose(t("explorer.rows"), DIMENSIONS, key="rows", words=_dimension_words)
                or "provider"
            )
        with st.container(width=200):
            others = [name for name in DIMENSIONS if name != rows]
            columns = choose(
                t("explorer.columns"),
                others,
                key="columns",
                placeholder=t("explorer.no_columns"),
                words=_dimension_words,
            )
        by_project = "project" in (rows, columns)
        names = [name for name, one in MEASURES.items() if one.of_use or not by_project]
        with st.container(width=260):
            measure = choose(
                t("explorer.measure"), names, key="measure", words=lambda n: t(f"columns.{n}")
            )
    return rows, columns or "", MEASURES[measure or names[0]]


def _choose_slice(span: dict[str, Any]) -> dict[str, Any]:
    values = read("explorer_values")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        days = segments(
            t("explorer.span"),
            SPANS,
            key="span_days",
            words=lambda n: t("explorer.days", days=n) if n != "0" else t("explorer.all_days"),
        )
        chosen: dict[str, Any] = {
            name: choose(
                _dimension_words(name),
                values[name].unique().sort().to_list(),
                key=name,
                placeholder=t("explorer.all"),
                words=lambda value, name=name: key_in_words(name, value),  # type: ignore[misc]
            )
            for name in FILTERS
        }
        with st.container(width=300):
            chosen["pool_id"] = pool_filter()
    first = span["last"] - timedelta(days=int(days) - 1) if days != "0" else span["first"]
    return chosen | {"first": f"{max(first, span['first'])}", "last": f"{span['last']}"}


def _dimension_words(name: str) -> str:
    return t(f"explorer.dimension.{name}")


def _show(
    slices: pl.DataFrame, rows: str, columns: str, measure: Measure, chosen: dict[str, Any]
) -> None:
    ranked = _ranked(by_rows(slices, measure), rows)
    title = _finding(ranked, slices, rows, measure)
    first, last = (formats.day(date.fromisoformat(chosen[name])) for name in ("first", "last"))
    with card(title, t("explorer.subtitle", first=first, last=last), height="content"):
        _draw(ranked, rows, measure, title)
        unknown = int(slices["unknown_days"].sum())
        if unknown:
            sentences([(t("explorer.unknown", days=formats.number(unknown)), True)])
    with card(t("explorer.table.title"), t(f"columns.{measure.name}"), height="content"):
        if columns:
            shown = pivot(slices, measure, rows)
            keys = {key: key_in_words(columns, key) for key in shown.columns[1:]}
            headings = Pivoted(measure.name, keys)
        else:
            names = {"row_key": heading_of(rows), "value": measure.name}
            shown, headings = ranked.rename(names), None
        table(shown, "explorer", {"measure": measure.name, **chosen}, pivoted=headings)
        note(t("explorer.table.note"))
        link_to("health", t("explorer.table.trace"))


def _ranked(found: pl.DataFrame, rows: str) -> pl.DataFrame:
    """Periods in their order, things by value."""
    return found if rows in TIMES else found.sort("value", descending=True, nulls_last=True)


def _finding(ranked: pl.DataFrame, slices: pl.DataFrame, rows: str, measure: Measure) -> str:
    known = ranked.drop_nulls("value").sort("value", descending=True)
    whole = overall(slices, measure)
    words = {"measure": t(f"columns.{measure.name}"), "whole": measure.text(whole)}
    if known.is_empty() or ranked.height == 1:
        return t("explorer.finding.one", **words)
    words["top"] = key_in_words(rows, known["row_key"][0])
    if not whole:
        return t("explorer.finding.part", value=measure.text(known["value"][0]), **words)
    if measure.adds_up and rows not in TIMES:
        share = formats.percent(float(known["value"][0]) / float(whole), 0)
        return t("explorer.finding.share", share=share, **words)
    return t("explorer.finding.top", value=measure.text(known["value"][0]), **words)


def _draw(ranked: pl.DataFrame, rows: str, measure: Measure, title: str) -> None:
    names = [key_in_words(rows, key) for key in ranked["row_key"]]
    values = [None if value is None else float(value) for value in ranked["value"]]
    dress = {"value_format": measure.text, "ticks": measure.ticks, "tokens": tokens()}
    if rows in TIMES:
        chart(periods_chart(names, values, **dress), key="explorer", alt=title)  # type: ignore[arg-type]
        return
    known = [(n, v) for n, v in zip(names, values, strict=True) if v is not None][:MOST_BARS]
    if known:
        chart(ranked_chart(*zip(*known, strict=True), **dress), key="explorer", alt=title)  # type: ignore[arg-type]
    if ranked.height > MOST_BARS:
        note(t("explorer.more", count=formats.number(ranked.height - MOST_BARS)))
