"""Where the words of the fan stand, clear of its lines."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboard.charts.style import Tokens, direct_label, note

NARROW_RATIO = 0.16  # of the axis: three lines of text need that much
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
    *,
    history: pl.DataFrame,
    forecast: pl.DataFrame,
    fan: pl.DataFrame,
    budget: pl.DataFrame | None,
    labels: FanLabels,
    axis: tuple[float, float],
    tokens: Tokens,
) -> list[dict[str, Any]]:
    """Every label of the fan; `axis` is the range of the value axis."""
    notes = []
    known = history.drop_nulls("value")
    over = _actual_has_room_above(known, budget, axis)
    if known.height > 1:
        notes.append(_line_label(known, "value", labels.actual, tokens.accent, 0.66, above=over))
    if budget is not None and budget.height > 1:
        notes.append(
            _line_label(budget, "amount", labels.budget, tokens.warning, 0.25, above=not over)
        )
    if not forecast.is_empty():
        notes += _fan_labels(fan, labels, axis, tokens)
    if not known.is_empty() and not forecast.is_empty():
        notes.append(_cut_off_note(known, labels, tokens))
    return notes


def _fan_labels(
    fan: pl.DataFrame, labels: FanLabels, axis: tuple[float, float], tokens: Tokens
) -> list[dict[str, Any]]:
    """The quantiles named at their ends, where they lie far enough apart to be read."""
    last = fan.row(-1, named=True)
    x = last["period_start"]
    texts = {"p50": labels.median}
    notes = []
    if last["p90"] - last["p10"] < (axis[1] - axis[0]) * NARROW_RATIO:
        notes.append(_band_label(fan, labels.band, axis, tokens))
    else:
        texts = {"p90": "P90", "p50": labels.median, "p10": "P10"}
    for quantile, text in texts.items():
        end = direct_label(text, x, last[quantile], tokens.accent, anchor="left")
        notes.append(end | {"yanchor": "middle", "yshift": 0, "xshift": 4})
    return notes


def _band_label(
    fan: pl.DataFrame, text: str, axis: tuple[float, float], tokens: Tokens
) -> dict[str, Any]:
    """Below the band, or above it at the foot of the drawing.

    The text reaches back over the last third of the fan, whose edges may lie further out there.
    """
    near = fan.tail(max(2, fan.height // 3 + 1))
    lowest, highest = min(near["p10"].to_list()), max(near["p90"].to_list())
    above = lowest - axis[0] < (axis[1] - axis[0]) * NARROW_RATIO
    x = fan["period_start"].to_list()[-1]
    y = highest if above else lowest
    return direct_label(text, x, y, tokens.accent, above=above, anchor="right")


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


def _line_label(
    frame: pl.DataFrame, column: str, text: str, colour: str, share: float, *, above: bool
) -> dict[str, Any]:
    """A label beside the line, past the highest or lowest value of its surroundings."""
    index = int((frame.height - 1) * share)
    reach = max(1, int(frame.height * CLEARANCE))
    near = frame[max(0, index - reach) : index + reach + 1][column].cast(pl.Float64)
    y = near.max() if above else near.min()
    return direct_label(text, frame["period_start"][index], float(str(y)), colour, above=above)


def _cut_off_note(known: pl.DataFrame, labels: FanLabels, tokens: Tokens) -> dict[str, Any]:
    place = note(labels.cut_off, tokens, x=0, y=1, anchor="right")
    return place | {
        "x": known["period_start"][-1],
        "xref": "x",
        "yanchor": "bottom",
        "xshift": 4,
        "yshift": 4,
    }
