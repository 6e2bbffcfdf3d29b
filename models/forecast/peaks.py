"""Cards in use at once: quantiles over the hours of a day, a week or a month, path by path."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from models.forecast.candidate import Floats
from models.forecast.hour_paths import Halves, HourPaths
from models.forecast.periods import Grain, Period, list_periods
from models.forecast.quantiles import path_quantiles
from models.forecast.rows import QUANTILES

PERCENTS = (50, 95, 99)
GRAINS: tuple[Grain, ...] = ("day", "week", "month")
UNIT = "card"
_HOURS_OF_SHORT_DAY = 23  # where clocks go forward


def peak_rows(hours: HourPaths, paths: Halves, basis: str) -> Iterator[dict[str, Any]]:
    """Peaks of every period with days in the horizon, without who made them; see OutForecast.

    `paths` are those of `hours` that the peaks are of, `basis` how their targets are called. A
    period with a day that is neither measured nor drawn is left out.
    """
    known = np.count_nonzero(~np.isnan(paths[0]), axis=1)
    for grain in GRAINS:
        for period in list_periods(grain, hours.cut_off, hours.last_day):
            first = (period.first_day - hours.first_day).days
            last = (min(period.last_day, hours.last_day) - hours.first_day).days
            if known[first : last + 1].min() < _HOURS_OF_SHORT_DAY:
                continue
            peaks = hour_quantiles(paths[:, first : last + 1])
            spread = path_quantiles(peaks, QUANTILES)
            for number, percent in enumerate(PERCENTS):
                values = spread[:, number].tolist()
                mean = float(peaks[:, number].mean())
                yield _row(hours, period, f"peak_{basis}_p{percent}", [*values, mean])


def hour_quantiles(paths: Halves) -> Floats:
    """Quantiles over all hours of each path, shape (paths, 3), from paths (paths, days, 24)."""
    flat = paths.reshape(len(paths), -1)
    flat = np.sort(flat[:, ~np.isnan(flat[0])], axis=1)
    position = np.array(PERCENTS) / 100 * (flat.shape[1] - 1)
    below = np.floor(position).astype(np.intp)
    above = np.minimum(below + 1, flat.shape[1] - 1)
    low = flat[:, below].astype(np.float64)
    return np.asarray(low + (flat[:, above] - low) * (position - below))


def _row(hours: HourPaths, period: Period, target: str, values: list[float]) -> dict[str, Any]:
    p10, p50, p90, mean = values
    return {
        "target": target,
        "grain": period.grain,
        "period_start": period.first_day,
        "horizon_days": (period.last_day - hours.cut_off).days,
        "p10": p10,
        "p50": p50,
        "p90": p90,
        "mean": mean,
        "is_complete": period.last_day <= hours.last_day,
    }
