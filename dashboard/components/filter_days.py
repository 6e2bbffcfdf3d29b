"""The period of the filter bar: days back from the last, all of them, or the reader's own."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import streamlit as st

from dashboard import formats
from dashboard.components.filters import put_values, segments
from dashboard.components.unknown_values import tell_unknown, unknown_values
from dashboard.i18n import t
from dashboard.reading import read

SPANS = ("28", "90", "365", "all", "own")  # days back from the last
DAYS, FIRST, LAST = "days", "from", "to"
PERIOD = "period"  # its name, which is no key: told, as an address by hand may have it


def ask_period(default_days: str) -> tuple[date | None, date | None]:
    """First and last day, both None where there is no data."""
    span = read("filter_span").row(0, named=True)
    if span["last"] is None:
        return None, None
    if DAYS not in st.query_params and (FIRST in st.query_params or LAST in st.query_params):
        st.query_params[DAYS] = "own"
    days = segments(t("filters.period"), SPANS, key=DAYS, default=default_days, words=_span_words)
    tell_unknown(PERIOD, unknown_values(PERIOD, ()), t("filters.period"), _span_words(days))
    if days == "own":
        return _own_days(span)
    for name in (FIRST, LAST):
        st.query_params.pop(name, None)
    if days == "all":
        return span["first"], span["last"]
    return max(span["first"], span["last"] - timedelta(days=int(days) - 1)), span["last"]


def own_days(first: date, last: date) -> dict[str, list[str]]:
    """What the address says of days of the reader's own."""
    return {DAYS: ["own"], FIRST: [first.isoformat()], LAST: [last.isoformat()]}


def _span_words(days: str) -> str:
    return t("filters.days", days=days) if days.isdigit() else t(f"filters.{days}")


def _own_days(span: Mapping[str, date]) -> tuple[date, date]:
    """Two days of the reader's own, within those of the data."""
    back = max(span["first"], span["last"] - timedelta(days=89))
    found = []
    for name, default in ((FIRST, back), (LAST, span["last"])):
        asked = _day(st.query_params.get(name)) or _day(st.session_state.get(f"_kept_{name}"))
        day = min(max(asked or default, span["first"]), span["last"])
        unknown = unknown_values(name, (day.isoformat(),))
        tell_unknown(name, unknown, t(f"filters.{name}"), formats.day(day))
        put_values(name, [day.isoformat()])
        st.session_state[f"bar_{name}"] = day
        with st.container(width=150):
            st.date_input(
                t(f"filters.{name}"),
                min_value=span["first"],
                max_value=span["last"],
                key=f"bar_{name}",
                format="YYYY-MM-DD",
                on_change=_write_day,
                args=(name,),
            )
        found.append(day)
    return min(found), max(found)


def _day(text: str | Sequence[str] | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text if isinstance(text, str) else text[0])
    except ValueError:
        return None


def _write_day(name: str) -> None:
    day = st.session_state[f"bar_{name}"]
    put_values(name, [day.isoformat()] if day else [])
