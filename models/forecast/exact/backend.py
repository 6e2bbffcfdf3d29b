"""The exact solver in Stan's place: `model.stan_backend = ExactBackend(model.stan_backend)`."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from models.forecast.candidate import Floats
from models.forecast.exact.design import FLAT, LINEAR, Design
from models.forecast.exact.solver import ExactFits, fit_exactly

Params = dict[str, Floats]


class ExactBackend:
    """What Prophet asks of a backend. What it cannot solve exactly it hands to `stan`.

    After a fit `kkt_residual` is its certificate (None where Stan fitted) and `note` says why Stan
    did (None where it did not). Logistic growth, multiplicative terms and sampling are Stan's.
    """

    def __init__(self, stan: Any) -> None:
        self.stan = stan
        self.stan_fit: Any = None
        self.newton_fallback = True
        self.kkt_residual: float | None = None
        self.note: str | None = None

    @staticmethod
    def get_type() -> str:
        """Name of the backend, as Prophet's own have one."""
        return "EXACT"

    def set_options(self, **options: Any) -> None:
        """Options are Stan's."""
        self.stan.set_options(**options)

    def fit(
        self, stan_init: dict[str, Any], stan_data: dict[str, Any], **options: Any
    ) -> Mapping[str, Floats]:
        """Parameters at the mode, each of shape (1, length). `stan_init` is not needed for it."""
        self.note = refusal(stan_data)
        if self.note is None:
            scaled = np.asarray(stan_data["y"], np.float64)
            fits = fit_exactly(Design.from_stan_data(stan_data), scaled[np.newaxis])
            if fits.is_solved[0]:
                self.kkt_residual = float(fits.kkt_residual[0])
                return prophet_params(fits, 0, len(stan_data["t_change"]))
            self.note = f"exact solver not converged, KKT residual {fits.kkt_residual[0]:.1e}"
        params: Mapping[str, Floats] = self.stan.fit(stan_init, stan_data, **options)
        self.kkt_residual, self.stan_fit = None, self.stan.stan_fit
        return params

    def sampling(
        self, stan_init: dict[str, Any], stan_data: dict[str, Any], samples: int, **options: Any
    ) -> Mapping[str, Floats]:
        """Draws from the posterior, by Stan."""
        self.note, self.kkt_residual = "sampled, not fitted", None
        params: Mapping[str, Floats] = self.stan.sampling(stan_init, stan_data, samples, **options)
        self.stan_fit = self.stan.stan_fit
        return params

    def cleanup(self) -> None:
        """Remove Stan's files, if it was asked."""
        self.stan.cleanup()


def refusal(stan_data: Mapping[str, Any]) -> str | None:
    """Why a model is not one for the exact solver; None where it is."""
    if stan_data["trend_indicator"] not in {LINEAR, FLAT}:
        return "logistic growth is fitted by Stan"
    if np.any(np.asarray(stan_data["s_m"]) != 0):
        return "multiplicative terms are fitted by Stan"
    return None


def prophet_params(fits: ExactFits, row: int, changepoints: int) -> Params:
    """`Prophet.params` of one series; a flat trend has no changes of slope."""
    delta = fits.delta[row] if fits.delta.shape[1] else np.zeros(changepoints)
    values = {
        "k": fits.smooth[row, :1],
        "m": fits.smooth[row, 1:2],
        "delta": delta,
        "sigma_obs": fits.sigma_obs[row : row + 1],
        "beta": fits.smooth[row, 2:],
    }
    return {name: value.reshape(1, -1).copy() for name, value in values.items()}
