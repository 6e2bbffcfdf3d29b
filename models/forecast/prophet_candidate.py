"""Prophet as it comes, with the choices that it would otherwise make by itself made openly."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from models.forecast.candidate import DailyHistory, Sampled
from models.forecast.public_holidays import list_public_holidays
from models.forecast.seeds import global_numpy_seed

if TYPE_CHECKING:
    import pandas as pd

# Prophet switches the yearly season on at two years, where one year cannot be told from trend.
YEARLY_SEASON_DAYS = 3 * 365
HOLIDAY_DAYS = 365


@dataclass(frozen=True)
class ProphetCandidate:
    """Additive Prophet with a weekly season and, given a country and a year, its holidays."""

    name: str = "prophet"
    growth: Literal["linear", "flat"] = "linear"
    country: str | None = None

    def sample_paths(
        self, history: DailyHistory, horizon_days: int, path_count: int, seed: int
    ) -> Sampled:
        """See Candidate."""
        import pandas as pd

        days = len(history.card_hours)
        ds = pd.date_range(history.first_day, periods=days + horizon_days, unit="ns")
        observed = pd.DataFrame({"ds": ds[:days], "y": history.card_hours})
        ahead = pd.DataFrame({"ds": ds[days:]})
        with _quiet_prophet(), global_numpy_seed(seed):
            model = self._model(history, horizon_days, path_count)
            try:
                model.fit(observed, seed=seed)
                samples = model.predictive_samples(ahead)["yhat"]
                model.uncertainty_samples = 0  # the fit itself is one line, nothing is drawn
                fitted = model.predict(observed)["yhat"].to_numpy(np.float64)
            finally:
                model.stan_backend.cleanup()
        return Sampled(np.asarray(samples.T, dtype=np.float64), fitted)

    def _model(self, history: DailyHistory, horizon_days: int, path_count: int) -> Any:
        from prophet import Prophet

        days = len(history.card_hours)
        return Prophet(
            growth=self.growth,
            seasonality_mode="additive",
            yearly_seasonality=days >= YEARLY_SEASON_DAYS,
            weekly_seasonality=True,
            daily_seasonality=False,
            holidays=self._holidays(history, horizon_days),
            uncertainty_samples=path_count,
        )

    def _holidays(self, history: DailyHistory, horizon_days: int) -> "pd.DataFrame | None":
        if self.country is None or len(history.card_hours) < HOLIDAY_DAYS:
            return None
        import pandas as pd

        last_day = history.cut_off + timedelta(days=horizon_days)
        names = list_public_holidays(self.country, history.first_day, last_day)
        ds = pd.to_datetime(list(names)).as_unit("ns")
        return pd.DataFrame({"ds": ds, "holiday": list(names.values())})


@contextmanager
def _quiet_prophet() -> Iterator[None]:
    """Keep Prophet's own remarks from users, who can do nothing about them."""
    import prophet  # noqa: F401  its import sets the level that is set below
    from cmdstanpy.utils import get_logger  # the import puts the logger's own handler up
    from pandas.errors import Pandas4Warning

    get_logger().disabled = True
    # That the optimiser turns to Newton, or that a short series has fewer changepoints, is no
    # trouble: the one goes on to converge, the other is why short series get a method of their own.
    logging.getLogger("prophet").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        # Prophet 1.5 still calls what pandas 4 will drop; its own affair until we move to pandas 4.
        warnings.simplefilter("ignore", Pandas4Warning)
        yield
