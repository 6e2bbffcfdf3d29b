"""Where a backtest cuts a history off: to weight on some cut-offs, to calibrate on the others."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.forecast.candidate import WEEK_DAYS, DailyHistory, Floats

MAX_ORIGINS = 12
MIN_ORIGINS = 5
# A backtest of a third of the history says little about what all of it would have forecast.
_MIN_PART = 3
_MIN_SEASONS = 2


@dataclass(frozen=True)
class Origins:
    """Cut-offs as numbers of known steps, the newest first, and which of them are for weights.

    The others are for calibration: a band that is judged where its weights were chosen is too
    narrow. The two take turns, so that both are recent.
    """

    cuts: npt.NDArray[np.intp]
    is_weighting: npt.NDArray[np.bool_]

    @property
    def calibration_gap(self) -> float:
        """Steps between two cut-offs for calibration; infinite where there is but one."""
        cuts = self.cuts[~self.is_weighting]
        return float(np.median(-np.diff(cuts))) if len(cuts) > 1 else np.inf


def season_steps(steps_per_day: int) -> int:
    """The season that every series may be expected to have: a week of days, a day of hours."""
    return WEEK_DAYS if steps_per_day == 1 else steps_per_day


def plan_origins(history: DailyHistory, horizon: int) -> Origins:
    """Up to 12 cut-offs, whole seasons apart where the history is long enough for 5 of them.

    The further ahead, the further apart; the newest lies one stride before the end, so that the
    first days ahead are judged on the newest data.
    """
    values, season = history.card_hours, season_steps(history.steps_per_day)
    room = len(values) - max(_MIN_SEASONS * season, -(-len(values) // _MIN_PART))
    span = 3 * season  # of horizon for each season between cut-offs
    stride = season * max(1, round(horizon / span))
    if stride * MIN_ORIGINS > room:
        stride = max(1, room // MIN_ORIGINS)
        stride = stride // season * season or stride
    count = min(MAX_ORIGINS, max(room // stride, 0))
    cuts = _measured(values, len(values) - stride * np.arange(1, count + 1))
    return Origins(cuts, np.arange(len(cuts)) % 2 == 0)


def _measured(values: Floats, cuts: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Each moved back until the last known step was measured; none twice."""
    known = np.flatnonzero(~np.isnan(values)) + 1
    moved = known[np.maximum(np.searchsorted(known, cuts, side="right") - 1, 0)]
    return np.asarray(np.unique(moved)[::-1])
