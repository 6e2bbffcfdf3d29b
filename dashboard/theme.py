"""Streamlit's theme, light and dark, from the same tokens as the figures."""

from typing import Any

from dashboard.charts.tokens import DARK, FONT_STACK, LIGHT, Tokens

_SHARED: dict[str, Any] = {
    "font": FONT_STACK,
    "headingFont": FONT_STACK,
    "baseFontSize": 14,
    "headingFontSizes": ["1.3rem", "1.06rem", "1rem", "1rem", "1rem", "1rem"],
    "headingFontWeights": [650, 600, 600, 600, 600, 600],
    "metricValueFontSize": "1.6rem",
    "metricValueFontWeight": 650,
    "baseRadius": "6px",
    "buttonRadius": "6px",
    "paddingTop": "0.4rem",
    "paddingBottom": "1rem",
    "showWidgetBorder": True,
    "linkUnderline": False,
}


def theme_options() -> dict[str, Any]:
    """Options by dotted name for `App.run(config=...)`; the reader's system chooses which."""
    options = {f"theme.{name}": value for name, value in _SHARED.items()}
    for theme, tokens in (("light", LIGHT), ("dark", DARK)):
        options |= {f"theme.{theme}.{name}": value for name, value in _colours(tokens).items()}
    return options


def _colours(tokens: Tokens) -> dict[str, Any]:
    return {
        "primaryColor": tokens.accent,
        "backgroundColor": tokens.paper,
        "secondaryBackgroundColor": tokens.card,
        "textColor": tokens.ink,
        "borderColor": tokens.hairline,
        "linkColor": tokens.accent,
        **_palette(("red", "orange", "yellow"), tokens.warning, tokens.warning_soft),
        **_palette(("blue", "green", "violet"), tokens.accent, tokens.accent_soft),
        # Grey words on neutral_soft would be too pale to read (4.1:1).
        **_palette(("gray",), tokens.grey, tokens.card),
        "chartCategoricalColors": [tokens.accent, tokens.warning, tokens.grey],
    }


def _palette(names: tuple[str, ...], strong: str, soft: str) -> dict[str, Any]:
    """One accent, one warning, greys: whatever Streamlit calls a colour becomes one of them."""
    parts = {"Color": strong, "TextColor": strong, "BackgroundColor": soft}
    return {f"{name}{part}": value for name in names for part, value in parts.items()}
