"""From runs to hours, as a plan measures them: step, rounding, alignment, minimum, states.

A run is a stretch of time in which a resource held so much of an item in one state. What it is
charged for is spread over the hours it lies in, in whole ticks.
"""

from datetime import datetime, timedelta
from typing import Literal

import numpy as np
import polars as pl
from pydantic import Field

from data.errors import InputError, UsageError
from models.billing.parts import Part, Texts
from models.billing.runs import (
    RUNNING,
    require_complete,
    require_known_states,
    require_once,
    with_micro_amounts,
)
from models.billing.usage import HOUR, MOST_TICKS, TICKS_PER_UNIT, Item, Usage

STEP_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}

_MICRO = 1_000_000
_HOUR_MICROS = 3600 * _MICRO


class Metering(Part):
    """How use is measured.

    `rounding` up: a step begun is a step charged. `alignment` start counts steps from the start of
    each run; clock takes whole local clock steps that the resource touches, each once, however
    often it is started in it. `states`: in which states a component is charged (a component that is
    not named, while "running"). `hourly_means`: what to do where only means over an hour are known
    and rounding up needs runs.
    """

    step: Literal["second", "minute", "hour", "day"] = "second"
    rounding: Literal["exact", "up"] = "exact"
    alignment: Literal["start", "clock"] = "start"
    minimum_seconds: int = Field(
        default=0, ge=0, le=10**9, description="shortest run that is charged for"
    )
    states: dict[str, Texts] = Field(default_factory=dict)
    hourly_means: Literal["refuse", "as_measured"] = "refuse"

    def require_known(self, metered: bool, plan_id: str) -> None:
        """Refuse means over an hour where the plan rounds each run up."""
        rounds = self.rounding == "up" or self.minimum_seconds
        if rounds and not metered and self.hourly_means == "refuse":
            raise UsageError(
                "The plan rounds every run up, and usage is a mean over each hour",
                where=f"{plan_id}, metering",
                remedy='Give runs (metering.meter), or write hourly_means = "as_measured".',
            )

    def charged_states(self, component: str) -> tuple[str, ...]:
        """States in which a component is charged."""
        return self.states.get(component, (RUNNING,))


def meter(
    runs: pl.DataFrame, items: tuple[Item, ...], metering: Metering, *, time_zone: str
) -> Usage:
    """Usage of runs: one row per resource_id, item_id, start_utc, end_utc, amount, state.

    `amount` is how much of the item's unit per hour it held (cards, GB), to a millionth. Charged
    runs of one resource and item must not overlap. Hours without a run are zero: rows stand where
    there is use. Of an amount that is not whole the ticks of an hour are cut to whole ones.

    Raises:
        InputError: nothing to charge, an unknown item or state, an amount that is missing, negative
            or finer than a millionth, another value that is missing, a run that ends before it
            starts, or one that stands twice.
    """
    charged = _charged_runs(with_micro_amounts(runs), items, metering)
    spans = _spans(charged, metering, time_zone)
    first = _floor_hour(spans["start"].min())
    hours = -(-(_as_datetime(spans["end"].max()) - first) // HOUR)
    cells = _cells(spans, items, first, hours)
    if float(cells["ticks"].cast(pl.Float64).sum()) >= MOST_TICKS:
        raise InputError(
            "The runs are too many or too large to be summed exactly",
            where="runs",
            remedy="Count in a larger unit, or meter fewer runs at a time.",
        )
    flat = np.zeros(len(items) * hours, dtype=np.int64)
    np.add.at(flat, cells["cell"].to_numpy(), cells["ticks"].to_numpy())
    return Usage(first, items, flat.reshape(len(items), hours), "metered")


def _cells(
    spans: pl.DataFrame, items: tuple[Item, ...], first: datetime, hours: int
) -> pl.DataFrame:
    """One row per span and hour it lies in: `cell` (item x hours + hour) and its whole `ticks`."""
    number = pl.DataFrame({"item_id": [i.item_id for i in items], "_item": range(len(items))})
    first_micros = (first - datetime(1970, 1, 1)) // timedelta(microseconds=1)  # noqa: DTZ001
    return (
        spans.join(number, on="item_id")
        .with_columns(
            pl.col("start").cast(pl.Int64) - first_micros,
            pl.col("end").cast(pl.Int64) - first_micros,
        )
        .with_columns(
            pl.int_ranges(pl.col("start") // _HOUR_MICROS, -(-pl.col("end") // _HOUR_MICROS)).alias(
                "h"
            )
        )
        .explode("h")
        .select(
            cell=pl.col("_item") * hours + pl.col("h"),
            held=pl.min_horizontal("end", (pl.col("h") + 1) * _HOUR_MICROS)
            - pl.max_horizontal("start", pl.col("h") * _HOUR_MICROS),
            whole=pl.col("amount") // _MICRO,
            rest=pl.col("amount") % _MICRO,
        )
        .with_columns(
            ticks=(pl.col("held") * pl.col("whole") + pl.col("held") * pl.col("rest") // _MICRO)
            * (TICKS_PER_UNIT // _HOUR_MICROS)
        )
    )


def _charged_runs(runs: pl.DataFrame, items: tuple[Item, ...], metering: Metering) -> pl.DataFrame:
    require_complete(runs)
    states = pl.DataFrame(
        [(i.item_id, state) for i in items for state in metering.charged_states(i.component)],
        schema={"item_id": pl.String, "state": pl.String},
        orient="row",
    )
    unknown = set(runs["item_id"].to_list()) - {item.item_id for item in items}
    backward = runs.filter(pl.col("end_utc") < pl.col("start_utc"))
    if unknown or backward.height:
        raise InputError(
            f"Runs name unknown items: {', '.join(sorted(unknown))}"
            if unknown
            else f"A run of {backward['resource_id'][0]} ends before it starts",
            where="runs",
            remedy="Describe every item; give runs as start, end.",
        )
    charged = runs.join(states, on=["item_id", "state"], how="semi").filter(
        pl.col("end_utc") > pl.col("start_utc")
    )
    require_known_states(runs, metering.states)
    require_once(charged)
    if charged.is_empty():
        raise InputError("No run is charged for", where="runs", remedy="Check states and times.")
    return charged


def _spans(runs: pl.DataFrame, metering: Metering, time_zone: str) -> pl.DataFrame:
    """What each run is charged for: naive UTC start and end in microseconds."""
    us = pl.Datetime("us")
    start, end = pl.col("start_utc").cast(us), pl.col("end_utc").cast(us)
    step = STEP_SECONDS[metering.step] * _MICRO
    minimum = metering.minimum_seconds * _MICRO
    spans = runs.with_columns(start=start, end=end, amount=pl.col("_micro"))
    if metering.rounding == "up" and metering.alignment == "clock":
        spans = _clock_spans(spans, metering.step, time_zone)
    length = (pl.col("end") - pl.col("start")).dt.total_microseconds().clip(lower_bound=minimum)
    if metering.rounding == "up" and metering.alignment == "start":
        length = -(-length // step) * step
    return spans.with_columns(end=pl.col("start") + pl.duration(microseconds=length))


def _clock_spans(spans: pl.DataFrame, step: str, time_zone: str) -> pl.DataFrame:
    """Whole local clock steps touched, each once per resource, item and amount."""
    every = {"second": "1s", "minute": "1m", "hour": "1h", "day": "1d"}[step]

    def local(name: str) -> pl.Expr:
        return pl.col(name).dt.replace_time_zone("UTC").dt.convert_time_zone(time_zone)

    def utc(value: pl.Expr) -> pl.Expr:
        return value.dt.convert_time_zone("UTC").dt.replace_time_zone(None)

    floor = local("end").dt.truncate(every)
    up = pl.when(floor == local("end")).then(floor).otherwise(floor.dt.offset_by(every))
    touched = spans.with_columns(start=utc(local("start").dt.truncate(every)), end=utc(up))
    key = ["resource_id", "item_id", "amount"]
    before = pl.col("end").cum_max().shift(1).over(key, order_by="start")
    return (
        touched.sort(*key, "start")
        .with_columns(start=pl.max_horizontal("start", before))
        .filter(pl.col("end") > pl.col("start"))
    )


def _floor_hour(value: object) -> datetime:
    return _as_datetime(value).replace(minute=0, second=0, microsecond=0)


def _as_datetime(value: object) -> datetime:
    if not isinstance(value, datetime):
        raise InputError("Runs have no times", where="runs", remedy="Give start_utc and end_utc.")
    return value
