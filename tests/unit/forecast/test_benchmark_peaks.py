"""The benchmark of peaks: hours are read as a run reads them, and every span ahead is judged."""

from datetime import date

import numpy as np
import pytest

from models.forecast.candidate import DailyHistory
from tests.benchmarks.forecast_peaks import peak_measures

MONDAY = date(2026, 1, 5)
SPANS = ("1_to_7", "8_to_28", "29_to_56", "57_to_84")


def hours(days: int) -> DailyHistory:
    noise = np.random.default_rng(3).normal(1.0, 0.03, (days, 1))
    return DailyHistory("pool", MONDAY, (noise * np.array([8.0] * 12 + [16.0] * 12)).ravel(), 24)


def test_each_span_ahead_has_its_error_band_and_bias() -> None:
    found = {one.name: one.value for one in peak_measures("steady", [hours(260)], None)}
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
    assert peak_measures("short", [hours(100)], None) == []
