"""Small tables of names and figures, in Markdown."""

from dashboard.components import flagged, matrix


def test_the_first_column_stands_to_the_left_and_figures_to_the_right() -> None:
    assert matrix(["pool", "by 7 Nov"], [["a", "1%"], ["b", "60%"]]) == (
        "| pool | by 7 Nov |\n| :-- | --: |\n| a | 1% |\n| b | 60% |"
    )


def test_a_figure_that_warns_is_marked_by_shape_and_colour() -> None:
    assert flagged("60%", is_warning=True) == ":orange[▲ 60%]"
    assert flagged("1%", is_warning=False) == "1%"
