"""How much of what ran was of use: training loses work to failures, more on some days."""

import numpy as np

from data.sample.days import Clock, Floats
from data.sample.pools import DOMESTIC_C
from data.sample.projects import Stream

_FAILURE_DAY_SHARE = 0.03


def useful_ratio(
    stream: Stream, provider: str, clock: Clock, generator: np.random.Generator
) -> Floats:
    """Goodput in every hour, the same over a day: useful card-hours per used one."""
    days = int(clock.day[-1]) + 1
    if stream.workload_class == "inference":
        daily = generator.uniform(0.985, 1.0, days)
    else:
        # Younger software fails more often.
        lowest, highest = (0.85, 0.93) if provider == DOMESTIC_C else (0.90, 0.97)
        daily = generator.uniform(lowest, highest, days)
        failed = generator.random(days) < _FAILURE_DAY_SHARE
        daily[failed] = generator.uniform(0.55, 0.75, int(failed.sum()))
    ratio: Floats = daily[clock.day]
    return ratio
