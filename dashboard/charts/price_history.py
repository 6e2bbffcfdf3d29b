"""Steps over time: from which use on each term has cost less than pay-as-you-go."""

from collections.abc import Mapping
from datetime import date, timedelta

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.axes import DateFormat, NumberFormat, TickMaker, date_axis, value_axis
from dashboard.charts.ends import end_labels
from dashboard.charts.style import LIGHT, Tokens, base_layout

END_LABEL_PX = 124
MOST_TICKS = 3  # the ends' names leave little room on a telephone
NEXT_DAY = timedelta(days=1)
Line = tuple[list[date], list[float | None]]  # days, and the share from each on


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
        [_trace(line, names[offer], colours[offer], ratio_format) for offer, line in lines.items()]
    )
    days = sorted({day for xs, _ in lines.values() for day in xs})
    figure.update_layout(
        xaxis=date_axis(_months_between(days[0], until), date_format, MOST_TICKS)
        | {"range": [days[0].isoformat(), until.isoformat()], "hoverformat": "%Y-%m-%d"},
        yaxis=axis,
        margin={"r": END_LABEL_PX, "t": 26},
        annotations=end_labels(_ends(lines, names, colours, ratio_format), axis["range"]),
    )
    return figure


def _colours(tokens: Tokens) -> tuple[str, ...]:
    return tokens.accent, tokens.warning, tokens.accent_mid, tokens.warning_mid, tokens.grey


def _trace(line: Line, name: str, colour: str, text: NumberFormat) -> go.Scatter:
    days, shares = line
    return go.Scatter(
        x=days,
        y=shares,
        mode="lines",
        line={"color": colour, "width": 2.2},
        connectgaps=False,
        name=name,
        text=["" if share is None else f"{name} {text(share)}" for share in shares],
        hovertemplate="%{text}<extra></extra>",
    )


def _line(steps: pl.DataFrame, until: date) -> Line:
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


def _ends(
    lines: Mapping[str, Line],
    names: Mapping[str, str],
    colours: Mapping[str, str],
    text: NumberFormat,
) -> list[tuple[float, str, str]]:
    """Each line's last share, its words, its colour; none of an offer that is no longer sold."""
    last = {offer: shares[-1] for offer, (_, shares) in lines.items() if shares}
    return [
        (share, f"<b>{names[offer]}</b> {text(share)}", colours[offer])
        for offer, share in last.items()
        if share is not None
    ]
