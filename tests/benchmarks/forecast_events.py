"""Known events on generated demand: what counting them gains, and costs where they bring nothing.

The levels that shift of forecast_generated.py, with an event of 1 to 4 days every month, announced
a fortnight before; each forecast once with its events and once without.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from models.forecast.candidate import DailyHistory
from models.forecast.events import KnownEvent
from models.forecast.quantiles import path_quantiles
from tests.benchmarks.forecast_ensemble import prepare
from tests.benchmarks.forecast_generated import FIRST_DAY, gpu_like_daily
from tests.benchmarks.measure import Measure

HORIZON, CUT_OFFS, STRIDE, PATHS = 28, 3, 14, 400
EVERY_DAYS, ANNOUNCED_DAYS = 26, 14
RAISED, STRAYED = 0.4, 0.15  # of an event: its mean, and how far the logarithms of events stray

Events = Mapping[str, tuple[KnownEvent, ...]]


def event_measures() -> list[Measure]:
    """Errors with the events in parts of those without, on their days and on all; their band."""
    found = []
    for label, raised, strayed in (("raise", RAISED, STRAYED), ("bring_nothing", 0.0, 0.0)):
        histories, events = _with_events(raised, strayed)
        with_events, without = _judge(histories, events, events), _judge(histories, events, {})
        days = with_events.error_on_days / without.error_on_days
        every = with_events.error / without.error
        note = f"80 % band held {with_events.within_80:.0%} of the events' days"
        target = 1.0 if raised else 1.02
        found += [
            Measure(f"ensemble_events_that_{label}_on_their_days", days, "x", target, note),
            Measure(f"ensemble_events_that_{label}_on_all_days", every, "x", target),
        ]
    return found


@dataclass(frozen=True)
class _Judged:
    error: float
    error_on_days: float
    within_80: float


def _with_events(raised: float, strayed: float) -> tuple[list[DailyHistory], Events]:
    histories, events = [], {}
    for number, history in enumerate(gpu_like_daily("shifts", HORIZON).series):
        draw = np.random.default_rng([17, number])
        values, found = history.card_hours.copy(), []
        for start in range(int(draw.integers(4, EVERY_DAYS)), len(values), EVERY_DAYS):
            first, days = start + int(draw.integers(0, 6)), int(draw.integers(1, 5))
            values[first : first + days] *= (1 + raised) * np.exp(draw.normal(0, strayed))
            day = FIRST_DAY + timedelta(days=first)
            last, known = day + timedelta(days=days - 1), day - timedelta(days=ANNOUNCED_DAYS)
            found.append(KnownEvent(f"launch {first}", "launch", day, last, known))
        events[history.series] = (*found,)
        histories.append(replace(history, card_hours=values))
    return histories, events


def _judge(histories: Sequence[DailyHistory], real: Events, told: Events) -> _Judged:
    errors, on_days, within = [], [], []
    for back in range(CUT_OFFS):
        cut = len(histories[0].card_hours) - HORIZON - back * STRIDE
        known = [replace(one, card_hours=one.card_hours[:cut]) for one in histories]
        drawer = prepare(known, HORIZON, PATHS, back, events=told)
        for whole, history in zip(histories, known, strict=True):
            actual = whole.card_hours[cut : cut + HORIZON]
            low, middle, high = path_quantiles(drawer.draw(history).paths, (0.1, 0.5, 0.9))
            is_on = _announced(real[whole.series], history, HORIZON)
            level = np.abs(actual).mean()
            missed = np.abs(actual - middle) / level
            errors.append(missed)
            on_days.append(missed[is_on])
            within.append(((low <= actual) & (actual <= high))[is_on])
    return _Judged(
        float(np.concatenate(errors).mean()),
        float(np.concatenate(on_days).mean()),
        float(np.concatenate(within).mean()),
    )


def _announced(
    events: Sequence[KnownEvent], history: DailyHistory, horizon: int
) -> npt.NDArray[np.bool_]:
    """Days ahead of events that were known at the cut-off."""
    days = [history.cut_off + timedelta(days=ahead) for ahead in range(1, horizon + 1)]
    known = [event for event in events if event.known_on <= history.cut_off]
    return np.array(
        [any(event.first_day <= day <= event.last_day for event in known) for day in days]
    )
