"""Prophet's members: on values and logarithms, as they are and at their misfit's present level."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.forecast.candidate import DailyHistory
from models.forecast.ensemble.family import CANNOT_FIT, Courses
from models.forecast.level import estimate_level, present_level
from models.forecast.prophet_candidate import ProphetCandidate

DEFAULT_PROPHET = "prophet"
_FLAT_DAYS = 28


@dataclass(frozen=True)
class Prophets:
    """Prophet on values and on logarithms, as it is and moved to its misfit's present level.

    Stan is asked only at the last cut-off: what has no exact mode anywhere gets no weight.
    """

    country: str | None

    def courses(self, known: Sequence[DailyHistory], horizon: int) -> Courses:
        """See Family."""
        names = (DEFAULT_PROPHET, "prophet_log")
        candidate = ProphetCandidate(DEFAULT_PROPHET, "linear", self.country)
        rows = {
            name: np.full((len(known), horizon), np.nan)
            for plain in names
            for name in (plain, f"{plain}_at_level")
        }
        notes: dict[str, str] = {}
        for number, history in enumerate(known):
            try:
                both = candidate.expected_both(history, horizon, with_stan=history is known[-1])
            except CANNOT_FIT as failure:
                notes |= dict.fromkeys(names, _reason(failure))
                continue
            gain = estimate_level(history.card_hours).gain
            for name, found in zip(names, both, strict=True):
                shift = present_level(history.card_hours - found.fitted, gain)
                rows[name][number] = found.course
                rows[f"{name}_at_level"][number] = found.course + shift
                notes |= {name: found.note} if found.note else {}
        return Courses(rows, notes)


@dataclass(frozen=True)
class FlatProphet:
    """Prophet without a trend, on the last four weeks."""

    country: str | None

    def courses(self, known: Sequence[DailyHistory], horizon: int) -> Courses:
        """See Family."""
        candidate = ProphetCandidate("prophet_flat", "flat", self.country)
        rows = np.full((len(known), horizon), np.nan)
        notes: dict[str, str] = {}
        for row, history in zip(rows, known, strict=True):
            latest = history.latest(_FLAT_DAYS)
            try:
                found = candidate.expected(latest, horizon, with_stan=history is known[-1])
            except CANNOT_FIT as failure:
                notes[candidate.name] = _reason(failure)
                continue
            row[:] = found.course
            notes |= {candidate.name: found.note} if found.note else {}
        return Courses({candidate.name: rows}, notes)


def _reason(failure: Exception) -> str:
    return str(failure) or type(failure).__name__
