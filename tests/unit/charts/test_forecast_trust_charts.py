"""Charts of what came of forecasts, of weights, and of days outside their band."""

from datetime import date, timedelta

import polars as pl
import pytest

from dashboard.charts.anomalies import AnomalyLabels, anomaly_chart
from dashboard.charts.kept import LEAST_PLACES, KeptLabels, kept_chart
from dashboard.charts.style import LIGHT
from dashboard.charts.weights import Share, shares_chart
from dashboard.formats import number_ticks

FIRST = date(2026, 10, 1)
WORDS = AnomalyLabels("band", "above", "below", "outage", "shift")


def days(*actual: float | None) -> pl.DataFrame:
    """Days with a band of 90 to 110."""
    rows = [
        {
            "local_date": FIRST + timedelta(days=n),
            "lower": 90.0,
            "upper": 110.0,
            "actual": value,
            "is_above": None if value is None or 90 <= value <= 110 else value > 110,
            "is_outage": value is None,
        }
        for n, value in enumerate(actual)
    ]
    schema = {
        "local_date": pl.Date,
        "lower": pl.Float64,
        "upper": pl.Float64,
        "actual": pl.Float64,
        "is_above": pl.Boolean,
        "is_outage": pl.Boolean,
    }
    return pl.DataFrame(rows, schema=schema)


def drawn(frame: pl.DataFrame, *shifts: date) -> dict:
    return anomaly_chart(
        frame,
        shifts,
        labels=WORDS,
        value_format=str,
        ticks=number_ticks,
        date_format=str,
        tokens=LIGHT,
    ).to_dict()


def test_days_outside_are_marked_by_shape_as_well_as_by_colour() -> None:
    figure = drawn(days(100.0, 150.0, 50.0, None))
    marks = {trace["marker"]["symbol"]: list(trace["x"]) for trace in figure["data"][3:]}
    assert marks["triangle-up"] == [FIRST + timedelta(days=1)]
    assert marks["triangle-down"] == [FIRST + timedelta(days=2)]
    assert marks["x-thin-open"] == [FIRST + timedelta(days=3)]


def test_a_missing_day_is_a_gap_in_the_line() -> None:
    line = drawn(days(100.0, None, 100.0))["data"][2]
    assert list(line["y"]) == [100.0, None, 100.0]
    assert line["connectgaps"] is False


def test_new_levels_in_view_are_lines_and_named() -> None:
    figure = drawn(days(*[100.0] * 5), FIRST + timedelta(days=2), FIRST - timedelta(days=9))
    assert [shape["x0"] for shape in figure["layout"]["shapes"]] == [FIRST + timedelta(days=2)]
    assert "shift" in figure["layout"]["annotations"][0]["text"]


@pytest.mark.parametrize("values", [(), (100.0,), (None,)])
def test_hardly_any_days_can_be_drawn(values: tuple[float | None, ...]) -> None:
    assert drawn(days(*values))["data"]


def test_what_came_is_marked_within_and_outside() -> None:
    rows = pl.DataFrame(
        {
            "period": ["a", "b"],
            "p10": [1.0, 1.0],
            "p50": [2.0, 2.0],
            "p90": [3.0, 3.0],
            "actual": [2.5, 9.0],
            "is_hit": [True, False],
        }
    )
    labels = KeptLabels("band", "within", "outside")
    figure = kept_chart(rows, labels=labels, value_format=str, ticks=number_ticks).to_dict()
    bars, _, hits, misses = figure["data"]
    assert list(bars["base"]) == [1.0, 1.0]
    assert list(bars["y"]) == [2.0, 2.0]  # from P10 to P90
    assert (list(hits["x"]), list(misses["x"])) == (["a"], ["b"])
    assert hits["marker"]["symbol"] != misses["marker"]["symbol"]
    assert figure["layout"]["xaxis"]["range"] == [-0.5, LEAST_PLACES - 0.5]


def test_shares_are_stacked_in_order_and_small_ones_stay_without_a_figure() -> None:
    parts = [Share("Prophet", [0.05, 0.4]), Share("levels", [0.95, 0.6])]
    figure = shares_chart(["soon", "later"], parts, share_format="{:.0%}".format).to_dict()
    assert [trace["name"] for trace in figure["data"]] == ["Prophet", "levels"]
    assert list(figure["data"][0]["text"]) == ["", "40%"]
    assert "Prophet" in figure["layout"]["annotations"][0]["text"]
