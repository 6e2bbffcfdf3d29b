"""What lies before a pool or a project began says nothing of how it is used since."""

from datetime import date, timedelta

import numpy as np
import pytest

from data.settings import Settings
from models.forecast.beginnings import since_begun
from models.forecast.candidate import DailyHistory, Floats
from models.forecast.choosing import MIN_DAYS, draw_naively, refusal
from models.forecast.ensemble.backtest import Bounds, run_backtest
from models.forecast.ensemble_drawer import prepare_ensemble

FIRST_DAY = date(2026, 1, 5)


def series(*values: float, steps_per_day: int = 1) -> DailyHistory:
    return DailyHistory("a", FIRST_DAY, np.array(values, dtype=np.float64), steps_per_day)


def busy(days: int, seed: int = 1) -> Floats:
    return np.random.default_rng(seed).normal(1000.0, 80.0, days)


def test_days_of_nothing_before_the_first_use_are_left_out() -> None:
    found = since_begun(series(*[0] * 20, *[5] * 30), 28)
    assert found.first_day == FIRST_DAY + timedelta(days=20)
    assert found.card_hours.tolist() == [5] * 30


def test_a_day_on_which_it_was_tried_is_no_beginning() -> None:
    # Of 200.1 card-hours 2 are a hundredth, which .1 does not reach.
    found = since_begun(series(*[0] * 10, 0.1, *[0] * 20, *[5] * 40), 28)
    assert found.first_day == FIRST_DAY + timedelta(days=31)


def test_a_spike_is_not_all_there_is() -> None:
    found = since_begun(series(*[0] * 30, *[5] * 35, 5e6, *[5] * 4), 28)
    assert found.first_day == FIRST_DAY + timedelta(days=30)


@pytest.mark.parametrize(
    "values",
    [
        [0.0] * 50,
        [0] * 13 + [5] * 40,  # less than two weeks
        [0] * 20 + [5] * 27,  # too few days left
        ([0] * 20 + [5]) * 6,  # paused as long again
        [0] * 20 + [5] * 30 + [0] * 10,  # ... as it may have ended
        [1.02**day for day in range(600)],  # little is not nothing
    ],
)
def test_what_may_be_its_way_is_kept(values: list[float]) -> None:
    history = series(*values)
    assert since_begun(history, 28) is history


def test_hours_begin_with_a_whole_day() -> None:
    hours = [0.0] * (20 * 24 + 9) + [5.0] * (30 * 24 - 9)
    found = since_begun(series(*hours, steps_per_day=24), 28)
    assert found.first_day == FIRST_DAY + timedelta(days=20)
    assert found.card_hours.tolist() == [0.0] * 9 + [5.0] * (30 * 24 - 9)


def test_a_pool_told_as_nothing_before_it_began_is_forecast_as_if_that_were_not_told() -> None:
    alone = series(*busy(70))
    told = series(*[0] * 60, *busy(70))
    before, after = (run_backtest(one, 28, Bounds(), with_prophet=False) for one in (alone, told))
    assert not after.is_intermittent
    assert after.ahead.tolist() == before.ahead.tolist()
    # Cut-offs are counted in the days of the history that was given.
    assert after.origins.cuts.tolist() == (before.origins.cuts + 60).tolist()


def test_its_band_is_that_of_a_pool_in_use() -> None:
    histories = [
        DailyHistory(f"{number}", FIRST_DAY, np.append(np.zeros(60), busy(70, number)))
        for number in range(3)
    ]
    settings = Settings(forecast_horizon_days=28, forecast_paths=400, forecast_workers=1)
    bounds = {one.series: Bounds() for one in histories}
    drawer = prepare_ensemble(histories, bounds, None, settings, with_prophet=False)
    drawn = drawer.draw(histories[0])
    assert drawn.history_days == 70  # what was learned from
    low, high = np.quantile(drawn.paths, (0.1, 0.9), axis=0)
    # The noise alone is 80 x 1.28 = 102 on either side.
    assert ((low > 750) & (low < 950)).all()
    assert ((high > 1050) & (high < 1250)).all()


def test_fewer_than_28_days_since_it_began_are_too_few() -> None:
    history = series(*[0] * 60, *[7] * 20)
    why = refusal(history)
    assert why is not None
    assert why.said == f"only 20 complete days of history, {MIN_DAYS} are needed"
    draws = draw_naively(history, 14, 10, 1, why)
    assert draws.history_days == 20
    assert draws.paths.mean() == pytest.approx(7.0)
