"""Hours stretched until their peaks lie where they lean to. A pool cut off on 2026-03-29."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.forecast.candidate import Floats
from models.forecast.capacity_risk import risk_rows
from models.forecast.hour_paths import Halves, HourPaths
from models.forecast.hours import MeasuredHours
from models.forecast.peak_leaning import PeakLean, PeakLeans
from models.forecast.peaks import hour_quantiles, peak_rows
from models.forecast.stretching import stretch_hours

CUT_OFF, FIRST_DAY = date(2026, 3, 29), date(2026, 3, 1)
BEFORE, AHEAD, PATHS = 29, 35, 20
POOL = "a/r/p/c"


def make_hours(seed: int) -> HourPaths:
    used = np.random.default_rng(seed).gamma(2, 2, (PATHS, BEFORE + AHEAD, 24)).astype(np.float32)
    return HourPaths(FIRST_DAY, CUT_OFF, used, used + np.float32(1))


def measured(last_week: Floats) -> MeasuredHours:
    return MeasuredHours(CUT_OFF - timedelta(days=6), last_week, np.ones((7, 24)))


def leans(share: float) -> PeakLeans:
    """Of use alone, for both spans: demand leans alike."""
    lean = PeakLean(np.full(3, share), np.ones(3))
    return {(POOL, "used"): {(1, 7): lean, (8, 28): lean}}


def test_all_of_the_way_brings_the_middle_of_peaks_to_last_weeks() -> None:
    # 168 hours last week, 5 of them with 18 cards, 15 with 12, the others 6: that is P99, P95, P50.
    week = np.full((7, 24), 6.0)
    week.reshape(-1)[:20] = [18.0] * 5 + [12.0] * 15
    found = stretch_hours(POOL, make_hours(1), measured(week), leans(1.0))
    for first, last in ((0, 7), (7, 28)):
        peaks = hour_quantiles(found.used[:, BEFORE + first : BEFORE + last])
        assert np.median(peaks, axis=0) == pytest.approx([6, 12, 18], rel=0.01)
    # What was measured stays.
    assert (found.used[:, :BEFORE] == make_hours(1).used[:, :BEFORE]).all()


def test_none_of_the_way_changes_no_hour() -> None:
    hours = make_hours(2)
    found = stretch_hours(POOL, hours, measured(np.full((7, 24), 50.0)), leans(0.0))
    assert found.used == pytest.approx(hours.used, rel=1e-5)
    assert found.reach == pytest.approx(hours.reach, rel=1e-5)


def test_beyond_28_days_a_band_is_never_narrowed() -> None:
    hours, week = make_hours(2), measured(np.full((7, 24), 50.0))
    narrow = PeakLean(np.zeros(3), np.full(3, 0.4))
    found = stretch_hours(POOL, hours, week, {(POOL, "used"): {(8, 28): narrow}})

    def spread(paths: Halves, first: int, last: int) -> float:
        return float(np.std(hour_quantiles(paths[:, BEFORE + first - 1 : BEFORE + last])[:, 0]))

    assert spread(found.used, 8, 28) == pytest.approx(0.4 * spread(hours.used, 8, 28), rel=0.1)
    assert spread(found.used, 29, 35) == pytest.approx(spread(hours.used, 29, 35), rel=0.01)


def test_a_last_week_with_a_gap_and_a_pool_without_a_lean_leave_hours_as_they_are() -> None:
    hours, week = make_hours(3), np.full((7, 24), 50.0)
    untouched = stretch_hours("b/r/p/c", hours, measured(week), leans(1.0))
    assert (untouched.used == hours.used).all()
    week[3, 5:8] = np.nan
    assert stretch_hours(POOL, hours, measured(week), leans(1.0)) is hours


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.floats(0, 1), st.floats(0.1, 40))
def test_order_bounds_and_demand_above_use_are_kept(seed: int, share: float, last: float) -> None:
    hours = make_hours(seed)
    found = stretch_hours(POOL, hours, measured(np.full((7, 24), last)), leans(share))
    flat, was = (one.used[:, BEFORE : BEFORE + 7].reshape(PATHS, -1) for one in (found, hours))
    order = np.argsort(was, axis=1)
    assert (np.diff(np.take_along_axis(flat, order, axis=1), axis=1) >= -1e-4).all()
    assert found.used.max() <= max(hours.used.max(), last) * (1 + 1e-6)
    assert (found.reach >= found.used).all()
    assert found.used.min() >= 0


def test_the_risk_of_no_cards_is_of_the_hours_that_peaks_are_of() -> None:
    # All hours drawn have 10 cards in every path, 14 wanted; last week's had 30 with the queue.
    ten = np.full((PATHS, BEFORE + AHEAD, 24), 10, dtype=np.float32)
    hours = HourPaths(FIRST_DAY, CUT_OFF, ten, ten + np.float32(4))
    found = stretch_hours(POOL, hours, measured(np.full((7, 24), 29.0)), leans(1.0))
    rows = [row for row in peak_rows(found, found.reach, "demand") if row["grain"] == "day"]
    assert {round(row["p50"], 3) for row in rows} == {30.0}
    [first, *_] = risk_rows(found, 20.0, [0] * AHEAD)
    assert first["by_date_ratio"] == 1.0
    assert next(risk_rows(hours, 20.0, [0] * AHEAD))["by_date_ratio"] == 0.0
