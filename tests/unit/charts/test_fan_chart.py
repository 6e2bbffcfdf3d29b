"""The fan: what is drawn for a past, a forecast and a budget, and for the lack of each."""

from datetime import date

import polars as pl
import pytest
from plotly.graph_objects import Figure

from dashboard.charts.axes import even_ticks
from dashboard.charts.fan import FanLabels, fan_chart

LABELS = FanLabels("actual", "P50", "P10–P90", "budget", "data until October")
HISTORY = pl.DataFrame(
    {
        "period_start": [date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)],
        "value": [100.0, 110.0, 120.0],
    }
)
FORECAST = pl.DataFrame(
    {
        "period_start": [date(2026, 11, 1), date(2026, 12, 1)],
        "p10": [110.0, 100.0],
        "p50": [130.0, 140.0],
        "p90": [150.0, 190.0],
    }
)
BUDGET = pl.DataFrame(
    {
        "period_start": [date(2020, 1, 1), date(2026, 8, 1), date(2026, 12, 1), date(2030, 1, 1)],
        "amount": [1.0, 105.0, 150.0, 999.0],
    }
)


def draw(
    history: pl.DataFrame = HISTORY,
    forecast: pl.DataFrame = FORECAST,
    budget: pl.DataFrame | None = BUDGET,
) -> Figure:
    return fan_chart(
        history,
        forecast,
        budget,
        labels=LABELS,
        value_format=lambda value: f"{value:.0f} yuan",
        ticks=even_ticks(str),
        date_format=lambda day: f"{day:%b %Y}",
    )


def trace(figure: Figure, name: str) -> dict[str, list[object]]:
    return next(t for t in figure.to_dict()["data"] if t["name"] == name)  # type: ignore[no-any-return]


def texts(figure: Figure) -> list[str]:
    return [str(label.text) for label in figure.layout.annotations]


def test_the_fan_grows_out_of_the_last_known_value() -> None:
    figure = draw()
    for quantile in ("P10", "P50", "P90"):
        drawn = trace(figure, quantile)
        assert drawn["x"][0] == date(2026, 10, 1)
        assert drawn["y"][0] == 120.0
    assert list(trace(figure, "P90")["y"]) == [120.0, 150.0, 190.0]
    assert list(trace(figure, "P10")["y"]) == [120.0, 110.0, 100.0]


def test_the_band_is_filled_between_p90_and_p10() -> None:
    names = [t["name"] for t in draw().to_dict()["data"]]
    assert names.index("P10") == names.index("P90") + 1  # `tonexty` fills to the trace before
    assert trace(draw(), "P10")["fill"] == "tonexty"


def test_every_line_is_named_on_the_chart_and_there_is_no_legend() -> None:
    figure = draw()
    assert {"actual", "budget", "P50", "data until October"} <= set(texts(figure))
    assert figure.layout.showlegend is False


def test_the_data_end_at_a_line_on_the_last_known_period() -> None:
    [line] = draw().layout.shapes
    assert line.x0 == line.x1 == date(2026, 10, 1)


def test_a_missing_month_is_a_gap_and_the_fan_joins_the_last_known_one() -> None:
    history = HISTORY.with_columns(
        value=pl.when(pl.col("period_start") == date(2026, 10, 1)).then(None).otherwise("value")
    )
    figure = draw(history)
    assert list(trace(figure, "actual")["y"]) == [100.0, 110.0, None]
    assert trace(figure, "actual")["connectgaps"] is False
    assert trace(figure, "P50")["x"][0] == date(2026, 9, 1)


def test_budgets_outside_what_is_drawn_do_not_stretch_the_axes() -> None:
    figure = draw()
    assert list(trace(figure, "budget")["x"]) == [date(2026, 8, 1), date(2026, 12, 1)]
    assert figure.layout.yaxis.range[1] < 999


def test_without_a_budget_there_is_neither_line_nor_label() -> None:
    figure = draw(budget=None)
    assert "budget" not in texts(figure)
    assert [t["name"] for t in figure.to_dict()["data"]] == ["P90", "P10", "actual", "P50"]


@pytest.mark.parametrize("history", [HISTORY.clear(), HISTORY.head(1), HISTORY])
@pytest.mark.parametrize("forecast", [FORECAST.clear(), FORECAST.head(1), FORECAST])
@pytest.mark.parametrize("budget", [None, BUDGET.clear(), BUDGET])
def test_any_part_may_be_missing(
    history: pl.DataFrame, forecast: pl.DataFrame, budget: pl.DataFrame | None
) -> None:
    assert draw(history, forecast, budget).to_json()


def test_a_single_point_is_a_dot_because_it_has_no_line() -> None:
    assert trace(draw(HISTORY.head(1), FORECAST.clear()), "actual")["mode"] == "lines+markers"


def test_a_wide_fan_has_each_quantile_named_at_its_end() -> None:
    # the axis spans about 100 to 190, the fan 90 of it
    assert {"P10", "P50", "P90"} <= set(texts(draw(budget=None)))


def test_a_narrow_fan_has_one_name_for_its_band() -> None:
    narrow = FORECAST.with_columns(p10=pl.col("p50") - 1, p90=pl.col("p50") + 1)
    named = texts(draw(forecast=narrow, budget=None))
    assert "P10–P90" in named
    assert "P90" not in named


@pytest.mark.parametrize("level", [0.0, 130.0])
def test_the_names_of_a_narrow_fan_stand_right_of_every_line_and_one_above_the_other(
    level: float,
) -> None:
    narrow = FORECAST.with_columns(p10=pl.lit(level), p50=pl.lit(level + 1), p90=pl.lit(level + 2))
    figure = draw(forecast=narrow, budget=None)
    placed = {str(label.text): label for label in figure.layout.annotations}
    median, band = placed["P50"], placed["P10–P90"]
    for label in (median, band):
        assert (label.x, label.xanchor) == (date(2026, 12, 1), "left")
    assert median.yshift - band.yshift == 17  # a line of text
    assert figure.layout.margin.r >= 60
    if level == 0.0:
        assert band.yshift == 0  # not among the dates below the drawing


def test_the_past_is_named_where_it_keeps_low_enough_for_the_cut_offs_words() -> None:
    # Twelve low months, then eight at the top: 0.66 of the length lies there, 0.4 does not.
    days = pl.date_range(date(2025, 1, 1), date(2026, 8, 1), "1mo", eager=True)
    risen = pl.DataFrame({"period_start": days, "value": [10.0] * 12 + [100.0] * 8})
    level = FORECAST.with_columns(p10=pl.lit(100.0), p50=pl.lit(100.0), p90=pl.lit(100.0))
    figure = draw(risen, level, budget=None)
    [name] = [label for label in figure.layout.annotations if label.text == "actual"]
    assert (name.x, name.y) == (date(2025, 8, 1), 10.0)  # index int(19 x 0.4) = 7
    assert name.yanchor == "bottom"


def test_the_cut_offs_words_stay_on_the_paper_after_a_short_past() -> None:
    one_month = pl.DataFrame({"period_start": [date(2026, 8, 1)], "value": [10.0]})
    figure = draw(one_month, FORECAST, budget=None)
    anchors = {
        label.x: label.xanchor for label in figure.layout.annotations if label.yref == "paper"
    }
    assert anchors[date(2026, 8, 1)] == "left"  # the axis begins there


def test_the_time_axis_is_as_long_as_what_is_drawn() -> None:
    # Plotly would widen it for the words at its ends.
    assert list(draw().layout.xaxis.range) == ["2026-08-01", "2026-12-01"]


def test_months_are_two_short_lines_so_that_they_fit_a_telephone() -> None:
    assert draw().layout.xaxis.ticktext[0] == "Aug<br>2026"


def test_two_years_of_months_have_no_more_ticks_than_a_telephone_has_room_for() -> None:
    days = pl.date_range(date(2024, 9, 1), date(2026, 8, 1), "1mo", eager=True)
    drawn = draw(pl.DataFrame({"period_start": days, "value": [10.0] * 24}), FORECAST, budget=None)
    assert len(drawn.layout.xaxis.tickvals) <= 5
