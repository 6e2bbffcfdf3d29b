"""Where the words of the break-even chart stand, so that no line runs through them.

The rising line divides the drawing: left of it and above, right of it and below nothing is drawn.
Where it meets the rent early, the right side has room for labels, where late, the left side.
"""

from dataclasses import dataclass
from typing import Any

from dashboard.charts.style import Tokens, direct_label, on_paper

NEAR_EDGE = 0.85  # of the axis: beyond it no text fits to the right
NEAR_AXIS = 0.2
FOOT_SHARE = 0.17
LINE_PX = 17
CLOSE_RATIO = 0.15  # of the highest value: labels nearer than this would touch


@dataclass(frozen=True, slots=True)
class BreakEvenFacts:
    """One unit for one month, as computed by `models.billing`.

    `full_use_cost_cny` is what pay-as-you-go costs when every card runs every hour. The edges
    are (rent in yuan, break-even ratio) of the lower and the upper rent of the market's band.
    """

    rent_cny: float
    full_use_cost_cny: float
    break_even_ratio: float
    band: tuple[tuple[float, float], tuple[float, float]] | None = None
    present_ratio: float | None = None


@dataclass(frozen=True, slots=True)
class BreakEvenLabels:
    """Words written on the chart; `break_even` and `present` carry their percentages."""

    pay_as_you_go: str
    rent: str
    band: str
    break_even: str
    present: str
    impossible: str


def annotations(
    facts: BreakEvenFacts, end: float, labels: BreakEvenLabels, tokens: Tokens
) -> list[dict[str, Any]]:
    """Every label, in the order of drawing; `end` is the last ratio of the axis."""
    late = facts.break_even_ratio > end / 2
    notes = [_slope(facts, end, labels.pay_as_you_go, tokens)]
    notes += _level_labels(facts, end, labels, tokens)
    if facts.break_even_ratio <= end:
        notes.append(_crossing(facts, end, labels.break_even, tokens, late=late))
    if facts.present_ratio is not None:
        notes.append(_present(facts.present_ratio, end, labels.present, tokens))
    if end > 1:
        notes.append(direct_label(labels.impossible, (1 + end) / 2, 0, tokens.grey))
    return [on_paper(label, tokens) if end <= 1 else label for label in notes]


def _level_labels(
    facts: BreakEvenFacts, end: float, labels: BreakEvenLabels, tokens: Tokens
) -> list[dict[str, Any]]:
    """The rent and the market's band, at the end of their level lines that the line leaves free."""
    late = facts.break_even_ratio > end / 2
    x, anchor = (0.0, "left") if late else (end, "right")
    rent = direct_label(labels.rent, x, facts.rent_cny, tokens.accent, anchor=anchor)
    if facts.band is None:
        return [rent]
    (low, _), (high, _) = facts.band
    if not late:
        below = direct_label(labels.band, x, low, tokens.grey, above=False, anchor=anchor)
        return [rent, below]
    band = direct_label(labels.band, x, high, tokens.grey, anchor=anchor)
    highest = max(facts.rent_cny, high, facts.full_use_cost_cny * end)
    if low <= facts.rent_cny < high + CLOSE_RATIO * highest:
        rent |= {"y": max(facts.rent_cny, high)}
        band |= {"y": rent["y"], "yshift": rent["yshift"] + LINE_PX}
    return [rent, band]


def _crossing(
    facts: BreakEvenFacts, end: float, text: str, tokens: Tokens, *, late: bool
) -> dict[str, Any]:
    """The break-even's percentage on the side of the crossing where no other label stands."""
    share = facts.break_even_ratio / end
    below = share <= NEAR_EDGE if late else share < NEAR_AXIS
    levels = [facts.rent_cny, *(rent for rent, _ in facts.band or ())]
    return direct_label(
        f"<b>{text}</b>",
        facts.break_even_ratio,
        min(levels) if below else max(levels),
        tokens.ink,
        above=not below,
        anchor="left" if below else "right",
    )


def _slope(facts: BreakEvenFacts, end: float, text: str, tokens: Tokens) -> dict[str, Any]:
    """Beside the rising line: left of it, or below where the other labels stand on the left.

    Below it keeps to the foot: on a telephone the break-even's percentage is on its right.
    """
    late = facts.break_even_ratio > end / 2
    present = (facts.present_ratio or 0.0) / end
    share = FOOT_SHARE if late else 0.62 if present > 0.7 else 0.94
    label = direct_label(text, end * share, facts.full_use_cost_cny * end * share, tokens.warning)
    if facts.break_even_ratio > end:
        return label  # nearly flat: there is no room below
    if late:
        return label | {"xanchor": "left", "yanchor": "top", "xshift": 8, "yshift": 0}
    return label | {"xanchor": "right", "xshift": -6, "yshift": 0}


def _present(ratio: float, end: float, text: str, tokens: Tokens) -> dict[str, Any]:
    """Above the drawing, at the head of its line."""
    label = direct_label(text, ratio, 1.0, tokens.ink)
    return label | {"yref": "paper", "yshift": 2, "xanchor": "right" if ratio > end / 2 else "left"}
