"""The exact solver's log-posterior against that of Stan's own answer, on 220 series."""

import csv
import dataclasses
import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from models.forecast.candidate import Floats
from models.forecast.exact.design import Design
from models.forecast.exact.optimality import log_posterior
from models.forecast.exact.solver import ExactFits, fit_exactly
from models.forecast.silence import quiet_prophet

TOLERANCE = 1e-6
LENGTHS = (28, 40, 60, 99, 120, 200, 365, 735)


@pytest.fixture(autouse=True)
def silence() -> Iterator[None]:
    with quiet_prophet():
        yield


def _outage(draw: np.random.Generator, days: int) -> Floats:
    return np.where(draw.random(days) < 0.05, 0, 100 + draw.normal(0, 1, days))


def _shift(draw: np.random.Generator, days: int) -> Floats:
    return 20 + 60 * (np.arange(days) > days * draw.uniform(0.2, 0.9)) + draw.normal(0, 4, days)


def _season(draw: np.random.Generator, days: int) -> Floats:
    day = np.arange(days)
    return 50 + 0.1 * day + 10 * np.sin(2 * np.pi * day / 7) + draw.normal(0, 2, days)


KINDS: dict[str, Callable[[np.random.Generator, int], Floats]] = {
    "walk": lambda draw, days: 100 + draw.normal(0, 3, days).cumsum(),
    "season": _season,
    "shift": _shift,
    "mostly zero": lambda draw, days: (draw.random(days) < 0.4) * draw.gamma(2, 10, days),
    "heavy tails": lambda draw, days: draw.standard_t(2, days),
    "outage": _outage,
}


def _stan_data(values: Floats, step: str, growth: str) -> tuple[Any, dict[str, Any], Any]:
    from prophet import Prophet

    model = Prophet(growth=growth)
    times = pd.date_range("2024-01-01", periods=len(values), freq=step, unit="ns")
    inputs = model.preprocess(pd.DataFrame({"ds": times, "y": values}))
    start = dataclasses.asdict(model.calculate_initial_params(inputs.K))
    return model.stan_backend, start, dataclasses.asdict(inputs)


def compare(values: Floats, step: str = "D", growth: str = "linear") -> float:
    """Log-posterior of the exact fit minus that of Stan's, which must have been certified."""
    stan, start, data = _stan_data(values, step, growth)
    try:
        params = stan.fit(start, data, seed=1)
    finally:
        stan.cleanup()
    design, scaled = Design.from_stan_data(data), np.asarray(data["y"])
    fits = fit_exactly(design, scaled[np.newaxis])
    assert fits.is_solved[0], fits.kkt_residual
    smooth = np.concatenate([params[name][0] for name in ("k", "m", "beta")])
    delta = params["delta"][0][: design.hinges.shape[1]]  # none where the trend is flat
    theirs = log_posterior(design, scaled, smooth, delta, float(params["sigma_obs"][0, 0]))
    ours = log_posterior(design, scaled, fits.smooth[0], fits.delta[0], float(fits.sigma_obs[0]))
    return ours - theirs


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("days", LENGTHS)
def test_no_generated_series_has_a_worse_posterior_than_stans(kind: str, days: int) -> None:
    for seed in range(3):  # 6 kinds x 8 lengths x 3 = 144 series
        values = KINDS[kind](np.random.default_rng([seed, days]), days)
        growth = "flat" if seed == 2 else "linear"
        assert compare(values, growth=growth) >= -TOLERANCE


@pytest.mark.real
def test_no_real_daily_series_has_a_worse_posterior_than_stans(real_folder: Path) -> None:
    gains = []
    for name, column, time in (("ercot", "value", "timestamp"), ("pjm", "y", "ds")):
        table = pd.read_csv(real_folder / "series" / f"{name}_hourly.csv.gz")
        table["day"] = table[time].str.slice(0, 10)
        for _, series in table.groupby("unique_id"):
            daily = series.groupby("day")[column].sum().to_numpy(np.float64)
            gains += [compare(daily[-days:]) for days in (35, 60, 90, 400) if days <= len(daily)]
    jobs = pd.read_csv(real_folder / "usage" / "philly_jobs.csv")
    jobs["day"] = jobs["timestamp"].str.slice(0, 10)
    for _, series in jobs.groupby("cluster"):
        daily = series.groupby("day")["gpu_time"].sum().to_numpy(np.float64)
        gains += [compare(daily)] if len(daily) >= 28 else []
    assert len(gains) >= 30
    assert min(gains) >= -TOLERANCE


@pytest.mark.real
def test_no_real_hourly_series_has_a_worse_posterior_than_stans(real_folder: Path) -> None:
    with gzip.open(real_folder / "series" / "m4_hourly_train.csv.gz", "rt") as file:
        rows = [[float(cell) for cell in row[1:] if cell] for row in list(csv.reader(file))[1:]]
    gains = [compare(np.array(row[-336:]), "h") for row in rows[::10]]
    assert len(gains) == 42
    assert min(gains) >= -TOLERANCE


def test_the_posterior_is_the_one_that_stan_computes() -> None:
    values = KINDS["season"](np.random.default_rng(1), 120)
    stan, start, data = _stan_data(values, "D", "linear")
    fits = fit_exactly(design := Design.from_stan_data(data), np.asarray(data["y"])[np.newaxis])
    _, json_data = stan.prepare_data(start, data)
    theirs = stan.model.log_prob(_as_stan(fits), json_data, jacobian=False, sig_figs=14).iloc[0, 0]
    ours = log_posterior(
        design, np.asarray(data["y"]), fits.smooth[0], fits.delta[0], float(fits.sigma_obs[0])
    )
    assert ours == pytest.approx(theirs, abs=1e-8)


def _as_stan(fits: ExactFits) -> dict[str, Any]:
    k, m, *beta = fits.smooth[0].tolist()
    delta, sigma = fits.delta[0].tolist(), float(fits.sigma_obs[0])
    return {"k": k, "m": m, "delta": delta, "beta": beta, "sigma_obs": sigma}
