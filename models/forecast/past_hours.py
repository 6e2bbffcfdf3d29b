"""A pool's days drawn again at a past cut-off, hour by hour, with nothing of what came after.

The days are those that the ensemble's members expected then; their hours are those of days like
them that were known by then, and what waits has the hours in which it waited on those days.
"""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from models.forecast.candidate import DailyHistory, Floats
from models.forecast.ensemble.combining import combined_course
from models.forecast.ensemble.drawing import Outlook, draw_paths
from models.forecast.ensemble.forecasting import Judged
from models.forecast.hour_paths import queue_hours
from models.forecast.hours import HOURS_PER_DAY, MeasuredHours, day_library, fill_below, shares

PATHS = 200  # of a cut-off; enough for a band of 80 %


def past_outlooks(one: Judged, first_day: date) -> dict[date, Outlook]:
    """What paths would have been drawn from, by last known day, where no weight was chosen.

    `first_day` is that of the history that was judged.
    """
    backtest, outlook = one.backtest, one.outlook
    found = {}
    for origin in map(int, np.flatnonzero(~backtest.origins.is_weighting)):
        course = combined_course(backtest, one.weights, backtest.courses[:, [origin]])[0]
        moved = backtest.scales[origin] / backtest.scale_ahead
        day = first_day + timedelta(days=int(backtest.origins.cuts[origin]) - 1)
        found[day] = replace(
            outlook,
            course=course,
            spread=np.minimum(outlook.spread * moved, backtest.largest),
            doubt=None,
        )
    return found


def draw_hours(
    used: Outlook,
    demanded: Outlook | None,
    known: DailyHistory,
    hours: MeasuredHours,
    days: int,
    seed: int,
) -> Floats:
    """Hours of the first `days` after `known` ends, shape (paths, days, 24).

    Card-hours used or, with an outlook of demand beside it, used and waiting: drawn together, as
    the published forecast draws them.
    """
    totals = draw_paths(used, PATHS, seed)[:, :days]
    reach = totals if demanded is None else draw_paths(demanded, PATHS, seed)[:, :days]
    library, generator = day_library(hours, known), np.random.default_rng(seed)
    cards, profile = used.bounds.cap / HOURS_PER_DAY, library.queue_profile()
    paths = np.empty((PATHS, days, HOURS_PER_DAY))
    for number in range(days):
        day = known.cut_off + timedelta(days=number + 1)
        alike, waiting = library.draw_with_queue(day, PATHS, generator)
        wanted = totals[:, [number]] * shares(alike)
        paths[:, number] = fill_below(wanted, cards)
        if demanded is not None:
            waited = np.clip(wanted - cards, 0.0, None)
            more = reach[:, number] - totals[:, number] - waited.sum(axis=1)
            queue = queue_hours(np.clip(more, 0.0, None), waiting, profile)
            paths[:, number] += waited + queue
    return paths
