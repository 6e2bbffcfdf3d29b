"""What may be needed stays within what such a pool has been seen to do."""

import numpy as np
import pytest

from models.buying.scenarios import draw

MONTHS = 36
# Two years that swing between 5 and 30 units: steps count as at most 0.5 in logarithms, so that
# after three years a walk strays by e to the 0.5 x 6 = 20 times in every sixth scenario.
SWINGING = np.repeat([[5.0], [30.0]] * 12, 720, axis=1)
MOST = 30 * np.exp(1.2)  # 99.6: 3.3 times the highest month


def test_no_scenario_rises_beyond_three_times_the_highest_month() -> None:
    levels = draw(SWINGING, MONTHS, 0, 7, np.zeros((0, 0))).levels
    assert levels.max() == pytest.approx(MOST)
    # Ahead it is need as it was: neither gone nor many times it.
    assert 10 < levels[:, -1].mean() < 50


def test_a_forecast_strays_on_no_further_but_for_what_it_says_itself() -> None:
    low = draw(SWINGING, MONTHS, 0, 7, np.full((5, 3), 20.0)).levels
    assert low.max() == pytest.approx(MOST)
    high = draw(SWINGING, MONTHS, 0, 7, np.full((5, 3), 400.0)).levels
    assert high.max() == 400
