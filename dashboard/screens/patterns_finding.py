"""When cards are busiest and when they are quietest, in the week."""

from dataclasses import dataclass

import polars as pl

DAYS_OF = {"weekdays": (1, 2, 3, 4, 5), "saturdays": (6,), "sundays": (7,)}
BLOCK_HOURS = 4


@dataclass(frozen=True)
class Block:
    """Four hours in a row on some days: `days` is one of DAYS_OF, hours are local."""

    days: str
    first_hour: int
    utilisation_ratio: float

    @property
    def end_hour(self) -> int:
        """The hour at whose beginning it ends."""
        return self.first_hour + BLOCK_HOURS


def blocks(week: pl.DataFrame) -> list[Block]:
    """Every block all of whose hours are known; `week` is patterns_week.sql.

    Its utilisation is its used card-hours over all its cards' hours, so that a day with more cards
    counts for more.
    """
    known = week.filter(pl.col("hours_known") > 0)
    found = []
    for days, numbers in DAYS_OF.items():
        rows = known.filter(pl.col("weekday").is_in(numbers))
        hours = rows.group_by("hour").agg(pl.col("used_card_hours", "capacity_card_hours").sum())
        sums = {hour: (used, capacity) for hour, used, capacity in hours.iter_rows()}
        for first in range(24 - BLOCK_HOURS + 1):
            parts = [sums[hour] for hour in range(first, first + BLOCK_HOURS) if hour in sums]
            if len(parts) == BLOCK_HOURS:
                used, capacity = map(sum, zip(*parts, strict=True))
                found.append(Block(days, first, used / capacity))
    return found


def busiest_and_quietest(week: pl.DataFrame) -> tuple[Block, Block] | None:
    """The two ends; None where no block is known. Of equal ones the first in the week."""
    found = blocks(week)
    if not found:
        return None
    by_use = sorted(found, key=lambda block: -block.utilisation_ratio)
    lowest = by_use[-1].utilisation_ratio
    return by_use[0], next(one for one in found if one.utilisation_ratio == lowest)
