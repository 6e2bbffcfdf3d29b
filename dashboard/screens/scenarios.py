"""Scenarios side by side: what each what-if makes of the months ahead, beside the base."""

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.charts.intervals import Answer, intervals_chart
from dashboard.components import (
    card,
    chart,
    drawn,
    link_to,
    note,
    plain,
    pool_bar,
    screen_header,
    segments,
    several,
    table,
    tokens,
)
from dashboard.components.tables import in_words, told
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.screens.chart_texts import ticks_of
from dashboard.screens.forecast_parts import amount

COMPANY = "company"
TARGETS = ("cost", "usage", "demand")
MOST = 3
CHANGE_COLUMNS = (
    "change",
    "change_ratio",
    "start_date",
    "ramp_days",
    "kind",
    "scope",
    "like",
    "pools_changed",
    "note",
    "grade",
    "source",
)


def render() -> None:
    """The screen."""
    header = st.container()
    changes = read("scenarios")
    series, target = _choose_series()
    with header:
        scope = plain(formats.short_pool(series)) if series != COMPANY else None
        screen_header("scenarios.title", scope=scope)
    months = read("scenarios_months", series=series, target=target)
    if changes.is_empty() or months["scenario"].is_null().all():
        with card(t("scenarios.none.title"), height="content"):
            st.markdown(t("scenarios.none.why"))
        return
    chosen = _choose_scenarios(months)
    _show(months, chosen, series, target)
    for column, scenario in zip(st.columns(max(len(chosen), 1)), chosen, strict=False):
        with column:
            _show_one(changes.filter(scenario=scenario), months.filter(scenario=scenario), target)


def _choose_series() -> tuple[str, str]:
    pool_id = pool_bar("scenarios")
    target = segments(
        t("scenarios.target"),
        TARGETS,
        key="scenario_target",
        words=lambda name: t(f"scenarios.of.{name}"),
    )
    return pool_id or COMPANY, target


def _choose_scenarios(months: pl.DataFrame) -> list[str]:
    """Those that move the last month most, unless the reader says which."""
    last = months.filter(pl.col("period_start") == pl.col("period_start").max())
    moved = last.drop_nulls("scenario").sort(
        pl.col("difference_p50").abs(), descending=True, maintain_order=True
    )
    others = months["scenario"].drop_nulls().unique(maintain_order=True).to_list()
    options = [*moved["scenario"], *(name for name in others if name not in set(moved["scenario"]))]
    return several(
        t("scenarios.choose", most=MOST),
        options,
        key="scenario",
        default=options[:MOST],
        most=MOST,
        words=scenario_words,
    )


def scenario_words(scenario: str) -> str:
    """A built-in what-if in the reader's words; one of the reader's own as it is called."""
    frame = in_words(pl.DataFrame({"scenario": [scenario]}))
    return str(frame["scenario"][0])


def _show(months: pl.DataFrame, chosen: list[str], series: str, target: str) -> None:
    shown = months.filter(pl.col("scenario").is_null() | pl.col("scenario").is_in(chosen))
    periods = shown["period_start"].unique().sort().to_list()
    answers = [_answer(None, shown, periods), *(_answer(one, shown, periods) for one in chosen)]
    title = _finding(shown, target)
    with card(title, t(f"scenarios.subtitle.{target}"), height="content"):
        figure = drawn(
            intervals_chart,
            [formats.month(period) for period in periods],
            answers,
            value_format=lambda value: amount(value, target),
            ticks=ticks_of(target),
            tokens=tokens(),
        )
        chart(figure, key="scenarios", alt=title)
        named = shown.with_columns(pl.col("scenario").fill_null("base"))
        table(named, "scenarios", {"series": series, "target": target}, height=220)
        note(t("scenarios.note"))
        link_to("forecast", t("scenarios.open_forecast"))


def _answer(scenario: str | None, shown: pl.DataFrame, periods: list[object]) -> Answer:
    rows = shown.filter(pl.col("scenario").eq_missing(pl.lit(scenario)))
    bands = {row[0]: row[1:] for row in rows.select("period_start", "p10", "p50", "p90").rows()}
    name = scenario_words(scenario) if scenario else t("scenarios.base")
    return Answer(name, [bands.get(period) for period in periods])


def _finding(shown: pl.DataFrame, target: str) -> str:
    """The what-if shown that moves the last month most."""
    last = shown.filter(pl.col("period_start") == pl.col("period_start").max())
    moved = last.drop_nulls("scenario").sort(
        pl.col("difference_p50").abs(), descending=True, maintain_order=True
    )
    if moved.is_empty():
        return t("scenarios.finding.none")
    most = moved.row(0, named=True)
    return t(
        "scenarios.finding.most",
        scenario=plain(scenario_words(most["scenario"])),
        month=formats.month(most["period_start"]),
        change=_signed(most["difference_p50"], target),
    )


def _show_one(changes: pl.DataFrame, months: pl.DataFrame, target: str) -> None:
    if months.is_empty():
        return
    last = months.sort("period_start").row(-1, named=True)
    with card(plain(scenario_words(last["scenario"])), formats.month(last["period_start"])):
        st.markdown(
            t(
                "scenarios.one",
                change=_signed(last["difference_p50"], target),
                low=_signed(last["difference_p10"], target),
                high=_signed(last["difference_p90"], target),
            )
        )
        if last["over_budget_ratio"] is not None:
            st.markdown(t("scenarios.budget", risk=formats.chance(last["over_budget_ratio"])))
        table(told(changes.select(CHANGE_COLUMNS)), f"scenario_{last['scenario']}")


def _signed(value: float, target: str) -> str:
    return formats.signed(amount(value, target), value)
