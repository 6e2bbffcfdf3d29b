"""Growth that lasted: what the weeks of a history say of a slope that goes on, and how surely.

A local level model with a drift, of weekly means of logarithms: the level walks at random, each
week strays besides, and every week grows by the same part. How much is walk nobody knows, so all
shares are asked and count as they are likely. A step that came once is walk; many small ones in one
direction are drift. What has slowed down of late counts as slow as it has become.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from data.tables.forecast_notes import GrowthKind
from models.forecast.candidate import WEEK_DAYS, DailyHistory, Floats
from models.forecast.month_effects import normal_scores
from models.forecast.notes import Notes, note
from models.forecast.prophet_candidate import LOG_CAP_RATIO

MIN_WEEKS, MAX_WEEKS = 8, 52
_MIN_WEEK_DAYS = 4  # with fewer measured days there is no weekly mean
# Chance grows too: a slope counts in full where it is many times its own error, and for nothing
# where its square is below this many times the error's.
DOUBTED = 4.0
# Variances of a week's walk in parts of that of its strays; the larger, the likelier beforehand,
# as real demand shifts and stays shifted.
_WALKS = np.array([0.0, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0])
_BELIEVED_WALKS = (_WALKS + 0.01) / (_WALKS + 1)
_RECENT_PARTS, _LEAST_RECENT_WEEKS = (2, 3, 4), 4
_RECENT_ERROR = 0.5  # of the slope: so much the latest weeks may differ before they are looked at
_LEAST = 0.05  # of the median day that is not zero: a day of nothing has no logarithm
_TINY = 1e-12
_MOST = float(np.log(LOG_CAP_RATIO))

_HALF = 0.5  # of the growth: what carries on more of it needs no word
_LEAST_DAYS_BETWEEN = 3 * WEEK_DAYS
_LEAST_TOLD = float(np.log(1.05))


@dataclass(frozen=True)
class Growth:
    """How much a day grew of late in logarithms, and what of it is believed to go on.

    `error_a_day` is that of the growth over all the `days` that were looked at.
    """

    latest_a_day: float
    a_day: float
    error_a_day: float
    days: int

    def ahead(self, horizon: int) -> Floats:
        """Logarithm of what it adds by each day ahead.

        All in all as much again as was seen, and fourfold (a quarter) at most: no band is wide
        enough for what ten times the largest day may become.
        """
        steps = np.arange(1, horizon + 1)
        lasting = min(self.days, _MOST / abs(self.a_day))
        return np.asarray(-self.a_day * lasting * np.expm1(-steps / lasting))

    def doubt(self, horizon: int) -> Floats:
        """How far the logarithm may be off: all of it may go on for ever, or have been chance."""
        undamped = self.latest_a_day * np.arange(1, horizon + 1)
        ahead = self.ahead(horizon)
        return np.hypot(self.error_a_day / self.a_day * ahead, undamped - ahead)

    def at_present_level(self, history: DailyHistory) -> DailyHistory:
        """The history as if it had been as large before as it has become."""
        back = np.minimum(np.arange(len(history.card_hours))[::-1], self.days)
        return replace(history, card_hours=history.card_hours * np.exp(self.a_day * back))

    def notes_of(self, series: str, course: Floats) -> Notes:
        """What is said of a course, shape (horizon,), that carries on less than half of it.

        Of its last week against its first; nothing for few days, little growth, or half and more.
        """
        between = len(course) - WEEK_DAYS
        whole = self.latest_a_day * between
        first, last = course[:WEEK_DAYS].mean(), course[-WEEK_DAYS:].mean()
        if between < _LEAST_DAYS_BETWEEN or abs(whole) < _LEAST_TOLD or min(first, last) <= 0:
            return ()
        carried = float(np.log(last / first))
        if carried / whole >= _HALF:
            return ()
        kind: GrowthKind = "growth_damped" if whole > 0 else "decline_damped"
        said = {"pace": self.latest_a_day, "carried": carried, "whole": whole}
        shares = {name: round(float(np.expm1(log)), 6) for name, log in said.items()}
        return (note(kind, series=series, count=self.days, ahead=len(course), **shares),)


def learn_growth(history: DailyHistory) -> Growth | None:
    """Of a daily history; None with fewer than 8 weeks, or where nothing of a slope is believed."""
    weeks = _weekly_logarithms(history.card_hours)
    known = np.flatnonzero(~np.isnan(weeks))
    if len(known) < MIN_WEEKS:
        return None
    slope, variance = _drift(weeks)
    freedom = np.array(len(known) - 2.0)
    sure = float(normal_scores(np.array(slope**2 / max(variance, _TINY)), freedom))
    believed = 1 - DOUBTED / max(sure**2, _TINY)
    lasting = _lasting_part(weeks, slope) if believed > 0 else 0.0
    if lasting <= 0:
        return None
    return Growth(
        latest_a_day=lasting * slope / WEEK_DAYS,
        a_day=believed * lasting * slope / WEEK_DAYS,
        error_a_day=float(np.sqrt(variance)) / WEEK_DAYS,
        days=int(known[-1] - known[0] + 1) * WEEK_DAYS,
    )


def _lasting_part(weeks: Floats, slope: float) -> float:
    """The part of a slope that the latest half, third and quarter of the weeks still have."""
    part = 1.0
    for share in _RECENT_PARTS:
        latest = weeks[-max(len(weeks) // share, _LEAST_RECENT_WEEKS) :]
        if np.count_nonzero(~np.isnan(latest)) < _LEAST_RECENT_WEEKS:
            continue
        recent, variance = _drift(latest)
        believed = (_RECENT_ERROR * slope) ** 2
        part = min(part, 1 + believed / (believed + variance) * (recent / slope - 1))
    return part


def _weekly_logarithms(values: Floats) -> Floats:
    """Means of whole weeks back from the last day; NaN where too few days were measured."""
    latest = values[-MAX_WEEKS * WEEK_DAYS :]
    above = latest[latest > 0]
    if not len(above):
        return np.zeros(0)
    logs = np.log(np.maximum(latest, _LEAST * float(np.median(above))))
    weeks = logs[len(logs) % WEEK_DAYS :].reshape(-1, WEEK_DAYS)
    known = np.count_nonzero(~np.isnan(weeks), axis=1) >= _MIN_WEEK_DAYS
    means = np.full(len(weeks), np.nan)
    means[known] = np.nanmean(weeks[known], axis=1)
    return means


def _drift(weeks: Floats) -> tuple[float, float]:
    """A week's drift and its variance, by generalised least squares, over all shares of walk.

    At least 3 weeks are known.
    """
    known = np.flatnonzero(~np.isnan(weeks))
    at = tuple(int(week) for week in known - known[0])
    solved, whitened, log_size, error = _model(at)
    values = weeks[known]
    fitted = solved @ values
    rest = values - fitted[:, :1] - fitted[:, 1:] * np.array(at)
    squares = np.maximum(np.einsum("wi,wij,wj->w", rest, whitened, rest), _TINY)
    freedom = len(values) - 2
    likely = np.log(_BELIEVED_WALKS) - freedom / 2 * np.log(squares) - log_size
    shares = np.exp(likely - likely.max())
    shares /= shares.sum()
    drifts = fitted[:, 1]
    mean = float(shares @ drifts)
    return mean, float(shares @ (squares / freedom * error + np.square(drifts - mean)))


@lru_cache(maxsize=64)
def _model(at: tuple[int, ...]) -> tuple[Floats, Floats, Floats, Floats]:
    """Of weeks at these places, for each share of walk: what a drift is estimated by.

    What gives level and drift of n values, (walks, 2, n); the inverse covariance, (walks, n, n);
    half the logarithm of the restricted likelihood's divisor; the drift's variance in parts of the
    noise's.
    """
    weeks = np.array(at, dtype=np.float64)
    line = np.stack([np.ones(len(weeks)), weeks], axis=1)
    # Weekly means of a walk: each levels its own steps out.
    together = np.minimum(weeks[:, np.newaxis], weeks) + 0.5 - np.eye(len(weeks)) / 6
    walks = _WALKS[:, np.newaxis, np.newaxis]
    covariance = (np.eye(len(weeks)) + walks * together) / (1 + walks)
    inverse = np.linalg.inv(covariance)
    crossed = line.T @ inverse
    normal = crossed @ line
    size = (np.linalg.slogdet(covariance)[1] + np.linalg.slogdet(normal)[1]) / 2
    return np.linalg.solve(normal, crossed), inverse, size, np.linalg.inv(normal)[:, 1, 1]
