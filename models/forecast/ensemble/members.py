"""Members of the ensemble: candidates that are asked for expected courses at several cut-offs.

Paths are not drawn by members: the ensemble's own misses say how far it strays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.forecast.block_regression import block_courses
from models.forecast.candidate import WEEK_DAYS, DailyHistory, Floats
from models.forecast.cycles import blend_cycles
from models.forecast.ensemble.family import Courses, Family
from models.forecast.ensemble.origins import season_steps
from models.forecast.ensemble.prophets import FlatProphet, Prophets
from models.forecast.intermittent_candidate import TsbCandidate
from models.forecast.level_candidates import (
    DampedTrendCandidate,
    SimpleSmoothingCandidate,
    ThetaCandidate,
)
from models.forecast.level_mix import mix_levels
from models.forecast.logarithm import expected_by_logarithm
from models.forecast.seasonal import last_cycle

SEASONAL_NAIVE, WEEK_MEAN = "seasonal_naive", "naive_last_week_mean"
MONTH_MEAN, MONTH_DAYS = "mean_of_28_days", 28
LEVEL_MIX = "mix_of_levels"
# What smoothing remembers: what lies further back changes nothing but the time it takes.
_REMEMBERED_DAYS = 84
_REMEMBERED_STEPS = 420
# How firmly a regression of hours is held to what is believed beforehand: hardly, and well.
_RIDGES = {"regression": 0.1, "regression_firm": 3.0}


@dataclass(frozen=True)
class Naive:
    """The last value, the means of the last week and four weeks, and the last season again."""

    seasons: Mapping[str, int]

    def courses(self, history: DailyHistory, cuts: Sequence[int], horizon: int) -> Courses:
        """See Family."""
        rows: dict[str, list[Floats]] = {}
        for cut in cuts:
            values = history.card_hours[:cut]
            measured = values[~np.isnan(values)]
            week = measured[-WEEK_DAYS * history.steps_per_day :].mean()
            month = measured[-MONTH_DAYS * history.steps_per_day :].mean()
            levels = (("naive_last_value", measured[-1]), (WEEK_MEAN, week), (MONTH_MEAN, month))
            for name, level in levels:
                rows.setdefault(name, []).append(np.full(horizon, level))
            for name, season in self.seasons.items():
                rows.setdefault(name, []).append(np.resize(last_cycle(values, season), horizon))
        return Courses({name: np.array(found) for name, found in rows.items()}, {})


@dataclass(frozen=True)
class Smoothing:
    """Exponential smoothing: simple, slow, damped, Theta; all cut-offs in one pass."""

    seasons: tuple[int, ...]

    def courses(self, history: DailyHistory, cuts: Sequence[int], horizon: int) -> Courses:
        """See Family."""
        steps = max(_REMEMBERED_STEPS, _REMEMBERED_DAYS * history.steps_per_day)
        known = [history.card_hours[max(0, cut - steps) : cut] for cut in cuts]
        methods = (
            SimpleSmoothingCandidate(),
            SimpleSmoothingCandidate("seasonal_smoothing", self.seasons),
            SimpleSmoothingCandidate("slow_smoothing", self.seasons, most_gain=0.3),
            DampedTrendCandidate(seasons=self.seasons),
            ThetaCandidate(seasons=self.seasons),
        )
        found = {method.name: method.courses(known, horizon)[0] for method in methods}
        return Courses(found, {})


@dataclass(frozen=True)
class Cycles:
    """Smoothing along several seasons."""

    seasons: tuple[int, ...]

    def courses(self, history: DailyHistory, cuts: Sequence[int], horizon: int) -> Courses:
        """See Family."""
        rows = np.full((len(cuts), horizon), np.nan)
        for row, cut in zip(rows, cuts, strict=True):
            try:
                row[:] = blend_cycles(history.card_hours[:cut], self.seasons, horizon)[0]
            except ValueError:
                continue
        return Courses({"multiple_seasons": rows}, {})


@dataclass(frozen=True)
class LevelMix:
    """Blended means of the last days to twelve weeks, of values and of their logarithms."""

    seasons: tuple[int, ...]

    def courses(self, history: DailyHistory, cuts: Sequence[int], horizon: int) -> Courses:
        """See Family."""
        plain = np.stack(
            [mix_levels(history.card_hours[:cut], self.seasons, horizon) for cut in cuts]
        )
        logarithm = [
            expected_by_logarithm(
                history.card_hours[:cut], lambda logs: mix_levels(logs, self.seasons, horizon)
            )
            for cut in cuts
        ]
        return Courses({LEVEL_MIX: plain, f"{LEVEL_MIX}_log": np.stack(logarithm)}, {})


@dataclass(frozen=True)
class BlockRegression:
    """Hours by the hours of the days before, on values and on logarithms."""

    def courses(self, history: DailyHistory, cuts: Sequence[int], horizon: int) -> Courses:
        """See Family."""
        steps = history.steps_per_day
        rows = {
            f"{name}{kind}": np.full((len(cuts), horizon), np.nan)
            for kind in ("", "_log")
            for name in _RIDGES
        }
        for number, cut in enumerate(cuts):
            values = history.card_hours[:cut]

            def expected(known: Floats) -> Floats:
                return block_courses(known, steps, horizon, (*_RIDGES.values(),))

            try:
                both = np.concatenate([expected(values), expected_by_logarithm(values, expected)])
            except ValueError:
                continue
            for row, course in zip(rows.values(), both, strict=True):
                row[number] = course
        return Courses(rows, {})


@dataclass(frozen=True)
class Intermittent:
    """Teunter, Syntetos and Babai's smoothed probability and size."""

    def courses(self, history: DailyHistory, cuts: Sequence[int], horizon: int) -> Courses:
        """See Family."""
        expected = [TsbCandidate().expected(history.card_hours[:cut]) for cut in cuts]
        rows = np.repeat(np.array(expected)[:, np.newaxis], horizon, axis=1)
        return Courses({TsbCandidate().name: rows}, {})


def families_for(
    history: DailyHistory, country: str | None, *, intermittent: bool, with_prophet: bool
) -> list[Family]:
    """Who is asked for a series: level methods always, seasons, Prophet in three kinds.

    Days are asked for blended levels, hours for a regression on the days before.

    What is often zero is left to the last season and to a method made for it.
    """
    season = season_steps(history.steps_per_day)
    week = WEEK_DAYS * history.steps_per_day
    if intermittent:
        return [Naive({SEASONAL_NAIVE: season}), Intermittent()]
    seasons = (season,) if season == week else (season, week)
    naive = {SEASONAL_NAIVE: season}
    if season != week and len(history.card_hours) >= 2 * week:
        naive["seasonal_naive_week"] = week
    families: list[Family] = [Naive(naive), Smoothing(seasons), Cycles(seasons)]
    families.append(LevelMix(seasons) if history.steps_per_day == 1 else BlockRegression())
    if not with_prophet:
        return families
    return [*families, Prophets(country), FlatProphet(country)]
