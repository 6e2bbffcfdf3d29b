"""Days of the month on generated demand: what is lost to one who knows what they bring.

A year of a weekly pattern and noise, the last two days of each month raised, more or less, cut off
at three places. Beside it the same demand without what is raised, put onto its forecast by one who
knows its mean; and how many series without any such days are believed to have some.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import numpy as np

from models.forecast.candidate import DailyHistory, Floats
from models.forecast.month_effects import learn_months
from models.forecast.quantiles import path_quantiles
from tests.benchmarks.forecast_ensemble import prepare
from tests.benchmarks.forecast_generated import FIRST_DAY
from tests.benchmarks.measure import Measure

DAYS, HORIZON, SERIES, CUT_OFFS, STRIDE, PATHS = 400, 28, 12, 3, 10, 400
RAISED, STRAYED, NOISES = (0.4, 2.0), 0.1, (0.03, 0.1, 0.3)
WITHOUT_ANY, SHARE_TARGET = 200, 0.02
LOST_TARGET = 1.1  # at most, of the error of one who knows


def month_measures() -> list[Measure]:
    """Error in parts of that of one who knows, by size and noise; false alarms."""
    return [*_lost(), _false_alarms()]


def _lost() -> Iterator[Measure]:
    for raised in RAISED:
        for noise in NOISES:
            told, known, within = [], [], []
            for back in range(CUT_OFFS):
                cut = DAYS - HORIZON - back * STRIDE
                plain = [_demand(number, noise) for number in range(SERIES)]
                factors = [_raise(number, raised) for number in range(SERIES)]
                both = zip(plain, factors, strict=True)
                histories = [replace(one, card_hours=one.card_hours * by) for one, by in both]
                mean = np.where(_is_last(), 1 + raised, 1.0)[cut : cut + HORIZON]
                low, middle, high = _bands(histories, cut)
                _, without, _ = _bands(plain, cut)
                actual = np.stack([one.card_hours[cut : cut + HORIZON] for one in histories])
                told.append(np.abs(actual - middle).mean())
                known.append(np.abs(actual - without * mean).mean())
                is_on = _is_last()[cut : cut + HORIZON]
                within.append(((low <= actual) & (actual <= high))[:, is_on])
            held = np.concatenate([one.ravel() for one in within]).mean()
            label = f"ensemble_months_{raised:.0%}_noise_{noise:.0%}_to_known".replace("%", "")
            note = f"80 % band held {held:.0%} of the raised days"
            yield Measure(label, float(np.sum(told) / np.sum(known)), "x", LOST_TARGET, note)


def _false_alarms() -> Measure:
    histories = (_demand(number, NOISES[1]) for number in range(WITHOUT_ANY))
    share = float(np.mean([bool(learn_months(one, None, HORIZON)) for one in histories]))
    return Measure("ensemble_months_of_series_without_any", share, "share", SHARE_TARGET)


def _bands(histories: list[DailyHistory], cut: int) -> Floats:
    """10, 50 and 90 % of each series after a cut-off, shape (3, series, days)."""
    known = [replace(one, card_hours=one.card_hours[:cut]) for one in histories]
    drawer = prepare(known, HORIZON, PATHS, cut)
    quantiles = [path_quantiles(drawer.draw(one).paths, (0.1, 0.5, 0.9)) for one in known]
    return np.stack(quantiles, axis=1)


def _demand(number: int, noise: float) -> DailyHistory:
    draw = np.random.default_rng([19, number])
    week = draw.normal(0, 0.1, 7)[np.arange(DAYS) % 7]
    values = 1000 * np.exp(week + draw.normal(0, noise, DAYS))
    return DailyHistory(f"series {number:02}", FIRST_DAY, values)


def _raise(number: int, raised: float) -> Floats:
    """Factor of each day: one for the two days of a month, which stray from month to month."""
    strayed = np.random.default_rng([23, number]).normal(0, STRAYED, DAYS)
    is_last = _is_last()
    first = np.maximum.accumulate(np.where(is_last & ~np.roll(is_last, 1), np.arange(DAYS), 0))
    return np.asarray(np.where(is_last, (1 + raised) * np.exp(strayed[first]), 1.0))


def _is_last() -> np.ndarray:
    days = (FIRST_DAY + timedelta(days=place + 2) for place in range(DAYS))
    return np.array([day.day <= 2 for day in days])
