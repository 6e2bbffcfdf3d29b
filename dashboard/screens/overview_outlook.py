"""The Overview's main chart: months so far, the forecast's fan, the budget."""

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard import formats
from dashboard.components import card, chart, drawn_of_snapshot, note, plain, scope_words
from dashboard.i18n import t
from dashboard.reading import current, read
from dashboard.screens.forecast_budget import budget_line, over_since
from dashboard.screens.forecast_choice import is_summed
from dashboard.slices import NO_SERIES, Slice

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from dashboard.charts.style import Tokens

HEIGHT_PX = 240
Of = tuple[str, tuple[str, ...] | None, str | None]  # target, pools, whose forecast
_LIKELY = 0.5  # "will pass" from here on, "may pass" from _POSSIBLE on
_POSSIBLE = 0.1


def show(target: str, shown: Slice) -> None:
    """The card with the finding as its title; `target` is `cost` or `usage`."""
    of = (target, shown.pools, shown.series)
    months, ahead = _months(of), _ahead(of)
    if target == "cost":
        title = _cost_title(ahead, over_since(months, _budget(shown.series)))
    else:
        title = _use_title(ahead)
    if shown.series == NO_SERIES:
        stands = is_summed(shown.pools or (), target)
        title = t("overview.fan.sum_elsewhere" if stands else "overview.fan.no_sum")
    with card(title, t(f"overview.fan.subtitle_{target}", scope=_scope(ahead, shown))):
        if months.is_empty() and ahead.is_empty():
            note(t("overview.fan.too_short"))
            return
        figure = drawn_of_snapshot(_figure, of)
        chart(figure, key="overview_fan", alt=title)


def _months(of: Of) -> pl.DataFrame:
    target, pools, _ = of
    return read("overview_months", target=target, pools=pools)


def _ahead(of: Of) -> pl.DataFrame:
    """Months that end after the last one known whole, so that no month is drawn twice."""
    target, _, series = of
    months = _months(of)["period_start"]
    ahead = read("overview_forecast", target=target, series=series).filter(grain="month")
    return ahead.filter(pl.col("period_start") > months.max()) if len(months) else ahead


def _scope(ahead: pl.DataFrame, shown: Slice) -> str:
    if shown.pools is not None:
        return scope_words(shown) or ""
    series = ahead["series"].first()
    return t("overview.fan.whole_company") if series in (None, "company") else plain(series)


def _cost_title(ahead: pl.DataFrame, over_budget_since: date | None) -> str:
    if ahead.is_empty():
        return t("overview.fan.no_forecast")
    last = ahead.row(-1, named=True)
    with_budget = ahead.drop_nulls("over_budget_ratio")
    if with_budget.is_empty():
        month = formats.month(last["period_start"])
        return t("overview.fan.no_budget", amount=formats.money(last["p50"]), month=month)
    for key, threshold in (("will_pass", _LIKELY), ("may_pass", _POSSIBLE)):
        over = with_budget.filter(pl.col("over_budget_ratio") >= threshold)
        if over.height:
            first = over.row(0, named=True)
            month = formats.month(first["period_start"])
            chance = formats.chance(first["over_budget_ratio"])
            if over_budget_since and threshold == _LIKELY:
                since = formats.month(over_budget_since)
                return t("forecast.finding.stays_over", since=since, month=month, chance=chance)
            return t(f"overview.fan.{key}", month=month, probability=chance)
    last_with_budget = with_budget["period_start"].to_list()[-1]
    return t("overview.fan.stays_within", month=formats.month(last_with_budget))


def _use_title(ahead: pl.DataFrame) -> str:
    if ahead.is_empty():
        return t("overview.fan.use_no_forecast")
    last = ahead.row(-1, named=True)
    month = formats.month(last["period_start"])
    return t("overview.fan.use", amount=formats.card_hours(last["p50"]), month=month)


def _budget(series: str | None) -> pl.DataFrame:
    view, last_day = current(), read("header")["data_until"][0]
    if view is None or last_day is None or series == NO_SERIES:
        return pl.DataFrame(schema={"period_start": pl.Date, "amount": pl.Float64})
    return budget_line(series or "company", view.settings, last_day)


def _figure(of: Of, tokens: "Tokens") -> "Figure":
    from dashboard.charts.fan import FanLabels, fan_chart

    in_yuan = of[0] == "cost"
    months = _months(of)
    last_whole: date | None = months["period_start"].to_list()[-1] if months.height else None
    labels = {name: t(f"overview.fan.{name}") for name in ("actual", "median", "band", "budget")}
    cut_off = t("overview.fan.cut_off", month=formats.month(last_whole))
    text: Any = formats.money if in_yuan else formats.card_hours
    return fan_chart(
        months,
        _ahead(of),
        _budget(of[2]) if in_yuan else None,
        labels=FanLabels(**labels, cut_off=cut_off),
        value_format=text,
        ticks=formats.money_ticks if in_yuan else formats.number_ticks,
        date_format=formats.month,
        tokens=tokens,
        height=HEIGHT_PX,
    )
