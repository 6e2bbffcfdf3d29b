"""The benchmark's own measures, worked by hand."""

import numpy as np
import pytest

from tests.benchmarks.forecast_scores import Baselines, Score, score, summarise


def test_a_forecast_is_scored_by_error_loss_and_coverage() -> None:
    # History 1 2 1 2 ..: one step apart it differs by 1, the scale of a season of 1. All paths are
    # 10, so all quantiles are; 13 and 9 came: errors 3 and 1, MASE 2. The pinball loss of 13 is
    # q x 3, of 9 (1 - q) x 1, and the mean of the seven q is 0.5: 2 x (1.5 + 0.5) = 4. Nothing
    # lies within; a third step was not measured.
    known = np.tile([1.0, 2.0], 10)
    result = score("a", np.full((50, 3), 10.0), known, np.array([13.0, np.nan, 9.0]), season=1)
    assert result.mase == pytest.approx(2)
    assert result.absolute_error == pytest.approx(4)
    assert result.pinball == pytest.approx(4)
    assert (result.actual, result.steps, result.within_80, result.within_95) == (22, 2, 0, 0)


def test_a_history_that_came_again_to_the_bit_is_scored_in_parts_of_its_mean() -> None:
    # 3 every day, 2 expected, 5 came: off by 3, which is the mean. Of zeros alone in parts of 1.
    steady, none = np.full(20, 3.0), np.zeros(20)
    paths, came = np.full((50, 1), 2.0), np.array([5.0])
    assert score("a", paths, steady, came, season=7).mase == pytest.approx(1)
    assert score("a", paths, none, came, season=7).mase == pytest.approx(3)


def test_a_band_counts_what_lies_within() -> None:
    # 0, 1, .. 100: P10 to P90 is 10 to 90, P2.5 to P97.5 is 2.5 to 97.5.
    paths = np.tile(np.arange(101.0)[:, np.newaxis], 4)
    result = score("a", paths, np.array([1.0, 2.0]), np.array([9.0, 10.0, 97.0, 98.0]), season=1)
    assert (result.within_80, result.within_95) == (1, 3)


def test_ratios_are_geometric_means_over_series() -> None:
    # Half as wrong on one series, twice on the other: 1 on average, and worse on half of them.
    def made(series: str, error: float) -> Score:
        return Score(series, error, error, error, 10, 1, 1, 2)

    scores = {
        "method": [made("a", 1), made("b", 4)],
        "naive": [made("a", 2), made("b", 2)],
    }
    summary = summarise("method", scores, Baselines("naive", "naive", "naive"))
    assert summary.mase == 2.5
    assert summary.mase_to_seasonal == pytest.approx(1)
    assert summary.wape_to_week == pytest.approx(1)
    assert summary.share_worse == 0.5
    assert summary.coverage_80 == 0.5
