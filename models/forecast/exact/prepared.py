"""Stock Prophet's own features of a calendar, made once for all series measured on it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from models.forecast.candidate import Floats
from models.forecast.exact.backend import refusal
from models.forecast.exact.design import FLAT, Design

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class PreparedProphet:
    """What a Prophet model makes of the steps of a history and of those ahead.

    `features`, shape (steps, betas), and `times`, shape (steps,), go on beyond the history, in
    which time runs from 0 to 1. Which steps were measured is each series' own affair.
    """

    history_steps: int
    times: Floats
    features: Floats
    prior_scales: Floats
    tau: float
    is_flat: bool
    changepoint_count: int
    changepoint_range: float

    def design(self, measured: npt.NDArray[np.bool_]) -> Design:
        """Design of the series measured at these steps, shape (history steps,)."""
        at = np.flatnonzero(measured)
        return Design.of_trend(
            self.times[at],
            self.features[at],
            self.prior_scales,
            self.changepoints(measured),
            tau=self.tau,
            is_flat=self.is_flat,
        )

    def changepoints(self, measured: npt.NDArray[np.bool_]) -> Floats:
        """Scaled times of the changepoints: evenly over the first of the *measured* steps.

        Like Prophet, one at 0 where there is no room for any: it bends nothing.
        """
        times = self.times[: self.history_steps][measured]
        first_part = int(np.floor(len(times) * self.changepoint_range))
        count = min(self.changepoint_count, first_part - 1)
        if count <= 0:
            return np.zeros(1)
        chosen = np.linspace(0, first_part - 1, count + 1).round().astype(int)[1:]
        return np.asarray(times[chosen])


def prepare(model: Any, frame: "pd.DataFrame", history_steps: int) -> PreparedProphet:
    """Prepare an unfitted Prophet, which is used up by it.

    `frame` has `ds` and the model's regressors at the evenly spaced steps of the history, of which
    the first and the last are measured, and of the horizon.

    Raises:
        ValueError: the model is not one for the exact solver.
    """
    if model.scaling != "absmax" or model.specified_changepoints:
        msg = "only Prophet's own scaling and changepoints are prepared"
        raise ValueError(msg)
    history = frame.iloc[:history_steps].assign(y=np.arange(history_steps, dtype=np.float64))
    count = model.n_changepoints
    inputs = model.preprocess(history)
    reason = refusal(vars(inputs))
    if reason:
        raise ValueError(reason)
    features = [np.asarray(inputs.X, np.float64)]
    times = [np.asarray(inputs.t, np.float64)]
    if len(frame) > history_steps:
        ahead = model.setup_dataframe(frame.iloc[history_steps:].copy())
        features.append(np.asarray(model.make_all_seasonality_features(ahead)[0], np.float64))
        times.append(np.asarray(ahead["t"], np.float64))
    return PreparedProphet(
        history_steps=history_steps,
        times=np.concatenate(times),
        features=np.concatenate(features) * np.asarray(inputs.s_a, np.float64),
        prior_scales=np.asarray(inputs.sigmas, np.float64),
        tau=float(inputs.tau),
        is_flat=inputs.trend_indicator == FLAT,
        changepoint_count=count,
        changepoint_range=model.changepoint_range,
    )
