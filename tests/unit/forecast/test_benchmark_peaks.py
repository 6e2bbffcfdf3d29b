"""The benchmark of peaks: hours are read as a run reads them, and every span ahead is judged."""

from datetime import date, timedelta

import numpy as np
import pytest

from models.forecast.candidate import DailyHistory
from tests.benchmarks.forecast_peaks import HourlyPools, peak_measures

MONDAY = date(2026, 1, 5)
SPANS = ("1_to_7", "8_to_28", "29_to_56", "57_to_84")


def hours(days: int) -> DailyHistory:
    noise = np.random.default_rng(3).normal(1.0, 0.03, (days, 1))
    return DailyHistory("pool", MONDAY, (noise * np.array([8.0] * 12 + [16.0] * 12)).ravel(), 24)


def test_each_span_ahead_has_its_error_band_and_bias() -> None:
    found = {one.name: one.value for one in peak_measures("steady", HourlyPools([hours(260)]))}
    whats = ("error", "pinball", "held_80", "above_p90", "bias")
    assert set(found) == {
        f"peaks_steady_{span}_p{percent}_{what}"
        for span in SPANS
        for percent in (50, 95, 99)
        for what in whats
    }
    # Noise of 3 % on 16 cards, and nothing that changes: no peak is far off, two months ahead too.
    assert found["peaks_steady_57_to_84_p95_bias"] == pytest.approx(1, abs=0.05)
    shares = [value for name, value in found.items() if name.endswith(("held_80", "above_p90"))]
    assert all(0 <= share <= 1 for share in shares)


def test_a_series_too_short_for_months_ahead_is_left_out() -> None:
    assert peak_measures("short", HourlyPools([hours(100)])) == []


def test_a_cap_is_one_where_the_cards_were_the_same_for_90_days_and_enough() -> None:
    one = hours(100)
    days = DailyHistory("pool", MONDAY, one.card_hours.reshape(-1, 24).sum(axis=1))
    dates = [MONDAY + timedelta(days=day) for day in range(100)]

    def cap(cards: list[float]) -> float:
        had = {"pool": dict(zip(dates, cards, strict=True))}
        return HourlyPools([one], cards=had).bounds(days).cap

    assert cap([20.0] * 100) == 20 * 24
    assert cap([10.0] * 10 + [20.0] * 90) == 20 * 24
    assert cap([10.0] * 11 + [20.0] * 89) == np.inf  # it grew within 90 days
    assert cap([5.0] * 100) == np.inf  # some days used more than 5 cards have
    assert HourlyPools([one]).bounds(days).cap == np.inf
