"""What the explorer counts: measures over the sums of a slice."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from dashboard import formats
from dashboard.charts.axes import TickMaker, even_ticks
from dashboard.components.filter_lists import COLUMNS
from dashboard.screens.chart_texts import whole_percent

Format = Callable[[float | Decimal | None], str]


@dataclass(frozen=True)
class Measure:
    """One number of a slice. `of_use`: known by project, too. `adds_up`: parts sum to the whole."""

    name: str
    value: pl.Expr
    text: Format
    ticks: TickMaker
    of_use: bool = False
    adds_up: bool = True


def _sum(name: str, *, of_use: bool = False) -> Measure:
    is_money = name.endswith("_cny")
    return Measure(
        name,
        pl.col(name),
        formats.money if is_money else formats.compact,
        formats.money_ticks if is_money else formats.number_ticks,
        of_use=of_use,
    )


def _share(name: str, part: pl.Expr, whole: str) -> Measure:
    whole_or_nothing = pl.when(pl.col(whole) > 0).then(pl.col(whole))
    ticks = even_ticks(whole_percent)
    return Measure(name, part / whole_or_nothing, formats.percent, ticks, adds_up=False)


def _rate(name: str, hours: str) -> Measure:
    known = pl.when(pl.col(hours) > 0).then(pl.col(hours))
    value = pl.col("cost_cny").cast(pl.Float64) / known
    return Measure(name, value, formats.money, formats.money_ticks, adds_up=False)


_COVERED = pl.col("covered_card_hours")
_SERVED = _COVERED + pl.col("savings_plan_covered_card_hours")
MEASURES = {
    measure.name: measure
    for measure in (
        _sum("cost_cny"),
        _sum("used_card_hours", of_use=True),
        _sum("useful_card_hours", of_use=True),
        _sum("queued_card_hours", of_use=True),
        _sum("commitment_cost_cny"),
        _sum("savings_plan_cost_cny"),
        _sum("on_demand_cost_cny"),
        _sum("idle_cost_cny"),
        _share("coverage_ratio", _SERVED, "used_card_hours"),
        _share("contract_utilisation_ratio", _COVERED, "committed_card_hours"),
        _rate("cny_per_card_hour", "priced_card_hours"),
        _rate("cny_per_useful_card_hour", "priced_useful_card_hours"),
    )
}
SUMS = (
    "used_card_hours",
    "useful_card_hours",
    "queued_card_hours",
    "committed_card_hours",
    "covered_card_hours",
    "savings_plan_covered_card_hours",
    "on_demand_card_hours",
    "cost_cny",
    "commitment_cost_cny",
    "savings_plan_cost_cny",
    "on_demand_cost_cny",
    "idle_cost_cny",
    "priced_card_hours",
    "priced_useful_card_hours",
    "unknown_days",
)
NEVER_IN_PART = ("useful_card_hours", "queued_card_hours", "priced_useful_card_hours")


def by_rows(slices: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    """`row_key`, `value`, over all columns; a sum with an unknown part is unknown."""
    return (
        slices.group_by("row_key", maintain_order=True)
        .agg(_sums(slices))
        .select("row_key", measure.value.alias("value"), "unknown_days")
    )


def overall(slices: pl.DataFrame, measure: Measure) -> float | Decimal | None:
    """The measure over the whole slice; None where it is not known."""
    if slices.is_empty():
        return None
    value: float | Decimal | None = slices.select(_sums(slices)).select(
        measure.value.alias("value")
    )["value"][0]
    return value


def pivot(slices: pl.DataFrame, measure: Measure, dimension: str) -> pl.DataFrame:
    """Rows x columns of the measure; the first column has the dimension's name."""
    cells = slices.select(
        pl.col("row_key").alias(heading_of(dimension)), "column_key", measure.value.alias("value")
    )
    keys = cells["column_key"].unique().sort().to_list()
    return cells.pivot("column_key", index=heading_of(dimension), values="value", on_columns=keys)


def heading_of(dimension: str) -> str:
    """The column that a dimension's keys stand in."""
    return COLUMNS.get(dimension, dimension)


def _sums(slices: pl.DataFrame) -> list[pl.Expr]:
    """Of what these slices have: card-hours by project have no cost."""
    return [_whole(name) for name in SUMS if name in slices.columns]


def _whole(name: str) -> pl.Expr:
    """The sum; null where nothing is known, or a part of what is never summed in part."""
    column = pl.col(name)
    if name in NEVER_IN_PART:
        used = pl.col("used_card_hours").fill_null(0) > 0
        complete = (column.is_not_null() | ~used).all()
        return pl.when(complete & column.is_not_null().any()).then(column.sum()).alias(name)
    return pl.when(column.is_not_null().any()).then(column.sum()).alias(name)
