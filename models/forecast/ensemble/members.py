"""Members of the ensemble: candidates that are asked for expected courses at several cut-offs.

Paths are not drawn by members: the ensemble's own misses say how far it strays.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

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
from models.forecast.level_mix import median_level, mix_levels, mix_log_levels
from models.forecast.logarithm import expected_by_logarithm
from models.forecast.past_weeks import read_weeks
from models.forecast.seasonal import last_cycle, latest_cycles

SEASONAL_NAIVE, WEEK_MEAN = "seasonal_naive", "naive_last_week_mean"
PAST_WEEKS = "past_weeks"
MONTH_MEAN, MONTH_DAYS = "mean_of_28_days", 28
LEVEL_MIX = "mix_of_levels"
# What smoothing remembers: what lies further back changes nothing but the time it takes.
_REMEMBERED_DAYS = 84
_REMEMBERED_STEPS = 420
# How firmly a regression of hours is held to what is believed beforehand: hardly, and well.
_RIDGES = {"regression": 0.1, "regression_firm": 3.0}
# Profiles of hours: the season in days, how many of the last ones are seen, and their middle.
_PROFILES: Mapping[str, tuple[int, int, Callable[..., Floats]]] = {
    "median_day": (1, WEEK_DAYS, np.nanmedian),
    "median_day_of_14": (1, 2 * WEEK_DAYS, np.nanmedian),
    "seasonal_mean_of_4_weeks": (WEEK_DAYS, 4, np.nanmean),
}
# For hours that are often zero: nights and weekends of nothing come again. No median, which of
# many such hours is nothing, and no single week.
_WEEKLY_MEANS = ("seasonal_mean_of_4_weeks",)


@dataclass(frozen=True)
class Naive:
    """The last value, the means of the last week and four weeks, and the last season again.

    Of what is often zero the last value says nothing: `has_last_value` is false.
    """

    seasons: Mapping[str, int]
    has_last_value: bool = True

    def courses(self, known: Sequence[DailyHistory], horizon: int) -> Courses:
        """See Family."""
        rows: dict[str, list[Floats]] = {}
        for history in known:
            values = history.card_hours
            measured = values[~np.isnan(values)]
            week = measured[-WEEK_DAYS * history.steps_per_day :].mean()
            month = measured[-MONTH_DAYS * history.steps_per_day :].mean()
            levels = {WEEK_MEAN: week, MONTH_MEAN: month}
            if self.has_last_value:
                levels = {"naive_last_value": measured[-1], **levels}
            for name, level in levels.items():
                rows.setdefault(name, []).append(np.full(horizon, level))
            for name, season in self.seasons.items():
                rows.setdefault(name, []).append(np.resize(last_cycle(values, season), horizon))
        return Courses({name: np.array(found) for name, found in rows.items()}, {})


@dataclass(frozen=True)
class Smoothing:
    """Exponential smoothing: simple, slow, damped, Theta; all cut-offs in one pass."""

    seasons: tuple[int, ...]

    def courses(self, known: Sequence[DailyHistory], horizon: int) -> Courses:
        """See Family."""
        steps = max(_REMEMBERED_STEPS, _REMEMBERED_DAYS * known[0].steps_per_day)
        latest = [history.card_hours[-steps:] for history in known]
        methods = (
            SimpleSmoothingCandidate(),
            SimpleSmoothingCandidate("seasonal_smoothing", self.seasons),
            SimpleSmoothingCandidate("slow_smoothing", self.seasons, most_gain=0.3),
            DampedTrendCandidate(seasons=self.seasons),
            ThetaCandidate(seasons=self.seasons),
        )
        found = {method.name: method.courses(latest, horizon)[0] for method in methods}
        return Courses(found, {})


@dataclass(frozen=True)
class Cycles:
    """Smoothing along several seasons, of hours on logarithms too."""

    seasons: tuple[int, ...]

    def courses(self, known: Sequence[DailyHistory], horizon: int) -> Courses:
        """See Family."""

        def expected(values: Floats) -> Floats:
            return blend_cycles(values, self.seasons, horizon)[0]

        rows = {"multiple_seasons": _ask(expected, known, horizon)}
        if known[0].steps_per_day > 1:
            rows["multiple_seasons_log"] = _ask(
                lambda values: expected_by_logarithm(values, expected), known, horizon
            )
        return Courses(rows, {})


@dataclass(frozen=True)
class LevelMix:
    """Blended means of the last days to twelve weeks, of values, logarithms; and medians."""

    seasons: tuple[int, ...]

    def courses(self, known: Sequence[DailyHistory], horizon: int) -> Courses:
        """See Family."""
        rows: dict[str, list[Floats]] = {}
        for history in known:
            values, seasons = history.card_hours, self.seasons
            found = {
                LEVEL_MIX: mix_levels(values, seasons, horizon),
                f"{LEVEL_MIX}_log": mix_log_levels(values, seasons, horizon),
                "mix_of_medians": mix_levels(values, seasons, horizon, np.median),
                "median_of_7_days": median_level(values, seasons, horizon, WEEK_DAYS),
            }
            for name, course in found.items():
                rows.setdefault(name, []).append(course)
        return Courses({name: np.array(found) for name, found in rows.items()}, {})


@dataclass(frozen=True)
class Profiles:
    """Hours like those of the last days and weeks: what one had alone is no part of a median."""

    names: tuple[str, ...] = (*_PROFILES,)

    def courses(self, known: Sequence[DailyHistory], horizon: int) -> Courses:
        """See Family."""
        steps = known[0].steps_per_day
        rows = {
            name: _ask(partial(_profile, days * steps, count, middle, horizon), known, horizon)
            for name, (days, count, middle) in _PROFILES.items()
            if name in self.names
        }
        return Courses(rows, {})


@dataclass(frozen=True)
class BlockRegression:
    """Hours by the hours of the days before, on values and on logarithms."""

    def courses(self, known: Sequence[DailyHistory], horizon: int) -> Courses:
        """See Family."""
        steps = known[0].steps_per_day
        rows = {
            f"{name}{kind}": np.full((len(known), horizon), np.nan)
            for kind in ("", "_log")
            for name in _RIDGES
        }

        def expected(values: Floats) -> Floats:
            return block_courses(values, steps, horizon, (*_RIDGES.values(),))

        for number, history in enumerate(known):
            values = history.card_hours
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

    def courses(self, known: Sequence[DailyHistory], horizon: int) -> Courses:
        """See Family."""
        expected = [TsbCandidate().expected(history.card_hours) for history in known]
        rows = np.repeat(np.array(expected)[:, np.newaxis], horizon, axis=1)
        return Courses({TsbCandidate().name: rows}, {})


@dataclass(frozen=True)
class MedianWeek:
    """Day by day the median of past weeks, which paths are drawn from."""

    def courses(self, known: Sequence[DailyHistory], horizon: int) -> Courses:
        """See Family."""
        rows = np.full((len(known), horizon), np.nan)
        for row, history in zip(rows, known, strict=True):
            weeks = read_weeks(history.card_hours)
            if weeks:
                row[:] = weeks.quantile(0.5, horizon)
        return Courses({PAST_WEEKS: rows}, {})


def families_for(
    history: DailyHistory, country: str | None, *, intermittent: bool, with_prophet: bool
) -> list[Family]:
    """Who is asked for a series: level methods always, seasons, Prophet in three kinds.

    Days are asked for blended levels, hours for a regression on the days before, and profiles.

    What is often zero is left to the last season, to a method made for it and to past weeks.
    """
    season = season_steps(history.steps_per_day)
    week = WEEK_DAYS * history.steps_per_day
    if intermittent:
        often_zero = Naive({SEASONAL_NAIVE: season}, has_last_value=False)
        weekly = MedianWeek() if season == week else Profiles(_WEEKLY_MEANS)
        return [often_zero, Intermittent(), weekly]
    seasons = (season,) if season == week else (season, week)
    naive = {SEASONAL_NAIVE: season}
    if season != week and len(history.card_hours) >= 2 * week:
        naive["seasonal_naive_week"] = week
    families: list[Family] = [Naive(naive), Smoothing(seasons), Cycles(seasons)]
    families += (
        [LevelMix(seasons)] if history.steps_per_day == 1 else [BlockRegression(), Profiles()]
    )
    if not with_prophet:
        return families
    return [*families, Prophets(country), FlatProphet(country)]


def _ask(
    expected: Callable[[Floats], Floats], known: Sequence[DailyHistory], horizon: int
) -> Floats:
    """What a method expects at each cut-off, shape (cut-offs, horizon); NaN where it cannot say."""
    rows = np.full((len(known), horizon), np.nan)
    for row, history in zip(rows, known, strict=True):
        try:
            row[:] = expected(history.card_hours)
        except ValueError:
            continue
    return rows


def _profile(
    season: int, count: int, middle: Callable[..., Floats], horizon: int, values: Floats
) -> Floats:
    """The middle of the last seasons over and over; raises ValueError as latest_cycles does."""
    return np.resize(middle(latest_cycles(values, season, count), axis=0), horizon)
