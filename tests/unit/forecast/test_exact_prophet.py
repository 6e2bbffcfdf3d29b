"""Stock Prophet with the exact solver inside, and what is prepared of it against its own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from models.forecast.candidate import DailyHistory
from models.forecast.exact.backend import ExactBackend
from models.forecast.exact.fitting import fit_series
from models.forecast.exact.prepared import prepare
from models.forecast.prophet_candidate import ProphetCandidate
from models.forecast.silence import quiet_prophet

MakeHistory = Callable[..., DailyHistory]


@pytest.fixture(autouse=True)
def silence() -> Iterator[None]:
    with quiet_prophet():
        yield


def frame(days: int, seed: int = 2) -> pd.DataFrame:
    generator = np.random.default_rng(seed)
    day = np.arange(days)
    y = 80 + 0.1 * day + 10 * np.sin(2 * np.pi * day / 7) + generator.normal(0, 3, days).cumsum()
    return pd.DataFrame({"ds": pd.date_range("2025-01-01", periods=days, unit="ns"), "y": y})


def exact(**options: Any) -> Any:
    from prophet import Prophet

    model = Prophet(**options)
    model.stan_backend = ExactBackend(model.stan_backend)
    return model


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"growth": "flat"},
        {"n_changepoints": 0},
        {"weekly_seasonality": False, "yearly_seasonality": False, "daily_seasonality": False},
        {"scaling": "minmax", "changepoint_prior_scale": 0.5},
    ],
)
def test_stock_prophet_fits_and_predicts_with_it(options: dict[str, Any], tmp_path: Path) -> None:
    model = exact(**options).fit(frame(200))
    assert model.stan_backend.note is None
    assert model.stan_backend.kkt_residual < 1e-9
    from prophet import Prophet

    stan = Prophet(**options).fit(frame(200), output_dir=str(tmp_path))
    expected = stan.predict(frame(230))["yhat"]
    # Stan stops a little before the mode: 1 part in 50 of a value, and most of them far closer.
    assert model.predict(frame(230))["yhat"].to_numpy() == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize(
    ("options", "note"),
    [
        ({"growth": "logistic"}, "logistic growth is fitted by Stan"),
        ({"seasonality_mode": "multiplicative"}, "multiplicative terms are fitted by Stan"),
    ],
)
def test_other_models_are_left_to_stan(options: dict[str, Any], note: str, tmp_path: Path) -> None:
    model = exact(**options).fit(frame(60).assign(cap=200.0), output_dir=str(tmp_path))
    assert model.stan_backend.note == note
    assert model.stan_backend.kkt_residual is None
    assert len(model.predict(frame(70).assign(cap=200.0))) == 70


def test_what_has_no_mode_with_noise_is_left_to_stan_with_a_note(tmp_path: Path) -> None:
    line = frame(60).assign(y=np.arange(60.0))
    model = exact().fit(line, output_dir=str(tmp_path))
    assert "not converged" in model.stan_backend.note
    assert model.predict(line)["yhat"].iloc[-1] == pytest.approx(59, abs=0.1)


def test_prepared_features_are_those_of_prophet_itself_also_where_days_are_missing() -> None:
    from prophet import Prophet

    observed = frame(150)
    measured = np.ones(150, np.bool_)
    measured[[3, 20, 21, 22, 90]] = False
    everything = pd.DataFrame({"ds": frame(180)["ds"]})
    prepared = prepare(Prophet(), everything, 150)
    design = prepared.design(measured)
    stock = exact()
    inputs = stock.preprocess(observed.where(pd.Series(measured), np.nan).assign(ds=observed["ds"]))
    assert prepared.changepoints(measured) == pytest.approx(inputs.t_change, abs=1e-12)
    assert design.smooth[:, 0] == pytest.approx(inputs.t.to_numpy(), abs=1e-12)
    assert design.smooth[:, 2:] == pytest.approx(inputs.X.to_numpy(), abs=1e-12)
    assert design.hinges.shape == (145, 25)


@pytest.mark.parametrize("growth", ["linear", "flat"])
def test_paths_are_distributed_as_those_of_prophet_itself(growth: str) -> None:
    from prophet import Prophet

    observed, everything = frame(150), pd.DataFrame({"ds": frame(210)["ds"]})
    options = {"growth": growth, "uncertainty_samples": 4000}
    stock = exact(**options).fit(observed)
    np.random.seed(1)
    expected = stock.predictive_samples(everything.iloc[150:])["yhat"].T
    prepared = prepare(Prophet(**options), everything, 150)
    measured = np.ones(150, np.bool_)
    values = observed["y"].to_numpy()[np.newaxis]
    fits = fit_series(prepared, prepared.design(measured), measured, values)
    fitted = stock.predict(observed)["yhat"].to_numpy()
    assert fits.course[0, :150] == pytest.approx(fitted, rel=1e-9)
    paths = fits.draw(0, 4000, seed=1)
    assert paths.shape == expected.shape == (4000, 60)
    spread = expected.std(axis=0)
    # 4,000 draws leave a mean uncertain by 1/63 of the deviation, a deviation by about 1/89 (more
    # where a few large changes of slope make it), each on both sides.
    assert np.abs(paths.mean(axis=0) - expected.mean(axis=0)).max() < (0.1 * spread).max()
    assert paths.std(axis=0) == pytest.approx(spread, rel=0.12)


def test_a_candidate_falls_back_to_stan_with_a_note(make_history: MakeHistory) -> None:
    line = ProphetCandidate().sample_paths(
        make_history([float(day) for day in range(60)]), 7, 20, 1
    )
    assert line.note == "fitted by Stan: no exact mode with noise"
    assert line.kkt_residual is None
    assert line.paths.mean() == pytest.approx(63, abs=1)  # days 60..66


def test_a_fit_carries_its_certificate(make_history: MakeHistory) -> None:
    days = frame(90)["y"].tolist()
    sampled = ProphetCandidate().sample_paths(make_history(days), 7, 20, 1)
    assert sampled.note is None
    assert sampled.kkt_residual is not None
    assert sampled.kkt_residual < 1e-9


def test_what_is_below_zero_has_no_logarithm(make_history: MakeHistory) -> None:
    candidate = ProphetCandidate("prophet_log", logarithm=True)
    with pytest.raises(ValueError, match="below zero"):
        candidate.sample_paths(make_history([1.0, -0.5] * 30), 7, 5, 1)


def test_a_logarithm_that_runs_away_is_held_at_four_times_the_most_ever_seen(
    make_history: MakeHistory,
) -> None:
    # Doubling every ten days to 2^6 x 10 = 640: 60 days on it would be 41,000.
    noise = np.random.default_rng(3).normal(0, 0.05, 61)
    history = make_history((10 * 2 ** (np.arange(61) / 10) * np.exp(noise)).tolist())
    paths = ProphetCandidate("prophet_log", logarithm=True).sample_paths(history, 60, 50, 1).paths
    assert paths.max() == pytest.approx(4 * float(history.card_hours.max()))
    assert paths[:, 0].mean() == pytest.approx(640, rel=0.25)
    assert paths.min() > -1
