"""The fan: what was, what is expected, how sure that is, and what was budgeted."""

from datetime import date
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.axes import DateFormat, NumberFormat, TickMaker, date_axis, value_axis
from dashboard.charts.fan_labels import END_LABEL_PX, FanLabels, annotations
from dashboard.charts.style import LIGHT, Tokens, base_layout, reference_line
from dashboard.charts.thin import thin_series

__all__ = ["FanLabels", "fan_chart"]
MOST_TICKS = 5  # 2026年12月 in two lines, beside the quantiles' names on a telephone


def fan_chart(
    history: pl.DataFrame,
    forecast: pl.DataFrame,
    budget: pl.DataFrame | None,
    *,
    labels: FanLabels,
    value_format: NumberFormat,
    ticks: TickMaker,
    date_format: DateFormat,
    tokens: Tokens = LIGHT,
    height: int = 320,
) -> go.Figure:
    """Actual line, P10-P90 band with a dotted P50, dashed budget; every line named on the chart.

    Args:
        history: `period_start` (date), `value`; ascending; null is drawn as a gap.
        forecast: `period_start`, `p10`, `p50`, `p90`; ascending, after the history.
        budget: `period_start`, `amount`, or None where nobody set one.
        labels: the words, in the reader's language.
        value_format: text of a value, shown under the pointer.
        ticks: positions and texts of the value axis, such as `formats.money_ticks`.
        date_format: text of a period.
        tokens: colours.
        height: pixels.

    Any of the frames may have no row or one.
    """
    history = thin_series(history, "value")
    fan = _joined_to_history(history, forecast)
    marks = _budget_in_view(budget, history, fan)
    axis = value_axis(_all_values(history, fan, marks), ticks)
    figure = go.Figure(layout=base_layout(tokens, height=height))
    figure.add_traces(_lines(history, fan, marks, labels, value_format, tokens))
    words = annotations(
        history, forecast, fan, marks, labels=labels, axis=axis["range"], tokens=tokens
    )
    figure.update_layout(
        xaxis=_x_axis(history, fan, date_format),
        yaxis=axis,
        margin={"r": END_LABEL_PX, "t": 26},
        annotations=words,
        shapes=_cut_off_line(history, tokens),
    )
    return figure


def _joined_to_history(history: pl.DataFrame, forecast: pl.DataFrame) -> pl.DataFrame:
    """The forecast, beginning at the last known value so that the fan grows out of the line."""
    columns = ("period_start", "p10", "p50", "p90")
    known = history.drop_nulls("value").tail(1)
    fan = forecast.select("period_start", pl.col(columns[1:]).cast(pl.Float64))
    if known.is_empty() or fan.is_empty():
        return fan
    value = pl.col("value").cast(pl.Float64)
    start = known.select("period_start", *(value.alias(name) for name in columns[1:]))
    return pl.concat([start, fan])


def _budget_in_view(
    budget: pl.DataFrame | None, history: pl.DataFrame, fan: pl.DataFrame
) -> pl.DataFrame | None:
    """The budget of the periods that are drawn: a longer one would stretch the time axis."""
    days = _dates(history) + _dates(fan)
    if budget is None or budget.is_empty() or not days:
        return None
    seen = budget.filter(pl.col("period_start").is_between(min(days), max(days)))
    return None if seen.is_empty() else seen.with_columns(pl.col("amount").cast(pl.Float64))


def _dates(frame: pl.DataFrame) -> list[date]:
    return frame["period_start"].to_list()


def _trace(frame: pl.DataFrame, column: str, text: NumberFormat, **options: Any) -> Any:
    x, y = _dates(frame), frame[column].to_list()
    # A single point has no line: it is drawn as a dot, or it would not be seen at all.
    mode = "lines+markers" if len(x) == 1 else "lines"
    texts = ["" if value is None else text(value) for value in y]
    return go.Scatter(
        x=x, y=y, mode=mode, text=texts, hovertemplate="%{text}", cliponaxis=False, **options
    )


def _lines(
    history: pl.DataFrame,
    fan: pl.DataFrame,
    budget: pl.DataFrame | None,
    labels: FanLabels,
    text: NumberFormat,
    tokens: Tokens,
) -> list[Any]:
    """All traces, the band first: lines lie over it."""
    edge = {"color": tokens.accent_mid, "width": 0.5}
    band = {"fill": "tonexty", "fillcolor": tokens.accent_soft}
    lines = [
        _trace(fan, "p90", text, name="P90", line=edge),
        _trace(fan, "p10", text, name="P10", line=edge, **band),
    ]
    if budget is not None:
        dashed = {"color": tokens.warning, "width": 1.6, "dash": "dash"}
        lines.append(_trace(budget, "amount", text, name=labels.budget, line=dashed))
    drawn = {"color": tokens.accent, "width": 2.2 if history.height <= 60 else 1.3}
    lines.append(_trace(history, "value", text, name=labels.actual, line=drawn, connectgaps=False))
    dotted = {"color": tokens.accent, "width": 2.2, "dash": "dot"}
    lines.append(_trace(fan, "p50", text, name=labels.median, line=dotted))
    return lines


def _all_values(
    history: pl.DataFrame, fan: pl.DataFrame, budget: pl.DataFrame | None
) -> list[float]:
    values = history["value"].drop_nulls().to_list() + fan["p10"].to_list() + fan["p90"].to_list()
    if budget is not None:
        values += budget["amount"].drop_nulls().to_list()
    return [float(value) for value in values]


def _x_axis(history: pl.DataFrame, fan: pl.DataFrame, text: DateFormat) -> dict[str, Any]:
    days = sorted(set(_dates(history)) | set(_dates(fan)))
    monthly = all(day.day == 1 for day in days)
    axis = date_axis(days, text, MOST_TICKS) | {"hoverformat": "%Y-%m" if monthly else "%Y-%m-%d"}
    if len(days) > 1:  # else Plotly makes room for the labels' width, half of a telephone's screen
        axis["range"] = [days[0].isoformat(), days[-1].isoformat()]
    return axis


def _cut_off_line(history: pl.DataFrame, tokens: Tokens) -> list[dict[str, Any]]:
    known = history.drop_nulls("value")
    return [reference_line(known["period_start"][-1], tokens.grey)] if not known.is_empty() else []
