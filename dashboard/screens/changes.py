"""Why it changed: two months and what lies between them, to the cent; and where the money went."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.charts.style import Tokens
from dashboard.charts.waterfall import Step, axis_floor, waterfall_chart
from dashboard.components import (
    card,
    chart,
    choose,
    drawn_of_snapshot,
    filter_bar,
    link_to,
    narrowing_table,
    note,
    nothing_fits,
    plain,
    scope_words,
    screen_header,
    sentences,
    to_pool,
)
from dashboard.findings import plans_not_in_costs
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.screens.changes_flow import Pools, show_flow
from dashboard.slices import Slice
from models.cost_changes.parts import Change, ChangePart, change_between

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NAMED = 5
FEW_ROWS, TALL_TABLE_PX = 6, 260
FEW_TICKS = 4  # every bar has its amount beside it, and a telephone no room for more
ORDER = (
    "volume",
    "mix",
    "price",
    "currency",
    "discount",
    "idle",
    "unmetered",
    "no_list_price",
)


def render() -> None:
    """The screen."""
    header = st.container()
    shown = filter_bar("changes")
    pools = shown.pools
    before, after = _choose(pools)
    with header:
        screen_header("changes.title", scope=scope_words(shown))
    if pools == ():
        nothing_fits()
        return
    if before is None or after is None:
        with card(t("changes.none.title"), height="content"):
            st.markdown(t("changes.none.why"))
        return
    rows = read("changes_months", pools=pools)
    change = change_between(*(_month(rows, month).to_dicts() for month in (before, after)))
    _show_waterfall(change, (before, after), pools)
    left, right = st.columns([2, 3])
    with left:
        _show_parts(change, (before, after), shown)
    with right:
        show_flow(_month(rows, after), after, pools)


def _choose(pools: Pools) -> tuple[date | None, date | None]:
    months = _months(pools)
    if len(months) < 2:
        return None, None
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        with st.container(width=180):
            after = _month_filter(t("changes.filter.month"), months[:-1], "month")
        earlier = [month for month in months if month < after]
        with st.container(width=180):
            before = _month_filter(t("changes.filter.against"), earlier, "against")
    return before, after


def _months(pools: Pools) -> list[date]:
    """Months newest first; one that has only begun goes last but one, so that it is no default."""
    rows = read("changes_months", pools=pools)
    found = rows.group_by("month").agg(pl.col("days").max()).sort("month", descending=True)
    months: list[date] = found["month"].to_list()
    if len(months) > 2 and found["days"][0] < _days_in(months[0]):
        return [months[1], months[0], *months[2:]]
    return months


def _days_in(month: date) -> int:
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return (following - month).days


def _month_filter(label: str, months: Sequence[date], key: str) -> date:
    chosen = choose(
        label,
        [f"{month:%Y-%m}" for month in months],
        key=key,
        words=lambda text: formats.month(_first_day(text)),
    )
    return _first_day(chosen or f"{months[0]:%Y-%m}")


def _first_day(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def _month(rows: pl.DataFrame, month: date) -> pl.DataFrame:
    return rows.filter(pl.col("month") == month)


def _show_waterfall(change: Change, months: tuple[date, date], pools: Pools) -> None:
    title = _finding(change, months)
    subtitle = t("changes.waterfall.subtitle", before=formats.month(months[0]))
    with card(title, subtitle, height="content"):
        figure = drawn_of_snapshot(_figure, pools, months)
        chart(figure, key="changes_waterfall", alt=title)
        texts = [t("changes.waterfall.note")]
        if axis_floor(*_steps(change, months)[:2]) > 0:
            texts.append(t("changes.waterfall.cut"))
        note(" ".join(texts))
        _say_unknown(months, pools)


def _say_unknown(months: tuple[date, date], pools: Pools) -> None:
    """What is in no amount, savings plans among it, and months that are not whole."""
    rows = read("changes_months", pools=pools)
    said = plans_not_in_costs(read("findings"), pools, months)
    for month in months:
        of_month = _month(rows, month)
        unknown, days = int(of_month["unknown_days"].sum()), int(of_month["days"].max() or 0)  # type: ignore[arg-type]
        if unknown:
            said.append(t("changes.unknown", month=formats.month(month), days=unknown))
        if days < _days_in(month):
            said.append(t("changes.part", month=formats.month(month), days=days))
    sentences((text, True) for text in said)


def _finding(change: Change, months: tuple[date, date]) -> str:
    difference = change.after_cny - change.before_cny
    words = {
        "month": formats.month(months[1]),
        "size": formats.money(abs(difference)),
        "driver": t(f"changes.part_name.{change.driver()}"),
    }
    if not difference:
        return t("changes.finding.same", **words)
    return t(f"changes.finding.{'more' if difference > 0 else 'less'}", **words)


def _steps(change: Change, months: tuple[date, date]) -> tuple[Step, list[Step], Step]:
    totals = change.totals()
    return (
        Step(formats.month(months[0]), float(change.before_cny)),
        [Step(t(f"changes.part_name.{p}"), float(totals[p])) for p in ORDER if p in totals],
        Step(formats.month(months[1]), float(change.after_cny)),
    )


def _figure(pools: Pools, months: tuple[date, date], tokens: Tokens) -> "Figure":
    rows = read("changes_months", pools=pools)
    change = change_between(*(_month(rows, month).to_dicts() for month in months))
    return waterfall_chart(
        *_steps(change, months),
        value_format=formats.money,
        signed_format=formats.money_change,
        ticks=partial(formats.money_ticks, count=FEW_TICKS),
        tokens=tokens,
    )


def _show_parts(change: Change, months: tuple[date, date], shown: Slice) -> None:
    parts = sorted(change.parts, key=lambda part: -abs(part.amount_cny))
    with card(t("changes.parts.title"), t("changes.parts.subtitle")):
        sentences((_line(part), part.amount_cny > 0) for part in parts[:NAMED])
        frame = pl.DataFrame(
            {
                "part": [part.part for part in parts],
                "pool_id": [part.pool_id for part in parts],
                "change_cny": pl.Series(
                    [part.amount_cny for part in parts], dtype=pl.Decimal(18, 2)
                ),
            }
        )
        span = {"month": f"{months[1]:%Y-%m}", "against": f"{months[0]:%Y-%m}"}
        height = TALL_TABLE_PX if frame.height > FEW_ROWS else None
        filters = shown.provenance | span
        narrowing_table(frame, "cost_changes", filters, to_pool, height=height, is_narrow=True)
        link_to("anomalies", t("changes.parts.open_anomalies"), **_pool(shown.one_pool))


def _pool(pool_id: str | None) -> dict[str, str]:
    return {"pool": pool_id} if pool_id else {}


def _line(part: ChangePart) -> str:
    return t(
        "changes.parts.line",
        pool=plain(formats.short_pool(part.pool_id)),
        size=formats.money_change(part.amount_cny),
        part=t(f"changes.part_name.{part.part}"),
    )
