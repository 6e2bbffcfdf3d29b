"""Prophet with the choices that it would otherwise make by itself made openly, fitted exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from tempfile import TemporaryDirectory

import numpy as np

from models.forecast.candidate import DailyHistory, Floats, Sampled
from models.forecast.events import KnownEvent, event_classes
from models.forecast.exact.design import Design
from models.forecast.exact.fitting import ProphetFits, fit_series
from models.forecast.exact.prepared import PreparedProphet, prepare
from models.forecast.prophet_calendar import Growth, KnownCampaign, ProphetCalendar
from models.forecast.seeds import global_numpy_seed
from models.forecast.silence import quiet_prophet

# A path that rises in the logarithm soon leaves the earth: nothing above this many times the most
# that was ever measured is believed.
LOG_CAP_RATIO = 4.0
STAN_NOTE = "fitted by Stan: no exact mode with noise"
LOGISTIC_NOTE = "fitted by Stan: logistic growth"
# A backtest asks for every cut-off of one series before the next series, which shares them.
CALENDARS = 64


@dataclass(frozen=True)
class Expected:
    """Expected values ahead, shape (horizon,), and behind, shape (steps of the history,)."""

    course: Floats
    fitted: Floats
    note: str | None = None


@dataclass(frozen=True)
class ProphetCandidate:
    """Additive Prophet with a weekly season and, given a country and a year, its holidays.

    With `logarithm` it learns log(1 + card-hours), so that a season counts in parts of the level.
    `campaigns`, by series, are planned runs: what those of the past brought is expected of those
    ahead, if they were entered by the cut-off. `events`, by series, are known ones: what those of a
    class (see events.py) brought is expected of the next that was known by then. `caps`, by series,
    are the card-hours of a step that logistic growth comes near to; it is fitted by Stan.
    """

    name: str = "prophet"
    growth: Growth = "linear"
    country: str | None = None
    logarithm: bool = False
    campaigns: Mapping[str, Sequence[KnownCampaign]] = field(default_factory=dict)
    caps: Mapping[str, float] = field(default_factory=dict)
    events: Mapping[str, Sequence[KnownEvent]] = field(default_factory=dict)

    def sample_paths(
        self, history: DailyHistory, horizon_days: int, path_count: int, seed: int
    ) -> Sampled:
        """See Candidate. Stan fits what cannot be solved exactly, and the note says so.

        Raises:
            ValueError: logistic growth of a series without a cap.
        """
        values = _logarithm(history.card_hours) if self.logarithm else history.card_hours
        sampled = None
        if self.growth != "logistic":
            sampled = self._exactly(history, values, (path_count, horizon_days), seed)
        if sampled is None:
            sampled = self._by_stan(history, values, (path_count, horizon_days), seed)
        return _from_logarithm(sampled, history) if self.logarithm else sampled

    def expected(self, history: DailyHistory, horizon: int, *, with_stan: bool = True) -> Expected:
        """The course without paths; where there is no exact one Stan's, and the note says so.

        Without Stan, which takes half a second, it is NaN there.
        """
        values = _logarithm(history.card_hours) if self.logarithm else history.card_hours
        if self.growth == "logistic":
            return self._expected_by_stan(history, values, horizon)
        fits = self.fit(history, values[np.newaxis], horizon)
        return self._expected(fits, 0, history, values, with_stan=with_stan)

    def expected_both(
        self, history: DailyHistory, horizon: int, *, with_stan: bool = True
    ) -> tuple[Expected, Expected]:
        """The course and that of the logarithm, fitted in one go, which is half the work."""
        both = np.stack([history.card_hours, _logarithm(history.card_hours)])
        fits = self.fit(history, both, horizon)
        plain, logarithm = replace(self, logarithm=False), replace(self, logarithm=True)
        return (
            plain._expected(fits, 0, history, both[0], with_stan=with_stan),
            logarithm._expected(fits, 1, history, both[1], with_stan=with_stan),
        )

    def _expected(
        self,
        fits: ProphetFits,
        row: int,
        history: DailyHistory,
        values: Floats,
        *,
        with_stan: bool,
    ) -> Expected:
        course = fits.course[row]
        if not fits.is_solved[row] and with_stan:
            return self._expected_by_stan(history, values, len(course) - len(values))
        if not fits.is_solved[row]:
            course = np.full_like(course, np.nan)
        return self._as_expected(course, history, None)

    def _expected_by_stan(self, history: DailyHistory, values: Floats, horizon: int) -> Expected:
        return self._as_expected(
            self._course_by_stan(history, values, horizon), history, self._stan_note
        )

    def _as_expected(self, course: Floats, history: DailyHistory, note: str | None) -> Expected:
        steps = len(history.card_hours)
        if self.logarithm:
            course = np.expm1(np.minimum(course, _log_limit(history)))
        return Expected(course[steps:], course[:steps], note)

    @property
    def _stan_note(self) -> str:
        return LOGISTIC_NOTE if self.growth == "logistic" else STAN_NOTE

    def fit(self, history: DailyHistory, values: Floats, horizon_days: int) -> ProphetFits:
        """Fit several series at once, shape (series, days), all measured on the history's days."""
        measured = ~np.isnan(history.card_hours)
        calendar = self._calendar(history)
        prepared = _prepared(calendar, horizon_days)
        design = _design(calendar, horizon_days, measured.tobytes())
        return fit_series(prepared, design, measured, values[:, measured])

    def _calendar(self, history: DailyHistory) -> ProphetCalendar:
        cap = None
        if self.growth == "logistic":
            if history.series not in self.caps:
                msg = f"logistic growth needs a cap for {history.series}"
                raise ValueError(msg)
            cap = self.caps[history.series]
            cap = float(np.log1p(cap)) if self.logarithm else cap
        campaigns = self.campaigns.get(history.series, ())
        events, _ = event_classes(self.events.get(history.series, ()), history)
        return ProphetCalendar.of(history, self.growth, self.country, campaigns, cap, events)

    def _exactly(
        self, history: DailyHistory, values: Floats, shape: tuple[int, int], seed: int
    ) -> Sampled | None:
        fits = self.fit(history, values[np.newaxis], shape[1])
        if not fits.is_solved[0]:
            return None
        course, residual = fits.course[0, : len(values)], float(fits.kkt_residual[0])
        return Sampled(fits.draw(0, shape[0], seed), course, kkt_residual=residual)

    def _by_stan(
        self, history: DailyHistory, values: Floats, shape: tuple[int, int], seed: int
    ) -> Sampled:
        """Stock Prophet from end to end, drawing from NumPy's global state as it does."""
        calendar = self._calendar(history)
        frame = calendar.frame(shape[1])
        observed = frame.iloc[: len(values)].assign(y=values)
        # A folder of our own, because Stan's files outlive an optimiser that gave up.
        with quiet_prophet(), global_numpy_seed(seed), TemporaryDirectory() as folder:
            model = calendar.model(shape[1], shape[0])
            model.fit(observed, seed=seed, output_dir=folder)
            samples = model.predictive_samples(frame.iloc[len(values) :])["yhat"]
            model.uncertainty_samples = 0  # the fit itself is one line, nothing is drawn
            fitted = model.predict(observed)["yhat"].to_numpy(np.float64)
        return Sampled(np.asarray(samples.T, dtype=np.float64), fitted, self._stan_note)

    def _course_by_stan(self, history: DailyHistory, values: Floats, horizon: int) -> Floats:
        calendar = self._calendar(history)
        frame = calendar.frame(horizon)
        with quiet_prophet(), TemporaryDirectory() as folder:
            model = calendar.model(horizon, 0)
            model.fit(frame.iloc[: len(values)].assign(y=values), seed=1, output_dir=folder)
            return np.asarray(model.predict(frame)["yhat"].to_numpy(np.float64))


@lru_cache(maxsize=CALENDARS)
def _prepared(calendar: ProphetCalendar, horizon: int) -> PreparedProphet:
    with quiet_prophet():
        return prepare(calendar.model(horizon, 0), calendar.frame(horizon), calendar.steps)


@lru_cache(maxsize=CALENDARS)
def _design(calendar: ProphetCalendar, horizon: int, measured: bytes) -> Design:
    return _prepared(calendar, horizon).design(np.frombuffer(measured, np.bool_))


def _logarithm(card_hours: Floats) -> Floats:
    if np.nanmin(card_hours) < 0:
        msg = "card-hours below zero have no logarithm here"
        raise ValueError(msg)
    return np.asarray(np.log1p(card_hours))


def _from_logarithm(sampled: Sampled, history: DailyHistory) -> Sampled:
    limit = _log_limit(history)
    return Sampled(
        np.expm1(np.minimum(sampled.paths, limit)),
        np.expm1(np.minimum(sampled.fitted, limit)),
        sampled.note,
        sampled.kkt_residual,
    )


def _log_limit(history: DailyHistory) -> float:
    return float(np.log1p(LOG_CAP_RATIO * float(np.nanmax(history.card_hours))))
