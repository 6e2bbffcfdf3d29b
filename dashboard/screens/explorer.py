"""Explorer: any measure by any two dimensions over any days, as a table, a chart and a file."""

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.charts.ranked import periods_chart, ranked_chart
from dashboard.components import (
    Pivoted,
    card,
    chart,
    choose,
    filter_bar,
    link_to_source,
    narrow_next,
    narrowing_table,
    note,
    nothing_fits,
    own_days,
    pressed_bar,
    scope_words,
    screen_header,
    sentences,
    table,
    tokens,
)
from dashboard.components.filter_lists import classes_set, dimension_words
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
from dashboard.screens.explorer_words import FURTHER, days_of, key_in_words
from dashboard.showing import in_unit
from dashboard.slices import USE_DIMENSIONS, Slice

DIMENSIONS = ("provider", "region", "pool", "chip", "origin", "compute", "team", "project",
              "workload", "month", "quarter", "week", "day", "weekday")  # fmt: skip
TIMES = ("month", "quarter", "week", "day", "weekday")
MOST_BARS = 20


def render() -> None:
    """The screen."""
    header = st.container()
    shown = filter_bar("explorer")
    with header:
        screen_header("explorer.title", scope=scope_words(shown))
    if shown.first is None:
        with card(t("explorer.none.title"), height="content"):
            st.markdown(t("explorer.none.why"))
        return
    _explore(shown)


@st.fragment
def _explore(shown: Slice) -> None:
    """What is shown of the slice, and the cards: choosing here redraws these alone."""
    with st.container(horizontal=True, gap="medium"):
        rows, columns = _choose_shape()
        by_project = bool({rows, columns} & {*USE_DIMENSIONS}) or shown.of_use
        measure = _choose_measure(by_project=by_project)
    use = {"teams": shown.teams, "projects": shown.projects, "workloads": shown.workloads}
    slices = read(
        "explorer_use" if by_project else "explorer",
        rows=rows,
        columns=columns,
        pools=shown.pools,
        **(use if by_project else {}),
        **shown.days,
        **classes_set(),
    )
    if slices.is_empty():
        nothing_fits()
        return
    ranked = _ranked(by_rows(slices, measure), rows)
    pressed = _show_bars(slices, ranked, rows, measure, shown)
    with card(t("explorer.table.title"), t(f"columns.{measure.name}"), height="content"):
        _show_table(slices, ranked, rows, columns, measure, shown)
    if pressed is not None:
        narrow_to(rows, pressed)
        st.rerun()


def _choose_shape() -> tuple[str, str]:
    with st.container(width=170):
        rows = choose(t("explorer.rows"), DIMENSIONS, key="rows", words=dimension_words)
    rows = rows or "provider"
    with st.container(width=170):
        columns = choose(
            t("explorer.columns"),
            [name for name in DIMENSIONS if name != rows],
            key="columns",
            placeholder=t("explorer.no_columns"),
            words=dimension_words,
        )
    return rows, columns or ""


def _choose_measure(*, by_project: bool) -> Measure:
    names = [name for name, one in MEASURES.items() if one.of_use or not by_project]
    with st.container(width=260):
        chosen = choose(
            t("explorer.measure"), names, key="measure", words=lambda n: in_unit(t(f"columns.{n}"))
        )
    return MEASURES[chosen or names[0]]


def _show_bars(
    slices: pl.DataFrame, ranked: pl.DataFrame, rows: str, measure: Measure, shown: Slice
) -> str | None:
    """The card of the chart; the key of a bar that was pressed."""
    title = _finding(ranked, slices, rows, measure)
    first, last = formats.day(shown.first), formats.day(shown.last)
    with card(title, t("explorer.subtitle", first=first, last=last), height="content"):
        pressed = _draw(ranked, rows, measure, title)
        unknown = int(slices["unknown_days"].sum())
        if unknown:
            sentences([(t("explorer.unknown", days=formats.number(unknown)), True)])
        if rows in FURTHER:
            note(t("explorer.press", further=dimension_words(FURTHER[rows])))
    return pressed


def narrow_to(rows: str, key: str) -> None:
    """Filter by a row's key, and show by what lies below it from the next rerun on."""
    narrow_next(**_narrowed(rows, key))


def _narrowed(rows: str, key: str) -> dict[str, list[str]]:
    narrowed = own_days(*days_of(rows, key)) if rows in TIMES else {rows: [key]}
    return {"rows": [FURTHER[rows]]} | narrowed


def _show_table(
    slices: pl.DataFrame,
    ranked: pl.DataFrame,
    rows: str,
    columns: str,
    measure: Measure,
    shown: Slice,
) -> None:
    if columns:
        found = pivot(slices, measure, rows)
        keys = {key: key_in_words(columns, key) for key in found.columns[1:]}
        headings = Pivoted(measure.name, keys)
    else:
        found, headings = ranked.rename({"row_key": heading_of(rows), "value": measure.name}), None
    filters = {"measure": measure.name} | shown.provenance
    if rows in FURTHER:
        heading = heading_of(rows)
        narrowing_table(
            found, "explorer", filters, lambda row: _narrowed(rows, row[heading]), pivoted=headings
        )
    else:
        table(found, "explorer", filters, pivoted=headings)
    note(t("explorer.table.note"))
    source = "core_usage_hourly" if measure.of_use else "core_price"
    link_to_source(t("explorer.table.trace"), source, shown.one_pool)


def _ranked(found: pl.DataFrame, rows: str) -> pl.DataFrame:
    """Periods in their order, things by value."""
    return found if rows in TIMES else found.sort("value", descending=True, nulls_last=True)


def _finding(ranked: pl.DataFrame, slices: pl.DataFrame, rows: str, measure: Measure) -> str:
    known = ranked.drop_nulls("value").sort("value", descending=True)
    whole = overall(slices, measure)
    words = {"measure": in_unit(t(f"columns.{measure.name}")), "whole": measure.text(whole)}
    if known.is_empty() or ranked.height == 1:
        return t("explorer.finding.one", **words)
    words["top"] = key_in_words(rows, known["row_key"][0])
    if not whole:
        return t("explorer.finding.part", value=measure.text(known["value"][0]), **words)
    if measure.adds_up and rows not in TIMES:
        share = formats.percent(float(known["value"][0]) / float(whole), 0)
        return t("explorer.finding.share", share=share, **words)
    return t("explorer.finding.top", value=measure.text(known["value"][0]), **words)


def _draw(ranked: pl.DataFrame, rows: str, measure: Measure, title: str) -> str | None:
    """Draw the bars, and return the key of the one that was pressed."""
    dress = {"value_format": measure.text, "ticks": measure.ticks, "tokens": tokens()}
    drawn = ranked if rows in TIMES else ranked.drop_nulls("value").head(MOST_BARS)
    if drawn.is_empty():
        return None
    names = [key_in_words(rows, key) for key in drawn["row_key"]]
    values = [None if value is None else float(value) for value in drawn["value"]]
    draw = periods_chart if rows in TIMES else ranked_chart
    figure = draw(names, values, **dress)  # type: ignore[arg-type]
    if ranked.height > MOST_BARS and rows not in TIMES:
        note(t("explorer.more", count=formats.number(ranked.height - MOST_BARS)))
    if rows not in FURTHER:
        chart(figure, key="explorer", alt=title)
        return None
    pressed = pressed_bar(figure, key=f"explorer_{rows}", alt=title)  # `rows` changes by pressing
    return None if pressed is None else str(drawn["row_key"][pressed])
