"""What all figures share: layout, text sizes, labels written on the chart."""

from typing import Any

from dashboard.charts.tokens import DARK, FONT_STACK, LIGHT, Tokens, tokens_for

__all__ = [
    "CONFIG",
    "DARK",
    "FONT_STACK",
    "LIGHT",
    "Tokens",
    "base_layout",
    "direct_label",
    "note",
    "on_paper",
    "reference_line",
    "tokens_for",
]

CONFIG: dict[str, Any] = {
    # plotly.js offers to upload a figure to its maker's servers unless told not to.
    "showSendToCloud": False,
    "displayModeBar": False,
    "displaylogo": False,
    "scrollZoom": False,
    "responsive": True,
}
TEXT_PX = 12
LABEL_PX = 13


def base_layout(tokens: Tokens = LIGHT, *, height: int = 300, **overrides: Any) -> dict[str, Any]:
    """Layout arguments of the house style; `overrides` are merged over the top level keys.

    Backgrounds are transparent, so that a figure takes the colour of its card and prints on
    white; zooming is off, so that a finger on a telephone scrolls the page.
    """
    text = {"family": FONT_STACK, "size": TEXT_PX, "color": tokens.grey}
    layout: dict[str, Any] = {
        "height": height,
        "margin": {"l": 8, "r": 12, "t": 12, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": text,
        "showlegend": False,
        "dragmode": False,
        "hovermode": "x unified",
        "hoverlabel": {
            "bgcolor": tokens.card,
            "bordercolor": tokens.hairline,
            "font": {"family": FONT_STACK, "size": TEXT_PX, "color": tokens.ink},
        },
        "separators": ".,",
        "xaxis": _axis(tokens, showgrid=False, showline=True),
        "yaxis": _axis(tokens, showgrid=True, showline=False),
    }
    for key, value in overrides.items():
        layout[key] = {**layout[key], **value} if isinstance(layout.get(key), dict) else value
    return layout


def _axis(tokens: Tokens, *, showgrid: bool, showline: bool) -> dict[str, Any]:
    return {
        "showgrid": showgrid,
        "gridcolor": tokens.hairline,
        "showline": showline,
        "linecolor": tokens.hairline,
        "zeroline": False,
        "ticks": "",
        "tickangle": 0,
        "automargin": True,
        "ticklabelstandoff": 6,
        "fixedrange": True,
        "tickfont": {"family": FONT_STACK, "size": TEXT_PX, "color": tokens.grey},
    }


def direct_label(
    text: str, x: Any, y: float, colour: str, *, above: bool = True, anchor: str = "center"
) -> dict[str, Any]:
    """An annotation that names a line or an area where it is drawn, in its own colour."""
    return {
        "text": text,
        "x": x,
        "y": y,
        "showarrow": False,
        "xanchor": anchor,
        "yanchor": "bottom" if above else "top",
        "yshift": 5 if above else -5,
        "font": {"family": FONT_STACK, "size": LABEL_PX, "color": colour},
    }


def on_paper(label: dict[str, Any], tokens: Tokens) -> dict[str, Any]:
    """The same label with the paper behind it, where a reference line may pass through."""
    return label | {"bgcolor": tokens.paper, "borderpad": 1}


def note(text: str, tokens: Tokens, *, x: float, y: float, anchor: str = "left") -> dict[str, Any]:
    """A remark in grey at a place of the drawing area, given as shares of its width and height."""
    return {
        "text": text,
        "x": x,
        "y": y,
        "xref": "paper",
        "yref": "paper",
        "showarrow": False,
        "xanchor": anchor,
        "yanchor": "top",
        "font": {"family": FONT_STACK, "size": TEXT_PX, "color": tokens.grey},
    }


def reference_line(x: Any, colour: str, *, dash: str = "dot") -> dict[str, Any]:
    """A vertical line over the whole height: a cut-off, a present value, a limit."""
    return {
        "type": "line",
        "x0": x,
        "x1": x,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": colour, "width": 1.5, "dash": dash},
    }
