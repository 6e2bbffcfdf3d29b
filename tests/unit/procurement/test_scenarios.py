"""Scenario generators, their scores and weights."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.procurement.scenarios.ensemble import FLOOR, VANISHING_SHARE, Ensemble, crps
from models.procurement.scenarios.generators import (
    GENERATORS,
    SPREAD_BEFORE_SEEN,
    Known,
    seasonal,
    spread,
    spread_before_seen,
    vanishing,
)

Numbers = NDArray[np.float64]


@given(st.lists(st.floats(-9, 9), min_size=2, max_size=12), st.floats(-9, 9))
@settings(max_examples=60)
def test_crps_is_that_of_an_obvious_loop(samples: list[float], came: float) -> None:
    count = len(samples)
    off = sum(abs(x - came) for x in samples) / count
    apart = sum(abs(x - y) for x in samples for y in samples) / count**2
    assert crps(np.array(samples), came) == pytest.approx(off - apart / 2, abs=1e-9)


@pytest.mark.parametrize("name", list(GENERATORS))
@pytest.mark.parametrize("known", [1, 2, 13, 30])
def test_every_generator_draws_positive_levels_or_says_it_cannot(name: str, known: int) -> None:
    levels = 10 + np.arange(known, dtype=float)
    paths = GENERATORS[name](Known(levels, levels), 24, 40, np.random.default_rng(1))
    if paths is None:
        assert name == "seasonal"
        assert known < 12
    else:
        assert paths.shape == (40, 24)
        assert (paths > 0).all()
        assert np.isfinite(paths).all()


def test_a_season_comes_back_after_a_year() -> None:
    months = np.arange(24)
    levels = 20 * (1 + 0.4 * np.sin(2 * np.pi * months / 12))
    paths = seasonal(Known(levels, levels), 12, 400, np.random.default_rng(1))
    assert paths is not None
    assert np.corrcoef(paths.mean(axis=0), levels[:12])[0, 1] > 0.98


def test_what_came_late_goes_early() -> None:
    # 10 servers for two years, 30 for the last two months: after half a year the twenty new ones
    # are there with less than (2 + 2) / (2 + 2 + 6) = .4, the old ones nearly always
    levels = np.r_[np.full(24, 10.0), np.full(2, 30.0)]
    flat = np.r_[np.full(26, 30.0)]
    late = vanishing(Known(levels, levels), 24, 400, np.random.default_rng(1))[:, 5]
    old = vanishing(Known(flat, flat), 24, 400, np.random.default_rng(1))[:, 5]
    trend = GENERATORS["damped_trend"](Known(levels, levels), 24, 400, np.random.default_rng(1))
    trend = trend[:, 5]
    assert (late > 0.5 * np.median(trend)).mean() < 0.5
    assert (old > 15).mean() > 0.8


def test_a_month_with_a_week_that_did_without_a_unit_makes_it_no_older() -> None:
    # 20 servers in the only month known, but 4 in its lowest week: three months on sixteen of them
    # are there with 2 / (2 + 3); were all as old as the history, with (36 + 3) / (36 + 3 + 3)
    levels = np.array([20.0])
    there = [
        (vanishing(Known(levels, np.array([low])), 24, 400, np.random.default_rng(1)) > 10)[:, 2]
        for low in (4.0, 20.0)
    ]
    assert there[0].mean() == pytest.approx(0.4, abs=0.01)
    assert there[1].mean() == pytest.approx(0.93, abs=0.01)


def test_a_unit_is_as_old_as_the_months_that_needed_it_all_together() -> None:
    # 20 servers, but 10 in a week of every other month, the last one too: the upper ten were needed
    # for 6 months all together, and are there three months on with (6 + 2) / (6 + 2 + 3)
    levels, lowest = np.full(12, 20.0), np.tile([20.0, 10.0], 6)
    paths = vanishing(Known(levels, lowest), 24, 400, np.random.default_rng(1))
    assert (paths > 15)[:, 2].mean() == pytest.approx(8 / 11, abs=0.01)


@pytest.mark.parametrize(
    ("lowest", "months", "believed"),
    [
        (20.0, 1, 0.08),  # a month of calm weeks proves nothing
        (20.0, 4, 0.04),  # .08 / sqrt(4)
        (20.0, 16, 0.02),  # .08 / sqrt(16)
        (20 * np.exp(-0.01), 16, 0.04),  # .02 + 2 x .01
        (20 * np.exp(-0.05), 16, 0.08),  # .02 + 2 x .05 is more than ever
    ],
)
def test_weeks_that_never_strayed_leave_less_doubt(
    lowest: float, months: int, believed: float
) -> None:
    known = Known(np.full(months, 20.0), np.full(months, lowest))
    assert spread_before_seen(known) == pytest.approx(believed)
    # what was believed before counts as two of the months
    assert spread(np.zeros(2), known) == pytest.approx(believed / np.sqrt(2))


def test_a_week_that_strayed_restores_the_doubt_for_a_year() -> None:
    levels = np.full(14, 20.0)
    strayed = np.r_[10.0, np.full(13, 20.0)]
    assert spread_before_seen(Known(levels[:12], strayed[:12])) == SPREAD_BEFORE_SEEN
    assert spread_before_seen(Known(levels, strayed)) == pytest.approx(0.08 / np.sqrt(14))


def test_weights_sum_to_one_and_none_falls_below_the_floor() -> None:
    draw = np.random.default_rng(4)
    levels = 20 * np.exp(np.cumsum(draw.normal(0, 0.1, 30)))
    scenarios = Ensemble(24).draw(levels, levels, levels)
    weights = scenarios.generator_weights
    assert sum(weights.values()) == pytest.approx(1)
    assert scenarios.weights.sum() == pytest.approx(1)
    assert min(weights.values()) >= FLOOR - 1e-12
    assert weights["vanishing"] == pytest.approx(VANISHING_SHARE)
    assert len(scenarios.levels) == len(scenarios.weights) == 40 * len(weights)


def test_a_clear_season_is_believed_once_it_was_seen() -> None:
    months = np.arange(36)
    levels = 20 * (1 + 0.4 * np.sin(2 * np.pi * months / 12))
    weights = dict(Ensemble(24).draw(levels, levels, levels).generator_weights)
    del weights["vanishing"]
    assert max(weights, key=lambda name: weights[name]) == "seasonal"


def test_the_order_of_questions_changes_no_draw() -> None:
    levels = np.linspace(10, 20, 20)
    fresh = Ensemble(24).draw(levels, levels, levels)
    asked = Ensemble(24)
    asked.draw(np.full(7, 3.0), np.full(7, 3.0), np.full(7, 3.0))
    asked.draw(levels[:10], levels[:10], levels[:10])
    again = asked.draw(levels, levels, levels)
    assert (fresh.levels == again.levels).all()
    assert (fresh.weights == again.weights).all()


def test_the_forecast_may_stand_in_as_a_generator() -> None:
    def forecast(known: Known, months: int, paths: int, _draw: object) -> Numbers:
        return np.full((paths, months), float(known.levels[-1]))

    named = {"forecast": forecast, **GENERATORS}
    flat = np.full(20, 8.0)
    weights = Ensemble(24, generators=named).draw(flat, flat, flat)
    assert weights.generator_weights["forecast"] > FLOOR
