"""Which candidate answers for a series, and why a simpler one does where it must."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from models.forecast.beginnings import since_begun
from models.forecast.candidate import WEEK_DAYS, Candidate, DailyHistory, Floats, Sampled
from models.forecast.level import LevelModel, estimate_level, move_level
from models.forecast.naive_candidate import NaiveAnswer
from models.forecast.notes import Note, Notes, in_words, note
from models.forecast.seeds import derive_seed

MIN_DAYS = 28
MIN_NAIVE_DAYS = WEEK_DAYS  # below it there is no week to go on, and so no forecast at all
# A slope is carried on for at most half the time it was seen. From 28 to 56 days of real cluster
# use (6 series, 42 origins) Prophet's linear trend missed the next 28 days by 1.4 times as much as
# a flat one that learns from the last 28, and its 80 % band held 42 % of the days instead of 58 %;
# 45 days ahead 1.8 times, and 26 % instead of 63 %.
TREND_HORIZONS = 2
LEVEL_DAYS = 28
_NAIVE = NaiveAnswer()
_CANNOT_FIT = (ArithmeticError, OSError, RuntimeError, ValueError)


@dataclass(frozen=True)
class Candidates:
    """Who is asked: `trend` where a slope may be carried on, else `level`."""

    trend: Candidate
    level: Candidate


@dataclass(frozen=True)
class Draws:
    """Paths of shape (paths, days after the cut-off), never below zero, and who drew them.

    `history_days` are the complete days that were learned from, `notes` say why it was not the
    first choice, or what was believed of events.
    """

    paths: Floats
    method: str
    notes: Notes
    history_days: int

    @property
    def note(self) -> str | None:
        """The notes in English."""
        return in_words(self.notes)


class Drawer(Protocol):
    """Who draws the paths of a run's series."""

    def draw(self, history: DailyHistory) -> Draws:
        """Paths of a series that is long enough for any forecast."""
        ...


@dataclass(frozen=True)
class ByCandidates:
    """One candidate a series, chosen by the length of its history, with a level that moves."""

    candidates: Candidates
    horizon_days: int
    path_count: int
    seed: int

    def draw(self, history: DailyHistory) -> Draws:
        """See Drawer."""
        return draw_paths(history, self.candidates, self.horizon_days, self.path_count, self.seed)


def refusal(history: DailyHistory) -> Note | None:
    """Why a history is too short for more than the naive answer; None where it is not."""
    measured = since_begun(history, MIN_NAIVE_DAYS).measured_days
    return None if measured >= MIN_DAYS else note("too_short", count=measured, needed=MIN_DAYS)


def draw_naively(
    history: DailyHistory, horizon_days: int, path_count: int, seed: int, why: Note
) -> Draws:
    """The naive answer, with the reason for it."""
    begun = since_begun(history, MIN_NAIVE_DAYS)
    level = estimate_level(begun.card_hours)
    return _draw(_NAIVE, begun, level, (path_count, horizon_days), seed, (why,))


def is_long_enough(history: DailyHistory) -> bool:
    """Whether there is any forecast for the series, be it the naive one."""
    return history.measured_days >= MIN_NAIVE_DAYS


def draw_paths(
    history: DailyHistory, candidates: Candidates, horizon_days: int, path_count: int, seed: int
) -> Draws:
    """Paths of the candidate that suits the history; the naive one's if too short or no fit.

    Each path's level moves as the history's did. `history` is long enough for the naive one.
    """
    too_few = refusal(history)
    if too_few:
        return draw_naively(history, horizon_days, path_count, seed, too_few)
    level = estimate_level(history.card_hours)
    shape = (path_count, horizon_days)
    candidate, learned, notes = _suited(history, candidates, horizon_days)
    try:
        return _draw(candidate, learned, level, shape, seed, notes)
    except _CANNOT_FIT as failure:
        reason = str(failure) or type(failure).__name__
        no_fit = note("no_fit", method=candidate.name, reason=reason)
        return _draw(_NAIVE, history, level, shape, seed, (no_fit,))


def _suited(
    history: DailyHistory, candidates: Candidates, horizon_days: int
) -> tuple[Candidate, DailyHistory, Notes]:
    days, needed = len(history.card_hours), TREND_HORIZONS * horizon_days
    if days >= needed:
        return candidates.trend, history, ()
    counts = {"count": days, "ahead": horizon_days, "needed": needed, "level": LEVEL_DAYS}
    return candidates.level, history.latest(LEVEL_DAYS), (note("no_trend", **counts),)


def _draw(
    candidate: Candidate,
    learned: DailyHistory,
    level: LevelModel,
    shape: tuple[int, int],
    seed: int,
    notes: Notes,
) -> Draws:
    own_seed = derive_seed(seed, learned.series, candidate.name)
    sampled = candidate.sample_paths(learned, shape[1], shape[0], own_seed)
    _refuse_unusable(sampled, learned, shape)
    misfit = learned.card_hours - sampled.fitted
    level_seed = derive_seed(seed, learned.series, "level")
    paths = move_level(sampled.paths, level, misfit, level_seed)
    own = (note("own_words", words=sampled.note),) if sampled.note else ()
    # The samples are clipped, not the quantiles, so that quantiles and sums agree.
    return Draws(np.clip(paths, 0.0, None), candidate.name, notes + own, learned.measured_days)


def _refuse_unusable(sampled: Sampled, learned: DailyHistory, shape: tuple[int, int]) -> None:
    if sampled.paths.shape != shape or not np.isfinite(sampled.paths).all():
        msg = f"its paths are not finite or not of shape {shape}"
        raise ValueError(msg)
    if sampled.fitted.shape != learned.card_hours.shape or np.isinf(sampled.fitted).any():
        msg = "its fit is infinite or not of one value a day"
        raise ValueError(msg)
