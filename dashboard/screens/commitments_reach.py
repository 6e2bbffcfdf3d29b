"""How far the answer holds: what moves its cost, which limits bind, and what waiting is worth."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard import formats
from dashboard.charts.style import Tokens
from dashboard.charts.tornado import Swing, tornado_chart
from dashboard.components import card, chart, drawn_of_snapshot, note, plain, sentences
from dashboard.findings import of_whole_company
from dashboard.i18n import t
from dashboard.i18n.catalogue import load_catalogue
from dashboard.reading import read
from dashboard.screens.commitments_tables import rows_of
from dashboard.screens.ladder_words import due_steps
from dashboard.slices import Pools, pools_named
from dashboard.units import bought_more

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Row = dict[str, Any]
NAMED = 4
LONG_TERM_MONTHS = 12
PACK = "pack"  # hours, and no units: waiting is told without them
_UNITS, _MONEY = "units_now_change", "committed_now_change_cny_per_hour"
ROW_PX, EDGES_PX = 46, 80


def show_sensitivity(scope: str) -> None:
    """The tornado: change of the expected cost by factor, and whether the purchase changes."""
    sensed = read("commitments_sensitivity", scope=scope)
    if sensed.is_empty():
        with card(t("commitments.sensitivity.none")):
            return
    title = _sensitivity_title(sensed)
    with card(title, t("commitments.sensitivity.subtitle")):
        figure = drawn_of_snapshot(_tornado, scope)
        chart(figure, key="commitments_tornado", alt=t("commitments.sensitivity.alt", title=title))
        note(t("commitments.sensitivity.note"))
        rows_of(sensed, "ladder_sensitivity", {"scope": scope})


def _sensitivity_title(sensed: pl.DataFrame) -> str:
    """The change that moves the cost most, and whether any changes what is bought."""
    first = sensed.sort(pl.col("cost_change_cny").abs(), descending=True).row(0, named=True)
    same = all(sensed[name].abs().max() == 0 for name in (_UNITS, _MONEY))
    return t(
        f"commitments.sensitivity.{'same' if same else 'changes'}",
        factor=t(f"words.factor.{first['factor']}"),
        change=_change(first),
        amount=formats.money_change(first["cost_change_cny"]),
    )


def _change(row: Row) -> str:
    """By how much a factor is changed: a share of itself, or points of a rate."""
    ratio = row["change_ratio"]
    if row["factor"] == "discount_rate":
        points = formats.signed(formats.number(100 * ratio), ratio)
        return t("commitments.sensitivity.points", points=points)
    return formats.percent_change(ratio, 0)


def _tornado(scope: str, tokens: Tokens) -> "Figure":
    sensed = read("commitments_sensitivity", scope=scope)
    swings = [_swing(rows) for rows in sensed.partition_by("factor", maintain_order=True)]
    return tornado_chart(
        swings,
        expected=0.0,
        expected_label=t("commitments.sensitivity.as_planned"),
        value_format=formats.money,
        ticks=formats.money_ticks,
        tokens=tokens,
        height=ROW_PX * len(swings) + EDGES_PX,
        gain_below=True,
    )


def _swing(rows: pl.DataFrame) -> Swing:
    """A factor's bar; a factor with one change reaches from nothing to that change."""
    ordered = rows.sort("cost_change_cny")
    ends = [(float(row["cost_change_cny"]), _end(row)) for row in ordered.iter_rows(named=True)]
    if len(ends) == 1:
        ends = sorted([*ends, (0.0, "")])
    (low, low_label), (high, high_label) = ends[0], ends[-1]
    name = t(f"words.factor.{rows['factor'].to_list()[0]}")
    return Swing(name, low, high, low_label, high_label)


def _end(row: Row) -> str:
    change, units, money = _change(row), row[_UNITS], row[_MONEY]
    if not units and not money:
        return change
    bought = bought_more(units, money)
    return t("commitments.sensitivity.end", change=change, units=bought)


def show_limits(pools: Pools) -> None:
    """What one more of a limit is worth, which limits contradict, and what waiting is worth."""
    limits, waiting = read("commitments_limits"), read("commitments_waiting", pools=pools)
    told = read("commitments_bindings")
    lines = [_limit(row) for row in told.head(NAMED).iter_rows(named=True)]
    with card(_waiting_title(waiting, pools), t("commitments.limits.subtitle")):
        if waiting.height > 1:
            sentences(_wait(row) for row in waiting.head(NAMED).iter_rows(named=True))
        sentences(lines or [(t("commitments.limits.none"), False)])
        note(t("commitments.limits.note"))
        rows_of(limits, "ladder_limits", {})
        rows_of(waiting, "ladder_waiting", {"pool": pools_named(pools)})


def _waiting_title(waiting: pl.DataFrame, pools: Pools) -> str:
    if waiting.is_empty():
        steps = due_steps(read("commitments_steps", pools=pools))
        long = steps.filter(pl.col("term_months") >= LONG_TERM_MONTHS, action="buy")
        units = long.filter(pl.col("unit") != PACK)
        return t("commitments.wait.limits" if units.height else "commitments.wait.unknown")
    told = waiting.filter(~pl.col("within_noise"))
    worth = sum(told["worth_of_waiting_cny"].to_list(), Decimal(0))
    if worth == 0:
        return t("commitments.wait.nothing")
    key = "gains" if worth > 0 else "costs"
    return t(f"commitments.wait.{key}", amount=formats.money(abs(worth)))


def _wait(row: Row) -> tuple[str, bool]:
    worth = row["worth_of_waiting_cny"]
    key = "line_nothing" if row["within_noise"] else "line_gains" if worth > 0 else "line_costs"
    pool = plain(formats.short_pool(row["pool_id"]))
    return t(
        f"commitments.wait.{key}", pool=pool, amount=formats.money(abs(worth))
    ), key == "line_gains"


def _limit(row: Row) -> tuple[str, bool]:
    """One limit in a sentence; a warning where no plan can hold it."""
    month = row["worst_month"]
    facts = {
        "limit": plain(row["limit_name"]),
        "unit": _unit(row["unit"]),
        "months": _months(row["month_count"], row["first_month"]),
        "month": formats.month(month) if month else t("commitments.limits.all_months"),
    }
    if row["contradicts"]:
        return t("commitments.limits.must_give", give=_give(row["must_give"]), **facts), True
    return t("commitments.limits.worth", worth=formats.money(row["worth_cny"]), **facts), False


def _months(count: int, month: date | None) -> str:
    if month is None:
        return t("commitments.limits.all_months")
    return t("commitments.limits.months", count=formats.number(count))


def _give(quantity: float) -> str:
    if quantity >= 10:
        return formats.compact(quantity)
    return formats.number(quantity, 0 if quantity == int(quantity) else 1)


def contradictions(pools: Pools) -> list[tuple[str, bool]]:
    """One warning where limits cannot all be held: the advice is then the nearest to them."""
    rows = read("commitments_bindings").filter("contradicts")
    if rows.is_empty():
        return []
    names = [plain(name) for name in rows["limit_name"].unique(maintain_order=True)]
    limits = t("commitments.limits.and").join(names)
    text = t("commitments.limits.contradict", limits=limits)
    return [(text if pools is None else of_whole_company(text), True)]


def _unit(unit: str) -> str:
    """What one more of a limit is, in words; a unit of somebody's own as it is written."""
    key = f"commitments.limits.unit.{unit.replace('-', '_').replace(' ', '_')}"
    return t(key) if key in load_catalogue() else plain(unit)
