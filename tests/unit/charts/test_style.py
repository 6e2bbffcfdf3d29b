"""The house style: legible in light, dark and print, and nothing sent to anybody."""

import pytest

from dashboard.charts.style import CONFIG, DARK, LIGHT, Tokens, base_layout, tokens_for


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
@pytest.mark.parametrize("name", ["ink", "grey", "accent", "warning"])
def test_text_colours_have_the_contrast_that_small_text_needs(tokens: Tokens, name: str) -> None:
    for background in (tokens.paper, tokens.card):
        assert contrast(getattr(tokens, name), background) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_names_inside_areas_are_legible(tokens: Tokens) -> None:
    for area in (tokens.accent_mid, tokens.accent_soft, tokens.warning_soft, tokens.neutral_soft):
        assert contrast(tokens.ink, area) >= 4.5


def test_the_theme_of_the_browser_chooses_and_light_is_the_default() -> None:
    assert tokens_for("dark") is DARK
    assert tokens_for("light") is LIGHT
    assert tokens_for(None) is LIGHT


def test_no_figure_offers_to_be_sent_to_a_cloud() -> None:
    assert CONFIG["showSendToCloud"] is False
    assert CONFIG["displayModeBar"] is False


def test_figures_take_the_paper_they_lie_on_and_do_not_catch_the_finger_that_scrolls() -> None:
    layout = base_layout(LIGHT)
    assert layout["paper_bgcolor"] == "rgba(0,0,0,0)"
    assert layout["dragmode"] is False
    assert layout["xaxis"]["fixedrange"]


def test_overrides_are_merged_and_leave_the_rest() -> None:
    layout = base_layout(LIGHT, height=99, yaxis={"showgrid": False})
    assert layout["height"] == 99
    assert layout["yaxis"]["showgrid"] is False
    assert layout["yaxis"]["fixedrange"] is True
