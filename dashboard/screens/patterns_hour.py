"""One hour of the week, pressed on its map: the days and pools below it are cut to that hour."""

from collections.abc import Mapping

import streamlit as st

from dashboard.components.filters import asked_values, kept_values, put_values
from dashboard.components.unknown_values import tell_unknown, unknown_values
from dashboard.i18n import t
from dashboard.reading import current, read

KEY = "at"
Hour = tuple[int, int] | None  # weekday (1: Monday) and local hour; None: all hours
_HOURS = {f"{day}-{hour}": (day, hour) for day in range(1, 8) for hour in range(24)}


def chosen_hour() -> Hour:
    """What the address asks for, else what was chosen before."""
    found = asked_values(KEY, _HOURS) or kept_values(KEY, _HOURS)
    if not found:
        tell_unknown(KEY, unknown_values(KEY, _HOURS), "", t("filters.everything"))
        return None
    put_values(KEY, found[:1])
    return _HOURS[found[0]]


def hour_in_address(weekday: int, hour: int) -> dict[str, list[str]]:
    """What the address says of an hour of the week."""
    return {KEY: [f"{weekday}-{hour}"]}


def moments(at: Hour, days: Mapping[str, str]) -> tuple[str, ...] | None:
    """$moments of a statement over `days`: when it was that hour, in UTC; None for all hours."""
    view = current()
    if at is None or view is None:
        return None
    weekday, hour = at
    zone = view.settings.time_zone
    found = read("patterns_moments", weekday=weekday, hour=hour, time_zone=zone, **days)
    return tuple(found["moment"])


def show_mark(at: Hour) -> None:
    """The hour, with a press to take it back; nothing where none is chosen."""
    if at is None:
        return
    weekday, hour = at
    st.button(
        t("patterns.at", day=t(f"words.weekday.{weekday}"), hour=hour, next=hour + 1),
        key="drop_at",
        icon=":material/close:",
        icon_position="right",
        help=t("filters.drop"),
        on_click=put_values,
        args=(KEY, ()),
    )
