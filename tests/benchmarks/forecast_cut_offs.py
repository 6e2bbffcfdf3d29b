"""Where series are cut off for judging: one rule for all sets, made before any result was seen.

- Horizons: hours 48 (as M4 has it), 168 and 336; days 7 and 28. One without room is left out.
- Least history: 28 days, below which the ensemble refuses days; of hours half of the longest series
  where that is less.
- Cut-offs: every day from there to one horizon before the end or, if these are more than 24, as
  many days apart as makes them 24 at most, but not whole weeks: every weekday has its turn.

M4 keeps the one cut-off of the competition. Helios, a month, has no cut-off with 28 days before it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from models.forecast.choosing import MIN_DAYS
from tests.benchmarks.forecast_data import Benchmark

HOURLY_HORIZONS, DAILY_HORIZONS = (48, 168, 336), (7, 28)
MOST_CUT_OFFS = 24
_WEEK_DAYS = 7


def all_over(benchmark: Benchmark, horizons: Sequence[int] = ()) -> Iterator[Benchmark]:
    """The set at each horizon that it has room for (the rule's own), cut off all over it."""
    per_day = benchmark.series[0].steps_per_day
    longest = max(len(history.card_hours) for history in benchmark.series)
    least = MIN_DAYS * per_day
    if per_day > 1:
        least = min(least, longest // 2 // per_day * per_day)
    for horizon in horizons or (HOURLY_HORIZONS if per_day > 1 else DAILY_HORIZONS):
        room_days = (longest - least - horizon) // per_day
        if room_days < 0:
            continue
        apart = days_apart(room_days)
        yield replace(
            benchmark,
            name=f"{benchmark.name.removesuffix(f' {benchmark.horizon}')} {horizon}",
            horizon=horizon,
            origins=room_days // apart + 1,
            stride=apart * per_day,
            least=least,
        )


def days_apart(room_days: int) -> int:
    """Days between two cut-offs."""
    apart = max(1, -(-room_days // (MOST_CUT_OFFS - 1)))
    return apart if apart % _WEEK_DAYS else apart + 1
