"""Steps add up from the first bar to the last; bands carry what flows through them."""

import pytest

from dashboard.charts.axes import even_ticks
from dashboard.charts.flow import NODE_PX, Flow, flow_chart
from dashboard.charts.waterfall import Step, axis_floor, waterfall_chart

WORDS = "{:,.0f}".format
SIGNED = "{:+,.0f}".format


def test_every_bar_begins_where_the_last_one_ended() -> None:
    figure = waterfall_chart(
        Step("August", 100.0),
        [Step("volume", 60.0), Step("price", -30.0)],
        Step("September", 130.0),
        value_format=WORDS,
        signed_format=SIGNED,
        ticks=even_ticks(WORDS),
    )
    (bars,) = figure.data
    assert list(bars.base) == [0, 100, 130, 0]
    assert list(bars.x) == [100, 60, 30, 130]
    assert list(bars.text) == ["100", "+60", "-30", "130"]


@pytest.mark.parametrize(
    ("before", "amounts", "floor"),
    [
        (100.0, [60.0], 0.0),
        (100.0, [2.0, -1.0], 98.0),  # 100, 102, 101: as much room below as they span
        (10.0, [-30.0], -20.0),  # a credit takes the amount below zero
    ],
)
def test_the_axis_begins_at_zero_unless_the_steps_were_slivers(
    before: float, amounts: list[float], floor: float
) -> None:
    steps = [Step(str(index), amount) for index, amount in enumerate(amounts)]
    assert axis_floor(Step("before", before), steps) == floor


def test_a_node_says_what_flows_through_it() -> None:
    figure = flow_chart(
        [
            Flow((0, "Cloud A"), (1, "train"), 70.0),
            Flow((1, "train"), (2, "search"), 50.0),
            Flow((1, "train"), (2, "idle"), 20.0),
        ],
        value_format=WORDS,
        warn=frozenset({"idle"}),
    )
    (sankey,) = figure.data
    assert list(sankey.node.label) == [
        "Cloud A<br>70", "train<br>70", "search<br>50", "idle<br>20",
    ]  # fmt: skip
    assert list(sankey.link.value) == [70, 50, 20]
    assert sankey.node.color[3] != sankey.node.color[2]


def test_a_node_is_drawn_by_its_short_name_and_the_pointer_shows_the_whole() -> None:
    flows = [Flow((0, "Cloud A"), (1, "train/H100"), 70.0)]
    (sankey,) = flow_chart(flows, value_format=WORDS, short={"train/H100": "train"}).data
    assert list(sankey.node.label) == ["Cloud A<br>70", "train<br>70"]
    assert list(sankey.node.customdata) == ["Cloud A 70", "train/H100 70"]


def test_names_too_long_for_a_column_are_cut_and_the_pointer_shows_the_whole() -> None:
    pool = "华北区域超大规模智能计算训练推理一体化资源池"
    team = "large-model-pretraining-and-alignment"
    (sankey,) = flow_chart([Flow((1, pool), (2, team), 70.0)], value_format=WORDS).data
    # A Chinese character is as wide as two letters: ten of them and the sign make 21 of 22.
    assert [label.split("<br>")[0] for label in sankey.node.label] == [
        "华北区域超大规模智能…",
        "large-model-pretraini…",
    ]
    assert list(sankey.node.customdata) == [f"{pool} 70", f"{team} 70"]


def test_a_long_column_has_room_for_the_two_lines_of_each_of_its_nodes() -> None:
    flows = [Flow((0, "Cloud A"), (1, f"pool {n}"), 1.0) for n in range(13)]
    figure = flow_chart(flows, value_format=WORDS)
    assert figure.layout.height == 13 * NODE_PX
    assert NODE_PX > figure.data[0].node.pad > 2 * figure.data[0].textfont.size


@pytest.mark.parametrize("high", [130.0, 160.0, 190.0, 1_000_000.0])
def test_the_axis_has_no_more_amounts_than_a_telephone_has_room_for(high: float) -> None:
    figure = waterfall_chart(
        Step("August", 100.0),
        [Step("volume", high - 100.0)],
        Step("September", high),
        value_format=WORDS,
        signed_format=SIGNED,
        ticks=even_ticks(WORDS),
    )
    assert 1 <= len(figure.layout.xaxis.tickvals) <= 3
