"""What the forecast screen says: the finding as a title, the method and its limits as sentences."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from dashboard import formats
from dashboard.components import plain
from dashboard.i18n import t
from dashboard.i18n.catalogue import load_catalogue
from dashboard.screens.forecast_notes import Said, note_lines

FEW_ROWS, TALL_TABLE_PX = 7, 280
PAST_DAYS = 28  # four whole weeks, so that weekends weigh what they should
LIKELY = 0.5
SMALL_CHANGE = 0.02  # not told from none, in words, where the band holds none
UNITS = {  # of a target, as in out_forecast
    "cost": "CNY",
    "usage": "card_hour",
    "demand": "card_hour",
    "peak_demand": "card",
    "peak_used": "card",
    "tokens": "token",
    "input_tokens": "token",
    "output_tokens": "token",
    "storage": "GB_day",
    "requests": "request",
}
MINUS, PLUS = "−", "+"


def amount(value: float | None, target: str) -> str:
    """A value of the target with its unit."""
    unit = UNITS.get(target, "card_hour")
    if unit == "CNY":
        return formats.money(value)
    if unit == "card_hour":
        return formats.card_hours(value)
    return t(f"forecast.amount.{unit}", value=formats.compact(value))


def subtitle(target: str, grain: str) -> str:
    """Period and unit of what a chart shows."""
    unit = t(f"forecast.unit.{UNITS[target]}")
    return t(f"forecast.subtitle.{grain}", unit=unit)


def finding(
    target: str,
    grain: str,
    history: pl.DataFrame,
    forecast: pl.DataFrame,
    over_budget_since: date | None = None,
) -> str:
    """One sentence that says what the forecast means; frames as read, whole periods only."""
    if grain == "day":
        return _daily_finding(target, history, forecast)
    if target == "cost":
        against_budget = _budget_finding(forecast, over_budget_since)
        if against_budget:
            return against_budget
    return _change_finding(target, history, forecast)


def _budget_finding(forecast: pl.DataFrame, over_since: date | None) -> str | None:
    risks = forecast.drop_nulls("over_budget_ratio")
    if risks.is_empty():
        return None
    likely = risks.filter(pl.col("over_budget_ratio") >= LIKELY)
    key = "within_budget" if likely.is_empty() else "over_budget"
    row = risks.sort("over_budget_ratio").row(-1, named=True)
    if not likely.is_empty():
        row = likely.row(0, named=True)
    words = {
        "month": formats.month(row["period_start"]),
        "chance": formats.chance(row["over_budget_ratio"]),
    }
    if over_since and not likely.is_empty():
        return t("forecast.finding.stays_over", since=formats.month(over_since), **words)
    return t(f"forecast.finding.{key}", **words)


def _change_finding(target: str, history: pl.DataFrame, forecast: pl.DataFrame) -> str:
    """The last whole month ahead against the last known one.

    By the day: months differ in length, and a past month may lack days that nobody measured.
    """
    last = forecast.row(-1, named=True)
    words = {
        "value": amount(last["p50"], target),
        "month": formats.month(last["period_start"]),
    }
    known = history.drop_nulls("amount").filter(pl.col("amount") > 0)
    if known.is_empty():
        return t("forecast.finding.expected", what=t(f"forecast.what.{target}"), **words)
    past = known.row(-1, named=True)
    scale = _days_in_month(last["period_start"]) / past["days_measured"] * past["amount"]
    change = last["p50"] / scale - 1
    words |= {
        "change": signed_percent(change),
        "past": formats.month(past["period_start"]),
    }
    key = "rises" if last["p10"] > scale else "falls"
    if last["p10"] <= scale <= last["p90"]:
        key = "level" if abs(change) < SMALL_CHANGE else "uncertain"
    return t(f"forecast.finding.{key}", what=t(f"forecast.what.{target}"), **words)


def _days_in_month(first_day: date) -> int:
    return monthrange(first_day.year, first_day.month)[1]


def _daily_finding(target: str, history: pl.DataFrame, forecast: pl.DataFrame) -> str:
    ahead = _mean(forecast["p50"])
    past = history.drop_nulls("amount").tail(PAST_DAYS)
    words = {"value": amount(ahead, target), "days": formats.number(forecast.height)}
    before = _mean(past["amount"])
    if not before:
        return t("forecast.finding.daily_alone", **words)
    change = signed_percent(ahead / before - 1)
    past_days = formats.number(past.height)
    return t("forecast.finding.daily", change=change, past=past_days, **words)


def _mean(values: pl.Series) -> float:
    return float(values.sum()) / len(values) if len(values) else 0.0


def signed_percent(ratio: float, digits: int = 1) -> str:
    """A change as per cent with its sign, also where it is a rise."""
    text = formats.percent(ratio, digits)
    return text if text.startswith(MINUS) else f"{PLUS}{text}"


def method_lines(row: dict[str, object], notes: Sequence[Said]) -> list[str]:
    """How a forecast row was made, in words; `row` is one of out_forecast, with its notes."""
    lines = [
        t("forecast.method.line_method", method=_method_word(str(row["method"]))),
        t(
            "forecast.method.line_history",
            days=_count(row["history_days"]),
            cut_off=_day(row["cut_off"]),
        ),
        t(
            "forecast.method.line_paths",
            paths=_count(row["path_count"]),
            seed=row["seed"],
            version=row["model_version"],
        ),
    ]
    lines += note_lines(notes)
    if row["grain"] != "day" and not str(row["target"]).startswith("peak_"):
        lines.append(t("forecast.method.line_months"))
    return lines


def days_ahead(row: Mapping[str, object]) -> str:
    """The days ahead that a row of out_forecast_score is of."""
    return t("forecast.trust.days", first=row["from_step"], last=row["to_step"])


def table_height(rows: pl.DataFrame) -> int | None:
    """Of a table in pixels: only so many rows stand beside a chart without scrolling."""
    return TALL_TABLE_PX if rows.height > FEW_ROWS else None


def _method_word(method: str) -> str:
    """The method in words; a candidate that somebody added is called by its own name."""
    key = f"forecast.method_name.{method}"
    return t(key) if key in load_catalogue() else plain(method)


def _count(value: object) -> str:
    return formats.number(int(str(value)))


def _day(value: object) -> str:
    return formats.day(value) if isinstance(value, date) else str(value)
