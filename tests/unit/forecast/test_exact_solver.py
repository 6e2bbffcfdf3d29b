import numpy as np
import pytest

from models.forecast.candidate import Floats
from models.forecast.exact.design import Design
from models.forecast.exact.optimality import kkt_residual, log_posterior
from models.forecast.exact.solver import ExactFits, fit_exactly


def weekly_design(days: int, *, is_flat: bool = False) -> Design:
    times = np.linspace(0, 1, days)
    angle = 2 * np.pi * np.arange(days)[:, np.newaxis] * [1, 2, 3] / 7
    features = np.hstack([np.sin(angle), np.cos(angle)])
    changepoints = times[np.linspace(0, int(days * 0.8) - 1, 26).round().astype(int)][1:]
    return Design.of_trend(
        times, features, np.full(6, 10.0), changepoints, tau=0.05, is_flat=is_flat
    )


def walks(count: int, days: int) -> Floats:
    generator = np.random.default_rng(4)
    series = 50 + generator.normal(0, 2, (count, days)).cumsum(axis=1)
    series += 5 * np.sin(2 * np.pi * np.arange(days) / 7) + generator.normal(0, 3, (count, days))
    return np.asarray(series / np.abs(series).max(axis=1, keepdims=True))


def at(fits: ExactFits, row: int) -> tuple[Floats, Floats, float]:
    return fits.smooth[row], fits.delta[row], float(fits.sigma_obs[row])


def test_a_flat_trend_is_the_mean_pulled_a_little_to_zero() -> None:
    # 50 times 0.4 and 50 times 0.6: squares around the mean of 100 x 0.01 = 1. The best variance s
    # solves 4 s^2 + 100 s = 1: s = (-100 + sqrt(10000 + 16)) / 8 = 0.0099960. The prior of m has a
    # variance of 25, so m = 50 / (100 + s / 25) = 0.499998.
    design = Design.of_trend(
        np.linspace(0, 1, 100), np.zeros((100, 1)), np.ones(1), np.zeros(0), tau=0.05, is_flat=True
    )
    fits = fit_exactly(design, np.tile([0.4, 0.6], 50)[np.newaxis])
    k, m, beta = fits.smooth[0]
    assert (k, beta) == (0, 0)
    assert m == pytest.approx(0.499998, abs=1e-7)
    assert fits.sigma_obs[0] ** 2 == pytest.approx(0.0099960, rel=1e-5)
    assert fits.is_solved[0]


def test_every_fit_meets_the_conditions_of_a_maximum() -> None:
    design, series = weekly_design(400), walks(40, 400)
    fits = fit_exactly(design, series)
    assert fits.is_solved.all()
    assert fits.kkt_residual.max() < 1e-10
    assert 0 < np.count_nonzero(fits.delta) < fits.delta.size  # some changepoints, never all


def test_no_step_away_from_a_fit_raises_the_posterior() -> None:
    design, series = weekly_design(200), walks(3, 200)
    fits = fit_exactly(design, series)
    generator = np.random.default_rng(1)
    for row in range(3):
        smooth, delta, sigma = at(fits, row)
        best = log_posterior(design, series[row], smooth, delta, sigma)
        for size in (1e-6, 1e-4, 1e-2):
            for _ in range(50):
                moved = log_posterior(
                    design,
                    series[row],
                    smooth + size * generator.normal(size=smooth.shape),
                    delta + size * generator.normal(size=delta.shape),
                    sigma * float(np.exp(size * generator.normal())),
                )
                assert moved < best


def test_the_certificate_tells_a_fit_that_is_a_little_off() -> None:
    design, series = weekly_design(200), walks(1, 200)
    fits = fit_exactly(design, series)
    smooth = fits.smooth.copy()
    smooth[0, 1] += 1e-5
    assert kkt_residual(design, series, smooth, fits.delta, fits.sigma_obs)[0] > 1e-6


def test_a_series_gives_the_same_bits_alone_in_any_batch_and_in_any_order() -> None:
    design, series = weekly_design(400), walks(300, 400)
    together = fit_exactly(design, series)
    backwards = fit_exactly(design, series[::-1])
    for name in ExactFits.__dataclass_fields__:
        assert np.array_equal(getattr(together, name), getattr(backwards, name)[::-1])
    for row in (0, 7, 299):
        alone = fit_exactly(design, series[row : row + 1])
        assert np.array_equal(alone.delta[0], together.delta[row])
        assert np.array_equal(alone.smooth[0], together.smooth[row])
        assert alone.sigma_obs[0] == together.sigma_obs[row]


@pytest.mark.parametrize("neighbour", [0.0, 0.5])
def test_a_series_without_noise_is_refused_and_does_not_hurt_its_neighbours(
    neighbour: float,
) -> None:
    # A straight line: the posterior grows without bound as the noise goes to nothing.
    design, series = weekly_design(120), walks(3, 120)
    series[1] = np.linspace(neighbour, 1, 120)
    fits = fit_exactly(design, series)
    assert fits.is_solved.tolist() == [True, False, True]
    assert np.array_equal(fits.delta[2], fit_exactly(design, series[2:]).delta[0])
