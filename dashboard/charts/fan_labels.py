"""Where the words of the fan stand, clear of its lines."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from dashboard.charts.style import Tokens, direct_label, note

NARROW_RATIO = 0.16  # of the axis: three lines of text need that much
HEAD_RATIO = 0.1  # of the axis: the height of one line of text
SHORT_PAST_RATIO = 0.3  # of the axis: less has no room for the words left of the cut-off
ACTUAL_SHARES = (0.66, 0.4, 0.15)  # of the past's length, by preference
LINE_PX = 17
END_LABEL_PX = 60  # room right of the drawing for the longest of these names, P10–P90
CLEARANCE = 0.06  # a label keeps clear of the line over this share of the periods on either side


@dataclass(frozen=True, slots=True)
class FanLabels:
    """Words written on the fan; `cut_off` stands at the line where the data end."""

    actual: str
    median: str
    band: str
    budget: str
    cut_off: str


def annotations(
    history: pl.DataFrame,
    forecast: pl.DataFrame,
    fan: pl.DataFrame,
    budget: pl.DataFrame | None,
    *,
    labels: FanLabels,
    axis: tuple[float, float],
    tokens: Tokens,
) -> list[dict[str, Any]]:
    """Every label of the fan; `axis` is the range of the value axis."""
    notes = []
    known = history.drop_nulls("value")
    over = _actual_has_room_above(known, budget, axis)
    if known.height > 1:
        share = _share_clear_of_the_head(known, axis) if over else ACTUAL_SHARES[0]
        notes.append(_line_label(known, "value", labels.actual, tokens.accent, share, above=over))
    if budget is not None and budget.height > 1:
        notes.append(
            _line_label(budget, "amount", labels.budget, tokens.warning, 0.25, above=not over)
        )
    if not forecast.is_empty():
        notes += _fan_labels(fan, labels, axis, tokens)
    if not known.is_empty() and not forecast.is_empty():
        notes.append(_cut_off_note(known, forecast, labels, tokens))
    return notes


def _fan_labels(
    fan: pl.DataFrame, labels: FanLabels, axis: tuple[float, float], tokens: Tokens
) -> list[dict[str, Any]]:
    """The quantiles named right of their ends, where no line runs.

    Too near each other to be read one by one, they share P50's place: its name over the band's.
    """
    last = fan.row(-1, named=True)
    span = axis[1] - axis[0]
    if last["p90"] - last["p10"] >= span * NARROW_RATIO:
        texts = {"p90": "P90", "p50": labels.median, "p10": "P10"}
        return [_end_label(last, quantile, text, tokens) for quantile, text in texts.items()]
    # At the foot of the drawing the second line would stand among the dates.
    shift = LINE_PX if last["p50"] - axis[0] < span * NARROW_RATIO else LINE_PX / 2
    median = _end_label(last, "p50", labels.median, tokens)
    band = _end_label(last, "p50", labels.band, tokens)
    return [median | {"yshift": shift}, band | {"yshift": shift - LINE_PX}]


def _end_label(last: dict[str, Any], quantile: str, text: str, tokens: Tokens) -> dict[str, Any]:
    label = direct_label(text, last["period_start"], last[quantile], tokens.accent, anchor="left")
    return label | {"yanchor": "middle", "yshift": 0, "xshift": 4}


def _actual_has_room_above(
    known: pl.DataFrame, budget: pl.DataFrame | None, axis: tuple[float, float]
) -> bool:
    """Whether the actual line's name goes above it: away from the budget, else where room is."""
    value = pl.col("value").cast(pl.Float64)
    both = known if budget is None else known.join(budget, on="period_start")
    if known.is_empty() or both.is_empty():
        return True
    if budget is None:
        return bool(known.select(value.mean() < sum(axis) / 2).item())
    amount = pl.col("amount").cast(pl.Float64)
    return bool(both.select((value >= amount).mean() >= 0.5).item())


def _share_clear_of_the_head(known: pl.DataFrame, axis: tuple[float, float]) -> float:
    """Where the actual line keeps low enough for its name not to meet the cut-off's above it."""
    highest = axis[1] - (axis[1] - axis[0]) * HEAD_RATIO
    free = (s for s in ACTUAL_SHARES if _edge(known, "value", s, above=True)[1] <= highest)
    return next(free, ACTUAL_SHARES[0])


def _line_label(
    frame: pl.DataFrame, column: str, text: str, colour: str, share: float, *, above: bool
) -> dict[str, Any]:
    """A label beside the line, past the highest or lowest value of its surroundings."""
    x, y = _edge(frame, column, share, above=above)
    return direct_label(text, x, y, colour, above=above)


def _edge(frame: pl.DataFrame, column: str, share: float, *, above: bool) -> tuple[date, float]:
    """The period at a share of the line's length, and the highest or lowest value around it."""
    index = int((frame.height - 1) * share)
    reach = max(1, int(frame.height * CLEARANCE))
    near = frame[max(0, index - reach) : index + reach + 1][column].cast(pl.Float64)
    y = near.max() if above else near.min()
    return frame["period_start"][index], float(str(y))


def _cut_off_note(
    known: pl.DataFrame, forecast: pl.DataFrame, labels: FanLabels, tokens: Tokens
) -> dict[str, Any]:
    """Words that end at the cut-off's line, or begin there where the past is too short for them."""
    first, last = known["period_start"][0], known["period_start"][-1]
    past_is_short = (last - first) < SHORT_PAST_RATIO * (forecast["period_start"][-1] - first)
    place = note(labels.cut_off, tokens, x=0, y=1, anchor="left" if past_is_short else "right")
    return place | {
        "x": last,
        "xref": "x",
        "yanchor": "bottom",
        "xshift": -4 if past_is_short else 4,
        "yshift": 4,
    }
