"""A pool's days drawn again at a past cut-off, hour by hour, with nothing of what came after.

The days are those that the ensemble's members expected then; their hours are those of days like
them that were known by then, and what waits has the hours in which it waited on those days.
"""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from models.forecast.candidate import Floats
from models.forecast.ensemble.combining import combined_course
from models.forecast.ensemble.drawing import Outlook, draw_paths
from models.forecast.ensemble.forecasting import Judged
from models.forecast.hour_paths import queue_hours
from models.forecast.hours import HOURS_PER_DAY, DayLibrary, serve, shares

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
            weeks=backtest.weeks[origin] if outlook.weeks else None,
        )
    return found


def draw_hours(
    used: Outlook,
    demanded: Outlook | None,
    library: DayLibrary,
    days: int,
    cards: float,
    seed: int,
) -> Floats:
    """Hours of the first `days` after the library's last, shape (paths, days, 24).

    Card-hours used or, with an outlook of demand beside it, used and waiting: drawn together, as
    the published forecast draws them, with the `cards` that were in hand.
    """
    totals = draw_paths(used, PATHS, seed)[:, :days]
    reach = None if demanded is None else draw_paths(demanded, PATHS, seed)[:, :days]
    paths = np.empty((PATHS, days, HOURS_PER_DAY))
    ahead = library.draw_ahead(PATHS, np.random.default_rng(seed))
    for number, (alike, waiting) in zip(range(days), ahead, strict=False):
        wanted = totals[:, [number]] * shares(alike)
        served = serve(wanted, cards)
        if reach is not None:
            served = np.maximum(served, wanted)
            more = np.clip(reach[:, number] - served.sum(axis=1), 0.0, None)
            served += queue_hours(more, served, alike + waiting)
        paths[:, number] = served
    return paths
