"""The next two weeks hour by hour, of one pool, against its cards."""

from typing import TYPE_CHECKING

import polars as pl

from dashboard import formats
from dashboard.charts.fan import FanLabels, fan_chart
from dashboard.charts.style import Tokens
from dashboard.components import card, chart, drawn_of_snapshot, figures_behind, note
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.screens.chart_texts import day_tick
from dashboard.screens.forecast_choice import Choice

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

HEIGHT_PX = 240
DAYS_A_TICK = 2


def show_hours(choice: Choice) -> None:
    """A card with the fan of hours; nothing where no pool is chosen or it has no hours."""
    if choice.pool_id is None:
        return
    target = "usage" if choice.target in ("usage", "peak_used") else "demand"
    rows = read("forecast_hours", pool_id=choice.pool_id, target=target)
    if rows.is_empty() and target == "demand":  # no queue was measured
        target = "usage"
        rows = read("forecast_hours", pool_id=choice.pool_id, target=target)
    if rows.is_empty():
        return
    title = hours_finding(rows)
    with card(title, t(f"forecast.hours.subtitle_{target}"), height="content"):
        figure = drawn_of_snapshot(_figure, choice.pool_id, target)
        chart(figure, key="forecast_hours", alt=title)
        note(t("forecast.hours.note"))
        figures_behind(rows.drop("period_start"), "forecast_hours", {"pool": choice.pool_id})


def hours_finding(rows: pl.DataFrame) -> str:
    """The title: when most cards are expected in use, and how many there are."""
    top = rows.sort("p50", descending=True, maintain_order=True).row(0, named=True)
    words = {
        "day": formats.day(top["local_date"]),
        "hour": f"{top['hour']:02d}:00",
        "value": formats.number(top["p50"]),
    }
    if top["capacity_cards"] is None:
        return t("forecast.hours.busiest", **words)
    words["cards"] = formats.number(top["capacity_cards"])
    return t("forecast.hours.busiest_of", **words)


def _figure(pool_id: str, target: str, tokens: Tokens) -> "Figure":
    rows = read("forecast_hours", pool_id=pool_id, target=target)
    cards = rows.select("period_start", pl.col("capacity_cards").alias("amount")).drop_nulls()
    figure = fan_chart(
        pl.DataFrame(schema={"period_start": pl.Datetime("us"), "value": pl.Float64}),
        rows,
        cards,
        labels=FanLabels(
            actual=t("forecast.chart.actual"),
            median=t("forecast.chart.median"),
            band=t("forecast.chart.band"),
            budget=t("forecast.chart.cards"),
            cut_off="",
        ),
        value_format=formats.number,
        ticks=formats.number_ticks,
        date_format=day_tick,
        tokens=tokens,
        height=HEIGHT_PX,
    )
    midnights = rows.filter(pl.col("hour") == 0)["period_start"].to_list()[::DAYS_A_TICK]
    figure.update_xaxes(
        tickvals=[moment.isoformat() for moment in midnights],
        ticktext=[day_tick(moment) for moment in midnights],
        hoverformat="%m-%d %H:00",
    )
    return figure
