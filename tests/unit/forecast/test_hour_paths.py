"""Hours of paths: they add up to days, demand is never below use, cards are never exceeded."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.forecast.candidate import DailyHistory, Floats
from models.forecast.hour_paths import queue_hours
from models.forecast.hours import MeasuredHours, day_library, fill_below
from models.forecast.simulating import PoolInputs, PoolPaths, Reach, simulate_pool

CUT_OFF = date(2026, 3, 29)
DAYS, AHEAD, PATHS = 40, 5, 6


def inputs(
    seed: int, *, level: float, waiting: float, cards: float, with_queue: bool = True
) -> PoolInputs:
    """A pool with a random past, random draws and random near hours for two days."""
    draw = np.random.default_rng(seed)
    used = draw.uniform(0, 2 * level, (DAYS, 24))
    queued = np.where(draw.random((DAYS, 24)) < 0.3, draw.uniform(0, waiting, (DAYS, 24)), 0.0)
    first_day = CUT_OFF - timedelta(days=DAYS - 1)
    history = DailyHistory("a/r/p/c", first_day, used.sum(axis=1))
    demand = DailyHistory("a/r/p/c", first_day, (used + queued).sum(axis=1))
    before = [(date(2026, 1, 1) + timedelta(days=n)) for n in range(50)]
    lead = (first_day - before[0]).days
    pad = np.full((lead, 24), np.nan)
    hours = MeasuredHours(before[0], np.vstack([pad, used]), np.vstack([pad, queued]))
    near = draw.random((PATHS, 2, 24))
    return PoolInputs(
        history=history,
        draws=draw.uniform(0, 40 * level, (PATHS, AHEAD)),
        hours=hours,
        library=day_library(hours, history),
        terms=None,
        seed=seed,
        reach=Reach(draw.uniform(0, 60 * level, (PATHS, AHEAD)), demand if with_queue else None),
        near=near / near.sum(axis=2, keepdims=True),
        cards_in_hand=cards,
    )


def simulated(*args: int, **kwargs: float) -> tuple[PoolInputs, PoolPaths]:
    made = inputs(*args, **kwargs)  # type: ignore[arg-type]
    return made, simulate_pool(made, with_hours=True)


@settings(max_examples=30)
@given(
    st.integers(0, 10**6), st.floats(0.1, 100), st.floats(0, 50), st.sampled_from([5.0, 60.0, 1e9])
)
def test_hours_add_up_to_days_and_demand_is_never_below_use(
    seed: int, level: float, waiting: float, cards: float
) -> None:
    made, paths = simulated(seed, level=level, waiting=waiting, cards=cards)
    assert paths.hours is not None
    assert paths.demand is not None
    used = paths.hours.used[:, paths.hours.days_before :].astype(float)
    reach = paths.hours.reach[:, paths.hours.days_before :].astype(float)
    assert (reach >= used).all()
    assert used.sum(axis=2) == pytest.approx(made.draws, rel=1e-5, abs=1e-6)
    ahead = paths.usage.paths[:, -AHEAD:]
    assert ahead == pytest.approx(made.draws, rel=1e-9, abs=1e-9)
    demand = paths.demand.paths[:, -AHEAD:]
    assert (demand >= ahead - 1e-9).all()
    assert reach.sum(axis=2) == pytest.approx(demand, rel=1e-5, abs=1e-6)
    assert made.reach is not None
    # More than was drawn waits only where an hour had no cards for it, and moved it.
    drawn = np.maximum(made.reach.draws, made.draws)
    assert (demand >= drawn * (1 - 1e-9)).all()
    moved = (made.draws <= cards * 24) & (used.max(axis=2) >= cards * (1 - 1e-6))
    assert demand[~moved] == pytest.approx(drawn[~moved], rel=1e-9, abs=1e-9)
    fits = made.draws <= cards * 24
    assert (used[fits] <= cards * (1 + 1e-6)).all()


def test_the_days_before_the_cut_off_are_the_measured_hours_in_every_path() -> None:
    made, paths = simulated(3, level=10.0, waiting=5.0, cards=1e9)
    assert paths.hours is not None
    # 30 March is a Monday and lies in March: the hours begin with the month, 29 days before.
    assert paths.hours.first_day == date(2026, 3, 1)
    assert paths.hours.days_before == 29
    for index in range(29):
        day = date(2026, 3, 1) + timedelta(days=index)
        both = made.hours.of(day) + made.hours.queued_of(day)
        assert (paths.hours.used[:, index] == made.hours.of(day).astype(np.float32)).all()
        assert (paths.hours.reach[:, index] == both.astype(np.float32)).all()


def test_without_a_queue_what_exceeds_the_cap_is_reached_and_no_demand_is_said() -> None:
    made, paths = simulated(5, level=10.0, waiting=0.0, cards=1e9, with_queue=False)
    assert paths.demand is None
    assert paths.hours is not None
    assert made.reach is not None
    reach = paths.hours.reach[:, paths.hours.days_before :].sum(axis=2)
    assert reach == pytest.approx(np.maximum(made.reach.draws, made.draws), rel=1e-5)


def test_what_waits_stands_where_days_of_that_demand_have_more_than_is_served() -> None:
    # 24 cards are served at 0 o'clock in both paths, and 8 more are wanted.
    served: Floats = np.zeros((2, 24))
    served[:, 0] = 24.0
    demanded: Floats = np.zeros((2, 24))
    demanded[0, :3] = [16.0, 4.0, 12.0]  # the first's days had as much at 0, 1 and 2 o'clock
    demanded[1, 0] = 5.0  # the other's nothing but what is served
    found = queue_hours(np.array([8.0, 8.0]), served, demanded)
    # A day of 32 like the first has 16, 4 and 12: nothing above the 24 served at 0 o'clock, so that
    # the 8 that wait stand 4 to 12 at 1 and 2.
    assert found[0, :3].tolist() == [0.0, 2.0, 6.0]
    # The other has 32 at 0 o'clock, 8 above what is served.
    assert found[1, 0] == 8.0
    assert found.sum(axis=1).tolist() == [8.0, 8.0]


def test_what_an_hour_has_above_the_cards_moves_to_the_days_other_hours() -> None:
    day = np.array([[10.0, 2.0] + [0.0] * 22])
    # 2 above 8 cards; the room is 6 in the second hour and 8 in each of 22: 182 in all.
    found = fill_below(day, 8.0)
    assert found[0, 0] == 8.0
    assert found[0, 1] == pytest.approx(2 + 2 * 6 / 182)
    assert found.sum() == pytest.approx(12)
    assert fill_below(day, 10.0) is day
