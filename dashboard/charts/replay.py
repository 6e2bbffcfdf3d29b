"""The replay: how far above perfect hindsight each rule ended, and what it held month by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import plotly.graph_objects as go

from dashboard.charts.axes import DateFormat, NumberFormat, TickMaker, date_axis, value_axis
from dashboard.charts.style import LIGHT, TEXT_PX, Tokens, base_layout, note

ROW_PX, EDGES_PX = 28, 44
NAME_PX = 8  # between a bar and its name
ROOM = 1.75  # of the longest bar: names stand behind the bars
ZERO = {"type": "line", "x0": 0, "x1": 0, "y0": 0, "y1": 1, "yref": "paper"}


@dataclass(frozen=True, slots=True)
class Rule:
    """A policy: its name, and its cost above perfect hindsight as a share of that."""

    name: str
    above_ratio: float
    is_model: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """Units that a policy held, by month; at most one is the model."""

    name: str
    months: Sequence[date]
    units: Sequence[float]
    is_model: bool = False
    is_hindsight: bool = False


def above_hindsight_chart(
    rules: Sequence[Rule],
    *,
    unit: str,
    ratio_format: NumberFormat,
    tokens: Tokens = LIGHT,
) -> go.Figure:
    """Horizontal bars from perfect hindsight, the cheapest above; each is named behind its end.

    Args:
        rules: the cheapest first.
        unit: what the bars' length is, above the drawing.
        ratio_format: text of a share.
        tokens: colours: the model in the accent and bold, rules that did better in the warning
            colour with a mark, the rest grey.
    """
    places = list(range(len(rules)))
    longest = max((rule.above_ratio for rule in rules), default=0.0) or 1.0
    model = next((rule.above_ratio for rule in rules if rule.is_model), None)
    fills = [_fill(rule, model, tokens) for rule in rules]
    height = ROW_PX * max(len(rules), 1) + EDGES_PX
    figure = go.Figure(layout=base_layout(tokens, height=height, hovermode="closest", bargap=0.34))
    figure.add_trace(
        go.Bar(
            y=places,
            x=[max(rule.above_ratio, 0.0) for rule in rules],
            orientation="h",
            marker={"color": fills, "line": {"width": 0}},
            customdata=[f"{rule.name}: +{ratio_format(rule.above_ratio)}" for rule in rules],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    figure.update_layout(
        xaxis={"range": [0, longest * ROOM], "visible": False},
        yaxis={"range": [len(rules) - 0.5, -0.5], "visible": False},
        margin={"t": 30, "l": 4, "b": 4},
        annotations=[
            note(unit, tokens, x=0, y=1) | {"yanchor": "bottom", "yshift": 4},
            *(_name(rule, place, model, ratio_format, tokens) for place, rule in enumerate(rules)),
        ],
        shapes=[ZERO | {"line": {"color": tokens.grey, "width": 1.5}}],
    )
    return figure


def _fill(rule: Rule, model: float | None, tokens: Tokens) -> str:
    if rule.is_model:
        return tokens.accent
    better = model is not None and rule.above_ratio < model
    return tokens.warning_mid if better else tokens.neutral_soft


def _name(
    rule: Rule, place: int, model: float | None, ratio: NumberFormat, tokens: Tokens
) -> dict[str, Any]:
    better = not rule.is_model and model is not None and rule.above_ratio < model
    text = f"+{ratio(rule.above_ratio)}&nbsp; {rule.name}"
    if rule.is_model:
        text = f"<b>{text}</b>"
    if better:
        text = f"▲ {text}"
    label = note(text, tokens, x=max(rule.above_ratio, 0.0), y=place)
    ink = tokens.accent if rule.is_model else tokens.warning if better else tokens.grey
    place_of = {"xref": "x", "yref": "y", "yanchor": "middle", "xshift": NAME_PX}
    return label | place_of | {"font": label["font"] | {"color": ink}}


def held_chart(
    held: Sequence[Held],
    *,
    value_format: NumberFormat,
    ticks: TickMaker,
    date_format: DateFormat,
    tokens: Tokens = LIGHT,
    height: int = 300,
) -> go.Figure:
    """Steps of units held, one line a policy; the model thick, hindsight dashed, peers thin.

    Args:
        held: policies; months ascending.
        value_format: text of a number of units.
        ticks: positions and texts of the value axis.
        date_format: text of a month.
        tokens: colours.
        height: pixels.
    """
    figure = go.Figure(layout=base_layout(tokens, height=height))
    key = []
    for one in held:
        line, mark = _line(one, tokens)
        key.append(f"<span style='color:{line['color']}'>{mark}</span> {one.name}")
        figure.add_trace(
            go.Scatter(
                # A step reaches to the end of its month, so the last one has a point more.
                x=[*one.months, *(_next_month(month) for month in one.months[-1:])],
                y=[*one.units, *one.units[-1:]],
                mode="lines",
                line=line | {"shape": "hv"},
                name=one.name,
                text=[value_format(units) for units in one.units],
                hovertemplate=f"{one.name}: %{{text}}<extra></extra>",
            )
        )
    values = [0.0, *(float(units) for one in held for units in one.units)]
    months = sorted({month for one in held for month in one.months})
    words = note("&nbsp;&nbsp; ".join(key), tokens, x=0, y=1)
    figure.update_layout(
        xaxis=date_axis(months, date_format),
        yaxis=value_axis(values, ticks),
        margin={"t": 34},
        annotations=[
            words | {"yanchor": "bottom", "yshift": 6, "font": words["font"] | {"size": TEXT_PX}}
        ],
    )
    return figure


def _next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _line(one: Held, tokens: Tokens) -> tuple[dict[str, Any], str]:
    """The look of a line, and the mark that stands for it in words."""
    if one.is_model:
        return {"color": tokens.accent, "width": 3}, "━"
    if one.is_hindsight:
        return {"color": tokens.grey, "width": 2, "dash": "dash"}, "╌"
    return {"color": tokens.warning, "width": 1.5}, "─"
