"""What a load takes over from the forecast before it."""

from dashboard.pipeline import _CARRIED_OVER
from models.forecast.stage import TABLES


def test_all_that_a_forecast_fills_is_carried_over_by_a_load() -> None:
    assert {name: _CARRIED_OVER.get(name) for name in TABLES} == dict.fromkeys(TABLES, "true")
