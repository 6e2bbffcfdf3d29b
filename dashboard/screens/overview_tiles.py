"""The Overview's five tiles, in yuan where prices are known, else in card-hours."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components import Tone, tile
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.screens.forecast_choice import is_summed
from dashboard.slices import NO_SERIES

Facts = Mapping[str, Any]  # overview_tiles.sql, and the pools and series that are shown
Words = Callable[[float], str]
_LIKELY = 0.5  # from here on a tile and the title speak of "will", below of "may"


def show(facts: Facts, *, has_cost: bool) -> None:
    """The row of five."""
    course = read("overview_course", pools=facts["pools"])
    shown = _cost_tiles if has_cost else _use_tiles
    for column, draw in zip(st.columns(5, gap="small"), shown(), strict=True):
        with column:
            draw(facts, course)


def _cost_tiles() -> tuple[Any, ...]:
    return _month_cost, _cost_outlook, _cost_per_hour, _coverage, _idle


def _use_tiles() -> tuple[Any, ...]:
    return _month_use, _use_outlook, _fill, _useful, _waiting


def _month_cost(facts: Facts, course: pl.DataFrame) -> None:
    month = _forecast_of_month("cost", facts)
    against, tone = t("overview_tiles.no_budget"), Tone.GREY
    if month and month["budget_cny"]:
        budget = formats.money(month["budget_cny"])
        share = formats.percent(float(facts["month_cost_cny"] or 0) / month["budget_cny"], 0)
        against, tone = t("overview_tiles.of_budget", share=share, budget=budget), Tone.CALM
        if (month["over_budget_ratio"] or 0) >= _LIKELY:
            excess = formats.percent(month["p50"] / month["budget_cny"] - 1)
            against = t("overview_tiles.over_budget", excess=excess, budget=budget)
            tone = Tone.WARNING
    tile(
        t("overview_tiles.month_cost", month=formats.month(facts["last_day"])),
        formats.money(facts["month_cost_cny"]),
        against,
        help_text=t("overview_tiles.month_cost_help"),
        measures=("cost_cny",),
        course=course["cost_cny"].to_list(),
        tone=tone,
    )


def _month_use(facts: Facts, course: pl.DataFrame) -> None:
    change = _change(facts, "used_card_hours")
    tile(
        t("overview_tiles.month_use", month=formats.month(facts["last_day"])),
        formats.compact(facts["month_used_card_hours"]),
        change,
        help_text=t("overview_tiles.month_use_help"),
        measures=("used_card_hours",),
        course=course["used_card_hours"].to_list(),
    )


def _cost_outlook(facts: Facts, course: pl.DataFrame) -> None:  # noqa: ARG001
    _outlook("cost", formats.money, facts)


def _use_outlook(facts: Facts, course: pl.DataFrame) -> None:  # noqa: ARG001
    _outlook("usage", formats.compact, facts)


def _outlook(target: str, text: Words, facts: Facts) -> None:
    series = facts["series"]
    period = _period_ahead(target, series)
    if period is None:
        tile(
            t("overview_tiles.outlook_missing"),
            formats.MISSING,
            t(f"overview_tiles.{_why_missing(target, facts)}"),
            help_text=t("overview_tiles.outlook_help"),
            measures=("p50",),
            course=(),
            tone=Tone.GREY,
        )
        return
    name = formats.quarter if period["grain"] == "quarter" else formats.month
    tile(
        t(f"overview_tiles.outlook_{target}", period=name(period["period_start"])),
        text(period["p50"]),
        t("overview_tiles.range", low=text(period["p10"]), high=text(period["p90"])),
        help_text=t("overview_tiles.outlook_help"),
        measures=("p50",),
        course=read("overview_forecast_course", target=target, series=series)["expected"].to_list(),
    )


def _why_missing(target: str, facts: Facts) -> str:
    if facts["series"] != NO_SERIES:
        return "no_forecast"
    return "sum_elsewhere" if is_summed(facts["pools"] or (), target) else "no_sum"


def _cost_per_hour(facts: Facts, course: pl.DataFrame) -> None:
    kind = "useful" if facts["cost_cny_per_useful_card_hour"] is not None else "used"
    now = facts[f"cost_cny_per_{kind}_card_hour"]
    tile(
        t(f"overview_tiles.per_{kind}"),
        formats.money(now),
        _change(facts, f"cost_cny_per_{kind}_card_hour"),
        help_text=t("overview_tiles.per_hour_help"),
        measures=("cny_per_useful_card_hour" if kind == "useful" else "cny_per_card_hour",),
        course=course["cost_cny_per_used_card_hour"].to_list(),
    )


def _coverage(facts: Facts, course: pl.DataFrame) -> None:
    coverage, used = facts["coverage_ratio"], facts["commitment_utilisation_ratio"]
    against = t("overview_tiles.no_contracts")
    if used is not None:
        against = t(
            "overview_tiles.coverage_change",
            coverage=_points(facts, "coverage_ratio"),
            utilisation=_points(facts, "commitment_utilisation_ratio"),
        )
    tile(
        t("overview_tiles.coverage"),
        f"{formats.percent(coverage, 0)} | {formats.percent(used, 0)}",
        against,
        help_text=t("overview_tiles.coverage_help"),
        measures=("coverage_ratio", "contract_utilisation_ratio"),
        course=course["coverage_ratio"].to_list(),
        tone=Tone.GREY if used is None else Tone.CALM,
    )


def _idle(facts: Facts, course: pl.DataFrame) -> None:
    share = facts["idle_ratio"]
    tile(
        t("overview_tiles.idle"),
        formats.money(facts["idle_cost_cny"]),
        t("overview_tiles.of_spend", share=formats.percent(share)),
        help_text=t("overview_tiles.idle_help"),
        measures=("idle_cost_cny",),
        course=course["idle_cost_cny"].to_list(),
    )


def _fill(facts: Facts, course: pl.DataFrame) -> None:
    capacity = read("overview_capacity", pools=facts["pools"]).row(0, named=True)
    against = t("overview_tiles.not_reported")
    if capacity["mean_cards"] is not None:
        mean, peak = (formats.number(capacity[f"{kind}_cards"], 1) for kind in ("mean", "peak"))
        against = t("overview_tiles.peak", mean=mean, peak=peak)
    tile(
        t("overview_tiles.fill"),
        formats.percent(capacity["utilisation_ratio"]),
        against,
        help_text=t("overview_tiles.fill_help"),
        measures=("utilisation_ratio",),
        course=course["used_card_hours"].to_list(),
        tone=Tone.GREY if capacity["mean_cards"] is None else Tone.CALM,
    )


def _useful(facts: Facts, course: pl.DataFrame) -> None:
    known = facts["useful_ratio"] is not None
    tile(
        t("overview_tiles.useful"),
        formats.percent(facts["useful_ratio"]),
        None if known else t("overview_tiles.not_reported"),
        help_text=t("overview_tiles.useful_help"),
        measures=("useful_ratio",),
        course=course["useful_ratio"].to_list(),
        tone=Tone.CALM if known else Tone.GREY,
    )


def _waiting(facts: Facts, course: pl.DataFrame) -> None:
    known = facts["queued_card_hours"] is not None
    share = formats.percent(facts["queued_ratio"])
    tile(
        t("overview_tiles.queue"),
        formats.compact(facts["queued_card_hours"]),
        t("overview_tiles.of_use", share=share) if known else t("overview_tiles.not_reported"),
        help_text=t("overview_tiles.queue_help"),
        measures=("queued_card_hours",),
        course=course["queued_card_hours"].to_list(),
        tone=Tone.CALM if known else Tone.GREY,
    )


def _forecast_of_month(target: str, facts: Facts) -> Facts | None:
    last_day: date | None = facts["last_day"]
    if last_day is None:
        return None
    rows = read("overview_forecast", target=target, series=facts["series"]).filter(
        grain="month", period_start=last_day.replace(day=1)
    )
    return rows.row(0, named=True) if rows.height else None


def _period_ahead(target: str, series: str | None) -> Facts | None:
    """The latest quarter that the forecast reaches the end of, else the latest month."""
    rows = read("overview_forecast", target=target, series=series)
    for grain in ("quarter", "month"):
        of_grain = rows.filter(grain=grain)
        if of_grain.height:
            return of_grain.row(-1, named=True)
    return None


def _change(facts: Facts, name: str) -> str | None:
    """Against the 30 days before, where all of those were measured: half of them prove nothing."""
    now, before = facts[name], facts[f"{name}_before"]
    if now is None or not before or not facts["has_before"]:
        return None
    ratio = float(now) / float(before) - 1
    sign = "+" if round(ratio, 3) > 0 else ""
    return t("overview_tiles.change", change=f"{sign}{formats.percent(ratio)}")


def _points(facts: Facts, name: str) -> str:
    now, before = facts[name], facts[f"{name}_before"]
    if now is None or before is None or not facts["has_before"]:
        return formats.MISSING
    points = round((now - before) * 100, 1)
    return formats.signed(formats.number(points, 1), points)
