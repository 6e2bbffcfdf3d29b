"""What was used: items x hours, in whole ticks, so that no sum ever rounds.

A tick is 1/3,600,000,000 of an item's unit: for card-hours one card-microsecond. A millionth of a
card-hour is 3,600 ticks. Zero is "measured, and nothing used"; what was not measured is refused.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from data.errors import InputError

TICKS_PER_UNIT = 3_600_000_000
TICKS_PER_MICRO_UNIT = 3_600
HOUR = timedelta(hours=1)

Ticks = npt.NDArray[np.int64]

MOST_TICKS = 2.0**62


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is metered and priced as one; empty texts are unknown and match no selector.

    `unit` is what one unit of quantity is: card_hour, instance_hour, gb_hour, m_tokens ...
    `size` is the normalisation factor where reservations are flexible in size.
    """

    item_id: str
    unit: str = "card_hour"
    pool_id: str = ""
    provider: str = ""
    region: str = ""
    zone: str = ""
    chip: str = ""
    sku: str = ""
    family: str = ""
    queue: str = ""
    component: str = "card"
    workload_class: str = ""
    project: str = ""
    size: Decimal = Decimal(1)

    def __post_init__(self) -> None:
        """Refuse a size of which any number would fit into nothing."""
        if not self.size.is_finite() or self.size <= 0:
            raise InputError(
                f"The size of an item must be a positive number, and is {self.size}",
                where=self.item_id,
                remedy="Write its normalisation factor; 1 where sizes do not matter.",
            )


@dataclass(frozen=True)
class Usage:
    """Quantities of every item in every hour from `first_hour` (naive UTC) on.

    `ticks` has one row per item and one column per hour. `measured` is `hourly` for means over an
    hour, and `metered` where runs were rounded as their plan measures them.
    """

    first_hour: datetime
    items: tuple[Item, ...]
    ticks: Ticks
    measured: Literal["hourly", "metered"] = "hourly"

    def __post_init__(self) -> None:
        """Refuse what cannot be right: the door to the engine."""
        if self.first_hour != self.first_hour.replace(
            minute=0, second=0, microsecond=0, tzinfo=None
        ):
            raise InputError(
                f"Usage begins at {self.first_hour}, which is no whole hour of naive UTC",
                where="first_hour",
                remedy="Give the start of an hour in UTC, without a time zone.",
            )
        if self.ticks.ndim != 2 or len(self.items) != self.ticks.shape[0]:
            raise InputError(
                f"{len(self.items)} items have quantities of shape {self.ticks.shape}",
                where="ticks",
                remedy="Give one row per item and one column per hour.",
            )
        if len({item.item_id for item in self.items}) < len(self.items):
            raise InputError(
                "Two items have one item_id", where="items", remedy="Name each item once."
            )
        if self.ticks.size and int(self.ticks.min()) < 0:
            raise InputError(
                "A quantity is negative", where="ticks", remedy="Correct the usage: see its hour."
            )
        if float(self.ticks.sum(dtype=np.float64)) >= MOST_TICKS:
            raise InputError(
                "The quantities are too large to be summed exactly",
                where="ticks",
                remedy="Count in a larger unit, for example millions of tokens.",
            )

    @property
    def hours(self) -> int:
        """How many hours are covered."""
        return int(self.ticks.shape[1])

    @property
    def end(self) -> datetime:
        """First hour that is no longer covered."""
        return self.first_hour + self.hours * HOUR

    def until(self, end: datetime) -> "Usage":
        """The hours before `end`."""
        hours = max(0, min(self.hours, -(-(end - self.first_hour) // HOUR)))
        return self if hours == self.hours else replace(self, ticks=self.ticks[:, :hours])

    def of_pool(self, pool_id: str) -> "Usage":
        """The items of one pool."""
        kept = [n for n, item in enumerate(self.items) if item.pool_id == pool_id]
        return replace(self, items=tuple(self.items[n] for n in kept), ticks=self.ticks[kept])


def usage_from_frame(
    frame: pl.DataFrame, items: tuple[Item, ...], *, absent: Literal["refuse", "zero"] = "refuse"
) -> Usage:
    """Usage from rows of `hour_utc` (Datetime), `item_id`, `quantity` (in the item's unit).

    Quantities count to a millionth; more decimals are rounded half away from zero. `absent` says
    what a missing row means: refuse (nobody measured), or zero (rows stand where there is use).

    Raises:
        InputError: no rows, a null or negative quantity, an unknown item, a row twice, or a row
            missing where `absent` is "refuse"; the message names the first.
    """
    if frame.is_empty():
        raise InputError(
            "There is no usage to price", where="usage", remedy="Give at least one row."
        )
    _require_values(frame, items)
    first = frame["hour_utc"].min()
    last = frame["hour_utc"].max()
    assert isinstance(first, datetime)  # noqa: S101  a non-empty Datetime column
    assert isinstance(last, datetime)  # noqa: S101
    hours = (last - first) // HOUR + 1
    number = pl.DataFrame({"item_id": [i.item_id for i in items], "_item": range(len(items))})
    cells = frame.join(number, on="item_id", how="left", maintain_order="left").select(
        cell=pl.col("_item") * hours + (pl.col("hour_utc") - first).dt.total_hours(),
        micro=_micro("quantity", frame.schema["quantity"]),
    )
    flat = np.full(len(items) * hours, -1, dtype=np.int64)
    flat[cells["cell"].to_numpy()] = cells["micro"].to_numpy()
    seen = int((flat >= 0).sum())
    if seen < frame.height:
        raise InputError(
            "An item has two rows for one hour",
            where="usage",
            remedy="Add up the quantities of an item and hour first.",
        )
    if absent == "refuse" and seen < flat.size:
        missing = int(np.argmin(flat))
        raise InputError(
            f"{flat.size - seen} hours are missing: a missing hour is not an idle one",
            where=f"{items[missing // hours].item_id} at {first + (missing % hours) * HOUR}",
            remedy='Complete the usage, or say absent="zero" if rows stand where there is use.',
        )
    flat[flat < 0] = 0
    return Usage(first, items, flat.reshape(len(items), hours) * TICKS_PER_MICRO_UNIT)


def _micro(name: str, dtype: pl.DataType) -> pl.Expr:
    """Whole millionths of a unit."""
    value = pl.col(name)
    if dtype.is_float():
        return (value * 1_000_000).round(0, mode="half_away_from_zero").cast(pl.Int64)
    exact = value.cast(pl.Decimal(38, 12)).round(6, mode="half_away_from_zero")
    return (exact * 1_000_000).cast(pl.Int64)


def _require_values(frame: pl.DataFrame, items: tuple[Item, ...]) -> None:
    known = {item.item_id for item in items}
    unknown = set(frame["item_id"].unique().to_list()) - known
    if unknown:
        raise InputError(
            f"Usage names items that are not described: {', '.join(sorted(map(str, unknown)))}",
            where="item_id",
            remedy="Describe each of them as an Item.",
        )
    quantity = frame["quantity"]
    wrong = quantity.is_null() | (quantity.cast(pl.Float64).is_finite().not_()) | (quantity < 0)
    if wrong.any():
        row = frame.row(int(wrong.arg_true()[0]), named=True)
        raise InputError(
            f"A quantity is missing, negative or not a number: {row['quantity']}",
            where=f"{row['item_id']} at {row['hour_utc']}",
            remedy="Price measured hours only: a missing hour is not an idle one.",
        )
