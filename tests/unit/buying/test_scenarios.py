"""What may be needed stays within what such a pool has been seen to do."""

import numpy as np
import pytest

from models.buying.scenarios import draw

MONTHS = 36
# Two years that swing between 5 and 30 units. Steps count as at most 0.5 in logarithms: unbounded,
# a walk of three years strays by 0.5 x 6 = 3 of them, 20 times, and one of many by 200 times.
SWINGING = np.repeat([[5.0], [30.0]] * 12, 720, axis=1)
MOST = 30 * np.exp(1.2)  # 99.6: 3.3 times the highest month


def test_no_scenario_rises_beyond_three_times_the_highest_month() -> None:
    levels = draw(SWINGING, MONTHS, 0, 7, np.zeros((0, 0))).levels
    assert levels.max() == pytest.approx(MOST)


def test_a_forecast_strays_on_no_further_but_for_what_it_says_itself() -> None:
    low = draw(SWINGING, MONTHS, 0, 7, np.full((5, 3), 20.0)).levels
    assert low.max() == pytest.approx(MOST)
    high = draw(SWINGING, MONTHS, 0, 7, np.full((5, 3), 400.0)).levels
    assert high.max() == 400
