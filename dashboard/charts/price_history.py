"""Steps over time: from which use on each term has cost less than pay-as-you-go."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.axes import DateFormat, NumberFormat, TickMaker, date_axis, value_axis
from dashboard.charts.style import LIGHT, Tokens, base_layout, direct_label

END_LABEL_PX = 124
LEAST_GAP = 0.09  # of the axis: less, and two names at the right end lie over each other
NEXT_DAY = timedelta(days=1)


def price_history_chart(
    steps: pl.DataFrame,
    *,
    names: Mapping[str, str],
    until: date,
    ratio_format: NumberFormat,
    date_format: DateFormat,
    ticks: TickMaker,
    tokens: Tokens = LIGHT,
    height: int = 300,
) -> go.Figure:
    """One step line per offer, named at its right end; gaps where it was not for sale.

    Args:
        steps: `offer_id`, `from_date`, `to_date` (null: still), `break_even_utilisation_ratio`;
            ascending by offer; not empty.
        names: what each offer is called on the chart; only these are drawn, in this order.
        until: last day of the time axis, to which what still holds is drawn.
        ratio_format: text of a share, under the pointer and at the lines' ends.
        date_format: text of a day on the axis.
        ticks: positions and texts of the share axis.
        tokens: colours.
        height: pixels.
    """
    colours = dict(zip(names, _colours(tokens), strict=False))
    lines = {offer: _line(steps.filter(pl.col("offer_id") == offer), until) for offer in names}
    shares = [share for _, ys in lines.values() for share in ys if share is not None]
    axis = value_axis([*shares, 0.0, 1.0], ticks)
    figure = go.Figure(layout=base_layout(tokens, height=height))
    figure.add_traces(
        [
            go.Scatter(
                x=days,
                y=ys,
                mode="lines",
                line={"color": colours[offer], "width": 2.2},
                connectgaps=False,
                name=names[offer],
                text=["" if y is None else f"{names[offer]} {ratio_format(y)}" for y in ys],
                hovertemplate="%{text}<extra></extra>",
            )
            for offer, (days, ys) in lines.items()
        ]
    )
    days = sorted({day for xs, _ in lines.values() for day in xs})
    figure.update_layout(
        xaxis=date_axis(_months_between(days[0], until), date_format)
        | {"range": [days[0].isoformat(), until.isoformat()], "hoverformat": "%Y-%m-%d"},
        yaxis=axis,
        margin={"r": END_LABEL_PX, "t": 26},
        annotations=_end_labels(lines, names, colours, axis["range"], ratio_format),
    )
    return figure


def _colours(tokens: Tokens) -> tuple[str, ...]:
    return tokens.accent, tokens.warning, tokens.accent_mid, tokens.warning_mid, tokens.grey


def _line(steps: pl.DataFrame, until: date) -> tuple[list[date], list[float | None]]:
    """Two points to a step; a point without a value where the offer was not for sale."""
    days: list[date] = []
    shares: list[float | None] = []
    for row in steps.iter_rows(named=True):
        first, last = row["from_date"], row["to_date"]
        if days and first > days[-1]:
            days.append(days[-1])
            shares.append(None)
        end = until if last is None else min(last + NEXT_DAY, until)
        days += [first, max(first, end)]
        shares += [row["break_even_utilisation_ratio"]] * 2
    return days, shares


def _months_between(first: date, last: date) -> list[date]:
    """The first of each month in the range, or its ends where that is less than two."""
    months = pl.date_range(first.replace(day=1), last, "1mo", eager=True).to_list()
    inside = [day for day in months if first <= day]
    return inside if len(inside) > 1 else [first, last]


def _end_labels(
    lines: Mapping[str, tuple[list[date], list[float | None]]],
    names: Mapping[str, str],
    colours: Mapping[str, str],
    axis: tuple[float, float],
    text: NumberFormat,
) -> list[dict[str, Any]]:
    """Each line's name and last share, moved up where the one below is too close."""
    room = (axis[1] - axis[0]) * LEAST_GAP
    ends = sorted(
        (shares[-1], offer, days[-1])
        for offer, (days, shares) in lines.items()
        if shares and shares[-1] is not None
    )
    labels = []
    lowest = float("-inf")
    for share, offer, _ in ends:
        height = max(share, lowest + room)
        lowest = height
        label = direct_label(
            f"<b>{names[offer]}</b> {text(share)}", 1.0, height, colours[offer], anchor="left"
        )
        labels.append(label | {"xref": "paper", "yanchor": "middle", "yshift": 0, "xshift": 6})
    return labels
