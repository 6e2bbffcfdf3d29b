"""The small tiles at the top of a screen: one number, what it is against, its recent course."""

from collections.abc import Sequence
from enum import Enum

import streamlit as st

from dashboard.measures import explained

WITH_COURSE_PX = 164
WITHOUT_COURSE_PX = 108


class Tone(Enum):
    """How a tile looks: colour never says more than the words beside it."""

    CALM = "primary"
    WARNING = "orange"
    GREY = "gray"


def tile(
    label: str,
    value: str,
    against: str | None = None,
    *,
    help_text: str,
    measures: tuple[str, ...],
    table: str = "",
    course: Sequence[float | None] | None = None,
    tone: Tone = Tone.CALM,
) -> None:
    """One number with its comparison and the line of its recent course.

    On hover: `help_text`, and formula and source of the `measures` in it; `table`: read from there.
    Gaps of the course are left out; None makes a lower tile without a line.
    """
    known = [point for point in course or () if point is not None]
    st.metric(
        label,
        value,
        against,
        delta_color=tone.value,
        delta_arrow="off",
        help=explained(help_text, *measures, table=table),
        border=True,
        height=WITHOUT_COURSE_PX if course is None else WITH_COURSE_PX,
        chart_data=known if len(known) > 1 else None,
    )
