"""Prophet with the choices that it would otherwise make by itself made openly, fitted exactly."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from models.forecast.candidate import WEEK_DAYS, DailyHistory, Floats, Sampled
from models.forecast.exact.design import Design
from models.forecast.exact.fitting import ProphetFits, fit_series
from models.forecast.exact.prepared import PreparedProphet, prepare
from models.forecast.public_holidays import list_public_holidays
from models.forecast.seeds import global_numpy_seed
from models.forecast.silence import quiet_prophet

if TYPE_CHECKING:
    import pandas as pd

# Prophet switches the yearly season on at two years, where one year cannot be told from trend.
YEARLY_SEASON_DAYS = 3 * 365
HOLIDAY_DAYS = 365
# A path that rises in the logarithm soon leaves the earth: nothing above this many times the most
# that was ever measured is believed.
LOG_CAP_RATIO = 4.0
STAN_NOTE = "fitted by Stan: no exact mode with noise"
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
    """

    name: str = "prophet"
    growth: Literal["linear", "flat"] = "linear"
    country: str | None = None
    logarithm: bool = False

    def sample_paths(
        self, history: DailyHistory, horizon_days: int, path_count: int, seed: int
    ) -> Sampled:
        """See Candidate. Stan fits what cannot be solved exactly, and the note says so."""
        values = _logarithm(history.card_hours) if self.logarithm else history.card_hours
        fits = self.fit(history, values[np.newaxis], horizon_days)
        steps = len(values)
        if fits.is_solved[0]:
            sampled = Sampled(
                fits.draw(0, path_count, seed),
                fits.course[0, :steps],
                kkt_residual=float(fits.kkt_residual[0]),
            )
        else:
            sampled = self._by_stan(history, values, (path_count, horizon_days), seed)
        return _from_logarithm(sampled, history) if self.logarithm else sampled

    def expected(self, history: DailyHistory, horizon: int, *, with_stan: bool = True) -> Expected:
        """The course without paths; where there is no exact one Stan's, and the note says so.

        Without Stan, which takes half a second, it is NaN there.
        """
        values = _logarithm(history.card_hours) if self.logarithm else history.card_hours
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
        course, note = fits.course[row], None
        steps = len(values)
        if not fits.is_solved[row] and not with_stan:
            course = np.full_like(course, np.nan)
        elif not fits.is_solved[row]:
            course = self._course_by_stan(history, values, len(course) - steps)
            note = STAN_NOTE
        if self.logarithm:
            course = np.expm1(np.minimum(course, _log_limit(history)))
        return Expected(course[steps:], course[:steps], note)

    def fit(self, history: DailyHistory, values: Floats, horizon_days: int) -> ProphetFits:
        """Fit several series at once, shape (series, days), all measured on the history's days."""
        measured = ~np.isnan(history.card_hours)
        calendar = self._calendar(history)
        prepared = _prepared(calendar, horizon_days)
        design = _design(calendar, horizon_days, measured.tobytes())
        return fit_series(prepared, design, measured, values[:, measured])

    def _calendar(self, history: DailyHistory) -> "_Calendar":
        steps = len(history.card_hours)
        return _Calendar(self.growth, self.country, history.first_day, steps, history.steps_per_day)

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
        return Sampled(np.asarray(samples.T, dtype=np.float64), fitted, STAN_NOTE)

    def _course_by_stan(self, history: DailyHistory, values: Floats, horizon: int) -> Floats:
        calendar = self._calendar(history)
        frame = calendar.frame(horizon)
        with quiet_prophet(), TemporaryDirectory() as folder:
            model = calendar.model(horizon, 0)
            model.fit(frame.iloc[: len(values)].assign(y=values), seed=1, output_dir=folder)
            return np.asarray(model.predict(frame)["yhat"].to_numpy(np.float64))


@dataclass(frozen=True)
class _Calendar:
    """The steps of a history, which many series share, as a growth and a country see them."""

    growth: Literal["linear", "flat"]
    country: str | None
    first_day: date
    steps: int
    steps_per_day: int

    @property
    def days(self) -> int:
        return self.steps // self.steps_per_day

    def frame(self, horizon: int) -> "pd.DataFrame":
        import pandas as pd

        step = pd.Timedelta(days=1) / self.steps_per_day
        times = pd.date_range(self.first_day, periods=self.steps + horizon, freq=step, unit="ns")
        return pd.DataFrame({"ds": times})

    def model(self, horizon: int, path_count: int) -> Any:
        from prophet import Prophet

        return Prophet(
            growth=self.growth,
            seasonality_mode="additive",
            yearly_seasonality=self.days >= YEARLY_SEASON_DAYS,
            weekly_seasonality=self.days >= WEEK_DAYS,
            daily_seasonality=self.steps_per_day > 1,
            holidays=self._holidays(horizon),
            uncertainty_samples=path_count,
        )

    def _holidays(self, horizon: int) -> "pd.DataFrame | None":
        if self.country is None or self.days < HOLIDAY_DAYS:
            return None
        import pandas as pd

        last_day = self.first_day + timedelta(days=(self.steps + horizon) // self.steps_per_day)
        names = list_public_holidays(self.country, self.first_day, last_day)
        ds = pd.to_datetime(list(names)).as_unit("ns")
        return pd.DataFrame({"ds": ds, "holiday": list(names.values())})


@lru_cache(maxsize=CALENDARS)
def _prepared(calendar: _Calendar, horizon: int) -> PreparedProphet:
    with quiet_prophet():
        return prepare(calendar.model(horizon, 0), calendar.frame(horizon), calendar.steps)


@lru_cache(maxsize=CALENDARS)
def _design(calendar: _Calendar, horizon: int, measured: bytes) -> Design:
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
