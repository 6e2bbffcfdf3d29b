"""A week that is short is never one of which the forecast says that cards are enough."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.forecast.capacity_risk import risk_rows
from models.forecast.hour_paths import HourPaths
from models.forecast.peaks import peak_rows

CUT_OFF = date(2026, 3, 29)  # a Sunday


@settings(max_examples=40)
@given(seed=st.integers(0, 10_000), cards=st.floats(0, 12))
def test_a_short_week_is_at_least_as_likely_by_the_single_hours_of_the_forecast(
    seed: int, cards: float
) -> None:
    days = (CUT_OFF - date(2026, 3, 1)).days + 1 + 14
    reach = np.random.default_rng(seed).gamma(2, 2, (30, days, 24)).astype(np.float32)
    hours = HourPaths(date(2026, 3, 1), CUT_OFF, reach, reach)
    risk = {row["local_date"]: row["by_date_ratio"] for row in risk_rows(hours, cards, [0] * 14)}
    weeks = [row for row in peak_rows(hours, reach, "demand") if row["grain"] == "week"]
    for row in weeks:
        if row["target"] != "peak_demand_p95" or row["period_start"] <= CUT_OFF:
            continue
        by_date = risk[row["period_start"] + timedelta(days=6)]
        for name, ratio in (("p10", 0.9), ("p50", 0.5), ("p90", 0.1)):
            if row[name] > cards:
                # quantiles lie between paths: one path of 30 less
                assert by_date >= ratio - 1 / 30
