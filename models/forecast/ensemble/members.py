"""Members of the ensemble: candidates that are asked for expected courses at several cut-offs.

Paths are not drawn by members: the ensemble's own misses say how far it strays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from models.forecast.candidate import WEEK_DAYS, DailyHistory, Floats
from models.forecast.cycles import blend_cycles
from models.forecast.ensemble.origins import season_steps
from models.forecast.intermittent_candidate import TsbCandidate
from models.forecast.level import estimate_level, present_level
from models.forecast.level_candidates import (
    DampedTrendCandidate,
    SimpleSmoothingCandidate,
    ThetaCandidate,
)
from models.forecast.prophet_candidate import ProphetCandidate
from models.forecast.seasonal import last_cycle

SEASONAL_NAIVE, WEEK_MEAN = "seasonal_naive", "naive_last_week_mean"
MONTH_MEAN, MONTH_DAYS = "mean_of_28_days", 28
DEFAULT_PROPHET = "prophet"
# What smoothing remembers: what lies further back changes nothing but the time it takes.
_REMEMBERED_DAYS = 84
_REMEMBERED_STEPS = 420
_CANNOT_FIT = (ArithmeticError, OSError, RuntimeError, ValueError)


@dataclass(frozen=True)
class Courses:
    """What a family of members expects: by name, shape (cut-offs, horizon), and remarks by name.

    A row is NaN where the member cannot say anything.
    """

    by_name: Mapping[str, Floats]
    notes: Mapping[str, str]


class Family(Protocol):
    """Members that are computed together."""

    def courses(self, history: DailyHistory, cuts: Sequence[int], horizon: int) -> Courses:
        """Each row from the first `cut` steps of the history alone."""
        ...


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
    """Exponential smoothing: simple, damped, Theta; all cut-offs in one pass."""

    seasons: tuple[int, ...]

    def courses(self, history: DailyHistory, cuts: Sequence[int], horizon: int) -> Courses:
        """See Family."""
        steps = max(_REMEMBERED_STEPS, _REMEMBERED_DAYS * history.steps_per_day)
        known = [history.card_hours[max(0, cut - steps) : cut] for cut in cuts]
        methods = (
            SimpleSmoothingCandidate(),
            SimpleSmoothingCandidate("seasonal_smoothing", self.seasons),
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
class Intermittent:
    """Teunter, Syntetos and Babai's smoothed probability and size."""

    def courses(self, history: DailyHistory, cuts: Sequence[int], horizon: int) -> Courses:
        """See Family."""
        expected = [TsbCandidate().expected(history.card_hours[:cut]) for cut in cuts]
        rows = np.repeat(np.array(expected)[:, np.newaxis], horizon, axis=1)
        return Courses({TsbCandidate().name: rows}, {})


@dataclass(frozen=True)
class Prophets:
    """Prophet on values and on logarithms, as it is and moved to its misfit's present level.

    Stan is asked only at the last cut-off: what has no exact mode anywhere gets no weight.
    """

    country: str | None

    def courses(self, history: DailyHistory, cuts: Sequence[int], horizon: int) -> Courses:
        """See Family."""
        names = (DEFAULT_PROPHET, "prophet_log")
        candidate = ProphetCandidate(DEFAULT_PROPHET, "linear", self.country)
        rows = {
            name: np.full((len(cuts), horizon), np.nan)
            for plain in names
            for name in (plain, f"{plain}_at_level")
        }
        notes: dict[str, str] = {}
        for number, cut in enumerate(cuts):
            known = replace(history, card_hours=history.card_hours[:cut])
            try:
                both = candidate.expected_both(known, horizon, with_stan=cut == cuts[-1])
            except _CANNOT_FIT as failure:
                notes |= dict.fromkeys(names, _reason(failure))
                continue
            gain = estimate_level(known.card_hours).gain
            for name, found in zip(names, both, strict=True):
                shift = present_level(known.card_hours - found.fitted, gain)
                rows[name][number] = found.course
                rows[f"{name}_at_level"][number] = found.course + shift
                notes |= {name: found.note} if found.note else {}
        return Courses(rows, notes)


@dataclass(frozen=True)
class FlatProphet:
    """Prophet without a trend, on the last four weeks."""

    country: str | None

    def courses(self, history: DailyHistory, cuts: Sequence[int], horizon: int) -> Courses:
        """See Family."""
        candidate = ProphetCandidate("prophet_flat", "flat", self.country)
        rows = np.full((len(cuts), horizon), np.nan)
        notes: dict[str, str] = {}
        for row, cut in zip(rows, cuts, strict=True):
            known = replace(history, card_hours=history.card_hours[:cut]).latest(MONTH_DAYS)
            try:
                found = candidate.expected(known, horizon, with_stan=cut == cuts[-1])
            except _CANNOT_FIT as failure:
                notes[candidate.name] = _reason(failure)
                continue
            row[:] = found.course
            notes |= {candidate.name: found.note} if found.note else {}
        return Courses({candidate.name: rows}, notes)


def _reason(failure: Exception) -> str:
    return str(failure) or type(failure).__name__


def families_for(
    history: DailyHistory, country: str | None, *, intermittent: bool, with_prophet: bool
) -> list[Family]:
    """Who is asked for a series: level methods always, seasons, Prophet in three kinds.

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
    if not with_prophet:
        return families
    return [*families, Prophets(country), FlatProphet(country)]
