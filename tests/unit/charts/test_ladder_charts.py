"""Months ahead, the frontier and the replay: what is drawn, and what is written on it."""

from datetime import date

import plotly.graph_objects as go
import polars as pl
import pytest

from dashboard.charts.frontier import FrontierLabels, frontier_chart
from dashboard.charts.ladder_months import CostLabels, NeedLabels, cost_months_chart, need_chart
from dashboard.charts.replay import Held, Rule, above_hindsight_chart, held_chart
from dashboard.charts.style import LIGHT

MONTHS = pl.DataFrame(
    {
        "month": [date(2026, 11, 1), date(2026, 12, 1)],
        "need_p10_cards": [80.0, 90.0],
        "need_p50_cards": [100.0, 110.0],
        "need_p90_cards": [140.0, 150.0],
        "planned_cards": [0.0, 16.0],
        "in_hand_cards": [32.0, 0.0],
        "bought_cards": [0.0, 96.0],
        "in_hand_fee_cny": [200.0, 0.0],
        "bought_fee_cny": [0.0, 576.0],
        "on_demand_cost_cny": [120.0, 30.0],
    }
)


def text(value: float) -> str:
    return f"{value:g}"


def ticks(low: float, high: float) -> tuple[list[float], list[str]]:
    return [low, high], [text(low), text(high)]


def need(months: pl.DataFrame = MONTHS) -> go.Figure:
    labels = NeedLabels("in hand", "to buy", "need", "unplanned")
    return need_chart(
        months, labels=labels, value_format=text, ticks=ticks, date_format=lambda day: f"{day:%b}"
    )


def test_contracts_are_stacked_and_the_need_lies_over_them_with_its_band() -> None:
    figure = need()
    in_hand, bought, line = figure.data[:3]
    assert figure.layout.barmode == "stack"
    assert list(in_hand.y) == [32, 0]
    assert list(bought.y) == [0, 96]
    assert list(line.y) == [100, 110]
    assert list(line.error_y.array) == [40, 40]  # 140 - 100, 150 - 110
    assert list(line.error_y.arrayminus) == [20, 20]  # 100 - 80, 110 - 90
    assert figure.layout.yaxis.range[1] >= 150


def test_only_months_with_planned_runs_show_the_need_without_them() -> None:
    assert list(need().data[3].y) == [94]  # 110 - 16
    without = MONTHS.with_columns(pl.lit(0.0).alias("planned_cards"))
    assert len(need(without).data) == 3
    assert "unplanned" not in need(without).layout.annotations[0].text


def test_costs_of_a_month_are_stacked_to_their_sum() -> None:
    figure = cost_months_chart(
        MONTHS,
        labels=CostLabels("in hand", "to buy", "by the hour"),
        value_format=text,
        ticks=ticks,
        date_format=lambda day: f"{day:%b}",
    )
    assert [list(bar.y) for bar in figure.data] == [[200, 0], [0, 576], [120, 30]]
    assert figure.layout.yaxis.range[1] >= 606


def frontier(points: pl.DataFrame, present: float | None, chosen: float | None) -> go.Figure:
    return frontier_chart(
        points,
        present=present,
        chosen=chosen,
        labels=FrontierLabels("stranded", "cost", "now"),
        share_format=text,
        value_format=text,
        ticks=ticks,
    )


POINTS = pl.DataFrame(
    {
        "evidence_share": [0.0, 0.5, 1.0],
        "stranded_cny": [700.0, 400.0, 100.0],
        "cost_cny": [9000.0, 9100.0, 9400.0],
    }
)


def test_the_present_and_the_chosen_position_are_marked_apart() -> None:
    figure = frontier(POINTS, 0.5, 1.0)
    line, present, chosen = figure.data
    assert list(line.x) == [700, 400, 100]
    assert (present.x[0], present.y[0]) == (400, 9100)
    assert (chosen.x[0], chosen.y[0]) == (100, 9400)
    assert present.marker.symbol != chosen.marker.symbol
    assert "<b>now, λ 0.5</b>" in [note.text for note in figure.layout.annotations]


def test_positions_that_meet_are_named_once() -> None:
    met = POINTS.with_columns(pl.lit(100.0).alias("stranded_cny"), pl.lit(9.0).alias("cost_cny"))
    named = [note.text for note in frontier(met, 0.5, None).layout.annotations if "λ" in note.text]
    assert named == ["<b>now, λ 0.5</b>"]


@pytest.mark.parametrize("rows", [0, 1])
def test_hardly_any_positions_can_be_drawn(rows: int) -> None:
    assert len(frontier(POINTS.head(rows), None, None).data) == 1


def test_rules_that_did_better_are_marked_by_a_sign_as_well_as_by_colour() -> None:
    rules = [Rule("peer", 0.02), Rule("model", 0.05, is_model=True), Rule("peak", 0.7)]
    figure = above_hindsight_chart(rules, unit="above", ratio_format=lambda r: f"{r:.0%}")
    (bars,) = figure.data
    assert list(bars.x) == [0.02, 0.05, 0.7]
    assert bars.marker.color == (LIGHT.warning_mid, LIGHT.accent, LIGHT.neutral_soft)
    names = [note.text for note in figure.layout.annotations][1:]
    assert names == ["▲ +2%&nbsp; peer", "<b>+5%&nbsp; model</b>", "+70%&nbsp; peak"]


def test_a_single_month_is_a_step_to_its_end() -> None:
    held = Held("model", [date(2026, 12, 1)], [4.0], is_model=True)
    figure = held_chart([held], value_format=text, ticks=ticks, date_format=lambda d: f"{d:%b}")
    (line,) = figure.data
    assert list(line.x) == [date(2026, 12, 1), date(2027, 1, 1)]
    assert list(line.y) == [4, 4]
    assert line.line.shape == "hv"
