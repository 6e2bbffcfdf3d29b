"""The load-duration curve, and cost by number of units."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plotly.graph_objects import Figure

from dashboard.charts.axes import even_ticks
from dashboard.charts.bars import CostLabels, cost_by_units_chart
from dashboard.charts.load_duration import LoadLabels, load_duration_chart

LOAD_LABELS = LoadLabels("contracts", "2 rented", "payg", "break-even")
COST_LABELS = CostLabels("rent", "payg", "2 rented: 90")


def draw_load(hours: pl.DataFrame, break_even_ratio: float | None = None) -> Figure:
    return load_duration_chart(
        hours,
        labels=LOAD_LABELS,
        value_format=lambda cards: f"{cards:.0f}",
        ratio_format=lambda ratio: f"{ratio:.0%}",
        break_even_ratio=break_even_ratio,
    )


def load_hours(rows: list[tuple[float, float, float]]) -> pl.DataFrame:
    columns = ["contract_cards", "package_cards", "on_demand_cards"]
    return pl.DataFrame(
        rows, schema=columns, orient="row", schema_overrides=dict.fromkeys(columns, pl.Float64)
    )


def test_hours_run_from_the_busiest_to_the_quietest() -> None:
    figure = draw_load(load_hours([(1, 0, 0), (2, 2, 4), (2, 1, 0)]))
    contracts, packages, on_demand = figure.data
    assert list(contracts.y) == [2, 2, 1]
    assert list(packages.y) == [4, 3, 1]  # 2+2, 2+1, 1+0
    assert list(on_demand.y) == [8, 3, 1]  # 2+2+4, 2+1+0, 1
    assert list(on_demand.x) == pytest.approx([1 / 3, 2 / 3, 1])


@given(st.lists(st.tuples(*[st.floats(0, 1000)] * 3), min_size=1, max_size=50))
def test_areas_keep_their_card_hours_and_never_cross(
    rows: list[tuple[float, float, float]],
) -> None:
    contracts, packages, on_demand = (list(trace.y) for trace in draw_load(load_hours(rows)).data)
    assert sum(contracts) == pytest.approx(sum(row[0] for row in rows))
    assert sum(on_demand) == pytest.approx(sum(sum(row) for row in rows))
    for low, middle, high in zip(contracts, packages, on_demand, strict=True):
        assert low <= middle + 1e-9
        assert middle <= high + 1e-9


def test_a_year_of_hours_is_drawn_with_few_points_and_both_ends() -> None:
    figure = draw_load(load_hours([(0, 0, float(n)) for n in range(8760)]))
    drawn = list(figure.data[2].y)
    assert len(drawn) == 300
    assert (drawn[0], drawn[-1]) == (8759, 0)


def test_the_name_above_the_highest_edge_keeps_below_the_break_evens() -> None:
    figure = draw_load(load_hours([(0, 0, 100.0)] * 10), break_even_ratio=0.6)
    placed = {str(label.text): label for label in figure.layout.annotations}
    assert placed["break-even"].yref == "paper"  # at the head of the drawing
    low, high = figure.layout.yaxis.range
    # 270 pixels less some 65 of margins and axis: above the edge is room for a line of 18 and 5.
    assert (high - placed["payg"].y) / (high - low) * 205 >= 23


def test_layers_without_hours_are_not_named() -> None:
    figure = draw_load(load_hours([(0, 0, 5), (0, 0, 3)]))
    assert [note.text for note in figure.layout.annotations] == ["payg"]


@pytest.mark.parametrize(("ratio", "lines"), [(None, 0), (0.3, 1), (1.3, 0)])
def test_the_break_even_is_a_line_where_a_month_has_such_hours(
    ratio: float | None, lines: int
) -> None:
    assert len(draw_load(load_hours([(0, 0, 5)]), ratio).layout.shapes) == lines


def costs(amounts: list[tuple[float, float]]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "units": list(range(len(amounts))),
            "fee_cny": [fee for fee, _ in amounts],
            "on_demand_cost_cny": [rest for _, rest in amounts],
            "cost_cny": [fee + rest for fee, rest in amounts],
        }
    )


def draw_costs(frame: pl.DataFrame, best_units: int) -> Figure:
    return cost_by_units_chart(
        frame,
        best_units=best_units,
        labels=COST_LABELS,
        value_format=str,
        ticks=even_ticks(str),
    )


def test_the_cheapest_number_is_marked_at_its_cost() -> None:
    figure = draw_costs(costs([(0, 120), (40, 60), (80, 10), (120, 0)]), best_units=2)
    best = figure.data[-1]
    assert (list(best.x), list(best.y)) == ([2], [90])
    assert any("2 rented: 90" in note.text for note in figure.layout.annotations)


def test_numbers_of_servers_are_whole_on_the_axis() -> None:
    figure = draw_costs(costs([(0, 10), (5, 2)]), best_units=1)
    assert all(tick == int(tick) for tick in figure.layout.xaxis.tickvals)


def test_the_cheapest_is_drawn_among_hundreds_too() -> None:
    frame = costs([(float(n), 1000.0 - n) for n in range(500)])
    figure = draw_costs(frame, best_units=333)
    assert len(figure.data[0].x) <= 121
    assert 333 in list(figure.data[0].x)
