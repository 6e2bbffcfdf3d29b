"""The Overview's card of why the last whole month cost more or less than the one before."""

from calendar import monthrange
from datetime import date

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components import card, link_to
from dashboard.i18n import t
from dashboard.reading import current, read
from models.cost_changes.parts import Change, change_between

_SHOWN = 3
Pools = tuple[str, ...] | None
Found = tuple[Change, date, date]  # what changed, the month before, the month


def last_change(pools: Pools) -> Found | None:
    """The last two months that were measured whole, and what lies between; None without two."""
    view = current()
    return _found(view.key, pools) if view is not None else None


def show_change(found: Found) -> None:
    """How much, mostly why, and the largest parts with their sign."""
    change, before, month = found
    parts = sorted(change.totals().items(), key=lambda part: -abs(part[1]))
    with card(_title(change, month), _subtitle(before)):
        lines = [
            t(
                "overview.change.line",
                amount=formats.money_change(amount),
                part=t(f"changes.part_name.{name}"),
            )
            for name, amount in parts[:_SHOWN]
        ]
        if len(parts) > _SHOWN:
            rest = sum(amount for _, amount in parts[_SHOWN:])
            lines.append(t("overview.change.rest", amount=formats.money_change(rest)))
        st.markdown("  \n".join(lines))
        link_to("changes", t("overview.change.open"), month=f"{month:%Y-%m}")


@st.cache_resource(max_entries=16, show_spinner=False)
def _found(key: str, pools: Pools) -> Found | None:  # noqa: ARG001  what it is kept by
    rows = read("changes_months", pools=pools)
    days = rows.group_by("month").agg(pl.col("days").max()).sort("month")
    whole = [month for month, count in days.iter_rows() if count == _days_in(month)]
    if len(whole) < 2:
        return None
    before, month = whole[-2:]
    sides = (rows.filter(pl.col("month") == one).to_dicts() for one in (before, month))
    return change_between(*sides), before, month


def _days_in(month: date) -> int:
    return monthrange(month.year, month.month)[1]


def _title(change: Change, month: date) -> str:
    words = {"month": formats.month(month)}
    difference = change.after_cny - change.before_cny
    if not difference:
        return t("changes.finding.same", **words)
    size = formats.money(abs(difference))
    driver = t(f"changes.part_name.{change.driver()}")
    key = "more" if difference > 0 else "less"
    return t(f"overview.change.{key}", size=size, driver=driver, **words)


def _subtitle(before: date) -> str:
    return t("overview.change.subtitle", before=formats.month(before))
